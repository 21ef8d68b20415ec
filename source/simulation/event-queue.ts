/**
The event queue: order of everything that happens, by (time, priority, sequence).

Owns: the machine's clock, in whole nanoseconds, exact to 104 days.
Not here: the wall clock (pacer.ts).

An event is a kind and one number. Kinds are registered once, with a name, a priority and a handler;
so scheduling allocates nothing and a dump can name everything that is pending.
*/
import {assert} from '../base/assert.ts';
import type {Priority} from './priority.ts';

export type EventHandler = (argument: number) => void;
/** What `kind()` returns: pass it to `scheduleAt`. */
export type EventKind = number;
/** Names one scheduled event until it has run; stale handles are recognised. 0 is never a handle. */
export type EventHandle = number;

const SEQUENCE_LIMIT = 2 ** 49;
const GENERATIONS = 2 ** 20;

export class EventQueue {
	/** Time of the event that runs, or ran last. */
	nowNs = 0;
	/**
	Time as seen by the access that is being made: `nowNs` inside an event, the vCPU's own time when a
	guest runs ahead. Hardware clocks and trace records read this one.
	*/
	viewNs = 0;
	/** How many events have run. */
	executed = 0;

	readonly #names: string[] = [];
	readonly #priorities: number[] = [];
	readonly #handlers: EventHandler[] = [];
	// Heap of slots; a slot's order is priority * 2^49 + sequence, exact in a double.
	#heap = new Int32Array(64);
	#size = 0;
	#at = new Float64Array(64);
	#order = new Float64Array(64);
	#kind = new Int32Array(64);
	#argument = new Float64Array(64);
	#generation = new Int32Array(64);
	#place = new Int32Array(64);
	#free: number[] = [];
	#slots = 0;
	#sequence = 0;

	/** Registers a kind of event. Names are unique. */
	kind(name: string, priority: Priority, handler: EventHandler): EventKind {
		assert(!this.#names.includes(name), `event kind ${name} registered twice`);
		this.#names.push(name);
		this.#priorities.push(priority);
		this.#handlers.push(handler);
		return this.#names.length - 1;
	}

	get pending(): number {
		return this.#size;
	}

	/** Time of the next event, Infinity if none. */
	get nextAtNs(): number {
		return this.#size === 0 ? Number.POSITIVE_INFINITY : this.#at[this.#heap[0]];
	}

	scheduleAfter(kind: EventKind, delayNs: number, argument = 0): EventHandle {
		return this.scheduleAt(kind, this.nowNs + delayNs, argument);
	}

	scheduleAt(kind: EventKind, atNs: number, argument = 0): EventHandle {
		assert(atNs >= this.nowNs && Number.isInteger(atNs), `event ${this.#names[kind]} at ${atNs}, now ${this.nowNs}`);
		assert(this.#sequence < SEQUENCE_LIMIT, 'event sequence exhausted');
		const slot = this.#free.pop() ?? this.#newSlot();
		this.#at[slot] = atNs;
		this.#order[slot] = (this.#priorities[kind] as number) * SEQUENCE_LIMIT + this.#sequence++;
		this.#kind[slot] = kind;
		this.#argument[slot] = argument;
		this.#up(this.#size++, slot);
		return this.#generation[slot] * GENERATIONS + slot + 1;
	}

	/** True if the event was still pending. */
	cancel(handle: EventHandle): boolean {
		const slot = (handle - 1) % GENERATIONS;
		if (handle === 0 || this.#generation[slot] !== Math.floor((handle - 1) / GENERATIONS)) {
			return false;
		}
		this.#remove(this.#place[slot]);
		this.#release(slot);
		return true;
	}

	/** Runs the next event; false if there is none. */
	step(): boolean {
		if (this.#size === 0) {
			return false;
		}
		const slot = this.#heap[0];
		this.#remove(0);
		this.nowNs = this.#at[slot];
		this.viewNs = this.nowNs;
		const kind = this.#kind[slot];
		const argument = this.#argument[slot];
		this.#release(slot);
		this.executed++;
		(this.#handlers[kind] as EventHandler)(argument);
		return true;
	}

	/** Runs every event up to and including `atNs`, then sets the clock to it. */
	runUntil(atNs: number): void {
		while (this.nextAtNs <= atNs) {
			this.step();
		}
		this.advanceTo(atNs);
	}

	/** Moves the clock without running anything; nothing may be due before. */
	advanceTo(atNs: number): void {
		if (atNs > this.nowNs) {
			assert(this.nextAtNs >= atNs, 'clock moved past a pending event');
			this.nowNs = atNs;
		}
		this.viewNs = this.nowNs;
	}

	/** What is pending, soonest first, for dumps and tests. */
	inspect(): Array<{readonly name: string; readonly atNs: number; readonly argument: number}> {
		return [...this.#heap.subarray(0, this.#size)]
			.sort((a, b) => this.#at[a] - this.#at[b] || this.#order[a] - this.#order[b])
			.map(slot => ({name: this.#names[this.#kind[slot]] as string, atNs: this.#at[slot], argument: this.#argument[slot]}));
	}

	#isBefore(a: number, b: number): boolean {
		return this.#at[a] < this.#at[b] || (this.#at[a] === this.#at[b] && this.#order[a] < this.#order[b]);
	}

	#up(start: number, slot: number): void {
		let place = start;
		while (place > 0) {
			const parent = (place - 1) >> 1;
			const other = this.#heap[parent];
			if (!this.#isBefore(slot, other)) {
				break;
			}
			this.#heap[place] = other;
			this.#place[other] = place;
			place = parent;
		}
		this.#heap[place] = slot;
		this.#place[slot] = place;
	}

	#down(start: number, slot: number): void {
		let place = start;
		for (;;) {
			let child = place * 2 + 1;
			if (child >= this.#size) {
				break;
			}
			if (child + 1 < this.#size && this.#isBefore(this.#heap[child + 1], this.#heap[child])) {
				child++;
			}
			const other = this.#heap[child];
			if (!this.#isBefore(other, slot)) {
				break;
			}
			this.#heap[place] = other;
			this.#place[other] = place;
			place = child;
		}
		this.#heap[place] = slot;
		this.#place[slot] = place;
	}

	#remove(place: number): void {
		const moved = this.#heap[--this.#size];
		if (place === this.#size) {
			return;
		}
		const parent = (place - 1) >> 1;
		if (place > 0 && this.#isBefore(moved, this.#heap[parent])) {
			this.#up(place, moved);
		} else {
			this.#down(place, moved);
		}
	}

	#release(slot: number): void {
		this.#generation[slot]++;
		this.#free.push(slot);
	}

	#newSlot(): number {
		const slot = this.#slots++;
		assert(slot < GENERATIONS, 'too many pending events');
		if (slot === this.#at.length) {
			const grown = slot * 2;
			this.#heap = grow(this.#heap, new Int32Array(grown));
			this.#at = grow(this.#at, new Float64Array(grown));
			this.#order = grow(this.#order, new Float64Array(grown));
			this.#kind = grow(this.#kind, new Int32Array(grown));
			this.#argument = grow(this.#argument, new Float64Array(grown));
			this.#generation = grow(this.#generation, new Int32Array(grown));
			this.#place = grow(this.#place, new Int32Array(grown));
		}
		return slot;
	}
}

function grow<Column extends Int32Array | Float64Array>(old: Column, grown: Column): Column {
	grown.set(old);
	return grown;
}
