/**
GPU scheduler: queue -> policy -> fire -> idle -> charge. One loop for every policy.

Where the device can stop kernels and the policy has turns that end, a running doorbell is looked at after every
quantum: one whose turn is over, or whose domain has used up its cap, is suspended, and goes on when its domain is next.
Saving what it was doing is part of the time it holds the device, so that whose kernels outlast a turn pays for it.

Owns: the doorbells that wait, the one that runs, caps, and the account of who kept the device busy.
Not here: who is next (scheduler/); when the device is idle again (device-hold.ts); what a domain's line
measures (scheduler-line.ts); shares and promises (service-account.ts).
Inaccuracies: a doorbell whose channel has gone keeps its place until it is its turn, and then is dropped.
See: GPUvm prototype scheduler (2015 branch).
*/
import {assert} from '../base/assert.ts';
import type {TunableValues} from '../base/tunable.ts';
import type {CostTable} from '../manual/costs.ts';
import {fifo} from '../scheduler/fifo.ts';
import type {SchedulerPolicy, Share} from '../scheduler/policy.ts';
import type {EventKind, EventQueue} from '../simulation/event-queue.ts';
import {Priority} from '../simulation/priority.ts';
import {aggregatorCounters, schedulerCounters} from './counters.ts';
import {DeviceHold, type ScheduledDevice} from './device-hold.ts';
import {LineBook} from './line-book.ts';
import {PolicyClock} from './policy-clock.ts';
import {PolicyInForce} from './policy-in-force.ts';
import {checkBooks} from './scheduler-check.ts';
import type {Client, Line, Suspended} from './scheduler-line.ts';
import {ServiceAccount} from './service-account.ts';
import {UnqueuedWork} from './unqueued-work.ts';

export type {Client} from './scheduler-line.ts';

const at = aggregatorCounters.at;

export type SchedulerOptions = {
	readonly queue: EventQueue;
	readonly device: ScheduledDevice;
	readonly costs: Pick<CostTable, 'idlePollNs'>;
	readonly policy: SchedulerPolicy;
	readonly parameters: TunableValues;
	/** The scheduler's part of the machine's row, and the memory of the timeline. */
	readonly counters: Float64Array;
	readonly timeline: Float64Array;
	/** A policy that is not ours went wrong; FIFO is in force now. */
	readonly policyFailed: (policy: string, fault: string) => void;
};

export class GpuScheduler {
	readonly #options: SchedulerOptions;
	readonly #account: ServiceAccount;
	readonly #hold: DeviceHold;
	readonly #book: LineBook;
	readonly #unqueued: UnqueuedWork;
	readonly #policy: PolicyInForce;
	readonly #clock: PolicyClock;
	readonly #replaceKind: EventKind;
	#fault = '';
	#sequence = 0;
	#departedBusyNs = 0;

	constructor(options: SchedulerOptions) {
		this.#options = options;
		const {queue, device} = options;
		const account = new ServiceAccount(options.counters, device.gpu.work);
		this.#account = account;
		this.#unqueued = new UnqueuedWork(account);
		this.#hold = new DeviceHold({
			...options,
			account,
			onFree: (line, left) => this.#free(line, left),
			onActivity: channel => this.#noteIdle(channel),
			maySuspend: () => this.#policy.maySuspend,
			onQuantum: line => this.#passQuantum(line),
		});
		this.#book = new LineBook({queue, account, isRunning: line => this.#hold.line === line, onUncapped: () => this.#decide()});
		this.#clock = new PolicyClock(
			queue,
			() => this.#decide(),
			() => this.#replenish(),
		);
		this.#replaceKind = queue.kind('scheduler.replace', Priority.hypervisor, () => this.#replaceFailed());
		this.#policy = new PolicyInForce(options.policy, options.parameters, {
			now: () => queue.nowNs,
			nameOf: domain => this.#book.lines[domain]?.client.name ?? `domain ${domain}`,
			onFault: fault => this.#noteFault(fault),
		});
		this.#book.policy = this.#policy;
		account.receiveWork(this.#policy.isDirect);
		this.listen();
		this.#clock.start(this.#policy.periodNs);
	}

	/** Makes the device tell what it works on; again after somebody else had it. */
	listen(): void {
		this.#options.device.gpu.work.onChange = channel => {
			if (this.#policy.isDirect) {
				this.#advance();
				this.#unqueued.begin(channel);
			}
		};
	}

	join(client: Client): void {
		const {share} = client;
		this.#advance();
		this.#account.open(share.domain, share.weight, client.counters);
		this.#book.open(client);
		this.#policy.join(share);
	}

	/** Drops what the domain has queued; work of it on the device is cut short if it holds others up. */
	leave(domain: number): void {
		const line = this.#book.find(domain);
		this.#advance();
		while (line.queue.depth > 0) {
			this.#book.drop(line);
		}
		this.#book.setSuspended(line, undefined);
		this.#unqueued.forget(line);
		const isRunning = this.#hold.line === line;
		if (isRunning) {
			this.#charge(line, true);
		}
		this.#policy.leave(domain);
		this.#account.close(domain);
		this.#departedBusyNs += line.client.counters[at.gpuBusyNs];
		this.#book.lines[domain] = undefined;
		if (isRunning) {
			this.#hold.orphan();
		}
	}

	/** Takes a doorbell that arrived now. */
	enqueue(domain: number, virtualChannel: number, put: number): void {
		const line = this.#book.lines[domain];
		if (line === undefined) {
			return;
		}
		const {nowNs} = this.#options.queue;
		this.#advance();
		line.queue.push(virtualChannel, put, nowNs, this.#sequence++);
		this.#book.recount(line);
		if (this.#policy.isDirect) {
			this.#fire(line);
			return;
		}
		if (this.#hold.line !== line) {
			line.wait(nowNs);
		}
		this.#book.refresh(line);
		this.#decide();
	}

	/** Weight, cap or reservation of a domain changed; `share.domain` says whose. */
	setShare(share: Share): void {
		const line = this.#book.find(share.domain);
		this.#advance();
		line.setShare(share);
		this.#account.setWeight(share.domain, share.weight);
		this.#policy.reshare(share);
		this.#book.throttle(line);
		this.#book.refresh(line);
		this.#decide();
	}

	/** Changes the policy or its parameters. Queued doorbells stay queued; the policy's state stays where it still means the same. */
	setPolicy(policy: SchedulerPolicy, parameters: TunableValues): void {
		this.#advance();
		if (this.#policy.is(policy)) {
			this.#policy.parameters = parameters;
			this.#clock.stretch(this.#policy.periodNs);
		} else {
			if (this.#hold.line !== undefined) {
				this.#charge(this.#hold.line, true);
			}
			const wasDirect = this.#policy.isDirect;
			const shares = [...this.#book.all()].map(line => line.share);
			this.#fault = '';
			this.#policy.install(policy, parameters, shares, this.#book.pending);
			this.#clock.start(this.#policy.periodNs);
			this.#changeQueueing(wasDirect);
		}
		this.#hold.armQuantum();
		this.#hold.check();
		this.#decide();
	}

	/** The device's quantum is another one now. */
	quantumChanged(): void {
		this.#hold.armQuantum();
	}

	/** Another policy is in force: what it means that doorbells are queued from now on, or are no longer. */
	#changeQueueing(wasDirect: boolean): void {
		if (this.#policy.isDirect === wasDirect) {
			return;
		}
		this.#account.receiveWork(!wasDirect);
		if (wasDirect) {
			this.#unqueued.clear();
			if (!this.#options.device.gpu.isIdle()) {
				this.#hold.begin(undefined, 0, 0);
			}
			return;
		}
		for (const {domain} of this.#book.all()) {
			this.#account.setBacklogged(domain, false);
		}
		if (this.#hold.line !== undefined) {
			this.#hold.tellUse(this.#hold.line);
			this.#unqueued.begin(this.#hold.channel);
		}
		this.#hold.release();
		for (const line of this.#book.all()) {
			if (line.suspended !== undefined) {
				this.#resume(line, line.suspended);
			}
			while (line.queue.depth > 0) {
				this.#fire(line);
			}
		}
	}

	/** Brings counters and gauges up to now. Has no influence on the run. */
	sample(): void {
		const {nowNs} = this.#options.queue;
		this.#account.sample(nowNs);
		for (const line of this.#book.all()) {
			line.sample(nowNs, this.#hold, this.#policy.account(line.domain));
		}
	}

	/** Plain data: queues and policy state. */
	inspect() {
		return {
			policy: this.#policy.name,
			state: this.#policy.inspect(),
			queues: [...this.#book.all()].map(line => [line.client.id, line.queue.depth, line.suspended?.channel ?? -1] as const),
			running: this.#hold.channel,
		};
	}

	checkInvariants(): void {
		this.#advance();
		const otherNs = this.#departedBusyNs + this.#account.orphanNs;
		const busyNs = this.#options.counters[schedulerCounters.at.schedulerBusyNs] + this.#account.workNs;
		checkBooks(this.#book.lines, this.#hold.line, otherNs, busyNs);
	}

	/** Whether that physical channel has a doorbell that was stopped, or is about to be. */
	isSuspended(channel: number): boolean {
		return this.#hold.isSuspending(channel) || this.#book.lines.some(line => line?.suspended?.channel === channel);
	}

	#advance(): void {
		this.#account.advance(this.#options.queue.nowNs);
	}

	#decide(): void {
		if (this.#hold.isHeld || this.#policy.isDirect) {
			return;
		}
		const {counters} = this.#options;
		this.#clock.stopLooking();
		while (this.#book.pending.length > 0) {
			counters[schedulerCounters.at.decisions]++;
			const decision = this.#policy.decide(this.#book.pending);
			if (decision === 'idle') {
				return;
			}
			if ('waitNs' in decision) {
				counters[schedulerCounters.at.policyWaits]++;
				this.#clock.lookAfter(Math.max(1, Math.ceil(decision.waitNs)));
				return;
			}
			const line = this.#book.lines[decision.run];
			assert(
				line !== undefined && line.depth > 0,
				`policy ${this.#policy.name} ran domain ${decision.run}, which has nothing that may run`,
			);
			if (line.suspended === undefined ? this.#fire(line) : this.#resume(line, line.suspended)) {
				return;
			}
		}
	}

	/** Rings the oldest doorbell of the line on the device; false if its channel has gone. */
	#fire(line: Line): boolean {
		const {queue: events, device} = this.#options;
		const {queue, client} = line;
		const virtualChannel = queue.channel;
		const channel = client.physicalChannel(virtualChannel);
		if (channel < 0) {
			this.#book.drop(line);
			return false;
		}
		const {put, sinceNs, sequence} = queue;
		line.noteDelay(events.nowNs - sinceNs);
		line.endWait(events.nowNs);
		line.firedSequence = sequence;
		this.#unqueued.fired(line, channel);
		this.#advance();
		if (this.#policy.isDirect) {
			this.#unqueued.begin(channel);
		} else {
			this.#hold.begin(line, virtualChannel, channel);
		}
		this.#book.take(line);
		device.ring(channel, put);
		this.#hold.check();
		return true;
	}

	/** Lets a stopped doorbell go on; false if its channel has gone. */
	#resume(line: Line, {virtualChannel, channel, sequence, ranNs}: Suspended): boolean {
		const {queue, device} = this.#options;
		const isThere = line.client.physicalChannel(virtualChannel) === channel;
		this.#advance();
		line.firedSequence = sequence;
		if (isThere || line.queue.depth === 0) {
			line.endWait(queue.nowNs);
		}
		if (isThere && this.#policy.isDirect) {
			this.#unqueued.begin(channel);
		} else if (isThere) {
			this.#hold.begin(line, virtualChannel, channel, ranNs);
		}
		this.#book.setSuspended(line, undefined);
		device.resume(channel);
		this.#hold.check();
		return isThere;
	}

	/** The device is free again after it worked for the line; `left` is what it was taken away from. */
	#free(line: Line | undefined, left: Suspended | undefined): void {
		const {queue, counters} = this.#options;
		if (line !== undefined) {
			if (left !== undefined) {
				counters[schedulerCounters.at.suspensions]++;
				// The policy should know that it has work before it hears that it no longer runs.
				this.#book.setSuspended(line, left);
			}
			this.#charge(line, true);
			if (line.waiting > 0) {
				line.wait(queue.nowNs);
			}
			this.#account.setBacklogged(line.domain, line.depth > 0);
			this.#book.throttle(line);
			this.#book.refresh(line);
		}
		this.#decide();
	}

	/** The doorbell of the line had a quantum: its turn, or its cap, may be over. */
	#passQuantum(line: Line): void {
		const {nowNs} = this.#options.queue;
		this.#advance();
		this.#charge(line, false);
		this.#hold.tellUse(line);
		if (line.capEndNs(nowNs) > nowNs || this.#policy.isTurnOver(line.domain, this.#book.pending)) {
			this.#hold.suspend();
		}
	}

	#noteIdle(channel: number): void {
		if (this.#policy.isDirect && this.#options.device.gpu.channelActivity(channel) !== 'busy') {
			this.#advance();
			this.#unqueued.end(channel);
		}
	}

	/** The policy hears of the time since it last heard of it. */
	#charge(line: Line, isDone: boolean): void {
		this.#policy.charge(line.domain, this.#hold.takeNs(), isDone);
	}

	#replenish(): void {
		this.#advance();
		if (this.#hold.line !== undefined) {
			this.#charge(this.#hold.line, false);
		}
		this.#policy.replenish();
		this.#clock.start(this.#policy.periodNs);
		this.#decide();
	}

	/** The policy is in the middle of an answer: it is replaced as soon as it has given it. */
	#noteFault(fault: string): void {
		this.#fault = fault;
		this.#options.queue.scheduleAfter(this.#replaceKind, 0);
	}

	#replaceFailed(): void {
		const [name, fault] = [this.#policy.name, this.#fault];
		if (fault !== '') {
			this.setPolicy(fifo as SchedulerPolicy, {});
			this.#options.policyFailed(name, fault);
		}
	}
}
