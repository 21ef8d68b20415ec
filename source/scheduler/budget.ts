/**
Budgets and bandwidth: the account that CREDIT and BAND share. Once a period, each domain with work is
credited its part of the time that the device was busy; what it runs is taken off. Over a longer window, of
one period more than there are domains, the time each used is compared with the mean of all.

Behaviour of the prototype's `scheduler` branch of 2015, with these faults of it corrected:
- A kernel longer than the period made periods look empty, so nobody was credited; its whole time came at the
  end, and the next period forgave what exceeded one period; after a hundred such periods all budgets were
  set anew while it ran. Here time is charged as it passes, and the debt that a doorbell longer than a
  period made is kept until it is repaid.
- The mirror image: a domain waiting for such a kernel lost half of the credit it saved up meanwhile. Here
  only a domain that was without work for a moment of the period loses credit that it could have used.
- Domains without work were credited too, so that beside an idle neighbour everybody else sank to the floor
  and budgets told nothing apart. Here they are not, unless `creditIdle` asks for it.
- Until the first period of a window was over nobody counted as over its bandwidth, so a domain with long
  kernels, however overdrawn, ran one in every window. Here the comparison holds from the start.
- Equal shares only. Here parts follow weights; with equal weights it is the prototype's division by n.
See: GPUvm prototype credit_scheduler, band_scheduler; Kato and others, Gdev, USENIX ATC 2012, BAND.
*/
import {type TunableValues, tunable} from '../base/tunable.ts';
import {MS, SECOND} from '../base/units.ts';
import type {Account, DomainId, Pending, Share} from './policy.ts';
import {delist, drainInOrder, emptyList, enlist, type Listed, type Members, NOBODY, serve, type TurnList} from './turn-list.ts';

/** After so many periods without work for anybody, budgets start anew. */
const IDLE_PERIODS_MAX = 100;

export const budgetTunables = {
	periodNs: tunable({
		unit: 'ns',
		default: 30 * MS,
		minimum: MS,
		maximum: 10 * SECOND,
		step: 5 * MS,
		doc: 'Time between two credits; longer lets a domain run ahead, and fall behind, further.',
		when: 'live',
	}),
	creditIdle: tunable({
		unit: 'flag',
		default: 0,
		minimum: 0,
		maximum: 1,
		step: 1,
		doc: 'Credit domains without work too, as the prototype does; then shares beside an idle neighbour drift apart.',
		when: 'live',
	}),
};

export type BudgetMember = Listed & {
	readonly decision: {readonly run: DomainId};
	/** In which of the two lists it stands when it has work. */
	isPreferred: boolean;
	weight: number;
	budgetNs: number;
	/** Used in the window, against the mean of all. */
	usedNs: number;
	/** Length of its latest doorbell, or of the running one so far. */
	doorbellNs: number;
	/** Length of its longest doorbell since it was last out of debt. */
	longestNs: number;
	isDoorbellOpen: boolean;
	/** Was without work for a moment of this period. */
	wasSilent: boolean;
	/** Had work in this period; in this window. */
	wasReady: boolean;
	wasReadyInWindow: boolean;
};

export type BudgetState = {
	readonly kind: 'budget';
	/** Whether bandwidth counts, too. */
	isBand: boolean;
	readonly members: Members<BudgetMember>;
	/** Those with work that go first, and the rest: a member changes sides when its account does. */
	readonly preferred: TurnList;
	readonly rest: TurnList;
	turns: number;
	/** Served last; NOBODY before the first and after it left. */
	current: DomainId;
	/** Busy time of this period; of the closed periods of this window. */
	ranNs: number;
	windowNs: number;
	/** Periods closed in this window; periods in a row without work. */
	periods: number;
	idlePeriods: number;
	/** Sum of the weights of those that had work in this window. */
	windowWeight: number;
	/** When BAND stops waiting for `current`; -1 if it does not. */
	waitUntilNs: number;
};

export function startBudgets(isBand: boolean, shares: readonly Share[]): BudgetState {
	const state: BudgetState = {
		kind: 'budget',
		isBand,
		members: [],
		preferred: emptyList(),
		rest: emptyList(),
		turns: 0,
		current: NOBODY,
		ranNs: 0,
		windowNs: 0,
		periods: 0,
		idlePeriods: 0,
		windowWeight: 0,
		waitUntilNs: -1,
	};
	for (const share of shares) {
		joinBudgets(state, share);
	}
	return state;
}

/** The same domains, credit and debt under the other of the two policies. */
export function adoptBudgets(isBand: boolean, previous: unknown): BudgetState | undefined {
	if ((previous as Partial<BudgetState> | undefined)?.kind !== 'budget') {
		return undefined;
	}
	const state = previous as BudgetState;
	state.isBand = isBand;
	state.waitUntilNs = -1;
	regroup(state);
	return state;
}

export function joinBudgets(state: BudgetState, {domain, weight}: Share): void {
	while (state.members.length <= domain) {
		state.members.push(undefined);
	}
	state.members[domain] = {
		domain,
		decision: {run: domain},
		isPreferred: true,
		weight,
		turn: ++state.turns,
		isListed: false,
		earlier: NOBODY,
		later: NOBODY,
		budgetNs: 0,
		usedNs: 0,
		doorbellNs: 0,
		longestNs: 0,
		isDoorbellOpen: false,
		wasSilent: true,
		wasReady: false,
		wasReadyInWindow: false,
	};
}

export function leaveBudgets(state: BudgetState, domain: DomainId): void {
	const member = state.members[domain];
	if (member !== undefined) {
		delist(listOf(state, member), state.members, member);
		state.windowWeight -= member.wasReadyInWindow ? member.weight : 0;
		state.members[domain] = undefined;
		if (state.current === domain) {
			state.current = NOBODY;
			state.waitUntilNs = -1;
		}
		regroup(state);
	}
}

export function reshareBudgets(state: BudgetState, {domain, weight}: Share): void {
	const member = state.members[domain];
	if (member !== undefined) {
		state.windowWeight += member.wasReadyInWindow ? weight - member.weight : 0;
		member.weight = weight;
		regroup(state);
	}
}

export function changeBudgets(state: BudgetState, {domain, depth}: Pending): void {
	const member = state.members[domain] as BudgetMember;
	if (depth === 0) {
		delist(listOf(state, member), state.members, member);
		member.wasSilent ||= state.current !== domain;
	} else if (!member.isListed) {
		noteReady(state, member);
		member.isPreferred = goesFirst(state, member);
		enlist(listOf(state, member), state.members, member);
	}
}

function noteReady(state: BudgetState, member: BudgetMember): void {
	member.wasReady = true;
	if (!member.wasReadyInWindow) {
		member.wasReadyInWindow = true;
		state.windowWeight += member.weight;
		// Everybody's part of the window is smaller now.
		regroup(state);
	}
}

function goesFirst(state: BudgetState, member: BudgetMember): boolean {
	return member.budgetNs >= 0 || (state.isBand && !isOverBandwidth(state, member));
}

function listOf(state: BudgetState, {isPreferred}: BudgetMember): TurnList {
	return isPreferred ? state.preferred : state.rest;
}

/** Puts everybody with work on the side where its account belongs. In time proportional to their number. */
function regroup(state: BudgetState): void {
	drainInOrder([state.preferred, state.rest], state.members, member => {
		member.isPreferred = goesFirst(state, member);
		enlist(listOf(state, member), state.members, member);
	});
}

/** First in turn of those that go first, or of the rest; undefined if nobody has work. */
export function nextInTurn({preferred, rest, members}: BudgetState): BudgetMember | undefined {
	const first = preferred.first === NOBODY ? rest.first : preferred.first;
	return first === NOBODY ? undefined : members[first];
}

/** The member is next. */
export function takeTurn(state: BudgetState, member: BudgetMember): {readonly run: DomainId} {
	state.current = member.domain;
	state.waitUntilNs = -1;
	serve(listOf(state, member), state.members, member, ++state.turns);
	return member.decision;
}

export function chargeBudgets(state: BudgetState, domain: DomainId, busyNs: number, isDone: boolean): void {
	state.ranNs += busyNs;
	const member = state.members[domain];
	if (member !== undefined) {
		member.budgetNs -= busyNs;
		member.usedNs += busyNs;
		member.doorbellNs = (member.isDoorbellOpen ? member.doorbellNs : 0) + busyNs;
		member.longestNs = Math.max(member.longestNs, member.doorbellNs);
		member.isDoorbellOpen = !isDone;
		member.wasSilent ||= isDone && !member.isListed;
		// Its queue may have been empty at the start of the period, while it ran.
		noteReady(state, member);
		if (member.isListed && goesFirst(state, member) !== member.isPreferred) {
			delist(listOf(state, member), state.members, member);
			member.isPreferred = !member.isPreferred;
			enlist(listOf(state, member), state.members, member);
		}
	}
}

/** It belongs to those that go last by now, and somebody who goes first has work. */
export function isTurnOverBudgets(state: BudgetState, domain: DomainId): boolean {
	const member = state.members[domain];
	return member !== undefined && state.preferred.first !== NOBODY && !goesFirst(state, member);
}

/** More of the window's busy time than its weight promises; at the start of a window, more than the mean before it. */
export function isOverBandwidth(state: BudgetState, member: BudgetMember): boolean {
	return member.usedNs * state.windowWeight > state.windowNs * member.weight;
}

export function replenishBudgets(state: BudgetState, {periodNs = 0, creditIdle}: TunableValues): void {
	const {members, ranNs} = state;
	const all = creditIdle === 1;
	let weights = 0;
	let count = 0;
	for (const member of members) {
		if (member !== undefined) {
			count++;
			weights += all || member.wasReady ? member.weight : 0;
		}
	}
	const isIdlePeriod = ranNs === 0;
	for (const member of members) {
		if (member !== undefined) {
			if (!isIdlePeriod) {
				member.budgetNs += all || member.wasReady ? (ranNs * member.weight) / weights : 0;
				clamp(member, periodNs, all);
			}
			member.wasReady = member.isListed || member.isDoorbellOpen;
			member.wasSilent = !member.wasReady;
		}
	}
	state.idlePeriods = isIdlePeriod ? state.idlePeriods + 1 : 0;
	if (state.idlePeriods > IDLE_PERIODS_MAX) {
		startAnew(state, periodNs);
	}
	state.windowNs += ranNs;
	state.ranNs = 0;
	if (++state.periods > count) {
		closeWindow(state, periodNs * (count + 1));
	}
	regroup(state);
}

/**
Credit beyond a period is halved where it could have been used, credit and debt of who had no work in any case;
debt beyond a period is forgiven where no single doorbell made it.
*/
function clamp(member: BudgetMember, periodNs: number, all: boolean): void {
	const isHoarded = member.budgetNs > periodNs && (member.wasSilent || all);
	if (isHoarded || !(member.wasReady || all)) {
		member.budgetNs /= 2;
	}
	member.budgetNs = Math.max(member.budgetNs, -Math.max(periodNs, member.longestNs));
	member.longestNs = member.budgetNs >= 0 ? 0 : member.longestNs;
}

function startAnew(state: BudgetState, periodNs: number): void {
	const weights = state.members.reduce((sum, member) => sum + (member?.weight ?? 0), 0);
	for (const member of state.members) {
		if (member !== undefined) {
			member.budgetNs = (periodNs * member.weight) / weights;
			member.usedNs = 0;
		}
	}
}

/** What each used goes on as its distance from the mean; who is far below it starts anew. */
function closeWindow(state: BudgetState, spanNs: number): void {
	let sum = 0;
	let weights = 0;
	for (const member of state.members) {
		if (member?.wasReadyInWindow === true) {
			member.usedNs = member.usedNs < -2 * spanNs ? 0 : member.usedNs;
			sum += member.usedNs;
			weights += member.weight;
		}
	}
	state.windowWeight = 0;
	for (const member of state.members) {
		if (member !== undefined) {
			member.usedNs = member.wasReadyInWindow ? member.usedNs - (sum * member.weight) / weights : 0;
			member.wasReadyInWindow = member.isListed || member.isDoorbellOpen;
			state.windowWeight += member.wasReadyInWindow ? member.weight : 0;
		}
	}
	state.periods = 0;
	state.windowNs = 0;
}

export function accountOf({members}: BudgetState, domain: DomainId): Account {
	const member = members[domain];
	return member === undefined ? {} : {budgetNs: Math.round(member.budgetNs), bandwidthNs: Math.round(member.usedNs)};
}
