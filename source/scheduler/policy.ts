/**
GPU scheduling policies: who is next, as pure functions on plain data.

A policy knows neither GPU nor clock: time and queues are arguments. The loop that owns queue, fire and
charge is the aggregator's `gpu-scheduler.ts`; it asks `decide` whenever the device is free and something may
run, and again when a `waitNs` has passed or a queue changed.

What every policy may count on: a domain over its cap, or without doorbells, is not among `pending`; time is
charged as it passes, at the latest at the end of a period, so a kernel longer than a period does not look
like an idle device; all charges together are the time that the device was busy.
*/
import type {TunableList, TunableValues} from '../base/tunable.ts';

/** A small number, unique among the domains that have joined; may be given again after `leave`. */
export type DomainId = number;

/** A domain as policies see it. */
export type Share = {
	readonly domain: DomainId;
	/** Relative weight, at least 1. */
	readonly weight: number;
	/** Most of the wall time it may use, in permille; 0 is no cap. The loop enforces it, for every policy. */
	readonly capPermille: number;
	/** Reservation: `budgetNs` of GPU time in each `periodNs`; 0 where the operator reserved nothing. */
	readonly periodNs: number;
	readonly budgetNs: number;
};

/** What waits of one domain. The loop changes it in place; a policy must not. */
export type Pending = {
	readonly domain: DomainId;
	/** Doorbells that may run, queued or stopped before they were done; 0 for none. */
	readonly depth: number;
	/** Arrival order of the oldest one, over all domains. */
	readonly sequence: number;
	readonly sinceNs: number;
};

/** Fire that domain's oldest doorbell, or let it go on if it was stopped; look again later, or nothing to do until a queue changes. */
export type Decision = {readonly run: DomainId} | {readonly waitNs: number} | 'idle';

/** What a policy holds for or against a domain, for people; left out is what it does not keep. */
export type Account = {
	/** Time it may still use before others are preferred; negative is debt. */
	readonly budgetNs?: number;
	/** Time it used in the policy's own window of bandwidth, against the mean of all. */
	readonly bandwidthNs?: number;
	/** Time it ran past its slices and has not yet repaid. */
	readonly overshootNs?: number;
};

export type SchedulerPolicy<State = unknown> = {
	readonly name: string;
	/** One sentence. */
	readonly doc: string;
	readonly tunables: TunableList;
	/** True if doorbells go straight to the device, without queue and without waiting for idle. */
	readonly isDirect?: boolean;
	/** True for a policy that is not ours: it runs inside a guard, and its state is nobody else's business. */
	readonly isForeign?: boolean;
	/** True if the device is never left free while a doorbell that may run is queued. */
	readonly isWorkConserving: boolean;
	/** Nanoseconds between calls of `replenish`; left out or 0 for never. */
	periodNs?(parameters: TunableValues): number;
	/** Fresh state; plain data, so it can be cloned, shown and put into a digest. `changed` follows for each domain with work. */
	start(shares: readonly Share[], parameters: TunableValues, nowNs: number): State;
	/** State for the same domains from that of another policy, where something in it still means the same; undefined if nothing does. */
	adopt?(previous: unknown, parameters: TunableValues, nowNs: number): State | undefined;
	join?(state: State, share: Share, parameters: TunableValues, nowNs: number): void;
	leave?(state: State, domain: DomainId): void;
	/** Weight, cap or reservation of a domain changed. */
	reshare?(state: State, share: Share, parameters: TunableValues, nowNs: number): void;
	/** The oldest doorbell of the domain is another one now; depth 0: there is none that may run. */
	changed?(state: State, line: Pending, nowNs: number, parameters: TunableValues): void;
	/** The device is free and `pending`, in no particular order, is not empty. */
	decide(state: State, pending: readonly Pending[], nowNs: number, parameters: TunableValues): Decision;
	/**
	The device can stop kernels, and the domain's doorbell has run for a quantum, which was charged: is its turn over? Then its doorbell is
	stopped and stands before all others of its domain in `pending`, with what is left of it, and `decide` is asked. It
	may choose the same domain again, which costs a stop for nothing. Left out: a doorbell always runs to its end.
	*/
	isTurnOver?(state: State, domain: DomainId, pending: readonly Pending[], nowNs: number, parameters: TunableValues): boolean;
	/** The domain kept the device busy for so long, up to now. `isDone` is false while the same doorbell goes on; a stopped one does not. */
	charge?(state: State, domain: DomainId, busyNs: number, nowNs: number, parameters: TunableValues, isDone: boolean): void;
	/** One period has passed. */
	replenish?(state: State, nowNs: number, parameters: TunableValues): void;
	account?(state: State, domain: DomainId): Account;
};
