/**
The set of pending slots, ordered by (time, order): a short sorted array of what comes next, and a
calendar of unsorted buckets for the rest.

Owns: where each pending slot is kept; the width of a bucket and when it changes.
Not here: what a slot means (event-queue.ts).

While little is pending, everything is in the array. Above that, a slot goes to the bucket of its
time, and a bucket is sorted only when its turn has come. What lies past the last bucket waits in an
overflow list, from which the next year of the calendar is made. Each such pass over everything is
paid for by a number of removals in proportion, whatever the distribution. A bucket that cannot be split, many
slots at one instant, is sorted by priority alone; what comes to thousands of them out of order finds a heap.
See: Brown, Calendar Queues (CACM 1988); Tang, Goh and Thng, Ladder Queue (TOMACS 2005).
*/
import {grow} from './event-heap.ts';
import {NearList} from './near-list.ts';

/** An order is a priority, 0 ... 7, times this, plus a sequence below it. */
export const ORDER_SPAN = 2 ** 49;
const RANKS = 8;
const NONE = -1;
/** More pending slots than this leave the plain array, fewer than `FEW` return to it. */
const MANY = 24;
const FEW = 12;
/** So many slots in a bucket are the aim: few enough to sort at once, enough to make finding the next bucket cheap. */
const AIM = 4;
const BUCKETS_MINIMUM = 16;
const BUCKETS_MAXIMUM = 2 ** 17;
const SAMPLES = 64;

export class Calendar {
	/** Four numbers per slot: time, order, and two for the owner. Written before `insert`. */
	records: Float64Array;
	size = 0;

	readonly #near = new NearList();
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
	/** Whether last year's buckets held many slots each. */
	#isDense = false;
	readonly #rankHeads = new Int32Array(RANKS);
	readonly #rankTails = new Int32Array(RANKS);
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
			this.#near.insert(records, slot, atNs);
			if (this.#near.isLong && this.#taken >= this.size && this.#buckets > 0) {
				this.#narrow();
			}
		}
		if (this.size > this.#limit) {
			this.#open();
		}
	}

	/** The slot that comes first, -1 if none. */
	first(): number {
		const slot = this.#near.first;
		return slot >= 0 ? slot : this.#refill();
	}

	/** The time of that slot, Infinity if there is none. */
	firstAtNs(): number {
		const atNs = this.#near.firstAtNs(this.records);
		if (atNs < Number.POSITIVE_INFINITY) {
			return atNs;
		}
		const slot = this.#refill();
		return slot < 0 ? atNs : this.records[4 * slot];
	}

	/** Removes what `first` has just returned. */
	shift(): void {
		this.size--;
		this.#taken++;
		this.#near.shift(this.records);
	}

	/** Removes a pending slot, wherever it is. */
	remove(slot: number): void {
		this.size--;
		this.#taken++;
		const bucket = (this.records[4 * slot] - this.#baseNs) * this.#scale;
		if (bucket >= this.#cursor) {
			this.#unlink(bucket < this.#buckets ? bucket | 0 : this.#buckets, slot);
		} else {
			this.#near.remove(this.records, slot);
		}
	}

	/** Every pending slot, soonest first. */
	inOrder(): number[] {
		const {records} = this;
		const slots = [...this.#near.slots()];
		for (let bucket = this.#cursor; bucket <= this.#buckets; bucket++) {
			for (let slot = this.#heads[bucket]; slot !== NONE; slot = this.#next[slot]) {
				slots.push(slot);
			}
		}
		return slots.sort((a, b) => records[4 * a] - records[4 * b] || records[4 * a + 1] - records[4 * b + 1]);
	}

	/** Nothing is near: takes from the buckets until something is. Returns the first slot, -1 if nothing is pending. */
	#refill(): number {
		while (this.#near.first < 0 && this.size > 0) {
			this.#drainNext();
		}
		return this.#near.first;
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

	/** Empties the next bucket into the near list, or turns the year. */
	#drainNext(): void {
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
		if (this.#isDense) {
			this.#drainByPriority(slot);
			return;
		}
		while (slot !== NONE) {
			this.#near.insert(this.records, slot, this.records[4 * slot]);
			slot = this.#next[slot];
		}
	}

	/**
	Empties a list of many slots into the near array. A bucket is oldest first, so where its slots are due
	at one instant, taking them priority by priority is all the sorting there is to do.
	*/
	#drainByPriority(first: number): void {
		const {records} = this;
		const next = this.#next;
		const heads = this.#rankHeads.fill(NONE);
		const tails = this.#rankTails;
		for (let slot = first; slot !== NONE; ) {
			const following = next[slot];
			const rank = Math.min(RANKS - 1, records[4 * slot + 1] / ORDER_SPAN) | 0;
			if (heads[rank] === NONE) {
				heads[rank] = slot;
			} else {
				next[tails[rank]] = slot;
			}
			tails[rank] = slot;
			next[slot] = NONE;
			slot = following;
		}
		for (let rank = 0; rank < RANKS; rank++) {
			for (let slot = heads[rank]; slot !== NONE; slot = next[slot]) {
				this.#near.insert(records, slot, records[4 * slot]);
			}
		}
	}

	/**
	Every bucket is empty: lays out the next year. The width stays unless this year was not worth its
	making, its buckets held many slots, or most of them held none.
	*/
	#turnYear(): void {
		const widthNs = 1 / this.#scale;
		const isPaid = this.#taken * 2 >= this.size;
		const isDense = this.#taken > this.#drained * 3 * AIM;
		const isSparse = this.#buckets * AIM > this.#taken * 3;
		this.#isDense = isDense;
		this.#gather();
		if (this.size < FEW) {
			this.#close();
		} else if (!isPaid) {
			this.#layOut(this.#estimateWidth());
		} else {
			this.#layOut(isDense && widthNs > 1 ? widthNs / 2 : isSparse ? widthNs * 2 : widthNs);
		}
	}

	/** Much is near: makes buckets as narrow as that is dense, if that can help. */
	#narrow(): void {
		const spanNs = this.#near.lastAtNs(this.records) - this.#near.firstAtNs(this.records);
		const widthNs = powerOfTwo((AIM * spanNs) / this.#near.length);
		this.#taken = 0;
		this.#drained = 0;
		if (widthNs * this.#scale < 1) {
			this.#gather();
			this.#layOut(widthNs);
		}
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
		let count = this.#near.takeAll(all);
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
			this.#near.insert(this.records, slot, this.records[4 * slot]);
		}
	}
}

/** The next power of two, at least 1. */
function powerOfTwo(value: number): number {
	return value <= 1 ? 1 : 2 ** Math.ceil(Math.log2(value));
}
