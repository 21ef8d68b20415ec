/**
Who holds the device: the doorbell that was fired last, until the device is idle again.

Owns: noticing that; the watchdog; the timeline; taking the device away from a doorbell before it is done, and
the quantum after which that may be asked for.
Inaccuracies: the device tells when a channel stops being busy; the prototype polls a status register for it,
so `idlePollNs` is paid before anything is noticed. A channel that waits in a semaphore acquire counts as
idle, else two channels of one domain could wait for each other for ever.
See: GPUvm prototype scheduler (2015 branch: idle is asked of all engines, copy engines included).
*/
import {SECOND} from '../base/units.ts';
import type {CostTable} from '../manual/costs.ts';
import type {EventHandle, EventKind, EventQueue} from '../simulation/event-queue.ts';
import {Priority} from '../simulation/priority.ts';
import type {PhysicalDevice} from './physical-device.ts';
import type {Line, Suspended} from './scheduler-line.ts';
import {NO_SLOT, type ServiceAccount} from './service-account.ts';
import {NO_HOLDER, Timeline} from './timeline.ts';

/** A doorbell that keeps the device busy longer than this is taken for hung. */
export const WATCHDOG_NS = 10 * SECOND;

/** The device as the GPU scheduler needs it. */
export type ScheduledDevice = Pick<PhysicalDevice, 'ring' | 'resetEngines' | 'suspend' | 'resume'> & {
	readonly gpu: {onActivity: (channel: number) => void} & Pick<
		PhysicalDevice['gpu'],
		'isIdle' | 'channelActivity' | 'hasWorkLeft' | 'preemptionQuantumNs' | 'resumptionNs' | 'work'
	>;
};

export type HoldOptions = {
	readonly queue: EventQueue;
	readonly device: ScheduledDevice;
	readonly costs: Pick<CostTable, 'idlePollNs'>;
	readonly account: ServiceAccount;
	readonly timeline: Float64Array;
	/** The device is idle again, after it worked for that line; `left` if it was taken away before the doorbell was done. */
	readonly onFree: (line: Line | undefined, left: Suspended | undefined) => void;
	/** A channel is no longer busy. */
	readonly onActivity: (channel: number) => void;
	/** Whether anybody wants to hear of quanta. */
	readonly maySuspend: () => boolean;
	/** The doorbell had a quantum, the first or another one. */
	readonly onQuantum: (line: Line) => void;
};

export class DeviceHold {
	isHeld = false;
	/** Whose doorbell runs; undefined for a domain that has left, or for work that no queue let through. */
	line: Line | undefined;
	/** Physical channel of it. */
	channel = -1;
	readonly #options: HoldOptions;
	readonly #timeline: Timeline;
	readonly #idleKind: EventKind;
	readonly #watchdogKind: EventKind;
	readonly #quantumKind: EventKind;
	#virtualChannel = 0;
	/** Time that the doorbell had before it was stopped the last time. */
	#earlierNs = 0;
	#sinceNs = 0;
	#toldNs = 0;
	#usedNs = 0;
	#isSuspending = false;
	#quantum: EventHandle = 0;
	#isCheckScheduled = false;
	#watchdog: EventHandle = 0;

	constructor(options: HoldOptions) {
		this.#options = options;
		this.#timeline = new Timeline(options.timeline);
		const {queue, device} = options;
		this.#idleKind = queue.kind('scheduler.idle', Priority.hypervisor, () => this.#noticeIdle());
		this.#watchdogKind = queue.kind('scheduler.watchdog', Priority.hypervisor, () => this.#hang());
		this.#quantumKind = queue.kind('scheduler.quantum', Priority.hypervisor, () => this.#passQuantum());
		device.gpu.onActivity = channel => {
			options.onActivity(channel);
			this.check();
		};
	}

	/** `earlierNs`: time that the same doorbell had before. */
	begin(line: Line | undefined, virtualChannel: number, channel: number, earlierNs = 0): void {
		const {queue, account} = this.#options;
		this.isHeld = true;
		this.line = line;
		this.channel = channel;
		this.#virtualChannel = virtualChannel;
		this.#earlierNs = earlierNs;
		this.#sinceNs = queue.nowNs;
		this.#toldNs = queue.nowNs;
		this.#usedNs = queue.nowNs;
		account.begin(line?.domain ?? NO_SLOT);
		this.#timeline.begin(line?.client.id ?? NO_HOLDER, queue.nowNs);
		this.#watchdog = queue.scheduleAfter(this.#watchdogKind, Math.max(1, WATCHDOG_NS - earlierNs));
		// Loading does not count, or a doorbell could be stopped again before it has done anything.
		this.armQuantum(earlierNs > 0 ? this.#options.device.gpu.resumptionNs : 0);
	}

	/** Waits for the end of a quantum from now on, if there is one; it begins after `delayNs`. */
	armQuantum(delayNs = 0): void {
		const {queue, device, maySuspend} = this.#options;
		queue.cancel(this.#quantum);
		const quantumNs = device.gpu.preemptionQuantumNs;
		const isWanted = quantumNs > 0 && this.isHeld && this.line !== undefined && !this.#isSuspending && maySuspend();
		this.#quantum = isWanted ? queue.scheduleAfter(this.#quantumKind, delayNs + quantumNs) : 0;
	}

	/** Takes the device away from the doorbell; it is free when what cannot be stopped has ended and the rest is saved. */
	suspend(): void {
		this.#isSuspending = true;
		this.#options.device.suspend(this.channel);
		this.check();
	}

	/** The channel is being taken off the device. */
	isSuspending(channel: number): boolean {
		return this.#isSuspending && this.channel === channel;
	}

	/** Nobody holds the device any more, whatever it works on. */
	release(): void {
		if (this.#isSuspending) {
			this.#options.device.resume(this.channel);
		}
		if (this.isHeld) {
			this.#end();
		}
	}

	/** The stretch of use of the device that was not told yet, to the cap of its line. */
	tellUse(line: Line): void {
		const {nowNs} = this.#options.queue;
		line.use(this.#usedNs, nowNs);
		this.#usedNs = nowNs;
	}

	/** Time held since this was last asked. */
	takeNs(): number {
		const {nowNs} = this.#options.queue;
		const elapsedNs = nowNs - this.#toldNs;
		this.#toldNs = nowNs;
		return elapsedNs;
	}

	/** The domain leaves; what still runs of it is cut short. */
	orphan(): void {
		const {queue, device} = this.#options;
		this.line = undefined;
		this.#isSuspending = false;
		queue.cancel(this.#quantum);
		this.#timeline.end(queue.nowNs);
		this.#timeline.begin(NO_HOLDER, queue.nowNs);
		const {channel} = this;
		if (!device.gpu.isIdle()) {
			device.resetEngines(busy => busy === channel);
		}
		this.check();
	}

	/** Looks a moment later whether the device is idle, if it seems so now. */
	check(): void {
		if (this.isHeld && !this.#isCheckScheduled && this.#isDone()) {
			this.#isCheckScheduled = true;
			const {queue, costs} = this.#options;
			queue.scheduleAfter(this.#idleKind, costs.idlePollNs);
		}
	}

	#isDone(): boolean {
		const {gpu} = this.#options.device;
		return gpu.isIdle() && (this.line === undefined || gpu.channelActivity(this.channel) !== 'busy');
	}

	#noticeIdle(): void {
		this.#isCheckScheduled = false;
		if (!this.isHeld || !this.#isDone()) {
			return;
		}
		const {onFree, device, queue} = this.#options;
		const {line, channel} = this;
		let left: Suspended | undefined;
		if (this.#isSuspending && line !== undefined && device.gpu.hasWorkLeft(channel)) {
			const ranNs = this.#earlierNs + queue.nowNs - this.#sinceNs;
			left = {virtualChannel: this.#virtualChannel, channel, sequence: line.firedSequence, sinceNs: queue.nowNs, ranNs};
		} else if (this.#isSuspending) {
			// It was done, or waits for a semaphore, by the time it was off.
			device.resume(channel);
		}
		if (line !== undefined) {
			this.tellUse(line);
		}
		this.#end();
		onFree(line, left);
	}

	#end(): void {
		const {queue, account} = this.#options;
		queue.cancel(this.#watchdog);
		queue.cancel(this.#quantum);
		account.advance(queue.nowNs);
		account.end();
		this.#timeline.end(queue.nowNs);
		this.isHeld = false;
		this.#isSuspending = false;
		this.line = undefined;
		this.channel = -1;
	}

	#passQuantum(): void {
		this.#quantum = 0;
		if (this.isHeld && this.line !== undefined && !this.#isSuspending) {
			this.#options.onQuantum(this.line);
			this.armQuantum();
		}
	}

	#hang(): void {
		if (this.isHeld) {
			const {device, queue} = this.#options;
			const {channel} = this;
			device.resetEngines(busy => busy === channel);
			if (!device.gpu.isIdle()) {
				// Not the doorbell that is held: work of somebody else that a semaphore let go. Nobody is spared.
				device.resetEngines();
			}
			this.line?.client.hung(this.#virtualChannel);
			this.#watchdog = queue.scheduleAfter(this.#watchdogKind, WATCHDOG_NS);
			this.check();
		}
	}
}
