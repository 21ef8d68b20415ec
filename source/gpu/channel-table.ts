/**
Channel table: which instance block stands behind a channel, and how far the channel has come.

Owns: the words of CHANNEL and CHANNEL_STATE, the generation of every channel (it grows whenever whoever
held the number before must no longer be served), the flags the runlist switcher chooses by.
Not here: RAMFC of a loaded channel (pbdma.ts), the order of turns (runlist-switcher.ts).
Inaccuracies: a channel that a fault stopped starts again only when its CHANNEL entry is written.
*/
import {join64, u32} from '../base/words.ts';
import {GP_BASE_HIGH_WORD, RAMIN} from '../manual/instance-block.ts';
import {PAGE_BYTES, VA_LIMIT} from '../manual/mmu.ts';
import {CHANNELS, PFIFO} from '../manual/pfifo.ts';
import {get} from '../manual/register.ts';
import {USERD} from '../manual/userd.ts';
import type {Vram} from './vram.ts';

const STATE = PFIFO.CHANNEL_STATE.fields;
/** Bits of CHANNEL_STATE that read as they were written. */
const KEPT = ~(STATE.ACQUIRE_PENDING.mask | STATE.UNKNOWN_8.mask | STATE.LOADED.mask | STATE.PENDING.mask);
/** A ring has at most this many entries, whatever its order says. */
const RING_ORDER_MAX = 28;

export class ChannelTable {
	/** Grows when the channel gets another instance block, is stopped or reset. */
	readonly generations = new Float64Array(CHANNELS);
	/** Has entries that were not fetched, or one in progress. Written by `setWork`. */
	readonly hasWork: Readonly<Uint8Array>;
	/** Channels that have. */
	working = 0;
	/** Waits for a semaphore. */
	readonly isBlocked = new Uint8Array(CHANNELS);
	readonly isStopped = new Uint8Array(CHANNELS);
	readonly isInRunlist = new Uint8Array(CHANNELS);
	/** On a PBDMA. */
	readonly isLoaded = new Uint8Array(CHANNELS);
	/** Operations of the channel that an engine has not finished. */
	readonly inFlight = new Uint8Array(CHANNELS);
	/** Its operation in flight was stopped in its middle. */
	readonly isSuspended = new Uint8Array(CHANNELS);
	/** Was busy and nobody was told yet that it is no longer. */
	readonly wasBusy = new Uint8Array(CHANNELS);
	readonly #hasWork = new Uint8Array(CHANNELS);
	readonly #vram: Vram;
	readonly #entries = new Uint32Array(CHANNELS);
	readonly #states = new Uint32Array(CHANNELS);

	constructor(vram: Vram) {
		this.#vram = vram;
		this.hasWork = this.#hasWork;
	}

	entryOf(channel: number): number {
		return this.#entries[channel];
	}

	setEntry(channel: number, word: number): void {
		this.#entries[channel] = word;
		this.generations[channel]++;
		this.isStopped[channel] = 0;
		this.isBlocked[channel] = 0;
		this.setWork(channel, 0);
	}

	setWork(channel: number, hasWork: 0 | 1): void {
		this.working += hasWork - this.#hasWork[channel];
		this.#hasWork[channel] = hasWork;
	}

	setState(channel: number, word: number): void {
		this.#states[channel] = word;
	}

	/** CHANNEL_STATE as it reads: what was written, with the bits the hardware knows better. */
	stateOf(channel: number): number {
		const isLoaded = this.isLoaded[channel] === 1;
		return u32(
			(this.#states[channel] & KEPT) |
				(this.isBlocked[channel] === 1 ? STATE.ACQUIRE_PENDING.mask : 0) |
				(isLoaded || this.inFlight[channel] > 0 ? STATE.UNKNOWN_8.mask : 0) |
				(isLoaded ? STATE.LOADED.mask : 0) |
				(this.hasWork[channel] === 1 && !isLoaded ? STATE.PENDING.mask : 0),
		);
	}

	isValid(channel: number): boolean {
		return get(PFIFO.CHANNEL, 'VALID', this.#entries[channel]) === 1;
	}

	/** Its doorbell is watched. */
	isPolled(channel: number): boolean {
		return this.isValid(channel) && get(PFIFO.CHANNEL, 'POLL', this.#entries[channel]) === 1;
	}

	/** May be put on a PBDMA, work or not. */
	isEligible(channel: number): boolean {
		return (
			this.isValid(channel) &&
			this.isInRunlist[channel] === 1 &&
			this.isStopped[channel] === 0 &&
			get(PFIFO.CHANNEL_STATE, 'RUNNABLE', this.#states[channel]) === 1
		);
	}

	/** Address of the instance block. */
	instanceOf(channel: number): number {
		return get(PFIFO.CHANNEL, 'FRAME', this.#entries[channel]) * PAGE_BYTES;
	}

	/** Address of the USERD page, from the instance block as it stands. */
	userdOf(channel: number): number {
		const instance = this.instanceOf(channel);
		const address = join64(this.#vram.read32(instance + RAMIN.USERD_LOW), this.#vram.read32(instance + RAMIN.USERD_HIGH)) % VA_LIMIT;
		return address - (address % PAGE_BYTES);
	}

	/** Entries of the channel's ring. */
	ringEntriesOf(channel: number): number {
		const high = this.#vram.read32(this.instanceOf(channel) + RAMIN.GP_BASE_HIGH);
		return 1 << Math.min(get(GP_BASE_HIGH_WORD, 'ORDER', high), RING_ORDER_MAX);
	}

	/** Whether the memory of a channel that is not loaded says there is something to do. */
	pendingInMemory(channel: number): boolean {
		if (!this.isValid(channel)) {
			return false;
		}
		const instance = this.instanceOf(channel);
		if (this.#vram.read32(instance + RAMIN.GP_ENTRY_HIGH) !== 0 || this.#vram.read32(instance + RAMIN.SEMAPHORE_PENDING) !== 0) {
			return true;
		}
		const ring = this.ringEntriesOf(channel);
		return this.#vram.read32(instance + RAMIN.GP_GET) % ring !== this.#vram.read32(this.userdOf(channel) + USERD.GP_PUT) % ring;
	}

	/** The channel does nothing any more until its entry is written again. */
	stop(channel: number): void {
		this.isStopped[channel] = 1;
		this.isBlocked[channel] = 0;
		this.generations[channel]++;
	}

	reset(): void {
		for (let channel = 0; channel < CHANNELS; channel++) {
			this.setEntry(channel, 0);
			this.#states[channel] = 0;
			this.isInRunlist[channel] = 0;
			this.isLoaded[channel] = 0;
		}
	}
}
