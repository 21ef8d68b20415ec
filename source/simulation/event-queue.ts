/**
The event queue: order of everything that happens, by (time, priority, sequence).

Owns: the machine's clock, in whole nanoseconds, exact to 104 days.
Not here: how the pending events are kept in order (calendar.ts); the wall clock (pacer.ts).

An event is a kind and one number. Kinds are registered once, with a name, a priority and a handler;
so scheduling allocates nothing and a dump can name everything that is pending.
*/
import {assert, fail} from '../base/assert.ts';
import {Calendar, ORDER_SPAN} from './calendar.ts';
import {grow} from './event-heap.ts';
import type {Priority} from './priority.ts';

export type EventHandler = (argument: number) => void;
/** What `kind()` returns: pass it to `scheduleAt`. */
export type EventKind = number;
/** Names one scheduled event until it has run; stale handles are recognised. 0 is never a handle. */
export type EventHandle = number;

const SLOT_LIMIT = 2 ** 20;
/** A handle is told from a stale one by the low bits of its sequence: for the next 2^31 events. */
const STAMP_MASK = 2 ** 31 - 1;

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
	readonly #handlers: EventHandler[] = [];
	/** Of each kind: its priority * 2^49, to which the sequence is added; exact in a double. */
	readonly #ranks: number[] = [];
	#capacity = 64;
	/** Records: time, order, argument. The order of a free slot is -1. */
	readonly #calendar = new Calendar(this.#capacity);
	#kind: Int32Array<ArrayBuffer> = new Int32Array(this.#capacity);
	#free = new Int32Array(this.#capacity);
	#freeCount = 0;
	/** Time and argument of the event that is being added: doubles pass through memory without being boxed. */
	readonly #entry = new Float64Array(2);
	#slots = 0;
	#sequence = 0;

	/** Registers a kind of event. Names are unique. */
	kind(name: string, priority: Priority, handler: EventHandler): EventKind {
		assert(!this.#names.includes(name), `event kind ${name} registered twice`);
		this.#names.push(name);
		this.#ranks.push(priority * ORDER_SPAN);
		this.#handlers.push(handler);
		return this.#names.length - 1;
	}

	get pending(): number {
		return this.#calendar.size;
	}

	/** Time of the next event, Infinity if none. */
	get nextAtNs(): number {
		return this.#calendar.firstAtNs();
	}

	scheduleAfter(kind: EventKind, delayNs: number, argument = 0): EventHandle {
		return this.scheduleAt(kind, this.nowNs + delayNs, argument);
	}

	scheduleAt(kind: EventKind, atNs: number, argument = 0): EventHandle {
		if (!(atNs >= this.nowNs && Number.isInteger(atNs))) {
			this.#refuse(kind, atNs);
		}
		// Small on purpose: inlined into its callers, it boxes neither the time nor the handle.
		this.#entry[0] = atNs;
		this.#entry[1] = argument;
		const slot = this.#enter(kind);
		return (this.#calendar.records[4 * slot + 1] & STAMP_MASK) * SLOT_LIMIT + slot + 1;
	}

	/** True if the event was still pending. */
	cancel(handle: EventHandle): boolean {
		const slot = (handle - 1) % SLOT_LIMIT;
		const order = this.#calendar.records[4 * slot + 1];
		if (handle === 0 || !(order >= 0) || (order & STAMP_MASK) !== Math.floor((handle - 1) / SLOT_LIMIT)) {
			return false;
		}
		this.#calendar.remove(slot);
		this.#release(slot);
		return true;
	}

	/** Runs the next event; false if there is none. */
	step(): boolean {
		const slot = this.#calendar.first();
		if (slot < 0) {
			return false;
		}
		this.#run(slot);
		return true;
	}

	/** Runs every event up to and including `atNs`, then sets the clock to it. */
	runUntil(atNs: number): void {
		const calendar = this.#calendar;
		while (calendar.firstAtNs() <= atNs) {
			this.#run(calendar.first());
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
		const {records} = this.#calendar;
		return this.#calendar.inOrder().map(slot => ({
			name: this.#names[this.#kind[slot]] as string,
			atNs: records[4 * slot] as number,
			argument: records[4 * slot + 2] as number,
		}));
	}

	/** Runs the first event, which is in `slot`. */
	#run(slot: number): void {
		const {records} = this.#calendar;
		const atNs = records[4 * slot];
		this.nowNs = atNs;
		this.viewNs = atNs;
		this.#calendar.shift();
		this.#release(slot);
		this.executed++;
		const kind = this.#kind[slot];
		(this.#handlers[kind] as EventHandler)(records[4 * slot + 2]);
	}

	#release(slot: number): void {
		this.#calendar.records[4 * slot + 1] = -1;
		this.#free[this.#freeCount++] = slot;
	}

	/** Adds an event of that kind, due and with the argument in `#entry`. Returns its slot. */
	#enter(kind: EventKind): number {
		const sequence = this.#sequence++;
		if (sequence >= ORDER_SPAN) {
			fail('event sequence exhausted');
		}
		const slot = this.#freeCount > 0 ? this.#free[--this.#freeCount] : this.#newSlot();
		const {records} = this.#calendar;
		records[4 * slot] = this.#entry[0];
		records[4 * slot + 1] = (this.#ranks[kind] as number) + sequence;
		records[4 * slot + 2] = this.#entry[1];
		this.#kind[slot] = kind;
		this.#calendar.insert(slot);
		return slot;
	}

	#refuse(kind: EventKind, atNs: number): never {
		return fail(`event ${this.#names[kind]} at ${atNs}, now ${this.nowNs}`);
	}

	#newSlot(): number {
		const slot = this.#slots++;
		assert(slot < SLOT_LIMIT, 'too many pending events');
		if (slot === this.#capacity) {
			this.#capacity *= 2;
			this.#calendar.grow(this.#capacity);
			this.#kind = grow(this.#kind, this.#capacity);
			this.#free = grow(this.#free, this.#capacity);
		}
		return slot;
	}
}
