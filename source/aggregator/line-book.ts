/**
The lines of all domains at the GPU scheduler, and who must hear when something about one changes: the policy,
of what may run; the account, of who has work and how many queues hold something.

Owns: which lines may run now, in no particular order; caps that hold lines back.
Not here: who is next, and who has the device (gpu-scheduler.ts).
*/
import {assert} from '../base/assert.ts';
import type {EventKind, EventQueue} from '../simulation/event-queue.ts';
import {Priority} from '../simulation/priority.ts';
import {aggregatorCounters} from './counters.ts';
import type {PolicyInForce} from './policy-in-force.ts';
import {type Client, Line, type Suspended} from './scheduler-line.ts';
import type {ServiceAccount} from './service-account.ts';

const at = aggregatorCounters.at;

export type BookOptions = {
	readonly queue: EventQueue;
	readonly account: ServiceAccount;
	/** The line has the device. */
	readonly isRunning: (line: Line) => boolean;
	/** A cap ended: the line may run again. */
	readonly onUncapped: () => void;
};

export class LineBook {
	/** By domain, that is by slot. */
	readonly lines: Array<Line | undefined> = [];
	/** Lines with something that may run: what policies are asked about. */
	readonly pending: Line[] = [];
	readonly #options: BookOptions;
	readonly #uncapKind: EventKind;
	#policy: PolicyInForce | undefined;

	constructor(options: BookOptions) {
		this.#options = options;
		// The event may be of a domain that has left, or of a cap that was changed.
		this.#uncapKind = options.queue.kind('scheduler.uncap', Priority.hypervisor, domain => this.#uncap(this.lines[domain]));
	}

	/** The policy that hears of changes. */
	set policy(policy: PolicyInForce) {
		this.#policy = policy;
	}

	open(client: Client): void {
		const {domain} = client.share;
		assert(this.lines[domain] === undefined, `domain ${domain} joined twice`);
		while (this.lines.length <= domain) {
			this.lines.push(undefined);
		}
		this.lines[domain] = new Line(client);
	}

	find(domain: number): Line {
		const line = this.lines[domain];
		assert(line !== undefined, `no domain ${domain} at the GPU scheduler`);
		return line;
	}

	*all(): Generator<Line> {
		for (const line of this.lines) {
			if (line !== undefined) {
				yield line;
			}
		}
	}

	/** Tells policy and account what the line has to run now. */
	refresh(line: Line): void {
		const {queue, account, isRunning} = this.#options;
		if (!line.refresh(queue.nowNs)) {
			return;
		}
		this.#place(line);
		if (this.#policy?.isDirect === false) {
			account.setBacklogged(line.domain, line.depth > 0 || isRunning(line));
		}
		this.#policy?.changed(line);
	}

	#place(line: Line): void {
		const {pending} = this;
		if (line.depth > 0 && line.place < 0) {
			line.place = pending.push(line) - 1;
		} else if (line.depth === 0 && line.place >= 0) {
			const last = pending.pop() as Line;
			if (last !== line) {
				pending[line.place] = last;
				last.place = line.place;
			}
			line.place = -1;
		}
	}

	/** Whether something of the line waits may have changed. */
	recount(line: Line): void {
		const isWaiting = line.waiting > 0;
		if (isWaiting !== line.isCounted) {
			line.isCounted = isWaiting;
			this.#options.account.countQueued(isWaiting ? 1 : -1);
		}
	}

	/** A doorbell of the line was stopped, or goes on. */
	setSuspended(line: Line, suspended: Suspended | undefined): void {
		line.suspended = suspended;
		this.recount(line);
		this.refresh(line);
	}

	/** Takes the oldest doorbell off the queue. */
	take(line: Line): void {
		line.queue.drop();
		this.recount(line);
		this.refresh(line);
	}

	/** The same, for a doorbell whose channel has gone. */
	drop(line: Line): void {
		line.client.counters[at.dropped]++;
		this.take(line);
		if (line.waiting === 0) {
			line.endWait(this.#options.queue.nowNs);
		}
	}

	/** Holds the line back while it has used up its cap. */
	throttle(line: Line): void {
		const {queue} = this.#options;
		line.throttledUntilNs = line.capEndNs(queue.nowNs);
		if (line.throttledUntilNs > queue.nowNs) {
			queue.scheduleAt(this.#uncapKind, line.throttledUntilNs, line.domain);
		}
	}

	#uncap(line: Line | undefined): void {
		if (line !== undefined) {
			this.#options.account.advance(this.#options.queue.nowNs);
			this.refresh(line);
			this.#options.onUncapped();
		}
	}
}
