/**
DEFICIT: deficit round robin. Each domain with work gets a quantum in turn and keeps the device while it has
any left; what a kernel runs over is taken off its next quanta.

The length of a kernel is known only afterwards, so a turn may go below nothing once (the variant called
surplus round robin). A domain whose queue runs empty loses what it has left, not what it owes.
In the long run shares follow weights within one kernel and one quantum, for domains that always have work.
See: Shreedhar, Varghese: Efficient fair queuing using deficit round robin, SIGCOMM 1995.
*/
import {tunable} from '../base/tunable.ts';
import {MS, SECOND, US} from '../base/units.ts';
import type {SchedulerPolicy, Share} from './policy.ts';
import {NOBODY, serve} from './turn-list.ts';
import {
	changeTurns,
	hasOthers,
	joinTurns,
	leaveTurns,
	reshareTurns,
	startTurns,
	type TurnMember,
	type TurnState,
} from './weighted-turns.ts';

type DeficitMember = TurnMember & {budgetNs: number};

export type DeficitState = TurnState<DeficitMember> & {readonly kind: 'deficit'};

function join(state: DeficitState, share: Share): void {
	joinTurns(state, share, member => ({...member, budgetNs: 0}));
}

/** Rounds until somebody with work has something left: given all at once, however deep the debts. */
function roundsNeeded({members, ready}: DeficitState, perWeightNs: number): number {
	let least = Number.POSITIVE_INFINITY;
	for (let at = ready.first; at !== NOBODY; ) {
		const member = members[at] as DeficitMember;
		least = Math.min(least, Math.floor(-member.budgetNs / (perWeightNs * member.weight)) + 1);
		at = member.later;
	}
	return least;
}

export const deficit: SchedulerPolicy<DeficitState> = {
	name: 'DEFICIT',
	doc: 'Deficit round robin: a quantum in turn; what a kernel runs over is taken off the next ones.',
	tunables: {
		quantumNs: tunable({
			unit: 'ns',
			default: 2 * MS,
			minimum: 100 * US,
			maximum: SECOND,
			step: MS,
			doc: 'GPU time per turn at the mean weight; longer means fewer changes of domain and longer waits.',
			when: 'live',
		}),
	},
	isWorkConserving: true,
	start(shares) {
		const state: DeficitState = {kind: 'deficit', ...startTurns<DeficitMember>()};
		for (const share of shares) {
			join(state, share);
		}
		return state;
	},
	join,
	leave: leaveTurns,
	reshare: reshareTurns,
	changed: changeTurns,
	decide(state, _pending, _nowNs, {quantumNs = 1}) {
		const {members, ready} = state;
		const holder = state.current === NOBODY ? undefined : members[state.current];
		if (holder !== undefined) {
			if (holder.isListed && holder.budgetNs > 0) {
				return holder.decision;
			}
			holder.budgetNs = Math.min(0, holder.budgetNs);
			state.current = NOBODY;
		}
		const perWeightNs = (quantumNs * state.count) / state.weights;
		const start = ready.first;
		for (let isStart = true; ready.first !== NOBODY; isStart = false) {
			const head = members[ready.first] as DeficitMember;
			if (head.domain === start && !isStart) {
				// A full round in vain: everybody is given all rounds but the last in vain at once.
				giveRounds(state, perWeightNs, roundsNeeded(state, perWeightNs) - 1);
			}
			head.budgetNs += perWeightNs * head.weight;
			serve(ready, members, head, ++state.turns);
			if (head.budgetNs > 0) {
				state.current = head.domain;
				return head.decision;
			}
		}
		return 'idle';
	},
	isTurnOver(state, domain) {
		const member = state.members[domain];
		return hasOthers(state, domain) && (member === undefined || state.current !== domain || member.budgetNs <= 0);
	},
	charge(state, domain, busyNs) {
		const member = state.members[domain];
		if (member !== undefined) {
			member.budgetNs -= busyNs;
		}
	},
	account(state, domain) {
		const member = state.members[domain];
		return member === undefined ? {} : {budgetNs: Math.round(member.budgetNs)};
	},
};

function giveRounds({members, ready}: DeficitState, perWeightNs: number, rounds: number): void {
	for (let at = ready.first; at !== NOBODY; ) {
		const member = members[at] as DeficitMember;
		member.budgetNs += rounds * perWeightNs * member.weight;
		at = member.later;
	}
}
