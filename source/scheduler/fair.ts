/**
FAIR: start-time fair queueing. Virtual time runs with the service that each domain received per weight; the
domain that has received least is next.

A domain that comes back after a silence starts at the virtual time of the moment: silence earns nothing. A
short one is forgiven: a synchronous client is silent for a moment after each kernel, and would lose each
time what it is owed. Among domains that always have work, service per weight differs at most by one doorbell of each.
See: Goyal, Vin, Cheng: Start-time fair queueing, SIGCOMM 1996. There the length of a packet is known when it
is queued; a doorbell's is known when it ends, so its finish tag is, too.
*/
import {tunable} from '../base/tunable.ts';
import {MS, SECOND, US} from '../base/units.ts';
import type {SchedulerPolicy, Share} from './policy.ts';
import {emptyHeap, firstOf, type ReadyHeap, removeKey, setKey} from './ready-heap.ts';

/** Virtual time per nanosecond of service at this weight is 1. */
const UNIT_WEIGHT = 256;

type FairMember = {
	readonly decision: {readonly run: number};
	weight: number;
	/** Virtual time at which its service so far is used up. */
	finish: number;
	/** When it last had work or service. */
	lastNs: number;
	isReady: boolean;
};

export type FairState = {
	readonly kind: 'fair';
	readonly members: Array<FairMember | undefined>;
	/** Domains with work by the virtual time at which their next service starts. */
	readonly ready: ReadyHeap;
	/** Start of the service given last. */
	virtual: number;
};

function join(state: FairState, {domain, weight}: Share): void {
	while (state.members.length <= domain) {
		state.members.push(undefined);
	}
	state.members[domain] = {decision: {run: domain}, weight, finish: state.virtual, lastNs: 0, isReady: false};
}

export const fair: SchedulerPolicy<FairState> = {
	name: 'FAIR',
	doc: 'Virtual time: who received least per weight is next.',
	tunables: {
		memoryNs: tunable({
			unit: 'ns',
			default: MS,
			minimum: 0,
			maximum: SECOND,
			step: 500 * US,
			doc: 'Silence up to which a domain keeps what it is owed; longer is fairer to synchronous clients, and lets bursts wait less.',
			when: 'live',
		}),
	},
	isWorkConserving: true,
	start(shares) {
		const state: FairState = {kind: 'fair', members: [], ready: emptyHeap(), virtual: 0};
		for (const share of shares) {
			join(state, share);
		}
		return state;
	},
	join,
	leave(state, domain) {
		removeKey(state.ready, domain);
		state.members[domain] = undefined;
	},
	reshare(state, {domain, weight}) {
		const member = state.members[domain];
		if (member !== undefined) {
			member.weight = weight;
		}
	},
	changed(state, {domain, depth}, nowNs, {memoryNs = 0}) {
		const member = state.members[domain] as FairMember;
		if (depth === 0) {
			member.isReady = false;
			member.lastNs = nowNs;
			removeKey(state.ready, domain);
		} else if (!member.isReady) {
			member.isReady = true;
			member.finish = nowNs - member.lastNs <= memoryNs ? member.finish : Math.max(member.finish, state.virtual);
			setKey(state.ready, domain, member.finish);
		}
	},
	decide(state) {
		const first = firstOf(state.ready);
		const member = state.members[first];
		if (member === undefined) {
			return 'idle';
		}
		state.virtual = Math.max(state.virtual, member.finish);
		return member.decision;
	},
	/** Somebody with work has received less. */
	isTurnOver(state, domain) {
		const member = state.members[domain];
		const first = firstOf(state.ready);
		return member !== undefined && first >= 0 && first !== domain && (state.members[first] as FairMember).finish < member.finish;
	},
	charge(state, domain, busyNs, nowNs) {
		const member = state.members[domain];
		if (member !== undefined) {
			member.lastNs = nowNs;
			member.finish += (busyNs * UNIT_WEIGHT) / member.weight;
			if (member.isReady) {
				setKey(state.ready, domain, member.finish);
			}
		}
	},
	/** Distance from the virtual time, as time at the domain's own weight. */
	account(state, domain) {
		const member = state.members[domain];
		return member === undefined ? {} : {budgetNs: Math.round(((state.virtual - member.finish) * member.weight) / UNIT_WEIGHT)};
	},
};
