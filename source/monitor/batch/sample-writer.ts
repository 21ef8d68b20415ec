/** One sample after the other, in the format and with the choice of domains and columns that were asked for. */
import type {Details} from '../../machine/details.ts';
import type {DomainFacts, Snapshot} from '../../machine/snapshot.ts';
import {parseFilter} from '../filter.ts';
import {Rates} from '../rates.ts';
import {sortBy} from '../table-layout.ts';
import {csvHeading, csvRows} from './csv-sample.ts';
import {CSV_FIELDS, type FieldRow, fieldsOf, type SortBy, TEXT_FIELDS} from './fields.ts';
import {jsonSample} from './json-sample.ts';
import {TextSamples} from './text-sample.ts';

export type BatchFormat = 'text' | 'json' | 'csv';

/** Rows that text shows besides one a domain; all off by default. */
export type ExtraRows = {
	/** The channels below each domain; JSON has them too. */
	readonly channels?: boolean;
	/** What its exits are made of. */
	readonly exits?: boolean;
	/** What the GPU scheduler promised and gave it, and how long its doorbells waited. */
	readonly scheduler?: boolean;
	/** The engines of the card, above the table. */
	readonly engines?: boolean;
	/** The card itself as the first row. */
	readonly card?: boolean;
};

export type SampleOptions = {
	readonly format: BatchFormat;
	/** Names of fields; undefined is what the format has by default. */
	readonly columns?: readonly string[] | undefined;
	/** Undefined: by name in text, in the order of the machine otherwise. */
	readonly sort?: SortBy | undefined;
	/** Terms as on the screen; all domains by default. */
	readonly filter?: string | undefined;
	readonly rows?: ExtraRows | undefined;
	/** Text: the heading again before each domain, as `xentop -r` has it. */
	readonly hasRepeatedHeader?: boolean | undefined;
	/** The clock on the wall. */
	readonly now?: () => Date;
};

export class SampleWriter {
	readonly #rates = new Rates(1);
	readonly #options: SampleOptions;
	readonly #text: TextSamples;
	readonly #columns: readonly string[] | undefined;
	#isHeaded = false;

	constructor(options: SampleOptions) {
		this.#options = options;
		this.#columns = options.columns ?? (options.format === 'csv' ? CSV_FIELDS : undefined);
		this.#text = new TextSamples(fieldsOf(options.columns ?? TEXT_FIELDS), options.rows ?? {}, options.hasRepeatedHeader === true);
	}

	/** Details are needed for channels. */
	get wantsDetails(): boolean {
		return this.#options.rows?.channels === true;
	}

	/** The sample as lines, the last one ended. Rates are of the time since the snapshot given before. */
	sample(snapshot: Snapshot, details?: Details): string {
		const rates = this.#rates;
		rates.push(snapshot);
		const wallTime = (this.#options.now?.() ?? new Date()).toISOString();
		const rows = this.#choose(snapshot).map((domain): FieldRow => ({domain, snapshot, rates, wallTime}));
		switch (this.#options.format) {
			case 'json':
				return `${JSON.stringify(jsonSample({snapshot, rates, wallTime, rows, details, columns: this.#columns}))}\n`;
			case 'csv': {
				const columns = fieldsOf(this.#columns ?? CSV_FIELDS);
				const heading = this.#isHeaded ? '' : csvHeading(columns);
				this.#isHeaded = true;
				return heading + csvRows(columns, rows);
			}
			case 'text':
				return this.#text.sample({snapshot, rates, wallTime, rows, details});
		}
	}

	/** The domains that the filter lets through, in order. */
	#choose(snapshot: Snapshot): readonly DomainFacts[] {
		const {filter: text, sort, format} = this.#options;
		const filter = parseFilter(text ?? '');
		const chosen = snapshot.facts.domains.filter(domain => !filter.ok || filter.test(domain, this.#rates));
		const order = sort ?? (format === 'text' ? {name: 'name', isReversed: false} : undefined);
		const [field] = order === undefined ? [] : fieldsOf([order.name]);
		const rowOf = (domain: DomainFacts) => ({domain, snapshot, rates: this.#rates, wallTime: ''});
		return field === undefined ? chosen : sortBy(chosen, domain => field.value(rowOf(domain)), order?.isReversed === true);
	}
}
