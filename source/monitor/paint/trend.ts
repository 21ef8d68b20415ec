/** A line of a domain over time in one row of cells: the columns of the table that are drawn, not printed. */
import type {DomainFacts} from '../../machine/snapshot.ts';
import type {Model} from '../model.ts';
import {type LineName, lines} from '../series.ts';
import {mostOf, type SeriesRow} from '../series-grid.ts';
import type {Surface} from '../terminal/surface.ts';
import {lowerBlock, UNKNOWN_CELL} from './blocks.ts';
import type {PaintContext} from './painter.ts';

function rowOf({series, shown, snapshot}: Model, line: LineName, domain: DomainFacts, width: number): SeriesRow {
	series.begin(shown.shares.stepNs);
	return series.ofDomain(lines[line].measure, domain.configuration.id, width, snapshot?.atNs ?? 0);
}

/** The largest value of those domains, which all their lines are drawn against; 1 where there is none. */
export function trendScale(model: Model, line: LineName, domains: readonly DomainFacts[], width: number): number {
	let most = 0;
	for (const domain of domains) {
		most = Math.max(most, mostOf(rowOf(model, line, domain, width), width));
	}
	return most > 0 ? most : 1;
}

export type TrendPlace = {readonly x: number; readonly y: number; readonly width: number; readonly scale: number};

export function paintTrend(
	surface: Surface,
	{model, theme}: PaintContext,
	{x, y, width, scale}: TrendPlace,
	line: LineName,
	domain: DomainFacts,
	isSelected: boolean,
): void {
	const row = rowOf(model, line, domain, width);
	const known = isSelected ? theme.cell('selected') : theme.series(domain.slot);
	const unknown = theme.cell(isSelected ? 'selected' : 'dim');
	for (let age = 0; age < width; age++) {
		const value = row.at(age);
		const isUnknown = Number.isNaN(value);
		surface.put(x + width - 1 - age, y, isUnknown ? UNKNOWN_CELL : lowerBlock(value / scale), isUnknown ? unknown : known);
	}
}
