/**
How a number on the screen is made from counters, as data: one function gives its value, another says in words and
with the numbers put in how it came about (explain.ts). So what is explained is what is shown.

A reader says what the counters did: over the window of the rates, or between two moments of kept samples.
Not here: how a value is printed (format.ts) and where the samples come from.
*/
import {SECOND} from '../base/units.ts';

export type Measure<Counter extends string> =
	/** What a counter grew by, per second. */
	| {readonly kind: 'rate'; readonly counter: Counter}
	/** For counters of nanoseconds: the part of the window's time. */
	| {readonly kind: 'time part'; readonly counter: Counter}
	/** The same as nanoseconds per second. */
	| {readonly kind: 'time rate'; readonly counter: Counter}
	/** Part of what all domains together grew by. */
	| {readonly kind: 'part of all'; readonly counter: Counter}
	/** Growth of one counter per unit of another: a mean. */
	| {readonly kind: 'mean'; readonly counter: Counter; readonly per: Counter}
	/** Growth of one counter that another did not count, per second. */
	| {readonly kind: 'rest rate'; readonly counter: Counter; readonly without: Counter}
	/** Newest value. Unknown while `needs` is zero. */
	| {readonly kind: 'level'; readonly counter: Counter; readonly needs?: Counter}
	/** Newest value in thousandths, as a fraction. */
	| {readonly kind: 'permille'; readonly counter: Counter}
	/** Newest value, against the sum of another over all domains. */
	| {readonly kind: 'level of all'; readonly counter: Counter; readonly all: Counter}
	/** Newest value against the time since the domain was made. */
	| {readonly kind: 'life part'; readonly counter: Counter};

/** What counters did. `undefined` is not known. */
export type Reader<Counter extends string> = {
	growth(counter: Counter): number | undefined;
	level(counter: Counter): number | undefined;
	/** The same of all domains together. */
	growthOfAll(counter: Counter): number | undefined;
	levelOfAll(counter: Counter): number | undefined;
	readonly windowNs: number;
	/** Time since the domain was made. */
	readonly lifeNs: number;
};

export function measured<Counter extends string>(measure: Measure<Counter>, reader: Reader<Counter>): number | undefined {
	switch (measure.kind) {
		case 'rate':
			return quotient(reader.growth(measure.counter), reader.windowNs / SECOND);
		case 'time part':
			return quotient(reader.growth(measure.counter), reader.windowNs);
		case 'time rate':
			return quotient(reader.growth(measure.counter), reader.windowNs / SECOND);
		case 'part of all':
			return quotient(reader.growth(measure.counter), reader.growthOfAll(measure.counter));
		case 'mean':
			return quotient(reader.growth(measure.counter), reader.growth(measure.per));
		case 'rest rate':
			return quotient(restOf(reader.growth(measure.counter), reader.growth(measure.without)), reader.windowNs / SECOND);
		case 'level':
			return measure.needs !== undefined && reader.level(measure.needs) === 0 ? undefined : known(reader.level(measure.counter));
		case 'permille':
			return quotient(known(reader.level(measure.counter)), 1000);
		case 'level of all':
			return quotient(known(reader.level(measure.counter)), reader.levelOfAll(measure.all));
		case 'life part':
			return quotient(known(reader.level(measure.counter)), reader.lifeNs);
	}
}

/** Every counter that a measure reads, the first one first. */
export function countersOf<Counter extends string>(measure: Measure<Counter>): readonly Counter[] {
	switch (measure.kind) {
		case 'mean':
			return [measure.counter, measure.per];
		case 'rest rate':
			return [measure.counter, measure.without];
		case 'level of all':
			return measure.counter === measure.all ? [measure.counter] : [measure.counter, measure.all];
		default:
			return [measure.counter];
	}
}

/** A counter that is not kept says "not a number". */
function known(value: number | undefined): number | undefined {
	return value === undefined || Number.isNaN(value) ? undefined : value;
}

function quotient(above: number | undefined, below: number | undefined): number | undefined {
	return above === undefined || below === undefined || !(below > 0) ? undefined : above / below;
}

function restOf(all: number | undefined, part: number | undefined): number | undefined {
	return all === undefined || part === undefined ? undefined : Math.max(0, all - part);
}
