/**
Who held the device, kept from snapshot to snapshot for longer than a snapshot tells.

Owns: a ring of intervals by their number in the run. An interval may grow after it was read; the newest reading
counts, and a reader of the past cuts it off at the time it looks at.
*/
import {TIMELINE_INTERVALS} from '../aggregator/timeline.ts';
import {type Snapshot, type TimelineInterval, timelineOf} from './snapshot.ts';

const CAPACITY = 32_768;

export class IntervalStore {
	readonly #sequences = new Float64Array(CAPACITY).fill(-1);
	readonly #domains = new Int32Array(CAPACITY);
	readonly #from = new Float64Array(CAPACITY);
	readonly #to = new Float64Array(CAPACITY);
	#last = -1;

	static readonly bytes = CAPACITY * (8 + 4 + 8 + 8);

	/** Reads what is new in the snapshot, and the last two known ones again: they may have grown. */
	push(snapshot: Snapshot): void {
		for (const {sequence, domain, fromNs, toNs} of timelineOf(snapshot, Math.max(0, this.#last - 1))) {
			this.#enter(sequence, domain, fromNs, toNs);
		}
	}

	/** The intervals below number `count` that a snapshot of that time held, oldest first; those no longer kept are missing. */
	*newest(count: number, atNs: number): Generator<TimelineInterval> {
		for (let sequence = Math.max(0, count - TIMELINE_INTERVALS); sequence < count; sequence++) {
			const at = sequence % CAPACITY;
			const fromNs = this.#from[at] as number;
			if (this.#sequences[at] === sequence && fromNs < atNs) {
				yield {sequence, domain: this.#domains[at] as number, fromNs, toNs: Math.min(atNs, this.#to[at] as number)};
			}
		}
	}

	/** Visits every kept interval that began before that time, oldest first, cut off there. */
	before(atNs: number, visit: (sequence: number, domain: number, fromNs: number, toNs: number) => void): void {
		for (let sequence = Math.max(0, this.#last - CAPACITY + 1); sequence <= this.#last; sequence++) {
			const at = sequence % CAPACITY;
			const fromNs = this.#from[at] as number;
			if (this.#sequences[at] === sequence && fromNs < atNs) {
				visit(sequence, this.#domains[at] as number, fromNs, Math.min(atNs, this.#to[at] as number));
			}
		}
	}

	/** What is kept from before that time, as a store of its own. */
	until(atNs: number): IntervalStore {
		const copy = new IntervalStore();
		this.before(atNs, (sequence, domain, fromNs, toNs) => copy.#enter(sequence, domain, fromNs, toNs));
		return copy;
	}

	clear(): void {
		this.#sequences.fill(-1);
		this.#last = -1;
	}

	#enter(sequence: number, domain: number, fromNs: number, toNs: number): void {
		const at = sequence % CAPACITY;
		this.#sequences[at] = sequence;
		this.#domains[at] = domain;
		this.#from[at] = fromNs;
		this.#to[at] = toNs;
		this.#last = sequence;
	}
}
