/**
Where exits go over time: a row for each register range, a shade for each stretch of time, from few to many on a scale of
factors, so that a range that traps ten times a second is seen beside one that traps a hundred thousand times.
*/
import {formatDuration} from '../../base/units.ts';
import {chartStepNs} from '../chart-time.ts';
import {fitCount, percent, withUnit} from '../format.ts';
import {type HeatPlace, heatPlaces} from '../heat-places.ts';
import {mostOf, type SeriesRow} from '../series-grid.ts';
import {truncate} from '../terminal/cell-width.ts';
import type {Surface} from '../terminal/surface.ts';
import {UNKNOWN_CELL} from './blocks.ts';
import {ageUnderCursor, nearestChange, paintChanges, paintCursor, paintTimes, type TimeAxis, timeAxis} from './chart-frame.ts';
import {paintRule} from './history-strip.ts';
import type {PaintContext} from './painter.ts';

/** Title, the part of a place, its rate. */
const TITLE_X = 2;
const RATE_END = 22;
const PART_END = 29;
const MAP_X = 31;
/** Shades without colour, from nothing to most. */
export const SHADES = ' .:-=+*#%@';
const FULL = '█'.codePointAt(0) as number;
/** The smallest rate that is told from nothing, per second. */
const LEAST = 1;

/** Step of the ramp for a rate: 0 for nothing, `steps` - 1 for the largest; equal factors between steps. */
export function shadeOf(perSecond: number, most: number, steps: number): number {
	if (!(perSecond > 0) || most <= 0) {
		return 0;
	}
	const range = Math.log(Math.max(most, LEAST * 10) / LEAST);
	const part = Math.log(Math.max(perSecond, LEAST) / LEAST) / range;
	return 1 + Math.min(steps - 2, Math.floor(part * (steps - 1)));
}

type HeatRow = {readonly place: HeatPlace; readonly row: SeriesRow; readonly most: number};

export function paintHeatMap(surface: Surface, context: PaintContext): void {
	const {model, theme} = context;
	const {selected} = model;
	const isOfAll = model.ui.isHeatOfAll || selected === undefined;
	const axis = timeAxis(surface, context, chartStepNs(model), MAP_X);
	const who = isOfAll ? 'all domains' : (selected?.configuration.name ?? '');
	const title = `exits of ${who} over time, ${formatDuration(axis.stepNs)} a column`;
	const room = surface.height - 2;
	const all = rowsOf(context, isOfAll ? -1 : (selected?.configuration.id ?? -1), axis);
	const rows = fitRows(all, room);
	const most = Math.max(0, ...all.map(row => row.most));
	paintRule(surface, context, 0, title, ramp(context, most));
	if (rows.length === 0) {
		surface.text(TITLE_X, 1, 'nothing traps', theme.cell('dim'));
	}
	const age = ageUnderCursor(axis, context);
	const total = all.reduce((sum, {place, row}) => sum + (place.isPart ? 0 : row.at(age) || 0), 0);
	for (const [index, row] of rows.entries()) {
		paintRow(surface, context, 1 + index, row, axis, most, total);
	}
	paintCursor(surface, context, rows.length, axis);
	const foot = 1 + rows.length;
	paintTimes(surface, context, foot, axis);
	paintChanges(surface, context, foot, axis);
	surface.text(TITLE_X, foot, truncate(nearestChange(context, axis), MAP_X - TITLE_X - 1), theme.cell('dim'));
}

/** Places that had an exit in the time that is shown. */
function rowsOf({model}: PaintContext, domainId: number, axis: TimeAxis): HeatRow[] {
	model.series.begin(axis.stepNs);
	const endNs = model.snapshot?.atNs ?? 0;
	return heatPlaces
		.map(place => {
			const row = model.series.ofDomain({kind: 'rate', counter: place.counter}, domainId, axis.columns, endNs);
			return {place, row, most: mostOf(row, axis.columns)};
		})
		.filter(({most}) => most > 0);
}

/** In order of address; where there are too many, parts go first, then those that trap least. */
function fitRows(rows: readonly HeatRow[], room: number): HeatRow[] {
	const kept = [...rows].sort((a, b) => Number(a.place.isPart) - Number(b.place.isPart) || b.most - a.most).slice(0, Math.max(0, room));
	return rows.filter(row => kept.includes(row));
}

function paintRow(
	surface: Surface,
	context: PaintContext,
	y: number,
	{place, row}: HeatRow,
	axis: TimeAxis,
	most: number,
	total: number,
): void {
	const {theme} = context;
	const age = ageUnderCursor(axis, context);
	const now = row.at(age);
	const name = place.isPart ? ` ${place.title}` : place.title;
	surface.text(TITLE_X, y, name, theme.cell(place.isPart ? 'dim' : 'plain'));
	surface.textRight(RATE_END, y, withUnit(fitCount(Number.isNaN(now) ? undefined : now, 5), '/s'), theme.cell(now > 0 ? 'strong' : 'dim'));
	if (!place.isPart) {
		surface.textRight(PART_END, y, total > 0 ? `${percent(now / total)}%` : '', theme.cell('dim'));
	}
	for (let column = 0; column < axis.columns; column++) {
		const value = row.at(column);
		const x = axis.left + axis.columns - 1 - column;
		if (Number.isNaN(value)) {
			surface.put(x, y, UNKNOWN_CELL, theme.cell('dim'));
			continue;
		}
		const shade = shadeOf(value, most, SHADES.length);
		if (shade > 0) {
			paintShade(surface, context, x, y, shade);
		}
	}
}

function paintShade(surface: Surface, {theme}: PaintContext, x: number, y: number, shade: number): void {
	if (theme.hasRamp) {
		surface.put(x, y, FULL, theme.ramp(shade / (SHADES.length - 1)));
	} else {
		surface.put(x, y, SHADES.codePointAt(shade) ?? 0, theme.cell('plain'));
	}
}

/** What the shades mean, for the rule. */
function ramp({theme}: PaintContext, most: number): string {
	return theme.hasRamp ? `brightest ${fitCount(most, 5)}/s` : `"${SHADES.slice(1)}" up to ${fitCount(most, 5)}/s`;
}
