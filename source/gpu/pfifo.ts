/**
PFIFO: the channel engine. Doorbells come in, PBDMAs go round the channels of the runlist, engines are told
who may go on.

Owns: channel table, fault latches, PBDMAs, runlist switcher, and what they have to do with each other.
Not here: its registers (pfifo-registers.ts).
Inaccuracies: any PBDMA serves any engine; ENGINE_PBDMA is kept and ignored.
See: manual/pfifo.ts; envytools docs/hw/fifo; nouveau nvc0_fifo.
*/
import {assert} from '../base/assert.ts';
import {CHANNELS, FAULT_UNIT, PBDMAS} from '../manual/pfifo.ts';
import {USERD} from '../manual/userd.ts';
import type {EventKind} from '../simulation/event-queue.ts';
import {Priority} from '../simulation/priority.ts';
import {type Board, NO_CHANNEL} from './board.ts';
import type {BusyMeter} from './busy-meter.ts';
import {ChannelTable} from './channel-table.ts';
import type {Engine} from './engine.ts';
import type {ChannelEngine} from './engine-port.ts';
import {FaultLatches} from './fault.ts';
import {Pbdma} from './pbdma.ts';
import {Ramfc} from './ramfc.ts';
import {RunlistSwitcher, type SwitcherHost} from './runlist-switcher.ts';
import {isAcquired} from './semaphore.ts';
import {View} from './view.ts';

export type ChannelActivity = 'idle' | 'busy' | 'waiting' | 'stopped';

/** Called when something is pending, at the interrupt level of PFIFO. */
export type PfifoSignals = {
	/** A channel stopped being busy. */
	onActivity(channel: number): void;
	runlistTaken(): void;
	/** Method NOTIFY_INTERRUPT. */
	notified(): void;
};

export class Pfifo implements ChannelEngine, SwitcherHost {
	readonly table: ChannelTable;
	readonly faults: FaultLatches;
	readonly meter: BusyMeter;
	readonly switcher: RunlistSwitcher;
	readonly pbdmas: readonly Pbdma[];
	isEnabled = true;
	/** Unit is on, in PMC. */
	isPowered = true;
	/** One bit for each PBDMA that may run. */
	pbdmaMask = 2 ** PBDMAS - 1;
	/** Channel that is being taken off the engines, or NO_CHANNEL. */
	kicked = NO_CHANNEL;
	readonly #board: Board;
	readonly #signals: PfifoSignals;
	readonly #engines = new Map<number, Engine>();
	readonly #activityKind: EventKind;
	/** Channels whose change of activity is to be told at this instant. */
	readonly #isTelling = new Uint8Array(CHANNELS);
	readonly #probe = new Ramfc();
	readonly #probeView = new View(FAULT_UNIT.PFIFO, false);

	constructor(board: Board, meter: BusyMeter, signals: PfifoSignals) {
		this.#board = board;
		this.#signals = signals;
		this.meter = meter;
		this.table = new ChannelTable(board.vram);
		this.faults = new FaultLatches(board);
		this.pbdmas = Array.from({length: PBDMAS}, (_, number) => new Pbdma(board, this, number));
		this.switcher = new RunlistSwitcher(board, this);
		this.#activityKind = board.queue.kind('gpu.activity', Priority.device, channel => {
			this.#isTelling[channel] = 0;
			if (this.table.wasBusy[channel] === 1 && this.activityOf(channel) !== 'busy') {
				this.table.wasBusy[channel] = 0;
				signals.onActivity(channel);
			}
		});
	}

	/** Makes an engine known under the number that BIND uses. */
	addEngine(number: number, engine: Engine): void {
		this.#engines.set(number, engine);
	}

	engineOf(number: number): Engine | undefined {
		return this.#engines.get(number);
	}

	/** Engine with an unfinished operation of the channel. */
	engineWorkingFor(channel: number): Engine | undefined {
		if (this.table.inFlight[channel] > 0) {
			for (const engine of this.#engines.values()) {
				if (engine.hasOperationOf(channel)) {
					return engine;
				}
			}
		}
		return undefined;
	}

	/** GP_PUT of the channel was written. */
	doorbell(channel: number): void {
		if (!this.table.isPolled(channel) || this.table.isStopped[channel] === 1) {
			return;
		}
		if (this.#hasEntries(channel)) {
			this.table.setWork(channel, 1);
			this.table.wasBusy[channel] = 1;
			this.switcher.requestAssign();
			this.#tellActivity(channel);
		}
	}

	activityOf(channel: number): ChannelActivity {
		const {table} = this;
		if (table.isStopped[channel] === 1) {
			return 'stopped';
		}
		if (table.inFlight[channel] > 0 || table.isLoaded[channel] === 1) {
			return table.isSuspended[channel] === 1 && !table.isEligible(channel) ? 'waiting' : 'busy';
		}
		if (!table.isValid(channel)) {
			return 'idle';
		}
		if (table.isBlocked[channel] === 1) {
			return 'waiting';
		}
		if (table.hasWork[channel] === 0 && !table.pendingInMemory(channel)) {
			return 'idle';
		}
		return (table.isEligible(channel) && this.isEnabled && this.isPowered) || this.switcher.isSwitching ? 'busy' : 'waiting';
	}

	/** The channel's table entry or state changed, or the unit was enabled: is there something to do? */
	reconsider(channel: number): void {
		if (this.table.isBlocked[channel] === 1) {
			this.switcher.blocked(channel);
		} else if (this.table.isEligible(channel) && this.table.isLoaded[channel] === 0 && this.table.pendingInMemory(channel)) {
			this.table.setWork(channel, 1);
			this.switcher.requestAssign();
		}
	}

	/** The instance block of the channel is another from now on: nothing of the old one is written any more. */
	setEntry(channel: number, word: number): void {
		this.#pbdmaOf(channel)?.drop();
		this.#clearBlocked(channel);
		this.#dropSuspended(channel);
		this.table.setEntry(channel, word);
		this.reconsider(channel);
		this.#tellActivity(channel);
	}

	setState(channel: number, word: number): void {
		this.table.setState(channel, word);
		if (this.table.isEligible(channel)) {
			this.reconsider(channel);
			this.frontEndMoved();
		} else {
			this.#pbdmaOf(channel)?.leave();
		}
		this.#tellActivity(channel);
	}

	/** Takes a channel off the engines: at once, or when its operation has ended or could be stopped. */
	kick(channel: number): void {
		this.kicked = channel;
		this.#pbdmaOf(channel)?.leave();
		for (const engine of this.#engines.values()) {
			engine.preempt(channel);
		}
		this.#finishKick();
	}

	stop(channel: number): void {
		this.#pbdmaOf(channel)?.leave();
		this.#clearBlocked(channel);
		this.#dropSuspended(channel);
		this.table.stop(channel);
		this.#tellActivity(channel);
		this.frontEndMoved();
	}

	/** A PBDMA let go of the channel. */
	released(channel: number): void {
		if (this.table.isValid(channel)) {
			this.table.setWork(channel, this.table.isStopped[channel] === 0 && this.table.pendingInMemory(channel) ? 1 : 0);
		}
		this.switcher.requestAssign();
		this.#tellActivity(channel);
		this.frontEndMoved();
	}

	blocked(channel: number): void {
		this.table.isBlocked[channel] = 1;
		this.switcher.blocked(channel);
	}

	acquired(channel: number): void {
		this.#clearBlocked(channel);
	}

	/** The device or a CPU wrote memory that a semaphore may lie in. */
	memoryWritten(): void {
		if (this.switcher.hasBlocked) {
			this.switcher.wakeBlocked();
		}
	}

	settled(channel: number): void {
		this.memoryWritten();
		this.#finishKick();
		if (channel !== NO_CHANNEL) {
			// An engine was busy for it up to now, also if the channel itself was given up meanwhile.
			this.table.wasBusy[channel] = 1;
			this.#tellActivity(channel);
		}
	}

	/** What a front end waits for changed, so engines may have to change hands. */
	frontEndMoved(): void {
		for (const engine of this.#engines.values()) {
			engine.arbitrate();
		}
	}

	canBringWork(channel: number, engine: Engine): boolean {
		const pbdma = this.#pbdmaOf(channel);
		return pbdma !== undefined && (pbdma.waitsFor === undefined || pbdma.waitsFor === engine);
	}

	canServe(pbdma: Pbdma): boolean {
		return this.isEnabled && this.isPowered && ((this.pbdmaMask >>> pbdma.number) & 1) === 1;
	}

	othersWantPbdma(): boolean {
		return this.switcher.hasCandidate() && this.pbdmas.every(pbdma => pbdma.channel !== NO_CHANNEL || !this.canServe(pbdma));
	}

	runlistTaken(): void {
		for (const pbdma of this.pbdmas) {
			if (pbdma.channel !== NO_CHANNEL && !this.table.isEligible(pbdma.channel)) {
				pbdma.leave();
			}
		}
		for (let channel = 0; channel < CHANNELS; channel++) {
			this.reconsider(channel);
		}
		this.frontEndMoved();
		this.#signals.runlistTaken();
	}

	/** Enables changed: PBDMAs that may no longer run let go, others begin. */
	enablesChanged(): void {
		for (const pbdma of this.pbdmas) {
			if (pbdma.channel !== NO_CHANNEL && !this.canServe(pbdma)) {
				pbdma.leave();
			}
		}
		this.switcher.requestAssign();
	}

	notify(): void {
		this.#signals.notified();
	}

	isAcquireReady(channel: number): boolean {
		const {vram, mmu} = this.#board;
		const instance = this.table.instanceOf(channel);
		this.#probe.load(vram, instance);
		this.#probeView.bind(vram, mmu, instance);
		return (
			!mmu.read32(this.#probeView, this.#probe.semaphoreAddress) ||
			isAcquired(this.#probe.pendingAcquire, mmu.value, this.#probe.semaphorePayload)
		);
	}

	/** Power-on state. Channels forget everything; memory keeps what it holds. */
	reset(): void {
		this.kicked = NO_CHANNEL;
		for (const pbdma of this.pbdmas) {
			pbdma.reset();
		}
		this.switcher.reset();
		for (let channel = 0; channel < CHANNELS; channel++) {
			this.#dropSuspended(channel);
		}
		this.table.reset();
		this.faults.reset();
	}

	checkInvariants(): void {
		assert(this.table.working === this.table.hasWork.reduce((sum, has) => sum + has, 0), 'channels with work are miscounted');
		for (let channel = 0; channel < CHANNELS; channel++) {
			const holders = this.pbdmas.filter(pbdma => pbdma.channel === channel).length;
			assert(
				holders === this.table.isLoaded[channel],
				`channel ${channel} is on ${holders} PBDMAs, loaded ${this.table.isLoaded[channel]}`,
			);
			assert(holders === 0 || this.table.isBlocked[channel] === 0, `channel ${channel} is blocked on a PBDMA`);
			assert(holders === 0 || this.table.isValid(channel), `channel ${channel} is on a PBDMA and not valid`);
			assert(
				this.table.isSuspended[channel] === 0 || this.engineWorkingFor(channel) !== undefined,
				`channel ${channel} has a stopped kernel that no engine knows`,
			);
		}
	}

	#hasEntries(channel: number): boolean {
		const pbdma = this.#pbdmaOf(channel);
		if (pbdma === undefined) {
			return this.table.pendingInMemory(channel);
		}
		const {gpGet, ringEntries, userd} = pbdma.ramfc;
		return this.#board.vram.read32(userd + USERD.GP_PUT) % ringEntries !== gpGet;
	}

	#pbdmaOf(channel: number): Pbdma | undefined {
		return this.table.isLoaded[channel] === 1 ? this.pbdmas.find(pbdma => pbdma.channel === channel) : undefined;
	}

	/** Something is left that the channel would do if it were runnable: a stopped kernel, or entries. */
	hasWorkLeft(channel: number): boolean {
		const {table} = this;
		return (
			table.isValid(channel) &&
			table.isStopped[channel] === 0 &&
			(table.inFlight[channel] > 0 || (table.isBlocked[channel] === 0 && (table.hasWork[channel] === 1 || table.pendingInMemory(channel))))
		);
	}

	#dropSuspended(channel: number): void {
		if (this.table.isSuspended[channel] === 1) {
			for (const engine of this.#engines.values()) {
				engine.dropSuspended(channel);
			}
		}
	}

	#clearBlocked(channel: number): void {
		this.table.isBlocked[channel] = 0;
		this.switcher.unblocked(channel);
	}

	#finishKick(): void {
		const channel = this.kicked;
		if (channel === NO_CHANNEL) {
			return;
		}
		for (const engine of this.#engines.values()) {
			if (engine.isBusyFor(channel)) {
				return;
			}
		}
		this.kicked = NO_CHANNEL;
		for (const engine of this.#engines.values()) {
			engine.evict(channel);
		}
	}

	#tellActivity(channel: number): void {
		if (this.table.wasBusy[channel] === 1 && this.#isTelling[channel] === 0) {
			this.#isTelling[channel] = 1;
			this.#board.queue.scheduleAfter(this.#activityKind, 0, channel);
		}
	}
}
