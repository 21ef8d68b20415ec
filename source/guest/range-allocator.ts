/**
First-fit allocator over a range of numbers: VRAM, guest memory, virtual addresses.

Owns: the free list, sorted and coalesced, and the size of every allocation.
*/
import {assert} from '../base/assert.ts';
import {hex, roundUp} from '../base/words.ts';
import {DriverError} from './driver-error.ts';

type Span = {start: number; end: number};

export class RangeAllocator {
	readonly name: string;
	readonly #unit: number;
	readonly #span: Span;
	/** Sorted by start; neighbours never touch. */
	#free: Span[] = [];
	readonly #sizes = new Map<number, number>();
	#freeBytes = 0;

	/** Half-open range; both ends are rounded inwards to multiples of `unit`, the granule of every allocation. */
	constructor(name: string, start: number, end: number, unit: number) {
		this.name = name;
		this.#unit = unit;
		this.#span = {start: roundUp(start, unit), end: end - (end % unit)};
		if (this.#span.end > this.#span.start) {
			this.#free = [{...this.#span}];
			this.#freeBytes = this.#span.end - this.#span.start;
		}
	}

	get freeBytes(): number {
		return this.#freeBytes;
	}

	/** How many allocations are live. */
	get allocations(): number {
		return this.#sizes.size;
	}

	/** Lowest address that fits, or undefined. `alignment` is a multiple of the unit. */
	tryAllocate(bytes: number, alignment = this.#unit): number | undefined {
		assert(bytes > 0 && alignment % this.#unit === 0, `${this.name}: ${bytes} bytes aligned to ${alignment}`);
		const size = roundUp(bytes, this.#unit);
		for (const [index, span] of this.#free.entries()) {
			const start = roundUp(span.start, alignment);
			if (start + size <= span.end) {
				this.#take(index, span, start, start + size);
				this.#sizes.set(start, size);
				this.#freeBytes -= size;
				return start;
			}
		}
		return undefined;
	}

	/** Throws `DriverError` when nothing fits. */
	allocate(bytes: number, alignment = this.#unit): number {
		const start = this.tryAllocate(bytes, alignment);
		if (start === undefined) {
			throw new DriverError(`${this.name} exhausted: no room for ${bytes} bytes, ${this.#freeBytes} free`);
		}
		return start;
	}

	/** Freeing what is not allocated is the driver's bug, not the guest's misfortune. */
	free(start: number): void {
		const size = this.#sizes.get(start);
		assert(size !== undefined, `${this.name}: ${hex(start)} is not allocated`);
		this.#sizes.delete(start);
		this.#freeBytes += size;
		const end = start + size;
		let index = this.#free.findIndex(span => span.start > start);
		if (index < 0) {
			index = this.#free.length;
		}
		const before = this.#free[index - 1];
		const after = this.#free[index];
		const joinsBefore = before !== undefined && before.end === start;
		const joinsAfter = after !== undefined && after.start === end;
		if (joinsBefore && joinsAfter) {
			before.end = after.end;
			this.#free.splice(index, 1);
		} else if (joinsBefore) {
			before.end = end;
		} else if (joinsAfter) {
			after.start = start;
		} else {
			this.#free.splice(index, 0, {start, end});
		}
	}

	inspect() {
		return {name: this.name, freeBytes: this.#freeBytes, allocations: this.#sizes.size, holes: this.#free.length};
	}

	checkInvariants(): void {
		let previousEnd = this.#span.start - 1;
		let freeBytes = 0;
		for (const {start, end} of this.#free) {
			assert(start > previousEnd && end > start && end <= this.#span.end, `${this.name}: free list out of order at ${hex(start)}`);
			previousEnd = end;
			freeBytes += end - start;
		}
		let usedBytes = 0;
		for (const size of this.#sizes.values()) {
			usedBytes += size;
		}
		assert(freeBytes === this.#freeBytes, `${this.name}: free bytes miscounted`);
		assert(freeBytes + usedBytes === Math.max(0, this.#span.end - this.#span.start), `${this.name}: bytes lost`);
	}

	#take(index: number, span: Span, start: number, end: number): void {
		const rest: Span[] = [];
		if (start > span.start) {
			rest.push({start: span.start, end: start});
		}
		if (end < span.end) {
			rest.push({start: end, end: span.end});
		}
		this.#free.splice(index, 1, ...rest);
	}
}
