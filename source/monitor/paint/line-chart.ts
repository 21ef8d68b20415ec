/** A chart of lines over time, drawn in dots: one line per domain, or per measure of the machine. */
import {type Chart, chartTop, chartValue} from '../chart-lines.ts';
import type {Surface} from '../terminal/surface.ts';
import {BrailleCanvas} from './braille.ts';
import {type LegendEntry, paintChanges, paintCursor, paintScale, type TimeAxis} from './chart-frame.ts';
import type {PaintContext} from './painter.ts';

/** Columns of dots in a column of cells. */
export const DOTS = 2;

/** Rows 1 to `rows` of the surface. Without colour lines cannot be told apart: only the selected one is drawn. */
export function paintLines(surface: Surface, context: PaintContext, rows: number, axis: TimeAxis, chart: Chart): void {
	const {theme} = context;
	const top = chartTop(chart, axis.columns * DOTS);
	paintScale(surface, context, rows, top, chart.quantity);
	paintCursor(surface, context, rows, axis);
	const canvas = new BrailleCanvas(axis.columns, rows);
	for (const {row, series} of drawn(chart, theme.hasColor)) {
		canvas.line(age => row.at(age) / top, theme.hasColor ? theme.series(series) : theme.cell('plain'));
	}
	canvas.paint(surface, axis.left, 1);
	paintChanges(surface, context, 1, axis);
}

function drawn({lines}: Chart, hasColor: boolean): Chart['lines'] {
	return hasColor ? lines : lines.slice(-1);
}

/** Names and values at the time cursor. */
export function legendOf(chart: Chart, age: number, hasColor: boolean): LegendEntry[] {
	const entries = drawn(chart, hasColor).map(({label, series, row, isSelected}) => ({
		label,
		series,
		value: chartValue(chart.quantity, row.at(age * DOTS), 7),
		isSelected,
	}));
	return entries;
}
