/**
Who holds the device: the doorbell that was fired last, until the device is idle again.

Owns: noticing that; the watchdog; the timeline.
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
import type {Line} from './scheduler-line.ts';
import {NO_SLOT, type ServiceAccount} from './service-account.ts';
import {NO_HOLDER, Timeline} from './timeline.ts';

/** A doorbell that keeps the device busy longer than this is taken for hung. */
export const WATCHDOG_NS = 10 * SECOND;

/** The device as the GPU scheduler needs it. */
export type ScheduledDevice = Pick<PhysicalDevice, 'ring' | 'resetEngines'> & {
	readonly gpu: {onActivity: (channel: number) => void} & Pick<PhysicalDevice['gpu'], 'isIdle' | 'channelActivity'>;
};

export type HoldOptions = {
	readonly queue: EventQueue;
	readonly device: ScheduledDevice;
	readonly costs: Pick<CostTable, 'idlePollNs'>;
	readonly account: ServiceAccount;
	readonly timeline: Float64Array;
	/** The device is idle again, after it worked for that line since then. */
	readonly onFree: (line: Line | undefined, sinceNs: number) => void;
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
	#virtualChannel = 0;
	#sinceNs = 0;
	#toldNs = 0;
	#isCheckScheduled = false;
	#watchdog: EventHandle = 0;

	constructor(options: HoldOptions) {
		this.#options = options;
		this.#timeline = new Timeline(options.timeline);
		const {queue, device} = options;
		this.#idleKind = queue.kind('scheduler.idle', Priority.hypervisor, () => this.#noticeIdle());
		this.#watchdogKind = queue.kind('scheduler.watchdog', Priority.hypervisor, () => this.#hang());
		device.gpu.onActivity = () => this.check();
	}

	begin(line: Line | undefined, virtualChannel: number, channel: number): void {
		const {queue, account} = this.#options;
		this.isHeld = true;
		this.line = line;
		this.channel = channel;
		this.#virtualChannel = virtualChannel;
		this.#sinceNs = queue.nowNs;
		this.#toldNs = queue.nowNs;
		account.begin(line?.domain ?? NO_SLOT);
		this.#timeline.begin(line?.client.id ?? NO_HOLDER, queue.nowNs);
		this.#watchdog = queue.scheduleAfter(this.#watchdogKind, WATCHDOG_NS);
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
		const {queue, account, onFree} = this.#options;
		const {line} = this;
		queue.cancel(this.#watchdog);
		account.advance(queue.nowNs);
		account.end();
		this.#timeline.end(queue.nowNs);
		this.isHeld = false;
		this.line = undefined;
		this.channel = -1;
		onFree(line, this.#sinceNs);
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
