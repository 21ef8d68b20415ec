/**
PBDMA: takes GP entries from a channel's ring, follows them into the pushbuffer, hands methods on.

Owns: the GET pointers of the loaded channel and the cost of fetching and decoding.
Not here: translation (mmu.ts), choice of channel (runlist-switcher.ts), what host methods do
(host-methods.ts), what engines do with theirs.
Inaccuracies: no subroutine calls; FORMATS is ignored, headers of either format are taken. Methods that only
set state are carried out when the words are fetched; those that are seen outside wait for their time.
See: manual/pushbuffer.ts; envytools docs/hw/fifo/dma-pusher; GPUvm, virtual GPU channels.
*/
import {join64} from '../base/words.ts';
import {RAMIN} from '../manual/instance-block.ts';
import {ENGINE, HOST, METHOD_SPACE_BYTES} from '../manual/methods.ts';
import {FAULT_UNIT} from '../manual/pfifo.ts';
import {GP_ENTRY_BYTES, GP_ENTRY_HIGH} from '../manual/pushbuffer.ts';
import {get} from '../manual/register.ts';
import {USERD} from '../manual/userd.ts';
import type {EventHandle, EventKind} from '../simulation/event-queue.ts';
import {Priority} from '../simulation/priority.ts';
import {type Board, NO_CHANNEL} from './board.ts';
import {gpuCounters} from './counters.ts';
import type {Engine, FrontEnd, Outcome} from './engine.ts';
import {executeHostMethod, isTimedHostMethod} from './host-methods.ts';
import {HeaderDecoder} from './method-header.ts';
import {PBDMA_REASON} from './pbdma-reason.ts';
import type {Pfifo} from './pfifo.ts';
import {Ramfc} from './ramfc.ts';
import {timesliceNs} from './timeslice.ts';
import {View} from './view.ts';

const BUFFER_WORDS = 1024;

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
	/** The ring is hardware state: its address comes from the instance block. */
	readonly #ringView = new View(FAULT_UNIT.PFIFO, true);
	readonly #header = new HeaderDecoder();
	readonly #buffer = new Uint32Array(BUFFER_WORDS);
	readonly #entry = new Uint32Array(2);
	readonly #stepKind: EventKind;
	#bufferNext = 0;
	#bufferEnd = 0;
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
		this.#ringView.bind(vram, mmu, instance);
		this.#header.clear();
		this.#header.decode(this.ramfc.header);
		this.#bufferNext = 0;
		this.#bufferEnd = 0;
		this.#spentNs = instance === this.#latestInstance ? 0 : costs.pbdmaSwitchNs;
		this.#latestInstance = instance;
		this.#sliceEndNs = queue.nowNs + timesliceNs(vram.read32(instance + RAMIN.TIMESLICE_HIGH));
		this.#sleep();
	}

	/** Saves RAMFC and lets go of the channel. */
	leave(): void {
		this.ramfc.header = this.#header.encode();
		this.ramfc.save(this.board.vram);
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
			if (this.#bufferNext === this.#bufferEnd && ramfc.wordsLeft === 0) {
				this.#nextEntry();
				return;
			}
			if (this.#bufferNext === this.#bufferEnd && !this.#refill()) {
				return;
			}
			if (!this.#consumeWord()) {
				return;
			}
		}
	}

	/** At the end of an entry: fetches the next one, or leaves. */
	#nextEntry(): void {
		const {ramfc} = this;
		const {vram, queue, costs} = this.board;
		if (this.#spentNs > 0) {
			this.#sleep();
			return;
		}
		const put = vram.read32(ramfc.userd + USERD.GP_PUT) % ramfc.ringEntries;
		if (put === ramfc.gpGet) {
			this.pfifo.table.hasWork[this.channel] = 0;
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
		const {ramfc} = this;
		const {mmu, vram, counters} = this.board;
		if (!mmu.readWords(this.#ringView, ramfc.ringBase + ramfc.gpGet * GP_ENTRY_BYTES, this.#entry, 2)) {
			this.fault();
			return false;
		}
		const low = this.#entry[0];
		const high = this.#entry[1];
		counters[gpuCounters.at.gpEntries]++;
		ramfc.gpGet = (ramfc.gpGet + 1) % ramfc.ringEntries;
		vram.write32(ramfc.userd + USERD.GP_GET, ramfc.gpGet);
		ramfc.wordsLeft = get(GP_ENTRY_HIGH, 'LENGTH', high);
		ramfc.isMain = get(GP_ENTRY_HIGH, 'NOT_MAIN', high) === 0;
		ramfc.dmaGet = join64(low, get(GP_ENTRY_HIGH, 'ADDRESS', high));
		if (ramfc.wordsLeft === 0 || low % 4 !== 0) {
			ramfc.wordsLeft = 0;
			this.refuse(PBDMA_REASON.BAD_ENTRY, low, high);
			return false;
		}
		return true;
	}

	/** Reads pushbuffer words up to the end of a page. */
	#refill(): boolean {
		const {ramfc} = this;
		const {mmu} = this.board;
		if (!mmu.translate(this.view, ramfc.dmaGet, false)) {
			this.fault();
			return false;
		}
		const count = Math.min(ramfc.wordsLeft, BUFFER_WORDS, mmu.runBytes / 4);
		mmu.readWords(this.view, ramfc.dmaGet, this.#buffer, count);
		this.#bufferNext = 0;
		this.#bufferEnd = count;
		return true;
	}

	/** One header or one data word; false if the loop must end. */
	#consumeWord(): boolean {
		const header = this.#header;
		const word = this.#buffer[this.#bufferNext];
		if (header.count === 0) {
			if (!header.decode(word)) {
				this.refuse(PBDMA_REASON.BAD_HEADER, 0, word);
				return false;
			}
			if (!header.isImmediate) {
				this.#passWord();
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
		this.#passWord();
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

	/** The word at hand is used up. */
	#passWord(): void {
		const {ramfc} = this;
		this.#bufferNext++;
		ramfc.dmaGet += 4;
		ramfc.wordsLeft--;
		if (ramfc.wordsLeft === 0 && ramfc.isMain) {
			ramfc.mget = ramfc.dmaGet;
			ramfc.hasMget = true;
			this.board.vram.write32(ramfc.userd + USERD.MGET_LOW, ramfc.mget % 2 ** 32);
			this.board.vram.write32(ramfc.userd + USERD.MGET_HIGH, ramfc.mgetHigh);
		}
	}

	/** Lets the time pass that was spent so far, then goes on. */
	#sleep(): void {
		this.#event = this.board.queue.scheduleAfter(this.#stepKind, this.#spentNs);
		this.#spentNs = 0;
	}
}
