/**
A list of domains in the order of their turns: who was served longest ago stands first.

Owns: the links, which lie in the members themselves, as numbers, so that the state stays plain data.
Serving a domain moves it to the end. A domain that comes back finds its old place from whichever end is
nearer: synchronous clients come back near the end, long sleepers near the front.
*/
import type {DomainId} from './policy.ts';

/** No domain. */
export const NOBODY = -1;

export type Listed = {
	readonly domain: DomainId;
	/** When it was last served, as a count of turns; unique. */
	turn: number;
	isListed: boolean;
	earlier: DomainId;
	later: DomainId;
};

export type TurnList = {first: DomainId; last: DomainId};

export function emptyList(): TurnList {
	return {first: NOBODY, last: NOBODY};
}

/** Members by domain. */
export type Members<Member extends Listed> = Array<Member | undefined>;

function link<Member extends Listed>(list: TurnList, members: Members<Member>, member: Member, earlier: DomainId, later: DomainId): void {
	member.isListed = true;
	member.earlier = earlier;
	member.later = later;
	if (earlier === NOBODY) {
		list.first = member.domain;
	} else {
		(members[earlier] as Member).later = member.domain;
	}
	if (later === NOBODY) {
		list.last = member.domain;
	} else {
		(members[later] as Member).earlier = member.domain;
	}
}

/** Puts the member in its place; it may be there already. */
export function enlist<Member extends Listed>(list: TurnList, members: Members<Member>, member: Member): void {
	if (member.isListed) {
		return;
	}
	let fromEnd = list.last;
	let fromFront = list.first;
	while (fromEnd !== NOBODY && (members[fromEnd] as Member).turn > member.turn) {
		if ((members[fromFront] as Member).turn > member.turn) {
			link(list, members, member, (members[fromFront] as Member).earlier, fromFront);
			return;
		}
		fromEnd = (members[fromEnd] as Member).earlier;
		fromFront = (members[fromFront] as Member).later;
	}
	link(list, members, member, fromEnd, fromEnd === NOBODY ? list.first : (members[fromEnd] as Member).later);
}

/** Takes the member out; it may be out already. */
export function delist<Member extends Listed>(list: TurnList, members: Members<Member>, member: Member): void {
	if (!member.isListed) {
		return;
	}
	const {earlier, later} = member;
	if (earlier === NOBODY) {
		list.first = later;
	} else {
		(members[earlier] as Member).later = later;
	}
	if (later === NOBODY) {
		list.last = earlier;
	} else {
		(members[later] as Member).earlier = earlier;
	}
	member.isListed = false;
}

/** The member had its turn just now: it goes to the end. */
export function serve<Member extends Listed>(list: TurnList, members: Members<Member>, member: Member, turn: number): void {
	member.turn = turn;
	if (member.isListed && list.last !== member.domain) {
		delist(list, members, member);
		link(list, members, member, list.last, NOBODY);
	}
}

/** Takes everybody out of both lists, in the order of their turns over both, and hands them on. */
export function drainInOrder<Member extends Listed>(
	lists: readonly [TurnList, TurnList],
	members: Members<Member>,
	take: (member: Member) => void,
): void {
	let [one, other] = [lists[0].first, lists[1].first];
	for (const list of lists) {
		list.first = NOBODY;
		list.last = NOBODY;
	}
	while (one !== NOBODY || other !== NOBODY) {
		const isOne = other === NOBODY || (one !== NOBODY && (members[one] as Member).turn < (members[other] as Member).turn);
		const member = members[isOne ? one : other] as Member;
		if (isOne) {
			one = member.later;
		} else {
			other = member.later;
		}
		member.isListed = false;
		take(member);
	}
}
