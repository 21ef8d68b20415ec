/** Half-open regions [start, end) that refuse to overlap; a lookup is a binary search. */
import {assert} from './assert.ts';
import {hex} from './words.ts';

export type Region<Value> = {
	readonly start: number;
	/** First address after the region. */
	readonly end: number;
	readonly value: Value;
};

export class AddressSpace<Value> {
	readonly #regions: Array<Region<Value>> = [];

	/** Refuses an empty region and one that overlaps another. */
	insert(start: number, size: number, value: Value): void {
		assert(size > 0, `empty region at ${hex(start)}`);
		const end = start + size;
		const index = this.#firstAfter(start);
		const before = this.#regions[index - 1];
		const after = this.#regions[index];
		assert(before === undefined || before.end <= start, `region ${hex(start)} overlaps ${hex(before?.start ?? 0)}`);
		assert(after === undefined || after.start >= end, `region ${hex(start)} overlaps ${hex(after?.start ?? 0)}`);
		this.#regions.splice(index, 0, {start, end, value});
	}

	/** Removes the region that starts exactly here; false if there is none. */
	remove(start: number): boolean {
		const index = this.#regions.findIndex(region => region.start === start);
		if (index < 0) {
			return false;
		}
		this.#regions.splice(index, 1);
		return true;
	}

	find(address: number): Region<Value> | undefined {
		const region = this.#regions[this.#firstAfter(address) - 1];
		return region !== undefined && address < region.end ? region : undefined;
	}

	regions(): ReadonlyArray<Region<Value>> {
		return this.#regions;
	}

	/** Index of the first region that starts after `address`. */
	#firstAfter(address: number): number {
		let low = 0;
		let high = this.#regions.length;
		while (low < high) {
			const middle = (low + high) >>> 1;
			if ((this.#regions[middle] as Region<Value>).start <= address) {
				low = middle + 1;
			} else {
				high = middle;
			}
		}
		return low;
	}
}
