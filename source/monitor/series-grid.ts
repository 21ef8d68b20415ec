/**
Values of lines over time, a column each stretch of virtual time, from the kept samples.

Owns: rows of columns that have been worked out. A column that is over does not change any more, so a new sample
costs the newest columns only, however wide the chart is.
Inaccuracies: columns worked out from dense samples stay when the samples are thinned.
*/
import type {SampleStore} from '../machine/sample-store.ts';
import {type Measure, measured} from './measure.ts';
import type {CardMeasure, DomainMeasure} from './readers.ts';
import {CardSamples, DomainSamples, Stretch} from './sample-reader.ts';

/** Columns that a row keeps: wider than any terminal. */
const CAPACITY = 1024;
/** Rows kept; more are dropped all at once. */
const ROWS_MAXIMUM = 1024;

/** A line as it is drawn: `at(0)` is the newest column, the one that holds the end of what is shown. */
export type SeriesRow = {
	/** NaN where nothing is known. */
	at(age: number): number;
};

/** Number of the column that ends with `endNs` or holds it: one that begins there has no time in it yet. */
export function newestColumn(stepNs: number, endNs: number): number {
	return Math.max(0, Math.ceil(endNs / stepNs) - 1);
}

/** The largest known value of the newest `columns` columns; 0 where there is none. */
export function mostOf(row: SeriesRow, columns: number): number {
	let most = 0;
	for (let age = 0; age < columns; age++) {
		const value = row.at(age);
		// What is not known (NaN) is larger than nothing.
		if (value > most) {
			most = value;
		}
	}
	return most;
}

class Row implements SeriesRow {
	readonly #values = new Float64Array(CAPACITY).fill(Number.NaN);
	/** Columns worked out, by their number: the first and the one after the last that is over. */
	#first = 0;
	#end = 0;
	#last = 0;

	at(age: number): number {
		const column = this.#last - age;
		return column < this.#first || column < 0 ? Number.NaN : (this.#values[column % CAPACITY] as number);
	}

	/** Works out what is missing of the `columns` columns that end at `endNs`. */
	fill(stepNs: number, columns: number, endNs: number, value: (fromNs: number, toNs: number) => number): void {
		const last = newestColumn(stepNs, endNs);
		const first = Math.max(0, last - Math.min(columns, CAPACITY - 1) + 1);
		if (first < this.#first || first > this.#end) {
			this.#first = first;
			this.#end = first;
		}
		this.#last = last;
		for (let column = Math.min(this.#end, last); column <= last; column++) {
			this.#values[column % CAPACITY] = value(column * stepNs, Math.min((column + 1) * stepNs, endNs));
		}
		// The last one is not over; what lies after it belongs to a later end.
		this.#end = last;
		this.#first = Math.max(this.#first, last - CAPACITY + 1);
	}
}

export class SeriesGrid {
	readonly #samples: SampleStore;
	readonly #stretch: Stretch;
	readonly #domain: DomainSamples;
	readonly #card: CardSamples;
	readonly #rows = new Map<string, Row>();
	#stepNs = 0;
	#newestNs = 0;

	constructor(samples: SampleStore) {
		this.#samples = samples;
		this.#stretch = new Stretch(samples);
		this.#domain = new DomainSamples(this.#stretch);
		this.#card = new CardSamples(this.#stretch);
	}

	/** Which stretch of time a column is from now on. Samples that were dropped since (another branch of the run) are forgotten. */
	begin(stepNs: number): void {
		const newestNs = this.#samples.length === 0 ? 0 : this.#samples.newestNs;
		if (newestNs < this.#newestNs || this.#rows.size > ROWS_MAXIMUM) {
			this.#rows.clear();
		}
		this.#stepNs = stepNs;
		this.#newestNs = newestNs;
	}

	get stepNs(): number {
		return this.#stepNs;
	}

	/** A line of a domain by its identifier; -1 is all of them together. */
	ofDomain(measure: DomainMeasure, domainId: number, columns: number, endNs: number): SeriesRow {
		const row = this.#row(measure, domainId);
		row.fill(this.#stepNs, columns, endNs, (fromNs, toNs) => {
			this.#domain.domainId = domainId;
			return this.#value(measure, this.#domain, fromNs, toNs);
		});
		return row;
	}

	ofCard(measure: CardMeasure, columns: number, endNs: number): SeriesRow {
		const row = this.#row(measure, -2);
		row.fill(this.#stepNs, columns, endNs, (fromNs, toNs) => this.#value(measure, this.#card, fromNs, toNs));
		return row;
	}

	#row(measure: Measure<string>, who: number): Row {
		const key = `${this.#stepNs} ${who} ${measure.kind} ${measure.counter}`;
		let row = this.#rows.get(key);
		if (row === undefined) {
			row = new Row();
			this.#rows.set(key, row);
		}
		return row;
	}

	#value<Counter extends string>(measure: Measure<Counter>, reader: DomainSamples | CardSamples, fromNs: number, toNs: number): number {
		this.#stretch.move(fromNs, toNs);
		return this.#stretch.isUnknown ? Number.NaN : (measured(measure as Measure<never>, reader) ?? Number.NaN);
	}
}
