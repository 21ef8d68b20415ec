/**
Domains with weights that get the device in turn: what DEFICIT and the time slices have in common.

Owns: membership, weights and the list of those with work; who has its turn and for how long is the policy's.
*/
import type {DomainId, Pending, Share} from './policy.ts';
import {delist, emptyList, enlist, type Listed, type Members, NOBODY, type TurnList} from './turn-list.ts';

export type TurnMember = Listed & {readonly decision: {readonly run: DomainId}; weight: number};

export type TurnState<Member extends TurnMember = TurnMember> = {
	readonly members: Members<Member>;
	/** Those with work. */
	readonly ready: TurnList;
	/** Turns given so far. */
	turns: number;
	/** Sum over the members. */
	weights: number;
	count: number;
	/** Who has its turn. */
	current: DomainId;
};

export function startTurns<Member extends TurnMember>(): TurnState<Member> {
	return {members: [], ready: emptyList(), turns: 0, weights: 0, count: 0, current: NOBODY};
}

/** Takes a domain in, without work, as the one served last; the policy adds what is its own. */
export function joinTurns<Member extends TurnMember>(
	state: TurnState<Member>,
	{domain, weight}: Share,
	complete: (member: TurnMember) => Member,
): void {
	while (state.members.length <= domain) {
		state.members.push(undefined);
	}
	state.weights += weight;
	state.count++;
	state.members[domain] = complete({
		domain,
		decision: {run: domain},
		weight,
		turn: ++state.turns,
		isListed: false,
		earlier: NOBODY,
		later: NOBODY,
	});
}

export function leaveTurns<Member extends TurnMember>(state: TurnState<Member>, domain: DomainId): void {
	const member = state.members[domain];
	if (member !== undefined) {
		delist(state.ready, state.members, member);
		state.weights -= member.weight;
		state.count--;
		state.members[domain] = undefined;
		state.current = state.current === domain ? NOBODY : state.current;
	}
}

export function reshareTurns<Member extends TurnMember>(state: TurnState<Member>, {domain, weight}: Share): void {
	const member = state.members[domain];
	if (member !== undefined) {
		state.weights += weight - member.weight;
		member.weight = weight;
	}
}

/** A member's queue got its first doorbell or lost its last, or changed in between. */
export function changeTurns<Member extends TurnMember>(state: TurnState<Member>, {domain, depth}: Pending): void {
	const member = state.members[domain] as Member;
	if (depth === 0) {
		delist(state.ready, state.members, member);
	} else {
		enlist(state.ready, state.members, member);
	}
}

/** Somebody else has work. */
export function hasOthers({ready}: TurnState, domain: DomainId): boolean {
	return ready.first !== NOBODY && (ready.first !== domain || ready.last !== domain);
}
