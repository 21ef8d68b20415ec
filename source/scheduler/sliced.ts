/**
Time slices for whoever has work: NVIDIA's best effort and Intel's execution quantum. A domain keeps the
device until its slice is used up or it has nothing queued; then the next in turn gets a slice.

Slices follow weights: with equal weights everybody has the stated one. Where the device cannot stop a kernel
at the end of a slice, one that is longer runs past it and nobody repays; a domain with long kernels gains.
Inaccuracies: a slice counts the time that the domain kept the device busy, not the time on the clock
since it began; Intel's preemption timeout, which resets an engine that does not let go, is left out.
See: NVIDIA, Virtual GPU software user guide, vGPU schedulers; Linux xe driver, SR-IOV administration,
exec_quantum_ms.
*/
import {tunable} from '../base/tunable.ts';
import {MS, SECOND} from '../base/units.ts';
import type {Decision, DomainId, SchedulerPolicy, Share} from './policy.ts';
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

/** The holder of the slice is who has its turn. */
export type SlicedState = TurnState & {readonly kind: 'sliced'; usedNs: number};

function join(state: SlicedState, share: Share): void {
	joinTurns(state, share, member => member);
}

function start(shares: readonly Share[]): SlicedState {
	const state: SlicedState = {kind: 'sliced', ...startTurns<TurnMember>(), usedNs: 0};
	for (const share of shares) {
		join(state, share);
	}
	return state;
}

/** The slice of its holder is used up. `sliceNs` 0 is no end. */
function isUsedUp(state: SlicedState, holder: TurnMember, sliceNs: number): boolean {
	const lengthNs = (sliceNs * state.count * holder.weight) / state.weights;
	return lengthNs > 0 && state.usedNs >= lengthNs;
}

/** A doorbell that runs on the slice of somebody else, since the policy was changed under it, has no turn. */
function isTurnOver(state: SlicedState, domain: DomainId, sliceNs: number): boolean {
	const holder = state.members[domain];
	return hasOthers(state, domain) && (holder === undefined || state.current !== domain || isUsedUp(state, holder, sliceNs));
}

/** The holder of the slice goes on, or the next in turn gets one. */
function decide(state: SlicedState, sliceNs: number): Decision {
	const {members, ready} = state;
	const holder = state.current === NOBODY ? undefined : members[state.current];
	if (holder?.isListed === true && !isUsedUp(state, holder, sliceNs)) {
		return holder.decision;
	}
	if (ready.first === NOBODY) {
		return 'idle';
	}
	const next = members[ready.first] as TurnMember;
	state.current = next.domain;
	state.usedNs = 0;
	serve(ready, members, next, ++state.turns);
	return next.decision;
}

const common = {
	isWorkConserving: true,
	start,
	join,
	leave: leaveTurns,
	reshare: reshareTurns,
	changed: changeTurns,
	charge(state: SlicedState, domain: DomainId, busyNs: number): void {
		state.usedNs += domain === state.current ? busyNs : 0;
	},
} as const;

export const bestEffort: SchedulerPolicy<SlicedState> = {
	...common,
	name: 'BEST-EFFORT',
	doc: "NVIDIA's best effort: time slices in turn for those that have work.",
	tunables: {
		sliceNs: tunable({
			unit: 'ns',
			default: 2 * MS,
			minimum: MS,
			maximum: 30 * MS,
			step: MS,
			doc: 'Length of a time slice; longer means fewer changes of domain and longer waits.',
			when: 'live',
		}),
	},
	decide: (state, _pending, _nowNs, {sliceNs = 0}) => decide(state, sliceNs),
	isTurnOver: (state, domain, _pending, _nowNs, {sliceNs = 0}) => isTurnOver(state, domain, sliceNs),
};

export const quantum: SchedulerPolicy<SlicedState> = {
	...common,
	name: 'QUANTUM',
	doc: "Intel's execution quantum: a domain keeps the device so long while it has work.",
	tunables: {
		quantumNs: tunable({
			unit: 'ns',
			default: 16 * MS,
			minimum: 0,
			maximum: SECOND,
			step: MS,
			doc: 'Longest turn of a domain; longer means longer waits, 0 is without end.',
			when: 'live',
		}),
	},
	decide: (state, _pending, _nowNs, {quantumNs = 0}) => decide(state, quantumNs),
	isTurnOver: (state, domain, _pending, _nowNs, {quantumNs = 0}) => isTurnOver(state, domain, quantumNs),
};
