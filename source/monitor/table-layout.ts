/** Which columns of the table of domains are in view, where they start, and in which order domains stand. */
import type {DomainFacts} from '../machine/snapshot.ts';
import {pagesOf, pageWith, walkOf} from './column-pages.ts';
import {type Column, type ColumnName, columnOf, columns} from './columns.ts';
import type {Rates} from './rates.ts';

export type Placed = {readonly column: Column; readonly x: number; readonly width: number};

export type TableLayout = {
	readonly placed: readonly Placed[];
	/** Where the history column starts and how wide it is; 0 where there is no room. */
	readonly historyX: number;
	readonly historyWidth: number;
	/** Columns on the pages before and after this one. */
	readonly before: number;
	readonly after: number;
};

const GAP = 1;
/** The colour mark before each name. */
const LEFT_MARGIN = 2;
/** The scroll bar. */
const RIGHT_MARGIN = 1;
const SMALLEST_HISTORY = 16;
const LARGEST_HISTORY = 60;

/** Which columns are wanted, in which order; none is those that are shown unless others are chosen. */
export type ColumnChoice = {readonly columns: readonly ColumnName[]; readonly hasFullNames: boolean};

const USUAL: ColumnChoice = {columns: [], hasFullNames: false};

/** Columns as they were chosen; a name that must not be cut is as wide as it can get from the start. */
export function chosenColumns({columns: names, hasFullNames}: ColumnChoice): readonly Column[] {
	const chosen = names.length === 0 ? columns : names.map(columnOf);
	return hasFullNames
		? chosen.map(column => (column.name === 'name' ? {...column, width: column.wideWidth ?? column.width} : column))
		: chosen;
}

function pages(width: number, choice: ColumnChoice): Column[][] {
	const chosen = chosenColumns(choice);
	const isUsual = chosen.length === columns.length && chosen.every(({name}, index) => name === columns[index]?.name);
	return pagesOf(chosen, width - LEFT_MARGIN - RIGHT_MARGIN, !isUsual);
}

/** The page that shows the column under the cell cursor: widens what can use it, gives the rest to history. */
export function layOut(width: number, choice: ColumnChoice = USUAL, cursor?: ColumnName): TableLayout {
	const all = pages(width, choice);
	const under = all.flat().find(({name}) => name === cursor);
	const page = pageWith(all, under);
	const shown = all[page] ?? [];
	const widths = widened(shown, width - LEFT_MARGIN - RIGHT_MARGIN);
	const placed: Placed[] = [];
	let x = LEFT_MARGIN;
	for (const [index, column] of shown.entries()) {
		const columnWidth = widths[index] as number;
		placed.push({column, x, width: columnWidth});
		x += columnWidth + GAP;
	}
	const counted = (some: ReadonlyArray<readonly Column[]>) => some.reduce((sum, {length}) => sum + length - 1, 0);
	const edges = {before: counted(all.slice(0, page)), after: counted(all.slice(page + 1))};
	const historyWidth = Math.min(LARGEST_HISTORY, width - RIGHT_MARGIN - x - GAP);
	const hasHistory = historyWidth >= SMALLEST_HISTORY && shown.every(({line}) => line === undefined);
	return hasHistory ? {placed, historyX: x + GAP, historyWidth, ...edges} : {placed, historyX: 0, historyWidth: 0, ...edges};
}

function widened(shown: readonly Column[], room: number): number[] {
	let spare = room - shown.reduce((sum, {width}) => sum + width + GAP, -GAP);
	return shown.map(({width, wideWidth = width}) => {
		const more = wideWidth - width <= spare ? wideWidth - width : 0;
		spare -= more;
		return width + more;
	});
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

/** Negative numbers (debts) come after zero, the unknown after them. */
function compareKeys(a: number | string | undefined, b: number | string | undefined): number {
	if (typeof a === 'string' && typeof b === 'string') {
		return collator.compare(a, b);
	}
	const left = typeof a === 'number' ? a : Number.NEGATIVE_INFINITY;
	const right = typeof b === 'number' ? b : Number.NEGATIVE_INFINITY;
	return left === right ? 0 : right - left;
}

/** Names of the columns in view, from left to right. */
export function visibleColumns(width: number, choice: ColumnChoice = USUAL): ColumnName[] {
	return layOut(width, choice).placed.map(({column}) => column.name);
}

/** Names of all columns in the order in which the cell cursor walks them. */
export function walkedColumns(width: number, choice: ColumnChoice): ColumnName[] {
	return walkOf(pages(width, choice)).map(({name}) => name);
}
