/** What a column of the table of domains is, and the ways to declare one. */
import type {DomainCounter} from '../../machine/catalogue.ts';
import type {DomainFacts} from '../../machine/snapshot.ts';
import type {Origin} from '../origin.ts';
import {type Quantity, quantityText} from '../quantity.ts';
import type {Rates} from '../rates.ts';
import {type DomainMeasure, ofDomain} from '../readers.ts';
import type {LineName} from '../series.ts';

/** Columns with a name of their own; all other counters are offered under the counter's name. */
export type NamedColumn =
	| 'name'
	| 'state'
	| 'wait'
	| 'mode'
	| 'channels'
	| 'vram'
	| 'gpu'
	| 'share'
	| 'entitled'
	| 'exits'
	| 'doorbells'
	| 'shadow'
	| 'queue'
	| 'delay'
	| 'rounds'
	| 'progress'
	| 'workload'
	| 'weight'
	| 'cap'
	| 'reservation'
	| 'got'
	| 'promised'
	| 'p50'
	| 'p95'
	| 'p99'
	| 'longest'
	| 'samples'
	| 'starved'
	| 'budget'
	| 'bandwidth'
	| 'overshoot'
	| 'capped'
	| 'trapped'
	| 'service'
	| 'ram'
	| 'age'
	| 'id'
	| 'gpu-trend'
	| 'exits-trend'
	| 'delay-trend';

export type ColumnName = NamedColumn | DomainCounter;

export type Column = {
	readonly name: ColumnName;
	/** Capitals, no wider than the column. */
	readonly title: string;
	/** Unit and base, shown below the title; no wider than the column. */
	readonly unit: string;
	readonly width: number;
	/** Width where there is room to spare. */
	readonly wideWidth?: number;
	readonly align: 'left' | 'right';
	/** Columns with the highest numbers go first when the screen is narrow; 0 always stays. */
	readonly priority: number;
	readonly doc: string;
	/** What its values are: how they are printed, and how a filter reads one. */
	readonly quantity: Quantity;
	/** Where its values come from. */
	readonly origin: Origin;
	/** Drawn as a line over time instead of text. */
	readonly line?: LineName;
	/** Largest first unless told otherwise, as in xentop; texts run from A to Z. */
	readonly value: (domain: DomainFacts, rates: Rates) => number | string | undefined;
	readonly text: (domain: DomainFacts, rates: Rates, width: number) => string;
};

/** What there is to say of a column whatever it shows. */
export type Heading = Pick<Column, 'name' | 'title' | 'unit' | 'width' | 'priority' | 'doc'> & Partial<Pick<Column, 'wideWidth' | 'line'>>;

/** A column of numbers made from counters. */
export function measuredColumn(heading: Heading, quantity: Quantity, measure: DomainMeasure): Column {
	const value = (domain: DomainFacts, rates: Rates) => ofDomain(measure, domain, rates);
	return {
		...heading,
		align: 'right',
		quantity,
		origin: {kind: 'domain', measure},
		value,
		text: (domain, rates, width) => quantityText(quantity, value(domain, rates), width),
	};
}

/** A column of numbers that somebody set or that the machine knows; `from` is a sentence that says who. */
export function toldColumn(
	heading: Heading,
	quantity: Quantity,
	from: string,
	value: (domain: DomainFacts, rates: Rates) => number | undefined,
): Column {
	return {
		...heading,
		align: 'right',
		quantity,
		origin: {kind: 'told', from},
		value,
		text: (domain, rates, width) => quantityText(quantity, value(domain, rates), width),
	};
}

/** A column of words. */
export function wordColumn(heading: Heading, from: string, text: (domain: DomainFacts, rates: Rates, width: number) => string): Column {
	const widest = heading.wideWidth ?? heading.width;
	return {
		...heading,
		align: 'left',
		quantity: 'text',
		origin: {kind: 'told', from},
		value: (domain, rates) => text(domain, rates, Math.max(widest, 1000)),
		text,
	};
}
