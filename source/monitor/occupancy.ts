/**
Who held the GPU and when, as far back as it is kept: the intervals of the engine's timeline, gathered from
snapshot to snapshot.

Owns: a ring of intervals. Where more went by between two snapshots than one snapshot holds, the gap is known to
be unknown.
*/
import type {IntervalStore} from '../machine/interval-store.ts';
import {type Snapshot, type TimelineInterval, timelineOf} from '../machine/snapshot.ts';

const CAPACITY = 32_768;
/** Nobody can say who held it. */
const UNKNOWN_HOLDER = -2;

/** What was going on in one column: parts of its time by domain, and the part that is not known. */
export type Slice = {readonly held: ReadonlyMap<number, number>; readonly unknown: number};

export class Occupancy {
	readonly #sequences = new Float64Array(CAPACITY);
	readonly #domains = new Int32Array(CAPACITY);
	readonly #from = new Float64Array(CAPACITY);
	readonly #to = new Float64Array(CAPACITY);
	/** Intervals ever entered; the newest is at `#count - 1`. */
	#count = 0;
	/** The engine's number of the last interval read; -1 before the first. */
	#last = -1;
	#sinceNs = 0;
	#nowNs = 0;

	push(snapshot: Snapshot): void {
		if (snapshot.atNs < this.#nowNs) {
			this.#count = 0;
			this.#last = -1;
			this.#sinceNs = snapshot.atNs;
		}
		const previousNs = this.#nowNs;
		this.#nowNs = snapshot.atNs;
		// The last interval may have grown since, or turned out to go on the one before: both are read again.
		const intervals = timelineOf(snapshot, Math.max(0, this.#last - 1));
		const first = intervals[0];
		if (first === undefined) {
			return;
		}
		while (this.#count > 0 && this.#sequences[(this.#count - 1) % CAPACITY] >= first.sequence) {
			this.#count--;
		}
		if (first.sequence > this.#last + 1) {
			this.#enter({sequence: first.sequence - 1, domain: UNKNOWN_HOLDER, fromNs: previousNs, toNs: Math.max(previousNs, first.fromNs)});
		}
		for (const interval of intervals) {
			this.#enter(interval);
		}
		this.#last = intervals.at(-1)?.sequence ?? this.#last;
	}

	/** Begins anew with the intervals that are kept from before that time, as a run that is looked at now. */
	fill(intervals: IntervalStore, atNs: number): void {
		this.#count = 0;
		this.#last = -1;
		this.#nowNs = atNs;
		this.#sinceNs = 0;
		let endNs = 0;
		intervals.before(atNs, (sequence, domain, fromNs, toNs) => {
			if (sequence > this.#last + 1) {
				this.#enter({sequence: sequence - 1, domain: UNKNOWN_HOLDER, fromNs: endNs, toNs: Math.max(endNs, fromNs)});
			}
			this.#enter({sequence, domain, fromNs, toNs});
			this.#last = sequence;
			endNs = toNs;
		});
	}

	/** Columns of `stepNs` that are over, the newest first. */
	slices(stepNs: number, columns: number): Slice[] {
		const newest = Math.floor(this.#nowNs / stepNs) - 1;
		const slices = Array.from({length: columns}, (_, age) => this.#empty((newest - age) * stepNs, stepNs));
		const startNs = (newest - columns + 1) * stepNs;
		for (let at = this.#count - 1; at >= Math.max(0, this.#count - CAPACITY); at--) {
			const place = at % CAPACITY;
			if (this.#to[place] <= startNs) {
				break;
			}
			const last = Math.min(newest, Math.floor(this.#to[place] / stepNs));
			for (let column = Math.max(newest - columns + 1, Math.floor(this.#from[place] / stepNs)); column <= last; column++) {
				const heldNs = Math.min(this.#to[place], (column + 1) * stepNs) - Math.max(this.#from[place], column * stepNs);
				this.#add(slices[newest - column], this.#domains[place], heldNs / stepNs);
			}
		}
		return slices;
	}

	#empty(fromNs: number, stepNs: number): Writable {
		const oldestNs = this.#count > CAPACITY ? this.#from[this.#count % CAPACITY] : this.#sinceNs;
		return {held: new Map(), unknown: Math.max(0, Math.min(1, (oldestNs - fromNs) / stepNs))};
	}

	#add(slice: Writable, domain: number, part: number): void {
		if (part <= 0) {
			return;
		}
		if (domain === UNKNOWN_HOLDER) {
			slice.unknown += part;
		} else {
			slice.held.set(domain, (slice.held.get(domain) ?? 0) + part);
		}
	}

	#enter({sequence, domain, fromNs, toNs}: TimelineInterval): void {
		const place = this.#count % CAPACITY;
		this.#sequences[place] = sequence;
		this.#domains[place] = domain;
		this.#from[place] = fromNs;
		this.#to[place] = toNs;
		this.#count++;
	}
}

type Writable = {readonly held: Map<number, number>; unknown: number};
