/** What all charts over time have in common: title, axis, times below, the time cursor, marks of changes, values at the cursor. */
import {formatDuration} from '../../base/units.ts';
import {chartValue} from '../chart-lines.ts';
import {markGlyph, marksBetween, paintMarks} from '../marks.ts';
import type {Quantity} from '../quantity.ts';
import {newestColumn} from '../series-grid.ts';
import {truncate} from '../terminal/cell-width.ts';
import type {Surface} from '../terminal/surface.ts';
import {TRACK} from './blocks.ts';
import {paintRule} from './history-strip.ts';
import type {PaintContext} from './painter.ts';
import {endOfTime} from './past.ts';

export const AXIS_WIDTH = 7;
/** Rule at the top and times at the bottom. */
export const FRAME_ROWS = 2;
const TIME_EVERY = 20;

/** Where columns of time lie on the surface: the newest ends at `right`. */
export type TimeAxis = {
	readonly left: number;
	readonly columns: number;
	readonly stepNs: number;
	/** Number of the newest column: it begins at this many steps. */
	readonly last: number;
};

export function timeAxis(surface: Surface, {model}: PaintContext, stepNs: number, left = AXIS_WIDTH): TimeAxis {
	return {left, columns: Math.max(1, surface.width - left), stepNs, last: newestColumn(stepNs, model.snapshot?.atNs ?? 0)};
}

/** Column of an instant on the surface; -1 where it is out of view. */
export function columnOfTime({left, columns, stepNs, last}: TimeAxis, atNs: number): number {
	const age = last - Math.floor(atNs / stepNs);
	return age < 0 || age >= columns ? -1 : left + columns - 1 - age;
}

/** Age of the column that the time cursor stands on; 0 is the newest. */
export function ageUnderCursor({stepNs, last}: TimeAxis, {model}: PaintContext): number {
	const {cursorNs} = model.ui;
	return cursorNs < 0 ? 0 : Math.max(0, last - Math.floor(cursorNs / stepNs));
}

export function paintTitle(surface: Surface, context: PaintContext, title: string, right: string): void {
	paintRule(surface, context, 0, title, right);
}

/** Largest value, half of it and zero, beside the rows 1 to `rows`. */
export function paintScale(surface: Surface, {theme}: PaintContext, rows: number, top: number, quantity: Quantity): void {
	const label = (row: number, part: number) =>
		surface.textRight(
			AXIS_WIDTH - 1,
			1 + row,
			chartValue(quantity, part * top, quantity === 'count' || quantity === 'perSecond' ? AXIS_WIDTH - 2 : AXIS_WIDTH - 1).replace(
				/\.0(?=%|$)/,
				'',
			),
			theme.cell('dim'),
		);
	label(0, 1);
	if (rows >= 5) {
		label(Math.floor((rows - 1) / 2), 0.5);
	}
	if (rows >= 3) {
		label(rows - 1, 0);
	}
}

/** How long ago, at every twentieth column from the right, and where the cursor stands. */
export function paintTimes(surface: Surface, context: PaintContext, y: number, axis: TimeAxis): void {
	const {theme, model} = context;
	const {left, columns, stepNs} = axis;
	const at = model.ui.cursorNs < 0 ? -1 : columnOfTime(axis, model.ui.cursorNs);
	const label = `▲-${formatDuration(ageUnderCursor(axis, context) * stepNs)}`;
	const labelX = Math.min(at, left + columns - label.length);
	if (at >= 0) {
		surface.text(labelX, y, label, theme.cell('key'));
	}
	for (let age = 0; age < columns; age += TIME_EVERY) {
		const text = age === 0 ? endOfTime(model) : `-${formatDuration(age * stepNs)}`;
		const end = left + columns - age;
		const isCovered = at >= 0 && end >= labelX && end - text.length <= labelX + label.length;
		if (end - text.length >= left && !isCovered) {
			surface.textRight(end, y, text, theme.cell('dim'));
		}
	}
}

/** A line down the chart where the time cursor stands. Drawn first, so that what is charted lies above it. */
export function paintCursor(surface: Surface, {model, theme}: PaintContext, rows: number, axis: TimeAxis): void {
	const x = model.ui.cursorNs < 0 ? -1 : columnOfTime(axis, model.ui.cursorNs);
	for (let row = 0; row < rows && x >= 0; row++) {
		surface.put(x, 1 + row, TRACK, theme.cell('key'));
	}
}

/** Changes, notes and what went wrong, at their instants. */
export function paintChanges(surface: Surface, {model, theme}: PaintContext, y: number, axis: TimeAxis): void {
	const {left, columns, stepNs} = axis;
	paintMarks(surface, theme, model.facts, {x: left, y, width: columns, fromNs: startNs(axis), stepNs, hasNumbers: true});
}

function startNs({last, columns, stepNs}: TimeAxis): number {
	return (last - columns + 1) * stepNs;
}

/** The mark nearest to the time cursor, in words; empty where there is none in view. */
export function nearestChange({model}: PaintContext, axis: TimeAxis): string {
	const {ui, snapshot, facts} = model;
	const atNs = ui.cursorNs < 0 ? (snapshot?.atNs ?? 0) : ui.cursorNs;
	const marks = marksBetween(facts, startNs(axis), (axis.last + 1) * axis.stepNs);
	const nearest = marks.sort((a, b) => Math.abs(a.atNs - atNs) - Math.abs(b.atNs - atNs))[0];
	if (nearest === undefined) {
		return '';
	}
	const offNs = nearest.atNs - atNs;
	const when = Math.abs(offNs) < axis.stepNs ? 'here' : `${formatDuration(Math.abs(offNs))} ${offNs < 0 ? 'before' : 'later'}`;
	return `${markGlyph(nearest.kind)} ${when}: ${nearest.text}`;
}

export type LegendEntry = {readonly label: string; readonly series: number; readonly value: string; readonly isSelected: boolean};

/** Values under the cursor, as many as fit into the rows from `y` on. */
export function paintLegend(surface: Surface, {theme}: PaintContext, y: number, rows: number, entries: readonly LegendEntry[]): void {
	if (rows < 1) {
		return;
	}
	let x = 1;
	let row = 0;
	for (const [index, {label, series, value, isSelected}] of entries.entries()) {
		const name = truncate(label, 14);
		const length = name.length + value.length + 5;
		if (x + length > surface.width) {
			row++;
			x = 1;
		}
		if (row >= rows) {
			surface.textRight(surface.width - 1, y + rows - 1, ` and ${entries.length - index} more`, theme.cell('dim'));
			return;
		}
		x = surface.text(x, y + row, '■ ', theme.series(series));
		x = surface.text(x, y + row, name, theme.cell(isSelected ? 'selected' : 'plain')) + 1;
		x = surface.text(x, y + row, value, theme.cell('strong')) + 2;
	}
}
