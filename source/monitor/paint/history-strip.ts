/** Below the table: a rule that says what is shown and where the table stands, and the chart of GPU time. */
import {formatDuration} from '../../base/units.ts';
import {columnOf} from '../columns.ts';
import {truncate} from '../terminal/cell-width.ts';
import type {Surface} from '../terminal/surface.ts';
import {RULE} from './blocks.ts';
import type {PaintContext} from './painter.ts';
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
		paintAxis(surface, context, 1, rows);
		paintStack(surface, context, {x: AXIS_WIDTH, y: 1, width: surface.width - AXIS_WIDTH, height: rows});
	}
}

function orderTitle({model}: PaintContext): string {
	const {column, isReversed} = model.ui.sort;
	return `sorted by ${columnOf(column).title}${isReversed ? ', reversed' : ''}`;
}

export function chartTitle(surface: Surface, {model, theme}: PaintContext): string {
	const span = formatDuration(model.shares.stepNs * (surface.width - AXIS_WIDTH));
	return `GPU time ${theme.hasColor ? 'by domain' : 'of all domains'}, % of time, last ${span}, ${formatDuration(model.shares.stepNs)} each`;
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

export function paintAxis(surface: Surface, {theme}: PaintContext, y: number, rows: number): void {
	const label = (row: number, text: string) => surface.textRight(AXIS_WIDTH - 1, row, text, theme.cell('dim'));
	label(y, '100');
	if (rows >= 5) {
		label(y + Math.floor(rows / 2), '50');
	}
	if (rows >= 2) {
		label(y + rows - 1, '0');
	}
}
