/**
GPU scheduler: queue -> policy -> fire -> idle -> charge. One loop for every policy.

Owns: the doorbells that wait, the one that runs, and the account of who kept the device busy.
Not here: who is next (scheduler/).
Inaccuracies: the device tells the loop when a channel stops being busy; the prototype polls a status
register for it, so `idlePollNs` is paid before the loop notices. A channel that waits in a semaphore
acquire counts as idle, else two channels of one domain could wait for each other for ever.
See: GPUvm prototype scheduler (2015 branch: idle is asked of all engines, copy engines included).
*/
import {assert} from '../base/assert.ts';
import type {PlainData} from '../base/digest.ts';
import type {TunableValues} from '../base/tunable.ts';
import {SECOND} from '../base/units.ts';
import type {CostTable} from '../manual/costs.ts';
import type {Pending, SchedulerPolicy, Share} from '../scheduler/policy.ts';
import type {EventHandle, EventKind, EventQueue} from '../simulation/event-queue.ts';
import {Priority} from '../simulation/priority.ts';
import {aggregatorCounters} from './counters.ts';
import {DoorbellQueue} from './doorbell-queue.ts';
import type {PhysicalDevice} from './physical-device.ts';

const at = aggregatorCounters.at;

/** A doorbell that keeps the device busy longer than this is taken for hung. */
export const WATCHDOG_NS = 10 * SECOND;

/** A domain in the scheduler's eyes. */
export type Client = {
	readonly share: Share;
	readonly counters: Float64Array;
	/** Physical channel of a virtual one that may run now; -1 if it is gone or stopped. */
	physicalChannel(virtualChannel: number): number;
	/** The doorbell on that virtual channel did not end; the device was reset under it. */
	hung(virtualChannel: number): void;
};

type Line = {-readonly [Key in keyof Pending]: Pending[Key]} & {readonly client: Client; readonly queue: DoorbellQueue; order: number};
type Running = {line: Line | undefined; virtualChannel: number; channel: number; firedAtNs: number};

export type SchedulerOptions = {
	readonly queue: EventQueue;
	readonly device: PhysicalDevice;
	readonly costs: CostTable;
	readonly policy: SchedulerPolicy;
	readonly parameters: TunableValues;
};

export class GpuScheduler {
	/** Time charged to domains that are gone. */
	orphanBusyNs = 0;
	/** Time the device was free with nothing queued, since the last replenish. */
	readonly #options: SchedulerOptions;
	readonly #lines = new Map<number, Line>();
	/** Lines with work; rebuilt in place for each decision. */
	readonly #waiting: Line[] = [];
	readonly #kinds: {readonly idle: EventKind; readonly look: EventKind; readonly replenish: EventKind; readonly watchdog: EventKind};
	#policy: SchedulerPolicy;
	#parameters: TunableValues;
	#state: unknown;
	#running: Running | undefined;
	#sequence = 0;
	#isIdleCheckScheduled = false;
	#lookHandle: EventHandle = 0;
	#watchdogHandle: EventHandle = 0;
	#replenishHandle: EventHandle = 0;
	#idleSinceNs = 0;
	#idleNs = 0;

	constructor(options: SchedulerOptions) {
		this.#options = options;
		this.#policy = options.policy;
		this.#parameters = options.parameters;
		const {queue, device} = options;
		this.#kinds = {
			idle: queue.kind('scheduler.idle', Priority.hypervisor, () => this.#noticeIdle()),
			look: queue.kind('scheduler.look', Priority.hypervisor, () => {
				this.#lookHandle = 0;
				this.#decide();
			}),
			replenish: queue.kind('scheduler.replenish', Priority.hypervisor, () => this.#replenish()),
			watchdog: queue.kind('scheduler.watchdog', Priority.hypervisor, () => this.#hang()),
		};
		device.gpu.onActivity = channel => this.#activity(channel);
		this.#start();
	}

	get policyName(): string {
		return this.#policy.name;
	}

	/** Queued doorbells of all domains. */
	get queued(): number {
		let sum = 0;
		for (const line of this.#lines.values()) {
			sum += line.queue.depth;
		}
		return sum;
	}

	join(client: Client): void {
		const {share} = client;
		assert(!this.#lines.has(share.domain), `domain ${share.domain} joined twice`);
		this.#lines.set(share.domain, {client, domain: share.domain, queue: new DoorbellQueue(), depth: 0, sequence: 0, sinceNs: 0, order: 0});
		this.#policy.join(this.#state, share, this.#options.queue.nowNs);
	}

	/** Drops what the domain has queued; work of it on the device is cut short if it holds others up. */
	leave(domain: number): void {
		const line = this.#lines.get(domain);
		assert(line !== undefined, `domain ${domain} left twice`);
		this.#lines.delete(domain);
		this.#policy.leave(this.#state, domain);
		const running = this.#running;
		if (running !== undefined && running.line === line) {
			running.line = undefined;
			if (!this.#options.device.gpu.isIdle()) {
				this.#options.device.resetEngines();
			}
			this.#checkIdleSoon();
		}
	}

	/** Takes a doorbell that arrived now. */
	enqueue(domain: number, virtualChannel: number, put: number): void {
		const line = this.#lines.get(domain);
		if (line === undefined) {
			return;
		}
		line.queue.push(virtualChannel, put, this.#options.queue.nowNs, this.#sequence++);
		this.#depth(line);
		if (this.#policy.isDirect) {
			this.#fire(line);
		} else if (this.#running === undefined) {
			this.#decide();
		}
	}

	/** Changes the policy; queued doorbells stay queued. */
	setPolicy(policy: SchedulerPolicy, parameters: TunableValues): void {
		const {queue} = this.#options;
		this.#policy = policy;
		this.#parameters = parameters;
		queue.cancel(this.#replenishHandle);
		queue.cancel(this.#lookHandle);
		this.#lookHandle = 0;
		this.#start();
		if (policy.isDirect) {
			for (const line of this.#lines.values()) {
				while (line.queue.depth > 0) {
					this.#fire(line);
				}
			}
		} else if (this.#running === undefined) {
			this.#decide();
		}
	}

	/** Plain data: queues and policy state. */
	inspect(): {
		readonly policy: string;
		readonly state: PlainData;
		readonly queues: ReadonlyArray<readonly [number, number]>;
		readonly running: number;
	} {
		return {
			policy: this.#policy.name,
			state: this.#state as PlainData,
			queues: [...this.#lines.values()].map(line => [line.domain, line.queue.depth] as const),
			running: this.#running?.channel ?? -1,
		};
	}

	checkInvariants(): void {
		for (const line of this.#lines.values()) {
			const {counters} = line.client;
			assert(
				counters[at.doorbells] >= counters[at.fired] + counters[at.dropped] + line.queue.depth,
				`domain ${line.domain}: doorbells taken do not cover fired, dropped and queued`,
			);
			assert(counters[at.queueDepth] === line.queue.depth, `domain ${line.domain}: queue depth out of step`);
		}
	}

	#start(): void {
		const {queue} = this.#options;
		this.#state = this.#policy.start(
			[...this.#lines.values()].map(line => line.client.share),
			this.#parameters,
			queue.nowNs,
		);
		const periodNs = this.#policy.periodNs(this.#parameters);
		this.#replenishHandle = periodNs > 0 ? queue.scheduleAfter(this.#kinds.replenish, periodNs) : 0;
		this.#idleSinceNs = queue.nowNs;
		this.#idleNs = 0;
	}

	#decide(): void {
		const {queue} = this.#options;
		if (this.#running !== undefined || this.#policy.isDirect) {
			return;
		}
		// A doorbell whose channel has gone must not take part in the choice.
		this.#waiting.length = 0;
		for (const line of this.#lines.values()) {
			this.#dropDead(line);
			if (line.queue.depth > 0) {
				line.depth = line.queue.depth;
				line.sequence = line.queue.sequence;
				line.sinceNs = line.queue.sinceNs;
				this.#waiting.push(line);
			}
		}
		if (this.#waiting.length === 0) {
			return;
		}
		const decision = this.#policy.decide(this.#state, this.#waiting, queue.nowNs, this.#parameters);
		if (decision === 'idle') {
			return;
		}
		if ('waitNs' in decision) {
			queue.cancel(this.#lookHandle);
			this.#lookHandle = queue.scheduleAfter(this.#kinds.look, Math.max(1, decision.waitNs));
			return;
		}
		const line = this.#lines.get(decision.run);
		assert(line !== undefined && line.queue.depth > 0, `policy ${this.#policy.name} ran domain ${decision.run}, which has nothing queued`);
		this.#fire(line);
	}

	#dropDead(line: Line): void {
		while (line.queue.depth > 0 && line.client.physicalChannel(line.queue.channel) < 0) {
			line.queue.drop();
			line.client.counters[at.dropped]++;
			this.#depth(line);
		}
	}

	/** Rings the oldest doorbell of the line on the device. */
	#fire(line: Line): void {
		const {queue: events, device} = this.#options;
		const {queue, client} = line;
		const virtualChannel = queue.channel;
		const {put, sinceNs} = queue;
		const channel = client.physicalChannel(virtualChannel);
		queue.drop();
		this.#depth(line);
		if (channel < 0) {
			client.counters[at.dropped]++;
			return;
		}
		const waitedNs = events.nowNs - sinceNs;
		client.counters[at.fired]++;
		client.counters[at.queueDelayNs] += waitedNs;
		client.counters[at.queueDelayMaxNs] = Math.max(client.counters[at.queueDelayMaxNs], waitedNs);
		if (!this.#policy.isDirect) {
			this.#idleNs += events.nowNs - this.#idleSinceNs;
			this.#running = {line, virtualChannel, channel, firedAtNs: events.nowNs};
			this.#watchdogHandle = events.scheduleAfter(this.#kinds.watchdog, WATCHDOG_NS);
		}
		device.ring(channel, put);
		if (this.#running !== undefined) {
			this.#checkIdleSoon();
		}
	}

	#activity(_channel: number): void {
		if (this.#running !== undefined) {
			this.#checkIdleSoon();
		}
	}

	#checkIdleSoon(): void {
		const running = this.#running;
		if (running === undefined || this.#isIdleCheckScheduled || !this.#isDone(running)) {
			return;
		}
		this.#isIdleCheckScheduled = true;
		const {queue, costs} = this.#options;
		queue.scheduleAfter(this.#kinds.idle, costs.idlePollNs);
	}

	#isDone(running: Running): boolean {
		const {gpu} = this.#options.device;
		return gpu.isIdle() && (running.line === undefined || gpu.channelActivity(running.channel) !== 'busy');
	}

	#noticeIdle(): void {
		this.#isIdleCheckScheduled = false;
		const running = this.#running;
		if (running === undefined || !this.#isDone(running)) {
			return;
		}
		const {queue} = this.#options;
		const busyNs = queue.nowNs - running.firedAtNs;
		queue.cancel(this.#watchdogHandle);
		this.#running = undefined;
		this.#idleSinceNs = queue.nowNs;
		if (running.line === undefined) {
			this.orphanBusyNs += busyNs;
		} else {
			running.line.client.counters[at.gpuBusyNs] += busyNs;
			this.#policy.charge(this.#state, running.line.domain, busyNs, queue.nowNs);
		}
		this.#decide();
	}

	#hang(): void {
		const running = this.#running;
		if (running === undefined) {
			return;
		}
		this.#options.device.resetEngines();
		running.line?.client.hung(running.virtualChannel);
		this.#checkIdleSoon();
	}

	#replenish(): void {
		const {queue} = this.#options;
		const periodNs = this.#policy.periodNs(this.#parameters);
		if (this.#running === undefined) {
			this.#idleNs += queue.nowNs - this.#idleSinceNs;
			this.#idleSinceNs = queue.nowNs;
		}
		this.#policy.replenish(this.#state, this.#idleNs, queue.nowNs, this.#parameters);
		this.#idleNs = 0;
		this.#replenishHandle = queue.scheduleAfter(this.#kinds.replenish, periodNs);
		this.#decide();
	}

	#depth(line: Line): void {
		line.client.counters[at.queueDepth] = line.queue.depth;
	}
}
