/**
The trace: the newest records of what the floors did, each with its cause.

Owns: a ring of numbers; recording allocates nothing.
Not here: which kinds exist (each floor's head file declares its own); exports (machine).

A record is a kind, the time as the access sees it, a domain, up to three numbers and the sequence of the
record that caused it. Sequences count from 1; cause 0 is "nobody's". Whoever starts a chain sets
`cause` to its own record for as long as the consequences run, and puts the old value back:

	const outer = trace.cause;
	trace.cause = trace.record(doorbell, domain, channel, gpPut);
	...
	trace.cause = outer;

What happens later carries the sequence as its event's argument and sets `cause` when it runs.
*/
import {assert} from '../base/assert.ts';
import {hex} from '../base/words.ts';

export type TraceColumn = {
	readonly name: string;
	/** How people read it: a decimal count or number, or hexadecimal for addresses and words. */
	readonly as: 'decimal' | 'hex';
};

export type TraceSpec = {
	/** `floor.what`, at most 24 characters; unique. */
	readonly name: string;
	/** One sentence: what happened when this was recorded. */
	readonly doc: string;
	/** At most three. */
	readonly columns: readonly TraceColumn[];
};

/** What `kind()` returns: pass it to `record`. */
export type TraceKind = number;

export type TraceRecord = {
	readonly sequence: number;
	readonly cause: number;
	readonly spec: TraceSpec;
	readonly atNs: number;
	/** -1 where no domain is concerned. */
	readonly domain: number;
	readonly values: readonly number[];
};

/** Numbers per record: kind, time, domain, three values, cause; the eighth fills a cache line. */
const STRIDE = 8;
const NAME_LIMIT = 24;

export class Trace {
	/** Sequence of the record whose consequences are running; 0 for nobody's. */
	cause = 0;
	/** Off, `record` is one branch and returns the cause, so chains stay closed. */
	isOn = true;

	readonly capacity: number;
	readonly #clock: {readonly viewNs: number};
	readonly #records: Float64Array;
	readonly #specs: TraceSpec[] = [];
	#recorded = 0;

	/** `capacity` records of 64 bytes; `clock` is the event queue. */
	constructor(clock: {readonly viewNs: number}, capacity: number) {
		assert(Number.isInteger(capacity) && capacity > 0, 'trace without capacity');
		this.#clock = clock;
		this.capacity = capacity;
		this.#records = new Float64Array(STRIDE * capacity);
	}

	/** Declares a kind of record. */
	kind(spec: TraceSpec): TraceKind {
		assert(spec.doc.endsWith('.'), `trace kind ${spec.name} needs a sentence`);
		assert(
			/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(spec.name) && spec.name.length <= NAME_LIMIT,
			`trace kind "${spec.name}": expected floor.what`,
		);
		assert(spec.columns.length <= 3, `trace kind ${spec.name}: more than three columns`);
		assert(!this.#specs.some(other => other.name === spec.name), `trace kind ${spec.name} declared twice`);
		return this.#specs.push(spec) - 1;
	}

	/** Every kind, in the order of declaration: for help and documentation. */
	get specs(): readonly TraceSpec[] {
		return this.#specs;
	}

	/** Sequence of the newest record; how many there ever were. */
	get newest(): number {
		return this.#recorded;
	}

	/** Sequence of the oldest record that is still held; above `newest` if there is none. */
	get oldest(): number {
		return Math.max(1, this.#recorded - this.capacity + 1);
	}

	/** Adds a record at the current time and cause. Returns its sequence. */
	record(kind: TraceKind, domain: number, first = 0, second = 0, third = 0): number {
		if (!this.isOn) {
			return this.cause;
		}
		const records = this.#records;
		const base = (this.#recorded % this.capacity) * STRIDE;
		records[base] = kind;
		records[base + 1] = this.#clock.viewNs;
		records[base + 2] = domain;
		records[base + 3] = first;
		records[base + 4] = second;
		records[base + 5] = third;
		records[base + 6] = this.cause;
		return ++this.#recorded;
	}

	/** The record of that sequence; undefined if it was overwritten or never made. */
	at(sequence: number): TraceRecord | undefined {
		if (!(sequence >= this.oldest && sequence <= this.newest)) {
			return undefined;
		}
		const base = ((sequence - 1) % this.capacity) * STRIDE;
		const spec = this.#specs[this.#records[base]] as TraceSpec;
		return {
			sequence,
			cause: this.#records[base + 6],
			spec,
			atNs: this.#records[base + 1],
			domain: this.#records[base + 2],
			values: [...this.#records.subarray(base + 3, base + 3 + spec.columns.length)],
		};
	}

	/** Records newer than `sequence`, oldest first, as far as they are still held. */
	*since(sequence: number): Generator<TraceRecord> {
		for (let next = Math.max(sequence + 1, this.oldest); next <= this.#recorded; next++) {
			yield this.at(next) as TraceRecord;
		}
	}

	/** The newest `count` records as lines, oldest first. */
	last(count: number): string[] {
		return [...this.since(this.#recorded - count)].map(record => describe(record));
	}

	/**
	What followed from a record, itself first: lines indented by their distance from it. Empty if the
	record is no longer held.
	*/
	journey(sequence: number): string[] {
		const depths = new Map<number, number>();
		const lines: string[] = [];
		for (const record of this.since(sequence - 1)) {
			const depth = record.sequence === sequence ? 0 : (depths.get(record.cause) ?? -1) + 1;
			if (depth > 0 || record.sequence === sequence) {
				depths.set(record.sequence, depth);
				lines.push(describe(record, depth));
			}
		}
		return depths.has(sequence) ? lines : [];
	}

	clear(): void {
		this.#recorded = 0;
		this.cause = 0;
	}
}

/**
One line, fixed columns: sequence, cause, seconds, domain, kind, then each value with its name.
`-` stands for no cause and no domain.
*/
export function describe(record: TraceRecord, depth = 0): string {
	const {sequence, cause, atNs, domain, spec, values} = record;
	const named = spec.columns.map(({name, as}, index) => {
		const value = values[index] as number;
		return `${name}=${as === 'hex' ? hex(value) : value}`;
	});
	const fixed = [
		String(sequence).padStart(9),
		(cause === 0 ? '-' : String(cause)).padStart(9),
		seconds(atNs).padStart(17),
		(domain < 0 ? '-' : `dom${domain}`).padEnd(6),
		`${'  '.repeat(depth)}${spec.name}`.padEnd(NAME_LIMIT),
		...named,
	];
	return fixed.join('  ').trimEnd();
}

/** Seconds with all nine digits, without going through a float. */
function seconds(atNs: number): string {
	const whole = Math.floor(atNs / 1e9);
	return `${whole}.${String(atNs - whole * 1e9).padStart(9, '0')}`;
}
