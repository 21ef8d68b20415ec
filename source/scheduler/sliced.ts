/**
Time slices for whoever has work: NVIDIA's best effort and Intel's execution quantum. A domain keeps the
device until its slice is used up or it has nothing queued; then the next in turn gets a slice.

Slices follow weights: with equal weights everybody has the stated one. The device does not stop a kernel
at the end of a slice, so one that is longer runs past it and nobody repays; a domain with long kernels gains.
Inaccuracies: a slice counts the time that the domain kept the device busy, not the time on the clock
since it began; Intel's preemption timeout, which resets an engine that does not let go, is left out.
See: NVIDIA, Virtual GPU software user guide, vGPU schedulers; Linux xe driver, SR-IOV administration,
exec_quantum_ms.
*/
import {type TunableSpec, type TunableValues, tunable} from '../base/tunable.ts';
import {MS, SECOND} from '../base/units.ts';
import type {DomainId, SchedulerPolicy, Share} from './policy.ts';
import {delist, emptyList, enlist, type Listed, type Members, NOBODY, serve, type TurnList} from './turn-list.ts';

type SlicedMember = Listed & {readonly decision: {readonly run: DomainId}; weight: number};

export type SlicedState = {
	readonly kind: 'sliced';
	readonly members: Members<SlicedMember>;
	readonly ready: TurnList;
	turns: number;
	weights: number;
	count: number;
	/** Holder of the slice. */
	current: DomainId;
	usedNs: number;
};

function join(state: SlicedState, {domain, weight}: Share): void {
	while (state.members.length <= domain) {
		state.members.push(undefined);
	}
	state.weights += weight;
	state.count++;
	state.members[domain] = {
		domain,
		decision: {run: domain},
		weight,
		turn: ++state.turns,
		isListed: false,
		earlier: NOBODY,
		later: NOBODY,
	};
}

function slicedPolicy(
	name: string,
	doc: string,
	tunables: Readonly<Record<string, TunableSpec>>,
	/** Length of a slice; 0 is no end. */
	sliceNs: (parameters: TunableValues) => number,
): SchedulerPolicy<SlicedState> {
	return {
		name,
		doc,
		tunables,
		isWorkConserving: true,
		start(shares) {
			const state: SlicedState = {
				kind: 'sliced',
				members: [],
				ready: emptyList(),
				turns: 0,
				weights: 0,
				count: 0,
				current: NOBODY,
				usedNs: 0,
			};
			for (const share of shares) {
				join(state, share);
			}
			return state;
		},
		join,
		leave(state, domain) {
			const member = state.members[domain];
			if (member !== undefined) {
				delist(state.ready, state.members, member);
				state.weights -= member.weight;
				state.count--;
				state.members[domain] = undefined;
				state.current = state.current === domain ? NOBODY : state.current;
			}
		},
		reshare(state, {domain, weight}) {
			const member = state.members[domain];
			if (member !== undefined) {
				state.weights += weight - member.weight;
				member.weight = weight;
			}
		},
		changed(state, {domain, depth}) {
			const member = state.members[domain] as SlicedMember;
			if (depth === 0) {
				delist(state.ready, state.members, member);
			} else {
				enlist(state.ready, state.members, member);
			}
		},
		decide(state, _pending, _nowNs, parameters) {
			const {members, ready} = state;
			const holder = state.current === NOBODY ? undefined : members[state.current];
			if (holder?.isListed === true) {
				const lengthNs = (sliceNs(parameters) * state.count * holder.weight) / state.weights;
				if (lengthNs === 0 || state.usedNs < lengthNs) {
					return holder.decision;
				}
			}
			if (ready.first === NOBODY) {
				return 'idle';
			}
			const next = members[ready.first] as SlicedMember;
			state.current = next.domain;
			state.usedNs = 0;
			serve(ready, members, next, ++state.turns);
			return next.decision;
		},
		charge(state, domain, busyNs) {
			state.usedNs += domain === state.current ? busyNs : 0;
		},
	};
}

export const bestEffort = slicedPolicy(
	'BEST-EFFORT',
	"NVIDIA's best effort: time slices in turn for those that have work.",
	{
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
	({sliceNs = 0}) => sliceNs,
);

export const quantum = slicedPolicy(
	'QUANTUM',
	"Intel's execution quantum: a domain keeps the device so long while it has work.",
	{
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
	({quantumNs = 0}) => quantumNs,
);
