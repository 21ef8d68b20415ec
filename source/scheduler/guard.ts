/**
A guard around a policy that is not ours. Whatever the policy throws or answers, the guarded one goes on: from
the first fault it runs the oldest doorbell, and tells once what was wrong, so that the loop can replace it.

A fault is: something thrown; an answer that is no decision, or names a domain that has nothing to run; the
device left free for longer than a second although doorbells may run; a domain with work that is not
served for ten seconds. A policy that never returns cannot be caught from within its own thread.
*/
import type {TunableValues} from '../base/tunable.ts';
import {SECOND} from '../base/units.ts';
import type {Decision, DomainId, Pending, SchedulerPolicy} from './policy.ts';

/** Longest time that a policy may leave the device free while doorbells may run. */
export const IDLE_MAX_NS = SECOND;
/** Longest time that a domain with work may go without service. */
export const STARVATION_MAX_NS = 10 * SECOND;

export type GuardedState = {
	inner: unknown;
	/** What the policy did wrong; empty while it is good. */
	fault: string;
	/** When the device became free with work queued; -1 while it is not. */
	freeSinceNs: number;
	/** By domain: since when it has had work without service; -1 without work. */
	readonly unservedSinceNs: number[];
};

type Tell = (fault: string) => void;

/** Asks the policy something, unless it is at fault already; what it throws is its fault. */
function ask<Answer>(state: GuardedState, tell: Tell, what: string, otherwise: Answer, question: () => Answer): Answer {
	if (state.fault !== '') {
		return otherwise;
	}
	try {
		return question();
	} catch (error) {
		report(state, tell, `threw in ${what}: ${error instanceof Error ? error.message : String(error)}`);
		return otherwise;
	}
}

function report(state: GuardedState, tell: Tell, fault: string): void {
	if (state.fault === '') {
		state.fault = fault;
		tell(fault);
	}
}

/** `tell` hears of the first fault, in the middle of whatever the policy was asked. */
export function guard(policy: SchedulerPolicy, tell: Tell, nameOf: (domain: DomainId) => string): SchedulerPolicy<GuardedState> {
	const call = (state: GuardedState, what: string, question: () => void) => ask(state, tell, what, undefined, question);
	return {
		name: policy.name,
		doc: policy.doc,
		tunables: policy.tunables,
		isWorkConserving: policy.isWorkConserving,
		isForeign: true,
		periodNs: parameters => periodOf(policy, parameters),
		start(shares, parameters, nowNs) {
			const state: GuardedState = {inner: undefined, fault: '', freeSinceNs: -1, unservedSinceNs: []};
			state.inner = ask(state, tell, 'start', undefined, () => policy.start(shares, parameters, nowNs));
			return state;
		},
		join: (state, share, parameters, nowNs) => call(state, 'join', () => policy.join?.(state.inner, share, parameters, nowNs)),
		leave(state, domain) {
			state.unservedSinceNs[domain] = -1;
			call(state, 'leave', () => policy.leave?.(state.inner, domain));
		},
		reshare: (state, share, parameters, nowNs) => call(state, 'reshare', () => policy.reshare?.(state.inner, share, parameters, nowNs)),
		changed(state, line, nowNs, parameters) {
			noteWork(state, line, nowNs);
			call(state, 'changed', () => policy.changed?.(state.inner, line, nowNs, parameters));
		},
		decide(state, pending, nowNs, parameters) {
			const answer: unknown = ask(state, tell, 'decide', 'idle', () => policy.decide(state.inner, pending, nowNs, parameters));
			const fault = refuseDecision(answer, pending) ?? refuseWait(state, answer as Decision, pending, nowNs, nameOf);
			if (fault !== undefined) {
				report(state, tell, fault);
			}
			return obey(state, state.fault === '' ? (answer as Decision) : {run: oldest(pending)}, nowNs);
		},
		...(policy.isTurnOver === undefined
			? {}
			: {
					isTurnOver(
						state: GuardedState,
						domain: DomainId,
						pending: readonly Pending[],
						nowNs: number,
						parameters: TunableValues,
					): boolean {
						const answer: unknown = ask(state, tell, 'isTurnOver', false, () =>
							policy.isTurnOver?.(state.inner, domain, pending, nowNs, parameters),
						);
						if (typeof answer !== 'boolean') {
							report(state, tell, `answered isTurnOver with ${describe(answer)}; expected true or false`);
						}
						return answer === true;
					},
				}),
		charge: (state, domain, busyNs, nowNs, parameters, isDone) =>
			call(state, 'charge', () => policy.charge?.(state.inner, domain, busyNs, nowNs, parameters, isDone)),
		replenish: (state, nowNs, parameters) => call(state, 'replenish', () => policy.replenish?.(state.inner, nowNs, parameters)),
		account: (state, domain) => ask(state, tell, 'account', {}, () => policy.account?.(state.inner, domain) ?? {}),
	};
}

function periodOf(policy: SchedulerPolicy, parameters: TunableValues): number {
	try {
		const periodNs = policy.periodNs?.(parameters) ?? 0;
		return Number.isFinite(periodNs) && periodNs > 0 ? Math.ceil(periodNs) : 0;
	} catch {
		// The next question that matters will say so.
		return 0;
	}
}

function noteWork({unservedSinceNs}: GuardedState, {domain, depth}: Pending, nowNs: number): void {
	while (unservedSinceNs.length <= domain) {
		unservedSinceNs.push(-1);
	}
	if (depth === 0) {
		unservedSinceNs[domain] = -1;
	} else if ((unservedSinceNs[domain] as number) < 0) {
		unservedSinceNs[domain] = nowNs;
	}
}

/** What is wrong with an answer as such. */
function refuseDecision(answer: unknown, pending: readonly Pending[]): string | undefined {
	if (answer === 'idle') {
		return undefined;
	}
	const {run, waitNs} = (typeof answer === 'object' && answer !== null ? answer : {}) as {run?: unknown; waitNs?: unknown};
	if (run === undefined && waitNs === undefined) {
		return `answered ${describe(answer)}; expected {run: domain}, {waitNs: time} or 'idle'`;
	}
	if (run !== undefined) {
		return pending.some(line => line.domain === run) ? undefined : `answered to run ${describe(run)}, which has nothing that may run`;
	}
	return typeof waitNs === 'number' && waitNs > 0 && waitNs < Number.POSITIVE_INFINITY
		? undefined
		: `answered to wait for ${describe(waitNs)}; expected nanoseconds above 0`;
}

function describe(value: unknown): string {
	return typeof value === 'object' && value !== null ? 'an object without run and waitNs' : String(value).slice(0, 40);
}

/** Whether the answer leaves the device free, or a domain without service, for too long. */
function refuseWait(
	state: GuardedState,
	answer: Decision,
	pending: readonly Pending[],
	nowNs: number,
	nameOf: (domain: DomainId) => string,
): string | undefined {
	const runs = answer !== 'idle' && 'run' in answer;
	if (!runs && state.freeSinceNs >= 0 && nowNs - state.freeSinceNs >= IDLE_MAX_NS) {
		return `left the device free for ${(nowNs - state.freeSinceNs) / SECOND} s although ${pending.length} domains had work`;
	}
	for (const {domain} of pending) {
		const sinceNs = state.unservedSinceNs[domain] as number;
		if (sinceNs >= 0 && nowNs - sinceNs >= STARVATION_MAX_NS && !(runs && answer.run === domain)) {
			return `did not serve ${nameOf(domain)} for ${(nowNs - sinceNs) / SECOND} s although it had work`;
		}
	}
	return undefined;
}

/** The decision as the loop gets it: a wait is cut so that its length can be judged. */
function obey(state: GuardedState, decision: Decision, nowNs: number): Decision {
	if (decision !== 'idle' && 'run' in decision) {
		state.freeSinceNs = -1;
		state.unservedSinceNs[decision.run] = nowNs;
		return decision;
	}
	state.freeSinceNs = state.freeSinceNs < 0 ? nowNs : state.freeSinceNs;
	const leftNs = Math.max(1, state.freeSinceNs + IDLE_MAX_NS - nowNs);
	return {waitNs: decision === 'idle' ? leftNs : Math.min(leftNs, Math.ceil(decision.waitNs))};
}

function oldest(pending: readonly Pending[]): number {
	return pending.reduce((first, line) => (line.sequence < first.sequence ? line : first)).domain;
}
