/**
A binary heap of slots: the refuge of the calendar when many events fall into one instant.

Owns: places in the heap. The records, with time and order, belong to the calendar.
*/

export class EventHeap {
	size = 0;
	#heap = new Int32Array(64);
	/** Where each slot is. */
	#place = new Int32Array(64);

	/** The first slot, -1 if there is none. */
	get first(): number {
		return this.size > 0 ? this.#heap[0] : -1;
	}

	/** Slots in no particular order. */
	slots(): Int32Array {
		return this.#heap.subarray(0, this.size);
	}

	insert(records: Float64Array, slot: number): void {
		if (this.#place.length < records.length / 4) {
			this.#heap = grow(this.#heap, records.length / 4);
			this.#place = grow(this.#place, records.length / 4);
		}
		this.#up(records, this.size++, slot);
	}

	shift(records: Float64Array): void {
		this.#removeAt(records, 0);
	}

	remove(records: Float64Array, slot: number): void {
		this.#removeAt(records, this.#place[slot]);
	}

	#removeAt(records: Float64Array, place: number): void {
		const moved = this.#heap[--this.size];
		if (place === this.size) {
			return;
		}
		if (place > 0 && isBefore(records, moved, this.#heap[(place - 1) >> 1])) {
			this.#up(records, place, moved);
		} else {
			this.#down(records, place, moved);
		}
	}

	#up(records: Float64Array, start: number, slot: number): void {
		const heap = this.#heap;
		let place = start;
		while (place > 0) {
			const parent = (place - 1) >> 1;
			const other = heap[parent];
			if (!isBefore(records, slot, other)) {
				break;
			}
			heap[place] = other;
			this.#place[other] = place;
			place = parent;
		}
		heap[place] = slot;
		this.#place[slot] = place;
	}

	#down(records: Float64Array, start: number, slot: number): void {
		const heap = this.#heap;
		const size = this.size;
		let place = start;
		for (;;) {
			let child = place * 2 + 1;
			if (child >= size) {
				break;
			}
			if (child + 1 < size && isBefore(records, heap[child + 1], heap[child])) {
				child++;
			}
			const other = heap[child];
			if (!isBefore(records, other, slot)) {
				break;
			}
			heap[place] = other;
			this.#place[other] = place;
			place = child;
		}
		heap[place] = slot;
		this.#place[slot] = place;
	}
}

/** Whether slot `a` comes before slot `b`. */
export function isBefore(records: Float64Array, a: number, b: number): boolean {
	const atA = records[4 * a];
	const atB = records[4 * b];
	return atA < atB || (atA === atB && records[4 * a + 1] < records[4 * b + 1]);
}

/** A longer copy. */
export function grow(old: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer> {
	const grown = new Int32Array(length);
	grown.set(old);
	return grown;
}
