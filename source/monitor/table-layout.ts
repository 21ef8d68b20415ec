/** Which columns fit a width, where they start, and in which order domains stand. */
import type {DomainFacts} from '../machine/snapshot.ts';
import {type Column, type ColumnName, columnOf, columns} from './columns.ts';
import type {Rates} from './rates.ts';

export type Placed = {readonly column: Column; readonly x: number; readonly width: number};

export type TableLayout = {
	readonly placed: readonly Placed[];
	/** Where the history column starts and how wide it is; 0 where there is no room. */
	readonly historyX: number;
	readonly historyWidth: number;
};

const GAP = 1;
/** The colour mark before each name. */
const LEFT_MARGIN = 2;
/** The scroll bar. */
const RIGHT_MARGIN = 1;
const SMALLEST_HISTORY = 16;
const LARGEST_HISTORY = 60;

/** Which columns are wanted, in which order; none is all of them. */
export type ColumnChoice = {readonly columns: readonly ColumnName[]; readonly hasFullNames: boolean};

const EVERYTHING: ColumnChoice = {columns: [], hasFullNames: false};

/** Columns as they were chosen; a name that must not be cut is as wide as it can get from the start. */
function wanted({columns: names, hasFullNames}: ColumnChoice): readonly Column[] {
	const chosen = names.length === 0 ? columns : names.map(columnOf);
	return hasFullNames
		? chosen.map(column => (column.name === 'name' ? {...column, width: column.wideWidth ?? column.width} : column))
		: chosen;
}

/** Drops columns by priority until a row fits, then widens what can use it, then gives the rest to history. */
export function layOut(width: number, choice: ColumnChoice = EVERYTHING): TableLayout {
	const all = wanted(choice);
	const room = width - LEFT_MARGIN - RIGHT_MARGIN;
	const kept = new Set(all.map(({name}) => name));
	const used = (widths: ReadonlyMap<ColumnName, number>) => [...kept].reduce((sum, name) => sum + (widths.get(name) ?? 0) + GAP, -GAP);
	const widths = new Map(all.map(({name, width: columnWidth}) => [name, columnWidth]));
	for (const column of [...all].sort((a, b) => b.priority - a.priority)) {
		if (used(widths) > room && column.priority > 0) {
			kept.delete(column.name);
		}
	}
	let spare = room - used(widths);
	for (const {name, width: columnWidth, wideWidth} of all) {
		const more = (wideWidth ?? columnWidth) - columnWidth;
		if (kept.has(name) && more > 0 && more <= spare) {
			widths.set(name, columnWidth + more);
			spare -= more;
		}
	}
	const placed: Placed[] = [];
	let x = LEFT_MARGIN;
	for (const column of all.filter(({name}) => kept.has(name))) {
		const columnWidth = widths.get(column.name) ?? column.width;
		placed.push({column, x, width: columnWidth});
		x += columnWidth + GAP;
	}
	const historyWidth = Math.min(LARGEST_HISTORY, width - RIGHT_MARGIN - x - GAP);
	return historyWidth < SMALLEST_HISTORY ? {placed, historyX: 0, historyWidth: 0} : {placed, historyX: x + GAP, historyWidth};
}

const collator = new Intl.Collator('en', {numeric: true, sensitivity: 'base'});

/** Domains in the order of a column. */
export function sortDomains(domains: readonly DomainFacts[], rates: Rates, name: ColumnName, isReversed: boolean): DomainFacts[] {
	const {value} = columnOf(name);
	return sortBy(domains, domain => value(domain, rates), isReversed);
}

/** Domains by a value of theirs. Numbers: most first; texts: A first; the unknown last; ties by age. */
export function sortBy(
	domains: readonly DomainFacts[],
	value: (domain: DomainFacts) => number | string | undefined,
	isReversed: boolean,
): DomainFacts[] {
	const keyed = domains.map(domain => ({domain, key: value(domain)}));
	const sign = isReversed ? -1 : 1;
	keyed.sort((a, b) => sign * compareKeys(a.key, b.key) || a.domain.configuration.id - b.domain.configuration.id);
	return keyed.map(({domain}) => domain);
}

function compareKeys(a: number | string | undefined, b: number | string | undefined): number {
	if (typeof a === 'string' && typeof b === 'string') {
		return collator.compare(a, b);
	}
	const left = typeof a === 'number' ? a : Number.NEGATIVE_INFINITY;
	const right = typeof b === 'number' ? b : Number.NEGATIVE_INFINITY;
	return left === right ? 0 : right - left;
}

/** Names of the columns that fit, from left to right. */
export function visibleColumns(width: number, choice: ColumnChoice = EVERYTHING): ColumnName[] {
	return layOut(width, choice).placed.map(({column}) => column.name);
}
