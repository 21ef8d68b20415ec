/**
GPU scheduler: queue -> policy -> fire -> idle -> charge. One loop for every policy.

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
import type {EventHandle, EventKind, EventQueue} from '../simulation/event-queue.ts';
import {Priority} from '../simulation/priority.ts';
import {aggregatorCounters, schedulerCounters} from './counters.ts';
import {DeviceHold, type ScheduledDevice} from './device-hold.ts';
import {PolicyInForce} from './policy-in-force.ts';
import {type Client, Line} from './scheduler-line.ts';
import {ServiceAccount} from './service-account.ts';

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
	/** By domain, that is by slot. */
	readonly #lines: Array<Line | undefined> = [];
	/** Lines that may run, in no particular order. */
	readonly #pending: Line[] = [];
	readonly #kinds: Readonly<Record<'look' | 'uncap' | 'replenish' | 'replace', EventKind>>;
	readonly #policy: PolicyInForce;
	#fault = '';
	#sequence = 0;
	#lookHandle: EventHandle = 0;
	#replenishHandle: EventHandle = 0;
	#periodSinceNs = 0;
	#departedBusyNs = 0;

	constructor(options: SchedulerOptions) {
		this.#options = options;
		this.#account = new ServiceAccount(options.counters);
		const {queue} = options;
		this.#hold = new DeviceHold({...options, account: this.#account, onFree: (line, sinceNs) => this.#free(line, sinceNs)});
		const kind = (name: string, handler: (argument: number) => void) => queue.kind(`scheduler.${name}`, Priority.hypervisor, handler);
		this.#kinds = {
			look: kind('look', () => {
				this.#lookHandle = 0;
				this.#decide();
			}),
			uncap: kind('uncap', domain => this.#uncap(this.#lines[domain])),
			replenish: kind('replenish', () => this.#replenish()),
			replace: kind('replace', () => this.#replaceFailed()),
		};
		this.#policy = new PolicyInForce(options.policy, options.parameters, {
			now: () => queue.nowNs,
			nameOf: domain => this.#lines[domain]?.client.name ?? `domain ${domain}`,
			onFault: fault => this.#noteFault(fault),
		});
		this.#startPeriod(queue.nowNs);
	}

	join(client: Client): void {
		const {share, counters} = client;
		const {domain} = share;
		assert(this.#lines[domain] === undefined, `domain ${domain} joined twice`);
		while (this.#lines.length <= domain) {
			this.#lines.push(undefined);
		}
		this.#advance();
		this.#account.open(domain, share.weight, counters);
		this.#lines[domain] = new Line(client);
		this.#policy.join(share);
	}

	/** Drops what the domain has queued; work of it on the device is cut short if it holds others up. */
	leave(domain: number): void {
		const line = this.#line(domain);
		this.#advance();
		while (line.queue.depth > 0) {
			this.#drop(line);
		}
		const isRunning = this.#hold.line === line;
		if (isRunning) {
			this.#charge(line, true);
		}
		this.#policy.leave(domain);
		this.#departedBusyNs += line.client.counters[at.gpuBusyNs];
		this.#account.close(domain);
		this.#lines[domain] = undefined;
		if (isRunning) {
			this.#hold.orphan();
		}
	}

	/** Takes a doorbell that arrived now. */
	enqueue(domain: number, virtualChannel: number, put: number): void {
		const line = this.#lines[domain];
		if (line === undefined) {
			return;
		}
		const {nowNs} = this.#options.queue;
		this.#advance();
		line.queue.push(virtualChannel, put, nowNs, this.#sequence++);
		if (line.queue.depth === 1) {
			this.#account.countQueued(1);
		}
		if (this.#policy.isDirect) {
			this.#fire(line);
			return;
		}
		if (this.#hold.line !== line) {
			line.wait(nowNs);
		}
		this.#refresh(line);
		this.#decide();
	}

	/** Weight, cap or reservation of a domain changed; `share.domain` says whose. */
	setShare(share: Share): void {
		const line = this.#line(share.domain);
		this.#advance();
		line.setShare(share);
		this.#account.setWeight(share.domain, share.weight);
		this.#policy.reshare(share);
		this.#throttle(line);
		this.#refresh(line);
		this.#decide();
	}

	/** Changes the policy or its parameters. Queued doorbells stay queued; the policy's state stays where it still means the same. */
	setPolicy(policy: SchedulerPolicy, parameters: TunableValues): void {
		this.#advance();
		if (this.#policy.is(policy)) {
			this.#policy.parameters = parameters;
			this.#startPeriod(this.#periodSinceNs);
		} else {
			if (this.#hold.line !== undefined) {
				this.#charge(this.#hold.line, true);
			}
			const wasDirect = this.#policy.isDirect;
			const shares = this.#lines.filter(line => line !== undefined).map(line => line.share);
			this.#fault = '';
			this.#policy.install(policy, parameters, shares, this.#pending);
			this.#startPeriod(this.#options.queue.nowNs);
			if (wasDirect && !this.#hold.isHeld && !this.#options.device.gpu.isIdle()) {
				this.#hold.begin(undefined, 0, 0);
			}
		}
		if (this.#policy.isDirect) {
			for (const line of this.#lines) {
				while (line !== undefined && line.queue.depth > 0) {
					this.#fire(line);
				}
			}
		}
		this.#hold.check();
		this.#decide();
	}

	/** Brings counters and gauges up to now. Has no influence on the run. */
	sample(): void {
		const {nowNs} = this.#options.queue;
		this.#account.sample(nowNs);
		for (const line of this.#lines) {
			if (line !== undefined) {
				line.sample(nowNs, this.#hold, this.#policy.account(line.domain));
			}
		}
	}

	/** Plain data: queues and policy state. */
	inspect() {
		return {
			policy: this.#policy.name,
			state: this.#policy.inspect(),
			queues: this.#lines.filter(line => line !== undefined).map(line => [line.client.id, line.queue.depth] as const),
			running: this.#hold.channel,
		};
	}

	checkInvariants(): void {
		this.#advance();
		let busyNs = this.#departedBusyNs + this.#account.orphanNs;
		for (const line of this.#lines) {
			if (line !== undefined) {
				const {counters} = line.client;
				busyNs += counters[at.gpuBusyNs];
				assert(
					counters[at.doorbells] >= counters[at.fired] + counters[at.dropped] + line.queue.depth,
					`domain ${line.client.id}: doorbells taken do not cover fired, dropped and queued`,
				);
				assert(counters[at.queueDepth] === line.queue.depth, `domain ${line.client.id}: queue depth out of step`);
				assert(line.place < 0 === (line.depth === 0), `domain ${line.client.id}: pending out of step with its queue`);
			}
		}
		assert(busyNs === this.#options.counters[schedulerCounters.at.schedulerBusyNs], 'charges and busy time differ');
	}

	#line(domain: number): Line {
		const line = this.#lines[domain];
		assert(line !== undefined, `no domain ${domain} at the GPU scheduler`);
		return line;
	}

	#advance(): void {
		this.#account.advance(this.#options.queue.nowNs);
	}

	/** The next replenish comes one period after `sinceNs`, or at once if that is over. */
	#startPeriod(sinceNs: number): void {
		const {queue} = this.#options;
		queue.cancel(this.#replenishHandle);
		queue.cancel(this.#lookHandle);
		this.#lookHandle = 0;
		const periodNs = this.#policy.periodNs;
		this.#periodSinceNs = sinceNs;
		this.#replenishHandle = periodNs > 0 ? queue.scheduleAt(this.#kinds.replenish, Math.max(queue.nowNs, sinceNs + periodNs)) : 0;
	}

	/** Tells policy and account what the line has to run now. */
	#refresh(line: Line): void {
		const {nowNs} = this.#options.queue;
		if (!line.refresh(nowNs)) {
			return;
		}
		if (line.depth > 0 && line.place < 0) {
			line.place = this.#pending.push(line) - 1;
		} else if (line.depth === 0 && line.place >= 0) {
			const last = this.#pending.pop() as Line;
			if (last !== line) {
				this.#pending[line.place] = last;
				last.place = line.place;
			}
			line.place = -1;
		}
		this.#account.setBacklogged(line.domain, line.depth > 0 || this.#hold.line === line);
		this.#policy.changed(line);
	}

	#decide(): void {
		if (this.#hold.isHeld || this.#policy.isDirect) {
			return;
		}
		const {queue, counters} = this.#options;
		if (this.#lookHandle !== 0) {
			queue.cancel(this.#lookHandle);
			this.#lookHandle = 0;
		}
		while (this.#pending.length > 0) {
			counters[schedulerCounters.at.decisions]++;
			const decision = this.#policy.decide(this.#pending);
			if (decision === 'idle') {
				return;
			}
			if ('waitNs' in decision) {
				counters[schedulerCounters.at.policyWaits]++;
				this.#lookHandle = queue.scheduleAfter(this.#kinds.look, Math.max(1, Math.ceil(decision.waitNs)));
				return;
			}
			const line = this.#lines[decision.run];
			assert(
				line !== undefined && line.depth > 0,
				`policy ${this.#policy.name} ran domain ${decision.run}, which has nothing that may run`,
			);
			if (this.#fire(line)) {
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
			this.#drop(line);
			return false;
		}
		const {put, sinceNs} = queue;
		line.noteDelay(events.nowNs - sinceNs);
		line.endWait(events.nowNs);
		if (!this.#policy.isDirect) {
			this.#advance();
			this.#hold.begin(line, virtualChannel, channel);
		}
		this.#take(line);
		device.ring(channel, put);
		this.#hold.check();
		return true;
	}

	/** Takes the oldest doorbell off the queue. */
	#take(line: Line): void {
		line.queue.drop();
		if (line.queue.depth === 0) {
			this.#account.countQueued(-1);
		}
		this.#refresh(line);
	}

	#drop(line: Line): void {
		line.client.counters[at.dropped]++;
		this.#take(line);
		if (line.queue.depth === 0) {
			line.endWait(this.#options.queue.nowNs);
		}
	}

	/** The device is free again after it worked for the line. */
	#free(line: Line | undefined, sinceNs: number): void {
		const {nowNs} = this.#options.queue;
		if (line !== undefined) {
			this.#charge(line, true);
			line.use(sinceNs, nowNs);
			if (line.queue.depth > 0) {
				line.wait(nowNs);
			}
			this.#account.setBacklogged(line.domain, line.depth > 0);
			this.#throttle(line);
			this.#refresh(line);
		}
		this.#decide();
	}

	/** The policy hears of the time since it last heard of it. */
	#charge(line: Line, isDone: boolean): void {
		this.#policy.charge(line.domain, this.#hold.takeNs(), isDone);
	}

	/** Holds the line back while it has used up its cap. */
	#throttle(line: Line): void {
		const {queue} = this.#options;
		line.throttledUntilNs = line.capEndNs(queue.nowNs);
		if (line.throttledUntilNs > queue.nowNs) {
			queue.scheduleAt(this.#kinds.uncap, line.throttledUntilNs, line.domain);
		}
	}

	/** The line's cap may have ended; the event may also be of a domain that has left, or of a cap that was changed. */
	#uncap(line: Line | undefined): void {
		if (line !== undefined) {
			this.#advance();
			this.#refresh(line);
			this.#decide();
		}
	}

	#replenish(): void {
		const {nowNs} = this.#options.queue;
		this.#advance();
		if (this.#hold.line !== undefined) {
			this.#charge(this.#hold.line, false);
		}
		this.#policy.replenish();
		this.#startPeriod(nowNs);
		this.#decide();
	}

	/** The policy is in the middle of an answer: it is replaced as soon as it has given it. */
	#noteFault(fault: string): void {
		const {queue} = this.#options;
		this.#fault = fault;
		queue.scheduleAt(this.#kinds.replace, queue.nowNs);
	}

	#replaceFailed(): void {
		const [name, fault] = [this.#policy.name, this.#fault];
		if (fault !== '') {
			this.setPolicy(fifo as SchedulerPolicy, {});
			this.#options.policyFailed(name, fault);
		}
	}
}
