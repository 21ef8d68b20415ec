/**
A domain's line at the GPU scheduler: what waits of it, how long it waits, and what its cap holds back.

Owns: the queue of its doorbells and the measures of waiting.
*/
import {Histogram} from '../base/histogram.ts';
import {MS} from '../base/units.ts';
import type {Account, Share} from '../scheduler/policy.ts';
import {CapWindow} from './cap-window.ts';
import {aggregatorCounters} from './counters.ts';
import {DoorbellQueue} from './doorbell-queue.ts';
import {type Wait, waitCode} from './waiting.ts';

const at = aggregatorCounters.at;

/** Stretch of time over which a cap holds. */
export const CAP_WINDOW_NS = 100 * MS;
const PERCENTILES = [0.5, 0.95, 0.99];

/** A domain in the scheduler's eyes. */
export type Client = {
	/** Identifier of the domain; never given twice in a run. */
	readonly id: number;
	readonly name: string;
	/** `share.domain` is its slot. */
	readonly share: Share;
	readonly counters: Float64Array;
	/** Physical channel of a virtual one that may run now; -1 if it is gone or stopped. */
	physicalChannel(virtualChannel: number): number;
	/** The doorbell on that virtual channel did not end; the device was reset under it. */
	hung(virtualChannel: number): void;
};

/** A doorbell that was stopped before it was done: the next of its domain, before all that are queued. */
export type Suspended = {
	readonly virtualChannel: number;
	/** Physical channel that it was fired on. */
	readonly channel: number;
	/** Its place in the order of arrival. */
	readonly sequence: number;
	readonly sinceNs: number;
	/** Time it has kept the device busy so far. */
	readonly ranNs: number;
};

export class Line {
	readonly client: Client;
	readonly domain: number;
	readonly queue = new DoorbellQueue();
	share: Share;
	suspended: Suspended | undefined;
	/** Counted among the lines that hold something. */
	isCounted = false;
	/** Place in the order of arrival of the doorbell that runs. */
	firedSequence = 0;
	/** What policies see: doorbells that may run. */
	depth = 0;
	sequence = 0;
	sinceNs = 0;
	/** Place among the pending lines; -1 for none. */
	place = -1;
	/** Its cap holds it back until then. */
	throttledUntilNs = 0;
	#cap: CapWindow | undefined;
	#heldBackSinceNs = -1;
	/** Since when it has doorbells queued and none running; -1 if it has not. */
	#unservedSinceNs = -1;
	readonly #delays = new Histogram();
	#sampledDelays = 0;

	constructor(client: Client) {
		this.client = client;
		this.domain = client.share.domain;
		this.share = client.share;
		this.setShare(client.share);
		const {counters} = client;
		counters[at.budgetNs] = Number.NaN;
		counters[at.bandwidthNs] = Number.NaN;
		counters[at.overshootNs] = Number.NaN;
	}

	setShare(share: Share): void {
		this.share = share;
		if (share.capPermille === 0) {
			this.#cap = undefined;
		} else {
			this.#cap ??= new CapWindow(CAP_WINDOW_NS);
		}
	}

	/** Doorbells that wait: queued, and one that was stopped. */
	get waiting(): number {
		return this.queue.depth + (this.suspended === undefined ? 0 : 1);
	}

	get isThrottled(): boolean {
		return this.#heldBackSinceNs >= 0;
	}

	/** The domain used the device. */
	use(fromNs: number, toNs: number): void {
		this.#cap?.use(fromNs, toNs);
	}

	/** When its cap lets it go on; `nowNs` if at once. */
	capEndNs(nowNs: number): number {
		const limitNs = Math.max(1, Math.floor((CAP_WINDOW_NS * this.share.capPermille) / 1000));
		return this.#cap === undefined ? nowNs : this.#cap.freeAtNs(limitNs, nowNs);
	}

	/** Brings what policies see up to date with the queue and the cap; true if the oldest doorbell is another one now. */
	refresh(nowNs: number): boolean {
		const {queue, waiting} = this;
		const isThrottled = waiting > 0 && this.throttledUntilNs > nowNs;
		if (isThrottled !== this.isThrottled) {
			this.#noteThrottle(isThrottled, nowNs);
		}
		const depth = isThrottled ? 0 : waiting;
		const oldest = this.suspended ?? queue;
		const hasChanged = depth === 0 ? this.depth > 0 : this.depth === 0 || this.sequence !== oldest.sequence;
		this.depth = depth;
		if (depth > 0) {
			this.sequence = oldest.sequence;
			this.sinceNs = oldest.sinceNs;
		}
		this.client.counters[at.queueDepth] = queue.depth;
		return hasChanged;
	}

	/** What becomes of its doorbells; `-` where it has none. */
	#waitsFor({isHeld, line}: {readonly isHeld: boolean; readonly line: Line | undefined}, budgetNs: number): Wait {
		if (line === this) {
			return 'run';
		}
		if (this.queue.depth === 0 && this.suspended === undefined) {
			return '-';
		}
		return this.isThrottled ? 'cap' : !isHeld || budgetNs < 0 ? 'budget' : 'device';
	}

	#noteThrottle(isThrottled: boolean, nowNs: number): void {
		if (isThrottled) {
			this.#heldBackSinceNs = nowNs;
		} else {
			this.client.counters[at.throttledNs] += nowNs - this.#heldBackSinceNs;
			this.#heldBackSinceNs = -1;
		}
	}

	/** A doorbell waits and nothing of the domain runs. */
	wait(nowNs: number): void {
		this.#unservedSinceNs = this.#unservedSinceNs < 0 ? nowNs : this.#unservedSinceNs;
	}

	/** Nothing of it waits any more without being served: it runs, or its queue is empty. */
	endWait(nowNs: number): void {
		if (this.#unservedSinceNs >= 0) {
			const {counters} = this.client;
			counters[at.starvedMaxNs] = Math.max(counters[at.starvedMaxNs], nowNs - this.#unservedSinceNs);
			this.#unservedSinceNs = -1;
		}
	}

	/** The oldest doorbell is fired after having waited so long. */
	noteDelay(delayNs: number): void {
		const {counters} = this.client;
		counters[at.fired]++;
		counters[at.queueDelayNs] += delayNs;
		counters[at.queueDelayMaxNs] = Math.max(counters[at.queueDelayMaxNs], delayNs);
		this.#delays.record(delayNs);
	}

	/** Writes gauges, and what goes on: no influence on the run. `hold` says who has the device, `account` is the policy's. */
	sample(nowNs: number, hold: {readonly isHeld: boolean; readonly line: Line | undefined}, account: Account): void {
		const {counters} = this.client;
		counters[at.budgetNs] = account.budgetNs ?? Number.NaN;
		counters[at.bandwidthNs] = account.bandwidthNs ?? Number.NaN;
		counters[at.overshootNs] = account.overshootNs ?? Number.NaN;
		counters[at.waitsFor] = waitCode[this.#waitsFor(hold, account.budgetNs ?? 0)];
		if (this.#delays.count !== this.#sampledDelays) {
			this.#sampledDelays = this.#delays.count;
			const [half, most, nearlyAll] = this.#delays.percentiles(PERCENTILES);
			counters[at.queueDelayP50Ns] = half as number;
			counters[at.queueDelayP95Ns] = most as number;
			counters[at.queueDelayP99Ns] = nearlyAll as number;
		}
		if (this.#unservedSinceNs >= 0) {
			counters[at.starvedMaxNs] = Math.max(counters[at.starvedMaxNs], nowNs - this.#unservedSinceNs);
		}
		if (this.#heldBackSinceNs >= 0) {
			counters[at.throttledNs] += nowNs - this.#heldBackSinceNs;
			this.#heldBackSinceNs = nowNs;
		}
	}
}
