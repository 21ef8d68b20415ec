/**
Who held the device, newest intervals only, in memory that a snapshot copies as a whole.

Owns: the layout of that memory: how many intervals were ever entered, who holds the device now and since
when, then a ring of (domain, from, to).
Inaccuracies: doorbells of one domain that follow each other within 10 us are one interval.
*/
import {US} from '../base/units.ts';

export const TIMELINE_INTERVALS = 512;
const HEAD = 3;
/** Numbers before the intervals: how many there ever were, who holds the device, since when. */
export const TIMELINE_HEAD = HEAD;
const FIELDS = 3;
/** Numbers of one interval. */
export const TIMELINE_FIELDS = FIELDS;
export const TIMELINE_LENGTH = HEAD + FIELDS * TIMELINE_INTERVALS;
/** Nobody, or work of a domain that is gone. */
export const NO_HOLDER = -1;
const GAP_NS = 10 * US;

export type Interval = {
	/** Number of the interval in the run; numbers that are missing were overwritten before they were read. */
	readonly sequence: number;
	/** Identifier of the domain; NO_HOLDER for work of one that is gone. */
	readonly domain: number;
	readonly fromNs: number;
	readonly toNs: number;
};

/** Writes a timeline into its memory. */
export class Timeline {
	readonly #memory: Float64Array;

	constructor(memory: Float64Array) {
		this.#memory = memory;
		memory.fill(0);
		memory[1] = NO_HOLDER;
	}

	begin(domain: number, atNs: number): void {
		const memory = this.#memory;
		const last = HEAD + FIELDS * ((memory[0] - 1) % TIMELINE_INTERVALS);
		const goesOn = memory[0] > 0 && domain !== NO_HOLDER && memory[last] === domain && atNs - memory[last + 2] <= GAP_NS;
		memory[1] = domain;
		memory[2] = goesOn ? memory[last + 1] : atNs;
		memory[0] -= goesOn ? 1 : 0;
	}

	end(atNs: number): void {
		const memory = this.#memory;
		const at = HEAD + FIELDS * (memory[0] % TIMELINE_INTERVALS);
		if (atNs > memory[2]) {
			memory[at] = memory[1];
			memory[at + 1] = memory[2];
			memory[at + 2] = atNs;
			memory[0]++;
		}
		memory[1] = NO_HOLDER;
	}
}

/**
Intervals in a copy of that memory, oldest first, those from number `since` on only. The one that goes on
comes last, up to `nowNs`. The last one may yet grow, so a reader goes on from its number, not after it.
*/
export function readTimeline(memory: Float64Array, nowNs: number, since = 0): Interval[] {
	const count = memory[0];
	const intervals: Interval[] = [];
	// The oldest place may hold what the interval that goes on now was before it went on, under a number it no longer has.
	const oldest = HEAD + FIELDS * (count % TIMELINE_INTERVALS);
	const isOverwritten = memory[1] !== NO_HOLDER && memory[oldest + 1] === memory[2];
	for (let sequence = Math.max(since, count - TIMELINE_INTERVALS + (isOverwritten ? 1 : 0)); sequence < count; sequence++) {
		const at = HEAD + FIELDS * (sequence % TIMELINE_INTERVALS);
		intervals.push({sequence, domain: memory[at], fromNs: memory[at + 1], toNs: memory[at + 2]});
	}
	if (memory[1] !== NO_HOLDER && memory[2] < nowNs) {
		intervals.push({sequence: count, domain: memory[1], fromNs: memory[2], toNs: nowNs});
	}
	return intervals;
}

/**
Lays the intervals out in such memory, as `readTimeline` finds them: `head` is its first TIMELINE_HEAD numbers, `intervals`
those with numbers below the count in it, in any order.
*/
export function writeTimeline(memory: Float64Array, head: ArrayLike<number>, intervals: Iterable<Interval>): void {
	memory.fill(0);
	memory.set(head);
	for (const {sequence, domain, fromNs, toNs} of intervals) {
		const at = HEAD + FIELDS * (sequence % TIMELINE_INTERVALS);
		memory[at] = domain;
		memory[at + 1] = fromNs;
		memory[at + 2] = toNs;
	}
}
