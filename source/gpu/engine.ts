/**
Engine: what PGRAPH and the copy engines have in common. One operation at a time, never preempted; one
channel at a time, whose method state lies in the engine while it is there and in the channel's context
image while it is not.

Owns: who has the engine, who waits for it, the operation's end, the switch to another channel.
Not here: what methods mean (graph-engine.ts, copy-engine.ts), which methods come (pbdma.ts).
Inaccuracies: a switch is saved at its start and loaded at its end. The owner keeps the engine as long as
its front end has more for it, up to the time slice of its instance block; hardware counts the slice only
while the engine is busy. A context pointer without its VALID bit gives a state that starts zeroed.
*/
import {assert} from '../base/assert.ts';
import {join64} from '../base/words.ts';
import {CONTEXT_POINTER, RAMIN} from '../manual/instance-block.ts';
import {VA_LIMIT} from '../manual/mmu.ts';
import type {FaultUnit} from '../manual/pfifo.ts';
import {get} from '../manual/register.ts';
import type {EventHandle, EventKind} from '../simulation/event-queue.ts';
import {Priority} from '../simulation/priority.ts';
import {type Board, NO_CHANNEL} from './board.ts';
import type {BusyMeter} from './busy-meter.ts';
import type {ChannelTable} from './channel-table.ts';
import {gpuCounters} from './counters.ts';
import type {FaultLatches} from './fault.ts';
import {timesliceNs} from './timeslice.ts';
import {View} from './view.ts';

/** What became of a method. */
export type Outcome = 'done' | 'wait' | 'stopped';

/** A front end, as engines see it. */
export type FrontEnd = {
	readonly channel: number;
	/** Goes on with the method that had to wait, at this instant. */
	wake(): void;
};

/** What an engine asks of the channel engine. */
export type ChannelEngine = {
	readonly table: ChannelTable;
	readonly faults: FaultLatches;
	readonly meter: BusyMeter;
	/** The channel is on a PBDMA that may yet bring work for this engine. */
	canBringWork(channel: number, engine: Engine): boolean;
	/** Takes the channel out of service until its table entry is written. */
	stop(channel: number): void;
	/** An operation of the channel, or the switch to it, ended. NO_CHANNEL if it is gone. */
	settled(channel: number): void;
};

export type EngineOptions = {
	readonly name: string;
	readonly kind: 'graph' | 'copy';
	readonly unit: FaultUnit;
	/** Where the instance block points to the context image. */
	readonly contextPointer: number;
};

export abstract class Engine {
	readonly name: string;
	/** Channel whose state the engine holds, or NO_CHANNEL. */
	owner = NO_CHANNEL;
	isEnabled = true;
	protected readonly board: Board;
	protected readonly channels: ChannelEngine;
	protected readonly view: View;
	readonly #kind: 'graph' | 'copy';
	readonly #contextPointer: number;
	readonly #contextView: View;
	readonly #doneKind: EventKind;
	readonly #switchedKind: EventKind;
	readonly #sliceKind: EventKind;
	readonly #waiting: FrontEnd[] = [];
	#ownerGeneration = 0;
	#contextAddress = 0;
	#hasContext = false;
	/** Holds an instance block that the microcontroller was given, without a channel. */
	#isAdopted = false;
	/** A fault while saving stops the owner, which must not start another switch. */
	#isSaving = false;
	/** The latest operation ended at this instant with somebody waiting for it. */
	#continuedAtNs = -1;
	#activity: 'none' | 'operation' | 'switch' = 'none';
	#operationChannel = NO_CHANNEL;
	#operationGeneration = 0;
	#event: EventHandle = 0;
	#sliceEvent: EventHandle = 0;
	#sliceEndNs = 0;

	constructor(board: Board, channels: ChannelEngine, options: EngineOptions) {
		this.board = board;
		this.channels = channels;
		this.name = options.name;
		this.#kind = options.kind;
		this.#contextPointer = options.contextPointer;
		this.view = new View(options.unit, false);
		this.#contextView = new View(options.unit, true);
		this.#doneKind = board.queue.kind(`gpu.${options.name}.done`, Priority.device, () => this.#done());
		this.#switchedKind = board.queue.kind(`gpu.${options.name}.switched`, Priority.device, () => this.#switched());
		this.#sliceKind = board.queue.kind(`gpu.${options.name}.slice`, Priority.device, () => {
			this.#sliceEvent = 0;
			this.arbitrate();
		});
	}

	/** Whether a method needs its exact time: it starts something or is seen outside the engine. */
	abstract isTimed(subchannel: number, method: number, data: number): boolean;
	/** Carries out a method of the owner. 'wait': again when the operation has ended. */
	abstract execute(subchannel: number, method: number, data: number): Outcome;
	/** What follows an operation: queries, notifications. */
	protected abstract complete(): void;
	protected abstract clearState(): void;
	/** Method state from or to the words of a context image; false is a fault. */
	protected abstract loadState(view: View, address: number): boolean;
	protected abstract saveState(view: View, address: number): boolean;

	get isBusy(): boolean {
		return this.#activity !== 'none';
	}

	get isSwitching(): boolean {
		return this.#activity === 'switch';
	}

	/** Busy with or for the channel. */
	isBusyFor(channel: number): boolean {
		return this.isOperating ? this.#operationChannel === channel : this.isSwitching && this.owner === channel;
	}

	/** Works on an operation. */
	get isOperating(): boolean {
		return this.#activity === 'operation';
	}

	/** Instance block of whoever the engine holds; undefined if it holds nobody. */
	get heldInstance(): number | undefined {
		return this.#isAdopted || this.owner !== NO_CHANNEL ? this.view.instance : undefined;
	}

	/** The front end had to wait for the engine before the method at hand. */
	get hasWaited(): boolean {
		return this.#continuedAtNs === this.board.queue.nowNs;
	}

	isOperatingFor(channel: number): boolean {
		return this.isOperating && this.#operationChannel === channel;
	}

	/** True if the channel has the engine; if not, it is remembered and woken later. */
	acquire(client: FrontEnd): boolean {
		if (this.#isOwnedBy(client.channel) && !this.isSwitching && this.isEnabled) {
			return true;
		}
		this.wait(client);
		this.arbitrate();
		return false;
	}

	/** Wakes the client when the engine is free for it. */
	wait(client: FrontEnd): void {
		if (!this.#waiting.includes(client)) {
			this.#waiting.push(client);
		}
	}

	stopWaiting(client: FrontEnd): void {
		const place = this.#waiting.indexOf(client);
		if (place >= 0) {
			this.#waiting.splice(place, 1);
		}
	}

	/** Chooses who goes on, if the engine is free. */
	arbitrate(): void {
		if (this.#waiting.length === 0 || this.isBusy || this.#isSaving || !this.isEnabled) {
			return;
		}
		const ownWaiter = this.#waiting.find(client => this.#isOwnedBy(client.channel));
		const other = this.#waiting.find(client => !this.#isOwnedBy(client.channel));
		const {queue} = this.board;
		const mayStay = this.#hasOwner() && this.channels.canBringWork(this.owner, this) && queue.nowNs < this.#sliceEndNs;
		if (ownWaiter !== undefined && (mayStay || other === undefined)) {
			this.stopWaiting(ownWaiter);
			ownWaiter.wake();
		}
		if (other === undefined) {
			return;
		}
		if (!mayStay) {
			this.#beginSwitch(other.channel);
		} else if (this.#sliceEvent === 0 && this.#sliceEndNs < Number.POSITIVE_INFINITY) {
			this.#sliceEvent = queue.scheduleAt(this.#sliceKind, this.#sliceEndNs);
		}
	}

	/** Saves the channel's state and lets go of it. The engine must not be working for it. */
	evict(channel: number): void {
		if (this.owner === channel && !this.isBusy) {
			this.#save();
			this.forget();
			this.arbitrate();
		}
	}

	/** Takes an instance block without a channel, as a driver does to make its first context. Ignored while busy. */
	adopt(instance: number): void {
		if (!this.isBusy) {
			this.#save();
			this.forget();
			this.#bindContext(instance);
			this.#isAdopted = true;
		}
	}

	/** Writes the state to the context image of the instance block that the engine holds. */
	saveFor(instance: number): void {
		if (!this.isBusy && this.heldInstance === instance) {
			if (this.#isAdopted) {
				this.#bindContext(instance);
			}
			this.#save();
		}
	}

	/** Lets go of the owner without saving. */
	forget(): void {
		this.owner = NO_CHANNEL;
		this.#isAdopted = false;
		this.clearState();
	}

	/** Cancels what runs; nothing of it is written any more. Whoever waits starts anew when the unit is enabled. */
	reset(): void {
		this.board.queue.cancel(this.#event);
		this.board.queue.cancel(this.#sliceEvent);
		this.#sliceEvent = 0;
		const wasOperating = this.isOperating;
		if (this.isBusy) {
			this.#end();
		}
		this.forget();
		if (wasOperating) {
			this.channels.table.inFlight[this.#operationChannel]--;
			this.channels.settled(this.#operationChannel);
		}
	}

	checkInvariants(): void {
		assert(!this.isOperating || this.channels.table.inFlight[this.#operationChannel] > 0, `${this.name}: operation of nobody`);
		assert(
			this.#waiting.every(client => client.channel !== NO_CHANNEL),
			`${this.name}: nobody waits for it`,
		);
	}

	/** Begins an operation of the owner, whose effects on memory were already made. */
	protected begin(durationNs: number): void {
		assert(!this.isBusy && this.owner !== NO_CHANNEL, `${this.name} begins while it is ${this.#activity}`);
		this.#activity = 'operation';
		this.#operationChannel = this.owner;
		this.#operationGeneration = this.#ownerGeneration;
		this.channels.table.inFlight[this.owner]++;
		this.channels.meter.change(this.#kind, 1);
		this.#event = this.board.queue.scheduleAfter(this.#doneKind, durationNs);
	}

	/** Latches the MMU's fault and stops the owner. */
	protected stopByFault(): Outcome {
		this.channels.faults.latch(this.view);
		return this.stopOwner();
	}

	protected stopOwner(): Outcome {
		if (this.owner !== NO_CHANNEL) {
			this.channels.stop(this.owner);
		}
		return 'stopped';
	}

	#isOwnedBy(channel: number): boolean {
		return this.owner === channel && this.#hasOwner();
	}

	#hasOwner(): boolean {
		return this.owner !== NO_CHANNEL && this.channels.table.generations[this.owner] === this.#ownerGeneration;
	}

	#end(): void {
		this.#activity = 'none';
		this.#event = 0;
		this.channels.meter.change(this.#kind, -1);
	}

	#done(): void {
		const channel = this.#operationChannel;
		const {table} = this.channels;
		this.#end();
		this.#continuedAtNs = this.#waiting.length > 0 ? this.board.queue.nowNs : -1;
		table.inFlight[channel]--;
		if (table.generations[channel] === this.#operationGeneration) {
			this.complete();
		}
		this.channels.settled(channel);
		this.arbitrate();
	}

	#beginSwitch(channel: number): void {
		this.#activity = 'switch';
		this.board.queue.cancel(this.#sliceEvent);
		this.#sliceEvent = 0;
		this.channels.meter.change(this.#kind, 1);
		this.#save();
		this.owner = channel;
		this.#isAdopted = false;
		this.#ownerGeneration = this.channels.table.generations[channel];
		this.board.counters[gpuCounters.at.channelSwitches]++;
		this.#event = this.board.queue.scheduleAfter(this.#switchedKind, this.board.costs.channelSwitchNs);
	}

	#switched(): void {
		const channel = this.owner;
		if (this.#hasOwner()) {
			this.#load();
		}
		if (!this.#hasOwner()) {
			this.forget();
		}
		this.#end();
		this.channels.settled(channel);
		this.arbitrate();
	}

	#load(): void {
		const {vram, queue} = this.board;
		const instance = this.channels.table.instanceOf(this.owner);
		this.#bindContext(instance);
		this.#sliceEndNs = queue.nowNs + timesliceNs(vram.read32(instance + RAMIN.TIMESLICE));
		this.clearState();
		if (this.#hasContext && !this.loadState(this.#contextView, this.#contextAddress)) {
			this.#refuseContext();
		}
	}

	/** Takes address space and context pointer from an instance block. */
	#bindContext(instance: number): void {
		const {vram, mmu} = this.board;
		this.view.bind(vram, mmu, instance);
		this.#contextView.bind(vram, mmu, instance);
		const low = vram.read32(instance + this.#contextPointer);
		this.#hasContext = get(CONTEXT_POINTER, 'VALID', low) === 1;
		// The low bits of the pointer are flags: images are 16-byte aligned.
		this.#contextAddress = join64(low - (low % 16), vram.read32(instance + this.#contextPointer + 4)) % VA_LIMIT;
	}

	/** Writes the state to its image, unless its owner is no longer what it was. */
	#save(): void {
		const isCurrent = this.#isAdopted || this.#hasOwner();
		this.#isSaving = true;
		if (isCurrent && this.#hasContext && !this.saveState(this.#contextView, this.#contextAddress)) {
			this.#refuseContext();
		}
		this.#isSaving = false;
	}

	#refuseContext(): void {
		this.channels.faults.latchNoChannel(this.view, this.#contextAddress);
		this.stopOwner();
	}
}
