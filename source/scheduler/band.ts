/**
BAND, bandwidth-aware non-preemptive device scheduling: CREDIT, where only those go last who are overdrawn
and also had more than their part of the bandwidth; and before the device goes from a domain that had too
little to one that had too much, the first gets a moment to submit again.

That wait is what helps a client with short synchronous kernels, whose queue is empty at the moment of the
choice. It costs the device idle time although work is queued: the policy is not work conserving.
Not here: how budgets and bandwidth are kept, and which faults of the prototype are corrected (budget.ts).
Inaccuracies: the prototype sleeps through the wait and looks once at its end; here a doorbell ends it at
once, from whomever it came.
See: GPUvm prototype band_scheduler (branch `scheduler`, 2015); Kato and others, Gdev, USENIX ATC 2012.
*/

import {tunable} from '../base/tunable.ts';
import {MS, US} from '../base/units.ts';
import {
	accountOf,
	adoptBudgets,
	type BudgetState,
	budgetTunables,
	changeBudgets,
	chargeBudgets,
	isOverBandwidth,
	isTurnOverBudgets,
	joinBudgets,
	leaveBudgets,
	nextInTurn,
	replenishBudgets,
	reshareBudgets,
	startBudgets,
	takeTurn,
} from './budget.ts';
import type {Decision, Pending, SchedulerPolicy} from './policy.ts';
import {NOBODY} from './turn-list.ts';

export const band: SchedulerPolicy<BudgetState> = {
	name: 'BAND',
	doc: 'CREDIT that also weighs bandwidth and waits a moment for a domain that had too little.',
	tunables: {
		...budgetTunables,
		waitNs: tunable({
			unit: 'ns',
			default: 500 * US,
			minimum: 0,
			maximum: 100 * MS,
			step: 100 * US,
			doc: 'How long a domain that had too little may leave the device free to submit again; longer is fairer and idler.',
			when: 'live',
		}),
	},
	isWorkConserving: false,
	periodNs: ({periodNs = 0}) => periodNs,
	start: shares => startBudgets(true, shares),
	adopt: previous => adoptBudgets(true, previous),
	join: joinBudgets,
	leave: leaveBudgets,
	reshare: reshareBudgets,
	changed: changeBudgets,
	decide(state, _pending: readonly Pending[], nowNs, {waitNs = 0}): Decision {
		const next = nextInTurn(state);
		if (next === undefined) {
			return 'idle';
		}
		const current = state.current === NOBODY ? undefined : state.members[state.current];
		const isYielding = current !== undefined && next !== current && isOverBandwidth(state, next) && !isOverBandwidth(state, current);
		if (!isYielding) {
			return takeTurn(state, next);
		}
		if (current.isListed) {
			return takeTurn(state, current);
		}
		if (state.waitUntilNs < 0) {
			state.waitUntilNs = nowNs + waitNs;
		}
		return nowNs < state.waitUntilNs ? {waitNs: state.waitUntilNs - nowNs} : takeTurn(state, next);
	},
	isTurnOver: isTurnOverBudgets,
	charge: (state, domain, busyNs, _nowNs, _parameters, isDone) => chargeBudgets(state, domain, busyNs, isDone),
	replenish: (state, _nowNs, parameters) => replenishBudgets(state, parameters),
	account: accountOf,
};
