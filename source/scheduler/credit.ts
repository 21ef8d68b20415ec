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
	type BudgetMember,
	type BudgetState,
	budgetTunables,
	changeBudgets,
	chargeBudgets,
	joinBudgets,
	leaveBudgets,
	replenishBudgets,
	reshareBudgets,
	startBudgets,
	takeTurn,
} from './budget.ts';
import type {SchedulerPolicy} from './policy.ts';
import {NOBODY} from './turn-list.ts';

export const credit: SchedulerPolicy<BudgetState> = {
	name: 'CREDIT',
	doc: 'In turn, first those whose budget of GPU time is not overdrawn.',
	tunables: budgetTunables,
	isWorkConserving: true,
	periodNs: ({periodNs = 0}) => periodNs,
	start: startBudgets,
	adopt: adoptBudgets,
	join: joinBudgets,
	leave: leaveBudgets,
	reshare: reshareBudgets,
	changed: changeBudgets,
	decide(state) {
		const {ready, members} = state;
		if (ready.first === NOBODY) {
			return 'idle';
		}
		for (let at = ready.first; at !== NOBODY; ) {
			const member = members[at] as BudgetMember;
			if (member.budgetNs >= 0) {
				return takeTurn(state, member);
			}
			at = member.later;
		}
		return takeTurn(state, members[ready.first] as BudgetMember);
	},
	charge: (state, domain, busyNs, _nowNs, _parameters, isDone) => chargeBudgets(state, domain, busyNs, isDone),
	replenish: (state, _nowNs, parameters) => replenishBudgets(state, parameters),
	account: accountOf,
};
