/**
A pool of bytes that a driver hands out: VRAM, guest memory, virtual addresses. Running out is the
guest's failure and says what ran out.
*/
import {assert} from '../base/assert.ts';
import {RangeAllocator} from '../base/range-allocator.ts';
import {roundUp} from '../base/words.ts';
import {DriverError} from './driver-error.ts';

export class MemoryPool {
	readonly name: string;
	readonly #unit: number;
	readonly #ranges: RangeAllocator;
	#allocations = 0;

	/** Half-open range of addresses; both ends are rounded inwards to multiples of `unit`, the granule of every allocation. */
	constructor(name: string, start: number, end: number, unit: number) {
		this.name = name;
		this.#unit = unit;
		this.#ranges = new RangeAllocator(Math.ceil(start / unit), Math.floor(end / unit));
	}

	get freeBytes(): number {
		return this.#ranges.freeUnits * this.#unit;
	}

	/** How many allocations are live. */
	get allocations(): number {
		return this.#allocations;
	}

	/** Lowest address that fits, or undefined. `alignment` is a multiple of the unit. */
	tryAllocate(bytes: number, alignment = this.#unit): number | undefined {
		assert(bytes > 0 && alignment % this.#unit === 0, 'an allocation of some bytes, aligned to whole granules');
		const start = this.#ranges.allocate(roundUp(bytes, this.#unit) / this.#unit, alignment / this.#unit);
		if (start === undefined) {
			return undefined;
		}
		this.#allocations++;
		return start * this.#unit;
	}

	/** Throws `DriverError` when nothing fits. */
	allocate(bytes: number, alignment = this.#unit): number {
		const start = this.tryAllocate(bytes, alignment);
		if (start === undefined) {
			throw new DriverError(`${this.name} exhausted: no room for ${bytes} bytes, ${this.freeBytes} free`);
		}
		return start;
	}

	/** Freeing what is not allocated is the driver's bug, not the guest's misfortune. */
	free(start: number): void {
		this.#ranges.free(start / this.#unit);
		this.#allocations--;
	}

	inspect() {
		const {freeUnits, largestFree} = this.#ranges;
		return {name: this.name, freeBytes: freeUnits * this.#unit, largestFreeBytes: largestFree * this.#unit, allocations: this.#allocations};
	}

	checkInvariants(): void {
		this.#ranges.checkInvariants();
		assert(this.#ranges.inspect().length === this.#allocations, `${this.name}: allocations miscounted`);
	}
}
