/**
Composes methods into a channel's command ring and submits them by GP entry and doorbell.

One system buffer holds both rings, as in Gdev: commands in the lower half, GP entries in the upper.
Owns: PUT of both rings; what is known of GET.
See: manual/pushbuffer.ts; Gdev nvc0 (rings, how room is found), envytools docs/hw/fifo/dma-pusher.
*/
import {assert} from '../base/assert.ts';
import {KIB, MS, US} from '../base/units.ts';
import {high32, join64, low32} from '../base/words.ts';
import {GP_ENTRY_BYTES, GP_ENTRY_HIGH, GP_ORDER, HEADER_TYPE, methodHeader} from '../manual/pushbuffer.ts';
import {make} from '../manual/register.ts';
import {USERD} from '../manual/userd.ts';
import {DriverError} from './driver-error.ts';
import type {Routine} from './thread.ts';
import type {Vcpu} from './vcpu.ts';

export const GP_ENTRIES = 2 ** GP_ORDER;
export const COMMAND_RING_BYTES = 32 * KIB;
export const PUSHBUFFER_BYTES = COMMAND_RING_BYTES + GP_ENTRIES * GP_ENTRY_BYTES;
const COMMAND_WORDS = COMMAND_RING_BYTES / 4;
/** A batch fits into the ring with room to spare, so waiting for room always ends. */
export const BATCH_WORDS_MAX = COMMAND_WORDS / 4;
/** How long the device may take to make room. */
const ROOM_TIMEOUT_NS = 30_000 * MS;
/** Bit of MGET_HIGH that says the pair means something. */
const MGET_VALID = 2 ** 31;

export type PushbufferPlace = {
	readonly words: Uint32Array;
	/** Virtual address of the buffer in the channel's space. */
	readonly address: number;
	/** USERD page of the channel in BAR1. */
	readonly userd: number;
};

export class PushbufferWriter {
	/** Doorbells rung. */
	doorbells = 0;
	readonly #cpu: Vcpu;
	readonly #place: PushbufferPlace;
	/** Throws when the channel is lost. */
	readonly #check: () => void;
	/** Word at which the next method goes, and the first that is not yet submitted. */
	#put = 0;
	#submitted = 0;
	#limit = 0;
	/** Words up to here are known to be consumed. */
	#get = 0;
	#gpPut = 0;
	#gpGet = 0;

	constructor(cpu: Vcpu, place: PushbufferPlace, check: () => void) {
		this.#cpu = cpu;
		this.#place = place;
		this.#check = check;
	}

	/** GP_PUT as the device last heard it. */
	get gpPut(): number {
		return this.#gpPut;
	}

	/** Virtual address of the GP ring. */
	static gpRing(address: number): number {
		return address + COMMAND_RING_BYTES;
	}

	/** Makes room for a batch of at most so many words. Waits for the device while the ring is full. */
	*begin(words: number): Routine {
		assert(words <= BATCH_WORDS_MAX && this.#put === this.#submitted, 'one batch at a time, of at most BATCH_WORDS_MAX words');
		const startNs = this.#cpu.timeNs;
		for (let gapNs = US; !this.#findRoom(words); gapNs = Math.min(gapNs * 2, MS)) {
			yield* this.#cpu.exact();
			this.#check();
			const low = this.#cpu.read32(1, this.#place.userd + USERD.MGET_LOW);
			const high = this.#cpu.read32(1, this.#place.userd + USERD.MGET_HIGH);
			if (high >= MGET_VALID) {
				this.#get = (join64(low, high - MGET_VALID) - this.#place.address) / 4;
			}
			yield* this.#spin(startNs, gapNs, 'command ring');
		}
		this.#limit = this.#put + words;
	}

	/** `data` to `method`, `method + 4`, ... */
	method(subchannel: number, method: number, ...data: number[]): void {
		this.#word(methodHeader(HEADER_TYPE.INCREASING, subchannel, method, data.length));
		for (const word of data) {
			this.#word(word);
		}
	}

	/** All of `data` to the same method. */
	repeated(subchannel: number, method: number, data: ArrayLike<number>): void {
		this.#word(methodHeader(HEADER_TYPE.NON_INCREASING, subchannel, method, data.length));
		for (let index = 0; index < data.length; index++) {
			this.#word(data[index] as number);
		}
	}

	/** Any word, also one that is no method: for software that breaks rules. */
	raw(word: number): void {
		this.#word(word);
	}

	/** Submits the batch: one GP entry, one doorbell. */
	*fire(): Routine {
		const words = this.#put - this.#submitted;
		this.#cpu.work(words * this.#cpu.costs.pushNs);
		const address = this.#place.address + this.#submitted * 4;
		this.#submitted = this.#put;
		yield* this.fireEntry(low32(address), make(GP_ENTRY_HIGH, {ADDRESS: high32(address), LENGTH: words}));
	}

	/** Submits any two words as GP entry. */
	*fireEntry(low: number, high: number): Routine {
		const next = (this.#gpPut + 1) % GP_ENTRIES;
		const startNs = this.#cpu.timeNs;
		for (let gapNs = US; next === this.#gpGet; gapNs = Math.min(gapNs * 2, MS)) {
			yield* this.#cpu.exact();
			this.#check();
			this.#gpGet = this.#cpu.read32(1, this.#place.userd + USERD.GP_GET) % GP_ENTRIES;
			if (next === this.#gpGet) {
				yield* this.#spin(startNs, gapNs, 'GP ring');
			}
		}
		const at = (COMMAND_RING_BYTES + this.#gpPut * GP_ENTRY_BYTES) / 4;
		this.#place.words[at] = low;
		this.#place.words[at + 1] = high;
		this.#gpPut = next;
		yield* this.ring();
	}

	/** The doorbell. */
	*ring(): Routine {
		yield* this.#cpu.exact();
		this.#check();
		this.#cpu.write32(1, this.#place.userd + USERD.GP_PUT, this.#gpPut);
		this.doorbells++;
	}

	#word(word: number): void {
		assert(this.#put < this.#limit, 'batch longer than announced');
		this.#place.words[this.#put++] = word;
	}

	/** Looks for consecutive free words behind PUT or, when they end first, from the start of the ring. */
	#findRoom(words: number): boolean {
		if (this.#get <= this.#put) {
			if (this.#put + words <= COMMAND_WORDS) {
				return true;
			}
			// PUT must never reach GET from behind: equal means empty.
			if (words < this.#get) {
				this.#put = 0;
				this.#submitted = 0;
				return true;
			}
			return false;
		}
		return this.#put + words < this.#get;
	}

	/** Lets a growing gap pass between two looks, as a driver that sleeps between them. */
	*#spin(startNs: number, gapNs: number, what: string): Routine {
		if (this.#cpu.timeNs - startNs > ROOM_TIMEOUT_NS) {
			throw new DriverError(`${what} stayed full for 30 s`);
		}
		yield* this.#cpu.sleep(gapNs);
	}
}
