/** Below the table: a rule that says what is shown and where the table stands, and the chart of GPU time. */
import {formatDuration} from '../../base/units.ts';
import {columnOf} from '../columns.ts';
import {paintMarks} from '../marks.ts';
import {truncate} from '../terminal/cell-width.ts';
import type {Surface} from '../terminal/surface.ts';
import {RULE} from './blocks.ts';
import type {PaintContext} from './painter.ts';
import {totalScale} from './scale.ts';
import {paintStack} from './stack-chart.ts';

const AXIS_WIDTH = 5;

export function paintHistoryStrip(surface: Surface, context: PaintContext): void {
	const {model} = context;
	const viewport = model.viewports.domains;
	const position = viewport.isScrollable
		? `${viewport.top + 1}-${Math.min(viewport.total, viewport.top + viewport.rows)} of ${viewport.total}`
		: '';
	const rows = surface.height - 1;
	paintRule(surface, context, 0, rows > 0 ? chartTitle(surface, context) : orderTitle(context), position);
	if (rows > 0) {
		paintHistory(surface, context, rows);
	}
}

function orderTitle({model}: PaintContext): string {
	const {column, isReversed} = model.ui.sort;
	return `sorted by ${columnOf(column).title}${isReversed ? ', reversed' : ''}`;
}

export function chartTitle(surface: Surface, {model, theme}: PaintContext): string {
	const span = formatDuration(model.shown.shares.stepNs * (surface.width - AXIS_WIDTH));
	return `GPU time ${theme.hasColor ? 'by domain' : 'of all domains'}, % of time, last ${span}, ${formatDuration(model.shown.shares.stepNs)} each`;
}

/** A line across with a title near its left end and one near its right end. */
export function paintRule(surface: Surface, {theme}: PaintContext, y: number, left: string, right: string): void {
	surface.fill(0, y, surface.width, 1, theme.cell('dim'), RULE);
	const free = surface.width - 4 - (right === '' ? 0 : right.length + 3);
	if (left !== '') {
		surface.text(2, y, ` ${truncate(left, free - 2)} `, theme.cell('dim'));
	}
	if (right !== '') {
		surface.textRight(surface.width - 2, y, ` ${right} `, theme.cell('strong'));
	}
}

/** Axis and chart in the `rows` rows below the rule. */
export function paintHistory(surface: Surface, context: PaintContext, rows: number): void {
	const width = surface.width - AXIS_WIDTH;
	const scale = totalScale(context.model, width);
	paintAxis(surface, context, rows, scale);
	paintStack(surface, context, {x: AXIS_WIDTH, y: 1, width, height: rows}, scale);
	const {model, theme} = context;
	const {stepNs} = model.shown.shares;
	// The last column holds the newest sample: see History.shares.
	const fromNs = (Math.floor(model.history.newestNs / stepNs) - width + 1) * stepNs;
	paintMarks(surface, theme, model.facts, {x: AXIS_WIDTH, y: 1, width, fromNs, stepNs, hasNumbers: true});
}

function paintAxis(surface: Surface, {theme}: PaintContext, rows: number, scale: number): void {
	const label = (row: number, part: number) =>
		surface.textRight(AXIS_WIDTH - 1, 1 + row, String(Number((part * scale * 100).toFixed(1))), theme.cell('dim'));
	label(0, 1);
	if (rows >= 5) {
		label(Math.floor(rows / 2), 0.5);
	}
	if (rows >= 2) {
		label(rows - 1, 0);
	}
}
