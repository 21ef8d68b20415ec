/**
Columns of the table of domains as data: title, unit, width, priority, sentence, value and where it comes from. Table,
help, filter, batch output and the explanations read the declaration.

Shown unless others are chosen are those of columns/shown-columns.ts; columns/offered-columns.ts has the rest.
*/
import type {DomainFacts} from '../machine/snapshot.ts';
import type {Column, ColumnName} from './columns/column.ts';
import {offeredColumns} from './columns/offered-columns.ts';
import {shownColumns} from './columns/shown-columns.ts';
import {takesPart} from './rates.ts';

export type {Column, ColumnName} from './columns/column.ts';
export {entitledPart} from './columns/shown-columns.ts';

/** Shown unless others are chosen. */
export const columns: readonly Column[] = shownColumns;

/** Every column there is, those shown by default first. */
export const allColumns: readonly Column[] = [...shownColumns, ...offeredColumns];

const byName = new Map(allColumns.map(column => [column.name, column]));

export function columnOf(name: ColumnName): Column {
	return byName.get(name) ?? columns[0];
}

/** What a domain is entitled to: its weight among the weights of those that take part. */
export function entitlement(domain: DomainFacts, domains: readonly DomainFacts[]): number | undefined {
	const all = domains.reduce((sum, one) => sum + (takesPart(one) ? one.configuration.weight : 0), 0);
	return takesPart(domain) && all > 0 ? domain.configuration.weight / all : undefined;
}
