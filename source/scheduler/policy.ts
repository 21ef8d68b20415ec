/**
GPU scheduling policies: who is next, as pure functions on plain data.

A policy knows neither GPU nor clock: time and queues are arguments. The loop that owns queue, fire and
charge is the aggregator's `gpu-scheduler.ts`; it asks `decide` whenever the device is free, and again
when a `waitNs` has passed or a doorbell arrived.
*/
import type {TunableList, TunableValues} from '../base/tunable.ts';

export type DomainId = number;

/** A domain as policies see it. */
export type Share = {
	readonly domain: DomainId;
	/** Relative weight, at least 1. */
	readonly weight: number;
	/** Most of the wall time it may use, in permille; 0 is no cap. */
	readonly capPermille: number;
};

/** What waits: one line per domain with work, in the order of the oldest doorbell of each. */
export type Pending = {
	readonly domain: DomainId;
	/** Doorbells queued. */
	readonly depth: number;
	/** Arrival order of the oldest one, over all domains. */
	readonly sequence: number;
	readonly sinceNs: number;
};

/** Fire that domain's oldest doorbell, look again later, or nothing to do. */
export type Decision = {readonly run: DomainId} | {readonly waitNs: number} | 'idle';

export type SchedulerPolicy<State = unknown> = {
	readonly name: string;
	readonly doc: string;
	readonly tunables: TunableList;
	/** True if doorbells go straight to the device, without queue and without waiting for idle. */
	readonly isDirect: boolean;
	/** Nanoseconds between calls of `replenish`; 0 for never. */
	periodNs(parameters: TunableValues): number;
	/** Fresh state; plain data, so it can be cloned, shown and put into a digest. */
	start(shares: readonly Share[], parameters: TunableValues, nowNs: number): State;
	join(state: State, share: Share, nowNs: number): void;
	leave(state: State, domain: DomainId): void;
	/** The device is free and `pending` is not empty. */
	decide(state: State, pending: readonly Pending[], nowNs: number, parameters: TunableValues): Decision;
	/** A doorbell of that domain kept the device busy for so long. */
	charge(state: State, domain: DomainId, busyNs: number, nowNs: number): void;
	/** One period has passed; the device waited without work for `idleNs` of it. */
	replenish(state: State, idleNs: number, nowNs: number, parameters: TunableValues): void;
};
