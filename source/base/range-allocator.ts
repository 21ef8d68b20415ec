/** First fit over [start, end) with coalescing frees. For VRAM, channels, shadow pages: few, long-lived ranges. */
import {assert} from './assert.ts';
import {hex, roundUp} from './words.ts';

type Gap = {start: number; end: number};

export class RangeAllocator {
	readonly start: number;
	readonly end: number;
	/** Free ranges, ascending, never touching each other. */
	readonly #gaps: Gap[];
	readonly #taken = new Map<number, number>();

	constructor(start: number, end: number) {
		assert(start < end, 'empty range to allocate from');
		this.start = start;
		this.end = end;
		this.#gaps = [{start, end}];
	}

	get freeUnits(): number {
		return this.#gaps.reduce((sum, gap) => sum + gap.end - gap.start, 0);
	}

	get largestFree(): number {
		return this.#gaps.reduce((largest, gap) => Math.max(largest, gap.end - gap.start), 0);
	}

	/** What `largestFree` would be if the range allocated at `start` were free. */
	largestFreeWithout(start: number | undefined): number {
		const units = start === undefined ? undefined : this.#taken.get(start);
		if (start === undefined || units === undefined) {
			return this.largestFree;
		}
		const before = this.#gaps.find(gap => gap.end === start)?.start ?? start;
		const after = this.#gaps.find(gap => gap.start === start + units)?.end ?? start + units;
		return Math.max(this.largestFree, after - before);
	}

	/** First address of `units` free units, a multiple of `alignment`; undefined if there is no such gap. */
	allocate(units: number, alignment = 1): number | undefined {
		assert(units > 0, 'allocation of nothing');
		for (const [index, gap] of this.#gaps.entries()) {
			const start = roundUp(gap.start, alignment);
			const end = start + units;
			if (end > gap.end) {
				continue;
			}
			const rest: Gap[] = [];
			if (start > gap.start) {
				rest.push({start: gap.start, end: start});
			}
			if (end < gap.end) {
				rest.push({start: end, end: gap.end});
			}
			this.#gaps.splice(index, 1, ...rest);
			this.#taken.set(start, units);
			return start;
		}
		return undefined;
	}

	/** Frees the range that was allocated at `start`; freeing anything else is our own fault. */
	free(start: number): void {
		const units = this.#taken.get(start);
		assert(units !== undefined, `free of ${hex(start)}, which is not allocated`);
		this.#taken.delete(start);
		const end = start + units;
		let index = this.#gaps.findIndex(gap => gap.start > start);
		index = index < 0 ? this.#gaps.length : index;
		const before = this.#gaps[index - 1];
		const after = this.#gaps[index];
		const joinsBefore = before !== undefined && before.end === start;
		const joinsAfter = after !== undefined && after.start === end;
		if (joinsBefore && joinsAfter) {
			before.end = after.end;
			this.#gaps.splice(index, 1);
		} else if (joinsBefore) {
			before.end = end;
		} else if (joinsAfter) {
			after.start = start;
		} else {
			this.#gaps.splice(index, 0, {start, end});
		}
	}

	/** Allocated ranges as [start, units], ascending. */
	inspect(): ReadonlyArray<readonly [number, number]> {
		return [...this.#taken.entries()].sort((a, b) => a[0] - b[0]);
	}

	checkInvariants(): void {
		const taken = this.inspect().map(([start, units]) => ({start, end: start + units}));
		const all = [...this.#gaps, ...taken].sort((a, b) => a.start - b.start);
		let at = this.start;
		for (const range of all) {
			assert(range.start === at && range.end > range.start, `ranges do not tile at ${hex(at)}`);
			at = range.end;
		}
		assert(at === this.end, 'ranges do not reach the end');
	}
}
