/**
The set of pending slots, ordered by (time, order): a short sorted array of what comes next, and a
calendar of unsorted buckets for the rest.

Owns: where each pending slot is kept; the width of a bucket and when it changes.
Not here: what a slot means (event-queue.ts).

While little is pending, everything is in the array. Above that, a slot goes to the bucket of its
time, and a bucket is sorted only when its turn has come. What lies past the last bucket waits in an
overflow list, from which the next year of the calendar is made. Each such pass over everything is
paid for by a number of removals in proportion, whatever the distribution; where a bucket cannot be split
(many slots at one instant, out of order) its slots go to a heap. So the worst case is that of a heap.
See: Brown, Calendar Queues (CACM 1988); Tang, Goh and Thng, Ladder Queue (TOMACS 2005).
*/
import {EventHeap, grow, isBefore} from './event-heap.ts';

const NONE = -1;
/** More pending slots than this leave the plain array, fewer than `FEW` return to it. */
const MANY = 24;
const FEW = 12;
/** An insertion into the array moves at most so many entries. */
const WALK_LIMIT = 48;
const NEAR_LENGTH = 128;
/** So many slots in a bucket are the aim: few enough to sort at once, enough to make finding the next bucket cheap. */
const AIM = 4;
const BUCKETS_MINIMUM = 16;
const BUCKETS_MAXIMUM = 2 ** 17;
const SAMPLES = 64;

export class Calendar {
	/** Four numbers per slot: time, order, and two for the owner. Written before `insert`. */
	records: Float64Array;
	size = 0;

	// What comes next, in order: slots and, beside them, their times. Empty while the heap is not.
	#near: Int32Array<ArrayBuffer> = new Int32Array(NEAR_LENGTH);
	#nearAtNs = new Float64Array(NEAR_LENGTH);
	#head = 0;
	#tail = 0;
	/** Where the fast insertion ends: the array's length, 0 while the heap is in use. */
	#end = NEAR_LENGTH;
	readonly #heap = new EventHeap();
	#next: Int32Array<ArrayBuffer>;
	#previous: Int32Array<ArrayBuffer>;
	// One list per bucket, oldest first; the last one is the overflow.
	#heads = new Int32Array(1).fill(NONE);
	#tails = new Int32Array(1).fill(NONE);
	/** 0 while everything is near. */
	#buckets = 0;
	/** Size above which the calendar is laid out afresh. */
	#limit = MANY;
	#baseNs = 0;
	/** Buckets per nanosecond: a power of two, at most 1, so a bucket's number is computed without rounding. */
	#scale = 0;
	/** Slots of buckets below this one are near. */
	#cursor = 1;
	/** Removals, and buckets emptied, since the calendar was laid out. */
	#taken = 0;
	#drained = 0;
	/** Scratch for a pass over everything. */
	#all = new Int32Array(MANY + 1);
	readonly #sample = new Float64Array(SAMPLES);

	constructor(capacity: number) {
		this.records = new Float64Array(4 * capacity);
		this.#next = new Int32Array(capacity);
		this.#previous = new Int32Array(capacity);
	}

	/** Makes room for slots 0 ... capacity - 1. */
	grow(capacity: number): void {
		const {records} = this;
		this.records = new Float64Array(4 * capacity);
		this.records.set(records);
		this.#next = grow(this.#next, capacity);
		this.#previous = grow(this.#previous, capacity);
	}

	insert(slot: number): void {
		const {records} = this;
		const atNs = records[4 * slot];
		this.size++;
		const bucket = (atNs - this.#baseNs) * this.#scale;
		if (bucket >= this.#cursor) {
			this.#append(bucket < this.#buckets ? bucket | 0 : this.#buckets, slot);
		} else {
			this.#insertNear(records, slot, atNs);
		}
		if (this.size > this.#limit) {
			this.#open();
		}
	}

	/** The slot that comes first, -1 if none. */
	first(): number {
		return this.#head < this.#tail ? this.#near[this.#head] : this.#findFirst();
	}

	/** The time of that slot, Infinity if there is none. */
	firstAtNs(): number {
		return this.#head < this.#tail
			? this.#nearAtNs[this.#head]
			: this.#findFirst() < 0
				? Number.POSITIVE_INFINITY
				: this.records[4 * this.first()];
	}

	/** Removes what `first` has just returned. */
	shift(): void {
		this.size--;
		this.#taken++;
		if (this.#head === this.#tail) {
			this.#heap.shift(this.records);
			this.#leaveHeap();
		} else if (++this.#head === this.#tail) {
			this.#head = 0;
			this.#tail = 0;
		}
	}

	/** Removes a pending slot, wherever it is. */
	remove(slot: number): void {
		this.size--;
		this.#taken++;
		const bucket = (this.records[4 * slot] - this.#baseNs) * this.#scale;
		if (bucket >= this.#cursor) {
			this.#unlink(bucket < this.#buckets ? bucket | 0 : this.#buckets, slot);
		} else if (this.#heap.size > 0) {
			this.#heap.remove(this.records, slot);
			this.#leaveHeap();
		} else {
			const place = this.#near.indexOf(slot, this.#head);
			this.#near.copyWithin(place, place + 1, this.#tail);
			this.#nearAtNs.copyWithin(place, place + 1, this.#tail--);
		}
	}

	/** Every pending slot, soonest first. */
	inOrder(): number[] {
		const {records} = this;
		const slots = [...this.#near.subarray(this.#head, this.#tail), ...this.#heap.slots()];
		for (let bucket = this.#cursor; bucket <= this.#buckets; bucket++) {
			for (let slot = this.#heads[bucket]; slot !== NONE; slot = this.#next[slot]) {
				slots.push(slot);
			}
		}
		return slots.sort((a, b) => records[4 * a] - records[4 * b] || records[4 * a + 1] - records[4 * b + 1]);
	}

	#insertNear(records: Float64Array, slot: number, atNs: number): void {
		const near = this.#near;
		const nearAtNs = this.#nearAtNs;
		const head = this.#head;
		let place = this.#tail;
		if (place >= this.#end || place - head > WALK_LIMIT) {
			this.#insertSlowly(slot);
			return;
		}
		this.#tail = place + 1;
		while (place > head) {
			const otherAtNs = nearAtNs[place - 1];
			const other = near[place - 1];
			if (otherAtNs <= atNs && (otherAtNs < atNs || records[4 * other + 1] < records[4 * slot + 1])) {
				break;
			}
			nearAtNs[place] = otherAtNs;
			near[place--] = other;
		}
		near[place] = slot;
		nearAtNs[place] = atNs;
	}

	/** The array is long or at its end, or the heap is in use. */
	#insertSlowly(slot: number): void {
		const {records} = this;
		if (this.#heap.size > 0) {
			this.#heap.insert(records, slot);
			return;
		}
		const count = this.#tail - this.#head;
		if (count > WALK_LIMIT && isBefore(records, slot, this.#near[this.#tail - WALK_LIMIT])) {
			for (let place = this.#head; place < this.#tail; place++) {
				this.#heap.insert(records, this.#near[place]);
			}
			this.#heap.insert(records, slot);
			this.#head = 0;
			this.#tail = 0;
			this.#end = 0;
			return;
		}
		if (this.#tail === this.#near.length) {
			this.#near.copyWithin(0, this.#head, this.#tail);
			this.#nearAtNs.copyWithin(0, this.#head, this.#tail);
			if (2 * count > this.#near.length) {
				this.#near = grow(this.#near, 2 * this.#near.length);
				const nearAtNs = this.#nearAtNs;
				this.#nearAtNs = new Float64Array(this.#near.length);
				this.#nearAtNs.set(nearAtNs);
				this.#end = this.#near.length;
			}
			this.#head = 0;
			this.#tail = count;
		}
		let place = this.#tail++;
		while (place > this.#head && isBefore(records, slot, this.#near[place - 1])) {
			this.#near[place] = this.#near[place - 1];
			this.#nearAtNs[place] = this.#nearAtNs[place - 1];
			place--;
		}
		this.#near[place] = slot;
		this.#nearAtNs[place] = records[4 * slot];
	}

	/** A heap that has shrunk becomes an array again. */
	#leaveHeap(): void {
		const heap = this.#heap;
		if (heap.size > FEW) {
			return;
		}
		while (heap.size > 0) {
			this.#nearAtNs[this.#tail] = this.records[4 * heap.first];
			this.#near[this.#tail++] = heap.first;
			heap.shift(this.records);
		}
		this.#end = this.#near.length;
	}

	#findFirst(): number {
		while (this.#head === this.#tail) {
			if (this.size === 0) {
				return NONE;
			}
			if (this.#heap.size > 0) {
				if (this.#taken < this.size || !this.#narrow()) {
					return this.#heap.first;
				}
			}
			this.#refill();
		}
		return this.#near[this.#head];
	}

	#append(bucket: number, slot: number): void {
		const last = this.#tails[bucket];
		this.#tails[bucket] = slot;
		this.#next[slot] = NONE;
		this.#previous[slot] = last;
		if (last === NONE) {
			this.#heads[bucket] = slot;
		} else {
			this.#next[last] = slot;
		}
	}

	#unlink(bucket: number, slot: number): void {
		const before = this.#previous[slot];
		const after = this.#next[slot];
		if (before === NONE) {
			this.#heads[bucket] = after;
		} else {
			this.#next[before] = after;
		}
		if (after === NONE) {
			this.#tails[bucket] = before;
		} else {
			this.#previous[after] = before;
		}
	}

	/** Nothing is near, something is pending: empties the next bucket, or turns the year. */
	#refill(): void {
		const heads = this.#heads;
		const buckets = this.#buckets;
		let bucket = this.#cursor;
		while (bucket < buckets && heads[bucket] === NONE) {
			bucket++;
		}
		if (bucket === buckets) {
			this.#turnYear();
			return;
		}
		this.#cursor = bucket + 1;
		this.#drained++;
		let slot = heads[bucket];
		heads[bucket] = NONE;
		this.#tails[bucket] = NONE;
		while (slot !== NONE) {
			this.#insertNear(this.records, slot, this.records[4 * slot]);
			slot = this.#next[slot];
		}
	}

	/**
	Every bucket is empty: lays out the next year. The width stays unless this year was not worth its
	making, its buckets held many slots, or most of them held none.
	*/
	#turnYear(): void {
		const widthNs = 1 / this.#scale;
		const isPaid = this.#taken * 2 >= this.size;
		const isDense = this.#taken > this.#drained * 3 * AIM && widthNs > 1;
		const isSparse = this.#buckets * AIM > this.#taken * 3;
		this.#gather();
		if (this.size < FEW) {
			this.#close();
		} else if (!isPaid) {
			this.#layOut(this.#estimateWidth());
		} else {
			this.#layOut(isDense ? widthNs / 2 : isSparse ? widthNs * 2 : widthNs);
		}
	}

	/** The heap is in use: makes buckets as narrow as its slots are dense. False if that cannot help. */
	#narrow(): boolean {
		const slots = this.#heap.slots();
		let firstNs = Number.POSITIVE_INFINITY;
		let lastNs = 0;
		for (const slot of slots) {
			firstNs = Math.min(firstNs, this.records[4 * slot]);
			lastNs = Math.max(lastNs, this.records[4 * slot]);
		}
		const widthNs = powerOfTwo((AIM * (lastNs - firstNs)) / slots.length);
		this.#taken = 0;
		this.#drained = 0;
		if (widthNs * this.#scale >= 1) {
			return false;
		}
		this.#gather();
		this.#layOut(widthNs);
		return true;
	}

	/** Lays the calendar out for what is pending now. */
	#open(): void {
		this.#gather();
		this.#layOut(this.#estimateWidth());
	}

	/** Empties everything into `#all`. */
	#gather(): void {
		if (this.#all.length < this.size) {
			this.#all = new Int32Array(this.#next.length);
		}
		const all = this.#all;
		let count = 0;
		for (let place = this.#head; place < this.#tail; place++) {
			all[count++] = this.#near[place];
		}
		this.#head = 0;
		this.#tail = 0;
		if (this.#heap.size > 0) {
			all.set(this.#heap.slots());
			count = this.#heap.size;
			this.#heap.size = 0;
			this.#end = this.#near.length;
		}
		const heads = this.#heads;
		for (let bucket = this.#cursor; bucket <= this.#buckets; bucket++) {
			for (let slot = heads[bucket]; slot !== NONE; slot = this.#next[slot]) {
				all[count++] = slot;
			}
			heads[bucket] = NONE;
			this.#tails[bucket] = NONE;
		}
	}

	/** Of `#all`: the width that puts `AIM` slots in a bucket, for the earlier half of a sample. */
	#estimateWidth(): number {
		const count = Math.min(SAMPLES, this.size);
		const sample = this.#sample.subarray(0, count);
		for (let index = 0; index < count; index++) {
			sample[index] = this.records[4 * this.#all[Math.floor((index * this.size) / count)]];
		}
		sample.sort();
		return powerOfTwo((AIM * 2 * (sample[count >> 1] - sample[0])) / this.size);
	}

	/** Puts `#all` into buckets of that width, or into the overflow. */
	#layOut(widthNs: number): void {
		const count = this.size;
		if (count > 4 * this.#buckets || (this.#buckets > 4 * count && this.#buckets > BUCKETS_MINIMUM)) {
			this.#buckets = Math.min(Math.max(powerOfTwo(count / 2), BUCKETS_MINIMUM), BUCKETS_MAXIMUM);
			this.#limit = this.#buckets < BUCKETS_MAXIMUM ? 8 * this.#buckets : Number.POSITIVE_INFINITY;
			if (this.#heads.length <= this.#buckets) {
				this.#heads = new Int32Array(this.#buckets + 1).fill(NONE);
				this.#tails = new Int32Array(this.#buckets + 1).fill(NONE);
			}
		}
		const {records} = this;
		const all = this.#all;
		let firstNs = Number.POSITIVE_INFINITY;
		for (let index = 0; index < count; index++) {
			firstNs = Math.min(firstNs, records[4 * all[index]]);
		}
		const scale = 1 / widthNs;
		const buckets = this.#buckets;
		this.#baseNs = firstNs;
		this.#scale = scale;
		this.#cursor = 0;
		this.#taken = 0;
		this.#drained = 0;
		for (let index = 0; index < count; index++) {
			const slot = all[index];
			const bucket = (records[4 * slot] - firstNs) * scale;
			this.#append(bucket < buckets ? bucket | 0 : buckets, slot);
		}
	}

	/** Little is left: back to the array alone. */
	#close(): void {
		this.#buckets = 0;
		this.#limit = MANY;
		this.#baseNs = 0;
		this.#scale = 0;
		this.#cursor = 1;
		for (let index = 0; index < this.size; index++) {
			const slot = this.#all[index];
			this.#insertNear(this.records, slot, this.records[4 * slot]);
		}
	}
}

/** The next power of two, at least 1. */
function powerOfTwo(value: number): number {
	return value <= 1 ? 1 : 2 ** Math.ceil(Math.log2(value));
}
