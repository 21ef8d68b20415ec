/**
RTDS, real-time deferrable server: each domain has a budget of GPU time per period of its own. Those with
budget left go first, the nearest end of a period first of all; extra time goes to the others in turn.

A domain without a reservation of its own has the default one. What a kernel runs over its budget is taken
off its next periods. Weights have no say. Reservations hold if all budgets together fit (the sum of
budget / period, plus what the longest kernel of anybody blocks, is at most one); nobody checks that.
See: Xen sched_rt (RTDS): period 10 ms, budget 4 ms and extra time are its defaults; priority by refills
without reservation, then by deadline.
*/
import {type TunableValues, tunable} from '../base/tunable.ts';
import {MS, SECOND, US} from '../base/units.ts';
import type {Decision, DomainId, SchedulerPolicy, Share} from './policy.ts';
import {emptyHeap, firstOf, type ReadyHeap, removeKey, setKey} from './ready-heap.ts';

type ReservationMember = {
	readonly domain: DomainId;
	readonly decision: {readonly run: DomainId};
	/** Of its own; 0 takes the default. */
	periodNs: number;
	budgetNs: number;
	/** What is left of the budget; negative after running over. */
	leftNs: number;
	/** End of the period. */
	deadlineNs: number;
	/** Budgets used up beyond the reservation in this period. */
	refills: number;
	isReady: boolean;
	/** The doorbell that goes on was begun on budget, and is paid from it to its end. */
	isPaying: boolean;
};

export type ReservationState = {
	readonly kind: 'reservation';
	readonly members: Array<ReservationMember | undefined>;
	/** With work and budget, by deadline. */
	readonly reserved: ReadyHeap;
	/** With work but without budget, by refills and then by deadline. */
	readonly extra: ReadyHeap;
	/** With work but without budget, by deadline: when the next one has budget again. */
	readonly waiting: ReadyHeap;
};

/** More than any distance of deadlines, so that refills count first. */
const REFILL_STEP = 2 ** 44;

function budgetOf(member: ReservationMember, {budgetNs = 1}: TunableValues): number {
	return member.budgetNs > 0 ? member.budgetNs : budgetNs;
}

function periodOf(member: ReservationMember, {periodNs = 1}: TunableValues): number {
	return member.periodNs > 0 ? member.periodNs : periodNs;
}

/** Whole periods go by; each brings one budget, debts are paid first, nothing is saved up. */
function release(member: ReservationMember, parameters: TunableValues, nowNs: number): void {
	if (nowNs >= member.deadlineNs) {
		const periodNs = periodOf(member, parameters);
		const periods = Math.floor((nowNs - member.deadlineNs) / periodNs) + 1;
		const budgetNs = budgetOf(member, parameters);
		member.deadlineNs += periods * periodNs;
		member.leftNs = Math.min(budgetNs, member.leftNs + periods * budgetNs);
		member.refills = 0;
	}
}

function extraKey({refills, deadlineNs}: ReservationMember): number {
	return refills * REFILL_STEP + deadlineNs;
}

function isSooner(state: ReservationState, domain: DomainId, {deadlineNs}: ReservationMember): boolean {
	return (state.members[domain] as ReservationMember).deadlineNs < deadlineNs;
}

function place(state: ReservationState, member: ReservationMember): void {
	const {domain} = member;
	removeKey(state.reserved, domain);
	removeKey(state.extra, domain);
	removeKey(state.waiting, domain);
	if (member.isReady && member.leftNs > 0) {
		setKey(state.reserved, domain, member.deadlineNs);
	} else if (member.isReady) {
		setKey(state.extra, domain, extraKey(member));
		setKey(state.waiting, domain, member.deadlineNs);
	}
}

function join(state: ReservationState, {domain, periodNs, budgetNs}: Share, parameters: TunableValues, nowNs: number): void {
	while (state.members.length <= domain) {
		state.members.push(undefined);
	}
	const member: ReservationMember = {
		domain,
		decision: {run: domain},
		periodNs,
		budgetNs,
		leftNs: 0,
		deadlineNs: nowNs,
		refills: 0,
		isReady: false,
		isPaying: false,
	};
	release(member, parameters, nowNs);
	state.members[domain] = member;
}

export const reservation: SchedulerPolicy<ReservationState> = {
	name: 'RTDS',
	doc: 'Real-time reservation: a budget per period for each domain, the nearest deadline first.',
	tunables: {
		periodNs: tunable({
			unit: 'ns',
			default: 10 * MS,
			minimum: 100 * US,
			maximum: 10 * SECOND,
			step: MS,
			doc: 'Period of a domain without one of its own; longer lets its work wait longer.',
			when: 'live',
		}),
		budgetNs: tunable({
			unit: 'ns',
			default: 4 * MS,
			minimum: 100 * US,
			maximum: 10 * SECOND,
			step: MS,
			doc: 'GPU time in each period of a domain without a budget of its own; more leaves others less.',
			when: 'live',
		}),
		extraTime: tunable({
			unit: 'flag',
			default: 1,
			minimum: 0,
			maximum: 1,
			step: 1,
			doc: 'Time that nobody reserved goes to those whose budget is used up; otherwise the device stays free.',
			when: 'live',
		}),
	},
	isWorkConserving: false,
	start(shares, parameters, nowNs) {
		const state: ReservationState = {
			kind: 'reservation',
			members: [],
			reserved: emptyHeap(),
			extra: emptyHeap(),
			waiting: emptyHeap(),
		};
		for (const share of shares) {
			join(state, share, parameters, nowNs);
		}
		return state;
	},
	join,
	leave(state, domain) {
		const member = state.members[domain];
		if (member !== undefined) {
			member.isReady = false;
			place(state, member);
			state.members[domain] = undefined;
		}
	},
	reshare(state, {domain, periodNs, budgetNs}) {
		const member = state.members[domain];
		if (member !== undefined) {
			member.periodNs = periodNs;
			member.budgetNs = budgetNs;
		}
	},
	changed(state, {domain, depth}) {
		const member = state.members[domain] as ReservationMember;
		if (member.isReady !== depth > 0) {
			member.isReady = depth > 0;
			place(state, member);
		}
	},
	decide(state, _pending, nowNs, parameters): Decision {
		settle(state, state.waiting, parameters, nowNs);
		settle(state, state.reserved, parameters, nowNs);
		const first = firstOf(state.reserved);
		if (first >= 0) {
			return (state.members[first] as ReservationMember).decision;
		}
		const next = firstOf(state.extra);
		if (next >= 0 && parameters.extraTime !== 0) {
			return (state.members[next] as ReservationMember).decision;
		}
		const soonest = firstOf(state.waiting);
		return soonest < 0 ? 'idle' : {waitNs: (state.members[soonest] as ReservationMember).deadlineNs - nowNs};
	},
	/** Somebody goes before it now; without extra time, also when its own budget is used up. */
	isTurnOver(state, domain, _pending, nowNs, parameters) {
		const member = state.members[domain];
		if (member === undefined) {
			return false;
		}
		settle(state, state.waiting, parameters, nowNs);
		settle(state, state.reserved, parameters, nowNs);
		const first = firstOf(state.reserved);
		if (first >= 0 && first !== domain && (member.leftNs <= 0 || isSooner(state, first, member))) {
			return true;
		}
		const next = firstOf(state.extra);
		const isBehind = next >= 0 && next !== domain && (state.extra.keys[next] as number) < extraKey(member);
		return member.leftNs <= 0 && (parameters.extraTime === 0 || isBehind);
	},
	charge(state, domain, busyNs, nowNs, parameters, isDone) {
		const member = state.members[domain];
		if (member === undefined) {
			return;
		}
		const isPaid = member.isPaying || member.leftNs > 0;
		member.isPaying = isPaid && !isDone;
		if (isPaid) {
			member.leftNs -= busyNs;
		} else {
			// Extra time costs no budget; who had more of it comes later.
			member.refills += Math.ceil(busyNs / budgetOf(member, parameters));
		}
		release(member, parameters, nowNs);
		place(state, member);
	},
	account(state, domain) {
		const member = state.members[domain];
		return member === undefined ? {} : {budgetNs: member.leftNs, overshootNs: Math.max(0, -member.leftNs)};
	},
};

/** Members of the heap whose period has ended begin a new one. */
function settle(state: ReservationState, heap: ReadyHeap, parameters: TunableValues, nowNs: number): void {
	for (let first = firstOf(heap); first >= 0; first = firstOf(heap)) {
		const member = state.members[first] as ReservationMember;
		if (member.deadlineNs > nowNs) {
			return;
		}
		release(member, parameters, nowNs);
		place(state, member);
	}
}
