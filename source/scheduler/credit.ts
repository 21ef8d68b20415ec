/**
CREDIT: everybody in turn, but first those whose budget is not overdrawn.

Not here: how budgets grow and shrink, and which faults of the prototype are corrected (budget.ts).
Inaccuracies: with two synchronous clients it can only alternate, because the one just served has nothing
queued at the moment of the choice; that is what BAND waits for.
See: GPUvm prototype credit_scheduler (branch `scheduler`, 2015).
*/
import {
	accountOf,
	adoptBudgets,
	type BudgetState,
	budgetTunables,
	changeBudgets,
	chargeBudgets,
	isTurnOverBudgets,
	joinBudgets,
	leaveBudgets,
	nextInTurn,
	replenishBudgets,
	reshareBudgets,
	startBudgets,
	takeTurn,
} from './budget.ts';
import type {SchedulerPolicy} from './policy.ts';

export const credit: SchedulerPolicy<BudgetState> = {
	name: 'CREDIT',
	doc: 'In turn, first those whose budget of GPU time is not overdrawn.',
	tunables: budgetTunables,
	isWorkConserving: true,
	periodNs: ({periodNs = 0}) => periodNs,
	start: shares => startBudgets(false, shares),
	adopt: previous => adoptBudgets(false, previous),
	join: joinBudgets,
	leave: leaveBudgets,
	reshare: reshareBudgets,
	changed: changeBudgets,
	decide(state) {
		const next = nextInTurn(state);
		return next === undefined ? 'idle' : takeTurn(state, next);
	},
	isTurnOver: isTurnOverBudgets,
	charge: (state, domain, busyNs, _nowNs, _parameters, isDone) => chargeBudgets(state, domain, busyNs, isDone),
	replenish: (state, _nowNs, parameters) => replenishBudgets(state, parameters),
	account: accountOf,
};
