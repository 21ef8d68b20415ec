/**
PBDMA: takes GP entries from a channel's ring, follows them into the pushbuffer, hands methods on.

Owns: the way of the loaded channel through its methods, and what that costs.
Not here: where words come from (entry-reader.ts), translation (mmu.ts), choice of channel (runlist-switcher.ts), what host methods do
(host-methods.ts), what engines do with theirs.
Inaccuracies: no subroutine calls; FORMATS is ignored, headers of either format are taken. Methods that only
set state are carried out when the words are fetched; those that are seen outside wait for their time.
See: manual/pushbuffer.ts; envytools docs/hw/fifo/dma-pusher; GPUvm, virtual GPU channels.
*/
import {RAMIN} from '../manual/instance-block.ts';
import {ENGINE, HOST, METHOD_SPACE_BYTES} from '../manual/methods.ts';
import {FAULT_UNIT} from '../manual/pfifo.ts';
import type {EventHandle, EventKind} from '../simulation/event-queue.ts';
import {Priority} from '../simulation/priority.ts';
import {type Board, NO_CHANNEL} from './board.ts';
import {gpuCounters} from './counters.ts';
import type {Engine} from './engine.ts';
import type {FrontEnd, Outcome} from './engine-port.ts';
import {EntryReader} from './entry-reader.ts';
import {executeHostMethod, isTimedHostMethod} from './host-methods.ts';
import {HeaderDecoder} from './method-header.ts';
import {PBDMA_REASON} from './pbdma-reason.ts';
import type {Pfifo} from './pfifo.ts';
import {Ramfc} from './ramfc.ts';
import {timesliceNs} from './timeslice.ts';
import {View} from './view.ts';

export class Pbdma implements FrontEnd {
	readonly number: number;
	channel = NO_CHANNEL;
	/** Pending interrupts, and what they are about. */
	interrupts = 0;
	interruptEnable = 0;
	trappedMethod = 0;
	trappedData = 0;
	trappedChannel = 0;
	/** Engine that the next method waits for. */
	waitsFor: Engine | undefined;
	readonly ramfc = new Ramfc();
	/** For the pushbuffer and for semaphores. */
	readonly view = new View(FAULT_UNIT.PFIFO, false);
	readonly board: Board;
	readonly pfifo: Pfifo;
	readonly #header = new HeaderDecoder();
	readonly #reader: EntryReader;
	readonly #stepKind: EventKind;
	#event: EventHandle = 0;
	/** Cost of what was decoded and not yet waited for. */
	#spentNs = 0;
	#sliceEndNs = 0;
	/** Instance block of the latest channel: taking the same one again costs nothing. */
	#latestInstance = -1;

	constructor(board: Board, pfifo: Pfifo, number: number) {
		this.board = board;
		this.pfifo = pfifo;
		this.number = number;
		this.#reader = new EntryReader(board, this.ramfc, this.view);
		this.#stepKind = board.queue.kind(`gpu.pbdma${number}.step`, Priority.device, () => {
			this.#event = 0;
			this.#step();
		});
	}

	/** Channel to show in PBDMA_CHANNEL: the one on it, or the one that the pending interrupt is about. */
	get shownChannel(): number {
		return this.interrupts !== 0 ? this.trappedChannel : Math.max(0, this.channel);
	}

	/** Loads RAMFC and begins, after the cost of the switch. */
	take(channel: number): void {
		const {vram, mmu, costs, queue} = this.board;
		const instance = this.pfifo.table.instanceOf(channel);
		this.channel = channel;
		this.pfifo.table.isLoaded[channel] = 1;
		this.pfifo.table.wasBusy[channel] = 1;
		this.ramfc.load(vram, instance);
		this.view.bind(vram, mmu, instance);
		this.#reader.start();
		this.#header.clear();
		this.#header.decode(this.ramfc.header);
		this.#spentNs = instance === this.#latestInstance ? 0 : costs.pbdmaSwitchNs;
		this.#latestInstance = instance;
		this.#sliceEndNs = queue.nowNs + timesliceNs(vram.read32(instance + RAMIN.TIMESLICE_HIGH));
		this.#sleep();
	}

	/** Saves RAMFC and lets go of the channel. What has no signature is no instance block, and is not written. */
	leave(): void {
		if (this.ramfc.hasSignature) {
			this.ramfc.header = this.#header.encode();
			this.ramfc.save(this.board.vram);
		}
		this.drop();
	}

	/** Lets go of the channel without touching memory. */
	drop(): void {
		const {channel} = this;
		this.board.queue.cancel(this.#event);
		this.#event = 0;
		this.waitsFor?.stopWaiting(this);
		this.waitsFor = undefined;
		this.channel = NO_CHANNEL;
		this.pfifo.table.isLoaded[channel] = 0;
		this.pfifo.released(channel);
	}

	wake(): void {
		this.waitsFor = undefined;
		if (this.#event === 0) {
			this.#event = this.board.queue.scheduleAfter(this.#stepKind, 0);
		}
	}

	/** Waits until the engine is free for this channel. */
	waitFor(engine: Engine): Outcome {
		this.waitsFor = engine;
		engine.wait(this);
		this.pfifo.frontEndMoved();
		return 'wait';
	}

	/** Stops the channel for something its pushbuffer said. */
	refuse(reason: number, method: number, data: number): Outcome {
		this.interrupts |= reason;
		this.trappedMethod = method;
		this.trappedData = data;
		this.trappedChannel = this.channel;
		this.board.interruptsChanged();
		this.pfifo.stop(this.channel);
		return 'stopped';
	}

	/** Latches the MMU's fault and stops the channel. */
	fault(): Outcome {
		this.pfifo.faults.latch(this.view);
		this.pfifo.stop(this.channel);
		return 'stopped';
	}

	reset(): void {
		if (this.channel !== NO_CHANNEL) {
			this.drop();
		}
		this.interrupts = 0;
		this.interruptEnable = 0;
		this.#latestInstance = -1;
	}

	/** Works until the channel runs dry, waits, is stopped, or time must pass. */
	#step(): void {
		const {ramfc} = this;
		if (!ramfc.hasSignature) {
			this.refuse(PBDMA_REASON.SIGNATURE, 0, 0);
			return;
		}
		if (ramfc.pendingAcquire !== 0) {
			const outcome = executeHostMethod(this, HOST.SEMAPHORE_TRIGGER, ramfc.pendingAcquire);
			if (outcome === 'blocked') {
				this.#block();
			}
			if (outcome !== 'done') {
				return;
			}
			ramfc.pendingAcquire = 0;
			this.pfifo.acquired(this.channel);
		}
		for (;;) {
			if (ramfc.wordsLeft === 0) {
				this.#nextEntry();
				return;
			}
			if (this.#reader.isEmpty && !this.#reader.refill()) {
				this.fault();
				return;
			}
			if (!this.#consumeWord()) {
				return;
			}
		}
	}

	/** At the end of an entry: fetches the next one, or leaves. */
	#nextEntry(): void {
		const {queue, costs} = this.board;
		if (this.#spentNs > 0) {
			this.#sleep();
			return;
		}
		if (!this.#reader.hasEntries) {
			this.pfifo.table.setWork(this.channel, 0);
			this.leave();
			return;
		}
		if (queue.nowNs >= this.#sliceEndNs && this.pfifo.othersWantPbdma()) {
			this.leave();
			return;
		}
		this.#spentNs = costs.gpEntryNs;
		if (this.#fetchEntry()) {
			this.#sleep();
		}
	}

	#fetchEntry(): boolean {
		switch (this.#reader.fetch()) {
			case 'fault':
				this.fault();
				return false;
			case 'bad':
				this.board.counters[gpuCounters.at.gpEntries]++;
				this.refuse(PBDMA_REASON.BAD_ENTRY, this.#reader.entry[0], this.#reader.entry[1]);
				return false;
			case 'taken':
				this.board.counters[gpuCounters.at.gpEntries]++;
				return true;
		}
	}

	/** One header or one data word; false if the loop must end. */
	#consumeWord(): boolean {
		const header = this.#header;
		const word = this.#reader.word;
		if (header.count === 0) {
			if (!header.decode(word)) {
				this.refuse(PBDMA_REASON.BAD_HEADER, 0, word);
				return false;
			}
			if (!header.isImmediate) {
				this.#reader.pass();
				return true;
			}
			return this.#method(header.immediate);
		}
		return this.#method(word);
	}

	/** Carries out the method of the header with this datum; moves on if it is done. */
	#method(data: number): boolean {
		const header = this.#header;
		const {subchannel, method} = header;
		if (method >= METHOD_SPACE_BYTES) {
			this.refuse(PBDMA_REASON.BAD_METHOD, method, data);
			return false;
		}
		const outcome = this.#dispatch(subchannel, method, data);
		if (outcome === 'wait' && header.isImmediate) {
			// Decoded anew when it is tried again.
			header.clear();
		}
		return outcome === 'done';
	}

	#dispatch(subchannel: number, method: number, data: number): Outcome {
		const isHost = method < HOST.FIRST_ENGINE_METHOD;
		const engine = isHost ? undefined : this.pfifo.engineOf(this.ramfc.engines[subchannel]);
		if (!isHost && engine === undefined) {
			return this.refuse(PBDMA_REASON.BAD_METHOD, method, data);
		}
		const isTimed = engine === undefined ? isTimedHostMethod(method) : engine.isTimed(subchannel, method, data);
		if (isTimed && this.#spentNs > 0) {
			this.#sleep();
			return 'wait';
		}
		return engine === undefined ? this.#host(subchannel, method, data) : this.#engine(engine, subchannel, method, data);
	}

	/** The method of the current header is done: counts it and moves on. */
	#finish(): void {
		if (this.#header.isImmediate) {
			this.#header.clear();
		} else {
			this.#header.advance();
		}
		this.#reader.pass();
		this.#spentNs += this.board.costs.methodNs;
		this.board.counters[gpuCounters.at.methods]++;
	}

	#host(subchannel: number, method: number, data: number): Outcome {
		if (method === HOST.BIND) {
			return this.#bind(subchannel, data);
		}
		const outcome = executeHostMethod(this, method, data);
		if (outcome === 'wait' || outcome === 'stopped') {
			return outcome;
		}
		this.#finish();
		if (outcome === 'done') {
			return 'done';
		}
		if (outcome === 'blocked') {
			this.ramfc.pendingAcquire = data;
			this.#block();
		} else if (this.pfifo.othersWantPbdma()) {
			this.leave();
		} else {
			return 'done';
		}
		return 'wait';
	}

	/** Gives the PBDMA away until the semaphore may have changed. */
	#block(): void {
		const {channel} = this;
		this.pfifo.table.isBlocked[channel] = 1;
		this.leave();
		this.pfifo.blocked(channel);
	}

	#bind(subchannel: number, data: number): Outcome {
		const number = (data >>> 16) & ENGINE.NONE;
		const engine = this.pfifo.engineOf(number);
		if (number !== ENGINE.NONE && engine === undefined) {
			return this.refuse(PBDMA_REASON.BAD_METHOD, HOST.BIND, data);
		}
		if (engine !== undefined) {
			return this.#engine(engine, subchannel, HOST.BIND, data, number);
		}
		this.ramfc.engines[subchannel] = number;
		this.#finish();
		return 'done';
	}

	#engine(engine: Engine, subchannel: number, method: number, data: number, bindTo?: number): Outcome {
		// Work of this channel on another engine goes first.
		const other = this.pfifo.engineWorkingFor(this.channel);
		if (other !== undefined && other !== engine) {
			return this.waitFor(other);
		}
		if (!engine.acquire(this)) {
			this.waitsFor = engine;
			this.pfifo.frontEndMoved();
			return 'wait';
		}
		const outcome = engine.execute(subchannel, method, data);
		if (outcome === 'wait') {
			return this.waitFor(engine);
		}
		if (outcome === 'done') {
			if (bindTo !== undefined) {
				this.ramfc.engines[subchannel] = bindTo;
			}
			this.#finish();
		}
		return outcome;
	}

	/** Lets the time pass that was spent so far, then goes on. */
	#sleep(): void {
		this.#event = this.board.queue.scheduleAfter(this.#stepKind, this.#spentNs);
		this.#spentNs = 0;
	}
}
