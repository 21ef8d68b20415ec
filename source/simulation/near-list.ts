/**
What comes next, in exact order: a sorted array of slots and, beside them, their times.

Owns: the order of what is near.
Not here: what is far (calendar.ts); the records, which belong to the calendar.

An insertion walks from the end where the array is short, and searches where it is long. One that would
have to move thousands of entries turns the array into a heap, until little is left.
*/
import {EventHeap, isBefore} from './event-heap.ts';

/** From this length on, an insertion searches its place instead of walking there. */
const LONG = 24;
/** An insertion that would move more entries turns the array into a heap. */
const MOVES = 2048;
/** A heap that has shrunk to so many becomes an array. */
const FEW = 12;

export class NearList {
	// Live entries are #head ... #tail - 1; there are none while the heap is in use.
	#slots = new Int32Array(128);
	#atNs = new Float64Array(128);
	#head = 0;
	#tail = 0;
	/** Where the fast insertion ends: the array's length, 0 while the heap is in use. */
	#end = 128;
	readonly #heap = new EventHeap();

	get length(): number {
		return this.#tail - this.#head + this.#heap.size;
	}

	/** True where more is near than a walk should pass. */
	get isLong(): boolean {
		return this.#tail - this.#head > LONG || this.#end === 0;
	}

	/** The first slot, -1 if there is none. */
	get first(): number {
		return this.#head < this.#tail ? this.#slots[this.#head] : this.#heap.first;
	}

	/** Time of the first slot, Infinity if there is none. */
	firstAtNs(records: Float64Array): number {
		if (this.#head < this.#tail) {
			return this.#atNs[this.#head];
		}
		return this.#heap.size > 0 ? records[4 * this.#heap.first] : Number.POSITIVE_INFINITY;
	}

	/** Time of the last slot. The list must not be empty. */
	lastAtNs(records: Float64Array): number {
		return this.#head < this.#tail
			? this.#atNs[this.#tail - 1]
			: this.#heap.slots().reduce((latest, slot) => Math.max(latest, records[4 * slot]), 0);
	}

	/** Slots in no particular order. */
	slots(): Int32Array {
		return this.#heap.size > 0 ? this.#heap.slots() : this.#slots.subarray(this.#head, this.#tail);
	}

	/** Moves every slot into `into`, in no particular order, and returns how many there were. */
	takeAll(into: Int32Array): number {
		let count = 0;
		for (let place = this.#head; place < this.#tail; place++) {
			into[count++] = this.#slots[place];
		}
		if (this.#heap.size > 0) {
			into.set(this.#heap.slots());
			count = this.#heap.size;
		}
		this.#head = 0;
		this.#tail = 0;
		this.#heap.size = 0;
		this.#end = this.#slots.length;
		return count;
	}

	/** Adds a slot, due at `atNs`. */
	insert(records: Float64Array, slot: number, atNs: number): void {
		const slots = this.#slots;
		const times = this.#atNs;
		const head = this.#head;
		let place = this.#tail;
		if (place >= this.#end || place - head >= LONG) {
			this.#insertLong(records, slot, atNs);
			return;
		}
		this.#tail = place + 1;
		while (place > head) {
			const otherAtNs = times[place - 1];
			const other = slots[place - 1];
			if (otherAtNs <= atNs && (otherAtNs < atNs || records[4 * other + 1] < records[4 * slot + 1])) {
				break;
			}
			times[place] = otherAtNs;
			slots[place--] = other;
		}
		slots[place] = slot;
		times[place] = atNs;
	}

	/** Removes the first slot. The list must not be empty. */
	shift(records: Float64Array): void {
		if (this.#head === this.#tail) {
			this.#heap.shift(records);
			this.#leaveHeap(records);
		} else if (++this.#head === this.#tail) {
			this.#head = 0;
			this.#tail = 0;
		}
	}

	/** Removes a slot that is in the list. */
	remove(records: Float64Array, slot: number): void {
		if (this.#heap.size > 0) {
			this.#heap.remove(records, slot);
			this.#leaveHeap(records);
			return;
		}
		const place = this.#find(records, slot);
		this.#slots.copyWithin(place, place + 1, this.#tail);
		this.#atNs.copyWithin(place, place + 1, this.#tail--);
	}

	/** The array is long or at its end, or the heap is in use. */
	#insertLong(records: Float64Array, slot: number, atNs: number): void {
		if (this.#heap.size > 0) {
			this.#heap.insert(records, slot);
			return;
		}
		if (this.#tail === this.#slots.length) {
			this.#makeRoom();
		}
		const head = this.#head;
		const tail = this.#tail;
		const place = tail > head && isBefore(records, slot, this.#slots[tail - 1]) ? this.#find(records, slot) : tail;
		if (tail - place > MOVES) {
			this.#enterHeap(records, slot);
			return;
		}
		if (head > 0 && place - head < tail - place) {
			this.#slots.copyWithin(head - 1, head, place);
			this.#atNs.copyWithin(head - 1, head, place);
			this.#head = head - 1;
			this.#slots[place - 1] = slot;
			this.#atNs[place - 1] = atNs;
			return;
		}
		if (place < tail) {
			this.#slots.copyWithin(place + 1, place, tail);
			this.#atNs.copyWithin(place + 1, place, tail);
		}
		this.#tail = tail + 1;
		this.#slots[place] = slot;
		this.#atNs[place] = atNs;
	}

	/** Where a slot that is not in the array belongs, or where one is that is in it. */
	#find(records: Float64Array, slot: number): number {
		let low = this.#head;
		let high = this.#tail;
		while (low < high) {
			const middle = (low + high) >> 1;
			if (isBefore(records, this.#slots[middle], slot)) {
				low = middle + 1;
			} else {
				high = middle;
			}
		}
		return low;
	}

	/** The array is full to its end: moves it to the front if that frees half of it, else doubles it. */
	#makeRoom(): void {
		const slots = this.#slots.subarray(this.#head, this.#tail);
		const times = this.#atNs.subarray(this.#head, this.#tail);
		if (2 * slots.length > this.#slots.length) {
			this.#slots = new Int32Array(2 * this.#slots.length);
			this.#atNs = new Float64Array(this.#slots.length);
			this.#end = this.#slots.length;
		}
		this.#slots.set(slots);
		this.#atNs.set(times);
		this.#head = 0;
		this.#tail = slots.length;
	}

	#enterHeap(records: Float64Array, slot: number): void {
		for (let place = this.#head; place < this.#tail; place++) {
			this.#heap.insert(records, this.#slots[place]);
		}
		this.#heap.insert(records, slot);
		this.#head = 0;
		this.#tail = 0;
		this.#end = 0;
	}

	/** A heap that has shrunk becomes an array again. */
	#leaveHeap(records: Float64Array): void {
		const heap = this.#heap;
		if (heap.size > FEW) {
			return;
		}
		while (heap.size > 0) {
			this.#atNs[this.#tail] = records[4 * heap.first];
			this.#slots[this.#tail++] = heap.first;
			heap.shift(records);
		}
		this.#end = this.#slots.length;
	}
}
