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
