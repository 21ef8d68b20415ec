/**
Strict round robin: NVIDIA's equal share and fixed share. Every slice of time on the clock belongs to one
domain, whether it has work or not. Equal share turns among the domains that are there; fixed share among as
many places as the card is sold for, so that nobody's part changes when another comes or goes.

Where the device cannot stop a kernel at the end of the slice, what it ran over is remembered and repaid: each later
slice of that domain is shorter by the overshoot divided by the averaging factor, until it is paid off.
Slices follow weights: with equal weights everybody has the stated one.
Inaccuracies: how NVIDIA uses a slice whose owner has nothing queued is not published beyond "regardless of
its load"; here it stays empty, for both. After a pause as long as all overshoots need to be repaid, the
rotation starts anew instead of being followed slice by slice.
See: NVIDIA, Virtual GPU software user guide, RmPVMRL; scheduling frequency and averaging factor.
*/
import {type TunableValues, tunable} from '../base/tunable.ts';
import {SECOND} from '../base/units.ts';
import type {Decision, DomainId, SchedulerPolicy, Share} from './policy.ts';

type RotationMember = {
	readonly domain: DomainId;
	readonly decision: {readonly run: DomainId};
	weight: number;
	overshootNs: number;
	isReady: boolean;
};

export type RotationState = {
	readonly kind: 'rotation';
	readonly members: Array<RotationMember | undefined>;
	/** Domains in the order of their slices. */
	readonly order: DomainId[];
	weights: number;
	/** Place of the slice that passes now. */
	place: number;
	endNs: number;
};

const tunables = {
	frequency: tunable({
		unit: 'count',
		default: 480,
		minimum: 63,
		maximum: 960,
		step: 10,
		doc: 'Slices per second; more means shorter slices and more changes of domain.',
		when: 'live',
	}),
	averaging: tunable({
		unit: 'count',
		default: 33,
		minimum: 1,
		maximum: 60,
		step: 1,
		doc: 'Slices over which an overshoot is repaid; 1 repays at once.',
		when: 'live',
	}),
};

function join(state: RotationState, {domain, weight}: Share): void {
	while (state.members.length <= domain) {
		state.members.push(undefined);
	}
	state.members[domain] = {domain, decision: {run: domain}, weight, overshootNs: 0, isReady: false};
	state.order.push(domain);
	state.weights += weight;
}

/** Owner of a place; undefined for one that nobody has taken. */
function ownerOf(state: RotationState, place: number): RotationMember | undefined {
	const domain = state.order[place];
	return domain === undefined ? undefined : state.members[domain];
}

function plainSliceNs(state: RotationState, owner: RotationMember | undefined, frequency: number): number {
	const lengthNs = SECOND / frequency;
	return Math.max(1, Math.round(owner === undefined ? lengthNs : (lengthNs * state.order.length * owner.weight) / state.weights));
}

/** Goes on to the next slice, which may be used up by an old overshoot. */
function turn(state: RotationState, fromNs: number, places: number, {frequency = 1, averaging = 1}: TunableValues): void {
	state.place = (state.place + 1) % places;
	const owner = ownerOf(state, state.place);
	const lengthNs = plainSliceNs(state, owner, frequency);
	const repaidNs = owner === undefined ? 0 : Math.min(lengthNs, Math.ceil(owner.overshootNs / averaging));
	if (owner !== undefined) {
		owner.overshootNs -= repaidNs;
	}
	state.endNs = fromNs + lengthNs - repaidNs;
}

/** Follows the slices that have passed; whoever's slice passes now may run, and nobody else. */
function decide(state: RotationState, nowNs: number, parameters: TunableValues): Decision {
	const {frequency = 1, averaging = 1} = parameters;
	const places = Math.max(1, state.order.length, parameters.seats ?? 0);
	if (nowNs - state.endNs > (places * (averaging + 1) * SECOND) / frequency) {
		for (const member of state.members) {
			if (member !== undefined) {
				member.overshootNs = 0;
			}
		}
		state.endNs = nowNs;
	}
	while (state.endNs <= nowNs) {
		turn(state, state.endNs, places, parameters);
	}
	const owner = ownerOf(state, state.place);
	return owner?.isReady === true ? owner.decision : {waitNs: state.endNs - nowNs};
}

/** Its slice has passed, or another's passes now; nobody is stopped for a slice of its own. */
function isTurnOver(state: RotationState, domain: DomainId, nowNs: number, {seats = 0}: TunableValues): boolean {
	const places = Math.max(1, state.order.length, seats);
	const place = state.endNs <= nowNs ? (state.place + 1) % places : state.place;
	return ownerOf(state, place)?.domain !== domain;
}

const common: Omit<SchedulerPolicy<RotationState>, 'name' | 'doc' | 'tunables'> = {
	isWorkConserving: false,
	start(shares, _parameters, nowNs) {
		const state: RotationState = {kind: 'rotation', members: [], order: [], weights: 0, place: -1, endNs: nowNs};
		for (const share of shares) {
			join(state, share);
		}
		return state;
	},
	join,
	leave(state, domain) {
		const place = state.order.indexOf(domain);
		const member = state.members[domain];
		if (member !== undefined) {
			state.order.splice(place, 1);
			state.members[domain] = undefined;
			state.weights -= member.weight;
			state.place -= place <= state.place ? 1 : 0;
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
		(state.members[domain] as RotationMember).isReady = depth > 0;
	},
	decide: (state, _pending, nowNs, parameters) => decide(state, nowNs, parameters),
	isTurnOver: (state, domain, _pending, nowNs, parameters) => isTurnOver(state, domain, nowNs, parameters),
	charge(state, domain, busyNs, nowNs) {
		const overNs = Math.min(busyNs, nowNs - state.endNs);
		const member = state.members[domain];
		if (overNs > 0) {
			if (member !== undefined) {
				member.overshootNs += overNs;
			}
			// The next slice begins when the device is free.
			state.endNs = nowNs;
		}
	},
	account(state, domain) {
		const member = state.members[domain];
		return member === undefined ? {} : {overshootNs: member.overshootNs};
	},
};

export const equalShare: SchedulerPolicy<RotationState> = {
	...common,
	name: 'EQUAL-SHARE',
	doc: "NVIDIA's equal share: slices in strict turn among the domains that are there, busy or not.",
	tunables,
};

export const fixedShare: SchedulerPolicy<RotationState> = {
	...common,
	name: 'FIXED-SHARE',
	doc: "NVIDIA's fixed share: slices in strict turn among all places of the card, taken or not.",
	tunables: {
		...tunables,
		seats: tunable({
			unit: 'count',
			default: 8,
			minimum: 1,
			maximum: 64,
			step: 1,
			doc: 'Parts that the card is divided into, taken or not; more makes each smaller.',
			when: 'live',
		}),
	},
};
