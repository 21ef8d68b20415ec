/**
The GPU scheduler on a device that only takes time: a doorbell's value says how long it keeps the device busy. Clients submit by rule, so that many seeds and long runs cost little.
*/
import {aggregatorCounters, schedulerCounters} from '../../source/aggregator/counters.ts';
import type {ScheduledDevice} from '../../source/aggregator/device-hold.ts';
import {GpuScheduler} from '../../source/aggregator/gpu-scheduler.ts';
import {type Interval, readTimeline, TIMELINE_LENGTH} from '../../source/aggregator/timeline.ts';
import {defaultsOf} from '../../source/base/tunable.ts';
import {WorkMeter} from '../../source/gpu/work-meter.ts';
import {POLICIES} from '../../source/scheduler/catalogue.ts';
import type {SchedulerPolicy} from '../../source/scheduler/policy.ts';
import {type EventKind, EventQueue} from '../../source/simulation/event-queue.ts';
import {Priority} from '../../source/simulation/priority.ts';

export type ClientRule = {
	readonly weight?: number;
	readonly capPermille?: number;
	readonly periodNs?: number;
	readonly budgetNs?: number;
	/** Doorbells that are out at a time. */
	readonly depth?: number;
	/** Length of the next doorbell. */
	readonly lengthNs: () => number;
	/** From the end of one to the arrival of the next. */
	readonly gapNs?: () => number;
};

type Client = {rule: Required<ClientRule>; readonly counters: Float64Array; readonly lengths: number[]; isLive: boolean};

type Job = {readonly channel: number; lengthNs: number};

/**
Works on one doorbell after the other; switching and looking cost nothing. With a quantum it can stop one: saving
takes half of the cost, loading it again the other half.
*/
class TimedDevice {
	/** The first one is at work. */
	readonly jobs: Job[] = [];
	/** Stopped ones, by channel. */
	readonly stopped = new Map<number, Job>();
	/** Lengths of all doorbells so far. */
	readonly lengths: number[] = [];
	quantumNs = 0;
	costNs = 0;
	readonly work: WorkMeter;
	readonly gpu;
	readonly #queue: EventQueue;
	readonly #doneKind: EventKind;
	readonly #savedKind: EventKind;
	readonly #finished: (channel: number) => void;
	#event = 0;
	#startedNs = 0;
	#saving = -1;

	constructor(queue: EventQueue, finished: (channel: number) => void) {
		this.#queue = queue;
		this.#finished = finished;
		this.work = new WorkMeter(queue);
		this.#doneKind = queue.kind('device.done', Priority.device, () => this.#done());
		this.#savedKind = queue.kind('device.saved', Priority.device, channel => {
			this.#saving = -1;
			this.work.preempted(channel, Math.ceil(this.costNs / 2));
			this.work.end(channel);
			this.gpu.onActivity(channel);
			this.#begin();
		});
		const isPending = (channel: number) => this.jobs.some(job => job.channel === channel) || this.#saving === channel;
		const device = this;
		this.gpu = {
			onActivity(_channel: number): void {},
			work: this.work,
			get preemptionQuantumNs() {
				return device.quantumNs;
			},
			get resumptionNs() {
				return Math.floor(device.costNs / 2);
			},
			isIdle: () => this.jobs.length === 0 && this.#saving < 0,
			channelActivity: (channel: number) =>
				isPending(channel) ? ('busy' as const) : this.stopped.has(channel) ? ('waiting' as const) : ('idle' as const),
			hasWorkLeft: (channel: number) => isPending(channel) || this.stopped.has(channel),
		};
	}

	/** `put` names an entry of `lengths`: a doorbell's own value is only 32 bits wide. */
	ring(channel: number, put: number): void {
		this.jobs.push({channel, lengthNs: this.lengths[put] as number});
		if (this.jobs.length === 1) {
			this.#begin();
		}
	}

	suspend(channel: number): void {
		const [job] = this.jobs;
		const ranNs = this.#queue.nowNs - this.#startedNs;
		// One that is over at this instant ends by itself.
		if (job?.channel === channel && ranNs < job.lengthNs) {
			this.#queue.cancel(this.#event);
			this.jobs.shift();
			this.stopped.set(channel, {channel, lengthNs: job.lengthNs - Math.max(0, ranNs)});
			this.work.stopped(channel);
			this.#saving = channel;
			this.#queue.scheduleAfter(this.#savedKind, Math.ceil(this.costNs / 2), channel);
		}
	}

	resume(channel: number): void {
		const job = this.stopped.get(channel);
		if (job !== undefined) {
			const loadNs = Math.floor(this.costNs / 2);
			this.stopped.delete(channel);
			this.work.preempted(channel, loadNs);
			this.jobs.push({channel, lengthNs: job.lengthNs + loadNs});
			if (this.jobs.length === 1) {
				this.#begin();
			}
		}
	}

	resetEngines(): void {
		this.#queue.cancel(this.#event);
		const channels = this.jobs.map(({channel}) => channel);
		if (channels.length > 0 && this.#saving < 0) {
			this.work.end(channels[0] as number);
		}
		this.jobs.length = 0;
		for (const channel of channels) {
			this.#finished(channel);
		}
	}

	/** The domain of the channel leaves. */
	forget(channel: number): void {
		this.stopped.delete(channel);
	}

	#begin(): void {
		const [job] = this.jobs;
		if (job !== undefined && this.#saving < 0) {
			this.#startedNs = this.#queue.nowNs;
			this.work.begin(job.channel);
			this.#event = this.#queue.scheduleAfter(this.#doneKind, job.lengthNs);
		}
	}

	#done(): void {
		const {channel} = this.jobs.shift() as Job;
		this.work.end(channel);
		this.#begin();
		this.#finished(channel);
		this.gpu.onActivity(channel);
	}
}

export class SchedulerLab {
	readonly queue = new EventQueue();
	readonly machine = new Float64Array(schedulerCounters.length);
	readonly timeline = new Float64Array(TIMELINE_LENGTH);
	readonly scheduler: GpuScheduler;
	readonly faults: string[] = [];
	readonly clients: Client[] = [];
	readonly device: TimedDevice;
	/** A doorbell of that slot kept the device too long. */
	onHung: (slot: number) => void = () => {};
	readonly #arrival: EventKind;

	constructor(policy: string | SchedulerPolicy, parameters: Readonly<Record<string, number>> = {}, idlePollNs = 0) {
		const device = new TimedDevice(this.queue, channel => this.#submitLater(channel));
		this.device = device;
		const chosen = typeof policy === 'string' ? (POLICIES[policy] as SchedulerPolicy) : policy;
		this.scheduler = new GpuScheduler({
			queue: this.queue,
			device: device as unknown as ScheduledDevice,
			costs: {idlePollNs},
			policy: chosen,
			parameters: {...defaultsOf(chosen.tunables), ...parameters},
			counters: this.machine,
			timeline: this.timeline,
			policyFailed: (name, fault) => this.faults.push(`${name} ${fault}`),
		});
		this.#arrival = this.queue.kind('client.submit', Priority.guest, slot => this.#submit(slot));
	}

	/** Answers the client's slot. Its first doorbells arrive at once. */
	add(rule: ClientRule, slot = this.clients.length): number {
		const full = {weight: 1, capPermille: 0, periodNs: 0, budgetNs: 0, depth: 1, gapNs: () => 0, ...rule};
		const counters = new Float64Array(aggregatorCounters.length);
		this.clients[slot] = {rule: full, counters, lengths: [], isLive: true};
		const {weight, capPermille, periodNs, budgetNs} = full;
		this.device.work.openTally(slot, slot, 1);
		this.scheduler.join({
			id: 1000 + slot,
			name: `dom${slot}`,
			share: {domain: slot, weight, capPermille, periodNs, budgetNs},
			counters,
			physicalChannel: () => slot,
			hung: () => this.onHung(slot),
		});
		for (let index = 0; index < full.depth; index++) {
			this.#submitLater(slot);
		}
		return slot;
	}

	remove(slot: number): void {
		(this.clients[slot] as Client).isLive = false;
		this.device.forget(slot);
		this.scheduler.leave(slot);
		this.device.work.closeTally(slot);
	}

	reshare(slot: number, weight: number, capPermille = 0): void {
		this.scheduler.setShare({domain: slot, weight, capPermille, periodNs: 0, budgetNs: 0});
	}

	use(policy: string, parameters: Readonly<Record<string, number>> = {}): void {
		const chosen = POLICIES[policy] as SchedulerPolicy;
		this.scheduler.setPolicy(chosen, {...defaultsOf(chosen.tunables), ...parameters});
	}

	/** The device can stop what runs, at that cost, whenever it ran for a quantum; 0 is never. */
	preempt(quantumNs: number, costNs = 0): this {
		this.device.quantumNs = quantumNs;
		this.device.costNs = costNs;
		this.scheduler.quantumChanged();
		return this;
	}

	runUntil(atNs: number): this {
		this.queue.runUntil(atNs);
		this.scheduler.sample();
		this.scheduler.checkInvariants();
		return this;
	}

	counter(slot: number, name: (typeof aggregatorCounters.names)[number]): number {
		return this.clients[slot]?.counters[aggregatorCounters.at[name]] as number;
	}

	total(name: (typeof schedulerCounters.names)[number]): number {
		return this.machine[schedulerCounters.at[name]];
	}

	/** Shares of the busy time of all. */
	shares(): number[] {
		const busy = this.clients.map((_client, slot) => this.counter(slot, 'gpuBusyNs'));
		const sum = busy.reduce((total, value) => total + value, 0);
		return busy.map(value => value / sum);
	}

	intervals(since = 0): Interval[] {
		return readTimeline(this.timeline, this.queue.nowNs, since);
	}

	#submitLater(slot: number): void {
		const client = this.clients[slot];
		if (client?.isLive === true) {
			this.queue.scheduleAfter(this.#arrival, client.rule.gapNs(), slot);
		}
	}

	#submit(slot: number): void {
		const client = this.clients[slot];
		if (client?.isLive === true) {
			client.counters[aggregatorCounters.at.doorbells]++;
			this.scheduler.enqueue(slot, 1, this.device.lengths.push(client.rule.lengthNs()) - 1);
		}
	}
}
