/** The panel that explains the number under the cell cursor: formula, numbers, line over time, newest samples. */
import {formatDuration} from '../../base/units.ts';
import {describeCounter, explain, type SampledCounter} from '../explain.ts';
import {countersOf} from '../measure.ts';
import type {Model} from '../model.ts';
import {type Cell, cellAt} from '../screen-table.ts';
import {mostOf, type SeriesRow} from '../series-grid.ts';
import {truncate} from '../terminal/cell-width.ts';
import type {Surface} from '../terminal/surface.ts';
import {lowerBlock, UNKNOWN_CELL} from './blocks.ts';
import {paintRule} from './history-strip.ts';
import type {PaintContext} from './painter.ts';

/** Rows without those of the counters; each counter has three at most. */
const ROWS = 5;
const COUNTER_ROWS = 3;
const LABEL_WIDTH = 9;
const SAMPLE_WIDTH = 8;
const LINE_WIDTH = 60;

/** Rows that the panel would like to have. */
export function explainRows(model: Model, width: number): number {
	const {origin} = cellAt(model, width);
	return origin.kind === 'told' ? 4 : ROWS + 1 + COUNTER_ROWS * countersOf<string>(origin.measure).length;
}

export function paintExplanation(surface: Surface, context: PaintContext): void {
	const {model, theme} = context;
	const cell = cellAt(model, surface.width);
	const {formula, numbers, ages, counters} = explain(cell, model);
	const title = `${`${cell.title} ${cell.unit}`.trim()} of ${cell.who}`;
	paintRule(surface, context, 0, title, 'i closes');
	const room = surface.width - 2;
	const x = surface.text(1, 1, `${cell.shown === '' ? '-' : cell.shown}  `, theme.cell('strong'));
	surface.text(x, 1, truncate(cell.doc, surface.width - x - 1), theme.cell('plain'));
	if (cell.origin.kind === 'told') {
		surface.text(1, 2, truncate(formula, room), theme.cell('dim'));
		surface.text(1, 3, truncate('Help (?) explains every column; --json has the same numbers by name.', room), theme.cell('dim'));
		return;
	}
	const after = surface.text(1, 2, truncate(`= ${formula}`, room), theme.cell('accent'));
	const isShort = after + 3 + numbers.length < surface.width;
	surface.text(isShort ? after + 3 : 3, isShort ? 2 : 3, truncate(numbers, room - 2), theme.cell('strong'));
	paintLine(surface, context, isShort ? 3 : 4, cell);
	const top = isShort ? 4 : 5;
	surface.text(1, top, 'samples', theme.cell('dim'));
	paintSamples(surface, context, top, ages, 'dim');
	for (const [index, counter] of counters.entries()) {
		paintCounter(surface, context, top + 1 + index * COUNTER_ROWS, counter);
	}
}

function paintCounter(surface: Surface, context: PaintContext, y: number, counter: SampledCounter): void {
	const {theme} = context;
	surface.text(1, y, truncate(describeCounter(counter), surface.width - 2), theme.cell('dim'));
	surface.text(1, y + 1, 'value', theme.cell('dim'));
	paintSamples(surface, context, y + 1, counter.values, 'plain');
	if (counter.growths.length > 0) {
		surface.text(1, y + 2, 'grew by', theme.cell('dim'));
		paintSamples(surface, context, y + 2, counter.growths, 'strong');
	}
}

/** The newest on the right; the oldest go where there is no room. */
function paintSamples(
	surface: Surface,
	{theme}: PaintContext,
	y: number,
	texts: readonly string[],
	role: 'dim' | 'plain' | 'strong',
): void {
	const count = Math.min(texts.length, Math.floor((surface.width - LABEL_WIDTH - 1) / SAMPLE_WIDTH));
	for (const [index, text] of texts.slice(texts.length - count).entries()) {
		surface.textRight(LABEL_WIDTH + (index + 1) * SAMPLE_WIDTH, y, text, theme.cell(role));
	}
}

/** The number over the last columns of time. */
function paintLine(surface: Surface, {model, theme}: PaintContext, y: number, cell: Cell): void {
	const width = Math.min(LINE_WIDTH, surface.width - LABEL_WIDTH - 22);
	const row = rowOf(model, cell, width);
	if (row === undefined) {
		return;
	}
	const most = mostOf(row, width);
	surface.text(1, y, 'over time', theme.cell('dim'));
	for (let age = 0; age < width; age++) {
		const value = row.at(age);
		const x = LABEL_WIDTH + 1 + width - age;
		if (Number.isNaN(value)) {
			surface.put(x, y, UNKNOWN_CELL, theme.cell('dim'));
		} else {
			surface.put(x, y, lowerBlock(most > 0 ? value / most : 0), theme.cell('accent'));
		}
	}
	surface.text(LABEL_WIDTH + width + 3, y, `last ${formatDuration(model.series.stepNs * width)}`, theme.cell('dim'));
}

function rowOf(model: Model, {origin, domainId}: Cell, width: number): SeriesRow | undefined {
	const {series, snapshot} = model;
	series.begin(model.shown.shares.stepNs);
	const atNs = snapshot?.atNs ?? 0;
	switch (origin.kind) {
		case 'told':
			return undefined;
		case 'card':
			return series.ofCard(origin.measure, width, atNs);
		case 'domain':
			return series.ofDomain(origin.measure, domainId, width, atNs);
	}
}
