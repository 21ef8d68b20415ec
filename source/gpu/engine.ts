/**
Engine: what PGRAPH and the copy engines have in common. One operation at a time; one channel at a time,
whose method state lies in the engine while it is there and in the channel's context image while it is not.

With a preemption quantum (preemption.ts) a kernel can be stopped: by a KICK, or because it ran for a quantum
while another channel waits. What is left of it waits for the engine like a front end, and runs on when its
channel is loaded again. Its effects on memory were made when it began, once.

Owns: who has the engine, who waits for it, the operation's end, the switch to another channel.
Not here: what methods mean (graph-engine.ts, copy-engine.ts), which methods come (pbdma.ts).
Inaccuracies: a switch is saved at its start and loaded at its end. The owner keeps the engine as long as
its front end has more for it, up to the time slice of its instance block; hardware counts the slice only
while the engine is busy. A context pointer without its VALID bit gives a state that starts zeroed. What
is left of a stopped kernel is kept beside the image, not in it, and its multiprocessors' state is only a time.
*/
import {assert} from '../base/assert.ts';
import {RAMIN} from '../manual/instance-block.ts';
import type {EventHandle, EventKind} from '../simulation/event-queue.ts';
import {Priority} from '../simulation/priority.ts';
import {type Board, NO_CHANNEL} from './board.ts';
import {gpuCounters} from './counters.ts';
import {EngineHolder} from './engine-holder.ts';
import {EngineLine} from './engine-line.ts';
import type {ChannelEngine, EngineOptions, FrontEnd, Outcome} from './engine-port.ts';
import {SuspendedOperation} from './suspended-operation.ts';
import {timesliceNs} from './timeslice.ts';
import type {View} from './view.ts';

export abstract class Engine {
	readonly name: string;
	isEnabled = true;
	protected readonly board: Board;
	protected readonly channels: ChannelEngine;
	protected readonly holder: EngineHolder;
	/** Address space of whoever the engine holds. */
	protected readonly view: View;
	readonly #kind: 'graph' | 'copy';

	readonly #doneKind: EventKind;
	readonly #switchedKind: EventKind;
	readonly #savedKind: EventKind;
	readonly #sliceKind: EventKind;
	readonly #line: EngineLine;
	/** The latest operation ended at this instant with somebody waiting for it. */
	#continuedAtNs = -1;
	#activity: 'none' | 'operation' | 'switch' | 'stop' = 'none';
	/** Whom the activity is for. */
	#operationChannel = NO_CHANNEL;
	#operationGeneration = 0;
	#begunAtNs = 0;
	#endsAtNs = 0;
	#event: EventHandle = 0;
	#sliceEvent: EventHandle = 0;
	#sliceEventAtNs = 0;
	#sliceEndNs = 0;
	/** Part of the switch under way that loads a stopped kernel. */
	#restoreNs = 0;

	constructor(board: Board, channels: ChannelEngine, options: EngineOptions) {
		this.board = board;
		this.channels = channels;
		this.name = options.name;
		this.#line = new EngineLine(channels.table);
		this.#kind = options.kind;
		this.holder = new EngineHolder(board, channels.table, options, {
			clear: () => this.clearState(),
			load: (view, address) => this.loadState(view, address),
			save: (view, address) => this.saveState(view, address),
			refused: address => this.#refuseContext(address),
		});
		this.view = this.holder.view;
		this.#doneKind = board.queue.kind(`gpu.${options.name}.done`, Priority.device, () => this.#done());
		this.#switchedKind = board.queue.kind(`gpu.${options.name}.switched`, Priority.device, () => this.#switched());
		this.#savedKind = board.queue.kind(`gpu.${options.name}.saved`, Priority.device, () => this.#saved());
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

	/** What is under way could be stopped and go on later. */
	protected get isPreemptible(): boolean {
		return false;
	}

	/** A stopped one goes on. */
	protected resumed(): void {}

	/** Channel whose state the engine holds, or NO_CHANNEL. */
	get owner(): number {
		return this.holder.owner;
	}

	get isBusy(): boolean {
		return this.#activity !== 'none';
	}

	get isSwitching(): boolean {
		return this.#activity === 'switch';
	}

	get isStopping(): boolean {
		return this.#activity === 'stop';
	}

	isBusyFor(channel: number): boolean {
		return this.isBusy && this.#operationChannel === channel;
	}

	get isOperating(): boolean {
		return this.#activity === 'operation';
	}

	/** The front end had to wait for the engine before the method at hand. */
	get hasWaited(): boolean {
		return this.#continuedAtNs === this.board.queue.nowNs;
	}

	/** An operation of the channel is under way, or stopped in its middle. */
	hasOperationOf(channel: number): boolean {
		return (this.isOperating && this.#operationChannel === channel) || this.#line.suspendedOf(channel) !== undefined;
	}

	/** True if the channel has the engine; if not, it is remembered and woken later. */
	acquire(client: FrontEnd): boolean {
		const isAtWork = !this.isBusy || this.isOperating;
		if (isAtWork && this.isEnabled && this.holder.isOwnedBy(client.channel) && this.#line.suspendedOf(client.channel) === undefined) {
			return true;
		}
		this.wait(client);
		this.arbitrate();
		return false;
	}

	/** Wakes the client when the engine is free for it. */
	wait(client: FrontEnd): void {
		this.#line.add(client);
	}

	stopWaiting(client: FrontEnd): void {
		this.#line.remove(client);
	}

	/** Chooses who goes on, if the engine is free or can be made so. */
	arbitrate(): void {
		if (this.#line.length === 0 || this.holder.isSaving || !this.isEnabled) {
			return;
		}
		if (this.isBusy) {
			this.#considerStop();
			return;
		}
		const holder = this.holder.isCurrent ? this.owner : NO_CHANNEL;
		const own = holder === NO_CHANNEL ? undefined : this.#line.firstOf(holder);
		const other = this.#line.firstBeside(holder);
		const mayStay =
			holder !== NO_CHANNEL &&
			(own instanceof SuspendedOperation || this.channels.canBringWork(holder, this)) &&
			this.board.queue.nowNs < this.#sliceEndNs;
		if (own !== undefined && (mayStay || other === undefined)) {
			this.stopWaiting(own);
			own.wake();
		}
		if (other === undefined) {
			return;
		}
		if (!mayStay) {
			this.#beginSwitch(other.channel);
		} else if (this.isOperating) {
			this.#considerStop();
		} else {
			this.#lookAgainAt(this.#sliceEndNs);
		}
	}

	/** Stops what is under way for the channel, if that can be done. */
	preempt(channel: number): void {
		if (this.#operationChannel === channel && this.#canStop) {
			this.#stop();
		}
	}

	/** The channel is given up, or somebody else's from now on: what is left of a stopped kernel is gone. */
	dropSuspended(channel: number): void {
		const operation = this.#line.suspendedOf(channel);
		if (operation !== undefined) {
			this.stopWaiting(operation);
			this.channels.table.isSuspended[channel] = 0;
			this.channels.table.inFlight[channel]--;
			this.channels.settled(channel);
		}
	}

	/** Saves the channel's state and lets go of it. The engine must not be working for it. */
	evict(channel: number): void {
		if (this.owner === channel && !this.isBusy) {
			this.holder.save();
			this.forget();
			this.arbitrate();
		}
	}

	/** Lets go of the owner without saving. */
	forget(): void {
		this.holder.forget();
	}

	/** Cancels what runs; nothing of it is written any more. Whoever waits starts anew when the unit is enabled. */
	reset(): void {
		this.board.queue.cancel(this.#event);
		this.board.queue.cancel(this.#sliceEvent);
		this.#sliceEvent = 0;
		const wasOperating = this.isOperating;
		if (this.isStopping) {
			// What was being saved is lost with the rest; what was saved before lies in memory.
			this.dropSuspended(this.#operationChannel);
		}
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
		this.#line.checkInvariants(this.name, this.isOperating ? this.#operationChannel : NO_CHANNEL);
	}

	/** Begins an operation of the owner, whose effects on memory were already made. */
	protected begin(durationNs: number): void {
		assert(!this.isBusy && this.owner !== NO_CHANNEL, `${this.name} begins while it is ${this.#activity}`);
		this.channels.table.inFlight[this.owner]++;
		this.#operate(durationNs);
	}

	#operate(durationNs: number): void {
		this.#occupy('operation', this.owner);
		this.#operationGeneration = this.holder.generation;
		this.#endsAtNs = this.#begunAtNs + durationNs;
		this.#event = this.board.queue.scheduleAt(this.#doneKind, this.#endsAtNs);
	}

	#occupy(activity: 'operation' | 'switch' | 'stop', channel: number): void {
		this.#activity = activity;
		this.#operationChannel = channel;
		this.#begunAtNs = this.board.queue.nowNs;
		this.channels.meter.begin(this.#kind, channel);
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

	#refuseContext(address: number): void {
		this.channels.faults.latchNoChannel(this.view, address);
		this.stopOwner();
	}

	#end(): void {
		this.#activity = 'none';
		this.#event = 0;
		this.channels.meter.end(this.#kind, this.#operationChannel);
	}

	/** A kernel is under way that is not over at this instant anyway, of a channel that is still what it was. */
	get #canStop(): boolean {
		return (
			this.board.preemption.isOn &&
			this.isOperating &&
			this.isPreemptible &&
			this.#endsAtNs > this.board.queue.nowNs &&
			this.channels.table.generations[this.#operationChannel] === this.#operationGeneration
		);
	}

	/** Somebody waits while the engine works: it stops a kernel that had its quantum. */
	#considerStop(): void {
		if (!this.#canStop || this.#line.firstBeside(this.#operationChannel) === undefined) {
			return;
		}
		const stopNs = this.#begunAtNs + this.board.preemption.quantumNs;
		if (stopNs <= this.board.queue.nowNs) {
			this.#stop();
		} else if (stopNs < this.#endsAtNs) {
			this.#lookAgainAt(stopNs);
		}
	}

	#lookAgainAt(atNs: number): void {
		const {queue} = this.board;
		if (atNs < Number.POSITIVE_INFINITY && (this.#sliceEvent === 0 || atNs < this.#sliceEventAtNs)) {
			queue.cancel(this.#sliceEvent);
			this.#sliceEvent = queue.scheduleAt(this.#sliceKind, atNs);
			this.#sliceEventAtNs = atNs;
		}
	}

	/** What is left of the kernel waits for the engine, which is busy with saving it first. */
	#stop(): void {
		const {queue, preemption, counters} = this.board;
		const channel = this.#operationChannel;
		queue.cancel(this.#event);
		this.#end();
		this.#sliceEndNs = queue.nowNs;
		const remainingNs = this.#endsAtNs - queue.nowNs;
		this.#line.suspend(new SuspendedOperation(channel, this.#operationGeneration, remainingNs, one => this.#resume(one)));
		counters[gpuCounters.at.preemptions]++;
		this.channels.meter.work.stopped(channel);
		this.#occupy('stop', channel);
		this.#event = queue.scheduleAfter(this.#savedKind, preemption.saveNs);
	}

	#saved(): void {
		const channel = this.#operationChannel;
		this.#notePreemption(channel, this.board.queue.nowNs - this.#begunAtNs);
		this.#end();
		this.channels.settled(channel);
		this.arbitrate();
	}

	#resume({channel, remainingNs}: SuspendedOperation): void {
		this.channels.table.isSuspended[channel] = 0;
		this.#operate(remainingNs);
		this.resumed();
	}

	#notePreemption(channel: number, ns: number): void {
		this.board.counters[gpuCounters.at.preemptionNs] += ns;
		this.channels.meter.work.preempted(channel, ns);
	}

	#done(): void {
		const channel = this.#operationChannel;
		const {table} = this.channels;
		this.#end();
		this.#continuedAtNs = this.#line.length > 0 ? this.board.queue.nowNs : -1;
		table.inFlight[channel]--;
		if (table.generations[channel] === this.#operationGeneration) {
			this.complete();
		}
		this.channels.settled(channel);
		this.arbitrate();
	}

	#beginSwitch(channel: number): void {
		const {queue, costs, preemption} = this.board;
		this.#occupy('switch', channel);
		queue.cancel(this.#sliceEvent);
		this.#sliceEvent = 0;
		this.holder.take(channel);
		this.board.counters[gpuCounters.at.channelSwitches]++;
		this.#restoreNs = this.#line.suspendedOf(channel) === undefined ? 0 : preemption.restoreNs;
		this.#event = queue.scheduleAfter(this.#switchedKind, costs.channelSwitchNs + this.#restoreNs);
	}

	#switched(): void {
		const channel = this.owner;
		this.#notePreemption(this.#operationChannel, this.#restoreNs);
		if (this.holder.isCurrent) {
			this.#load();
		}
		if (!this.holder.isCurrent) {
			this.forget();
		}
		this.#end();
		this.channels.settled(channel);
		this.arbitrate();
	}

	#load(): void {
		const {vram, queue} = this.board;
		// A slice of nothing would have two channels take turns for ever without either doing anything.
		this.#sliceEndNs = queue.nowNs + Math.max(1, timesliceNs(vram.read32(this.channels.table.instanceOf(this.owner) + RAMIN.TIMESLICE)));
		this.holder.load();
	}
}
