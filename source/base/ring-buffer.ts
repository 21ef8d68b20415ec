/** Bounded and overwriting: the newest `capacity` items, oldest first. For traces and history. */
import {assert} from './assert.ts';

export class RingBuffer<Item> {
	readonly capacity: number;
	readonly #items: Item[] = [];
	#next = 0;
	#pushed = 0;

	constructor(capacity: number) {
		assert(Number.isInteger(capacity) && capacity > 0, `ring of ${capacity} items`);
		this.capacity = capacity;
	}

	/** How many items were ever pushed; `pushed - length` were overwritten. */
	get pushed(): number {
		return this.#pushed;
	}

	get length(): number {
		return this.#items.length;
	}

	push(item: Item): void {
		this.#items[this.#next] = item;
		this.#next = (this.#next + 1) % this.capacity;
		this.#pushed++;
	}

	/** Oldest first. */
	toArray(): Item[] {
		return [...this.#items.slice(this.#next), ...this.#items.slice(0, this.#next)];
	}

	/** The newest `count` items, oldest first. */
	last(count: number): Item[] {
		return this.toArray().slice(Math.max(0, this.length - count));
	}
}
