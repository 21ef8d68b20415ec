/**
An indexed heap of domains by a key: the smallest key first, the smaller domain among equals. Plain data, so
that it can be part of a policy's state.

Setting, changing and removing a key take a number of steps in proportion to the logarithm of the domains.
*/
import type {DomainId} from './policy.ts';

export type ReadyHeap = {
	/** Domains, as a binary heap. */
	readonly domains: number[];
	/** Key of each domain, by domain. */
	readonly keys: number[];
	/** Place of each domain in the heap, by domain; -1 for none. */
	readonly places: number[];
};

export function emptyHeap(): ReadyHeap {
	return {domains: [], keys: [], places: []};
}

/** Domain with the smallest key; -1 if there is none. */
export function firstOf(heap: ReadyHeap): DomainId {
	return heap.domains.length === 0 ? -1 : (heap.domains[0] as number);
}

export function isIn(heap: ReadyHeap, domain: DomainId): boolean {
	return domain < heap.places.length && (heap.places[domain] as number) >= 0;
}

/** Gives the domain that key, whether it is in or not. */
export function setKey(heap: ReadyHeap, domain: DomainId, key: number): void {
	while (heap.places.length <= domain) {
		heap.places.push(-1);
		heap.keys.push(0);
	}
	heap.keys[domain] = key;
	let place = heap.places[domain] as number;
	if (place < 0) {
		place = heap.domains.push(domain) - 1;
		heap.places[domain] = place;
	}
	sink(heap, rise(heap, place));
}

/** Takes the domain out; it may be out already. */
export function removeKey(heap: ReadyHeap, domain: DomainId): void {
	if (!isIn(heap, domain)) {
		return;
	}
	const place = heap.places[domain] as number;
	heap.places[domain] = -1;
	const last = heap.domains.pop() as number;
	if (last !== domain) {
		heap.domains[place] = last;
		heap.places[last] = place;
		sink(heap, rise(heap, place));
	}
}

function isBefore({keys}: ReadyHeap, one: number, other: number): boolean {
	const difference = (keys[one] as number) - (keys[other] as number);
	return difference < 0 || (difference === 0 && one < other);
}

function rise(heap: ReadyHeap, start: number): number {
	const {domains, places} = heap;
	const domain = domains[start] as number;
	let place = start;
	while (place > 0) {
		const above = (place - 1) >> 1;
		const other = domains[above] as number;
		if (!isBefore(heap, domain, other)) {
			break;
		}
		domains[place] = other;
		places[other] = place;
		place = above;
	}
	domains[place] = domain;
	places[domain] = place;
	return place;
}

function sink(heap: ReadyHeap, start: number): void {
	const {domains, places} = heap;
	const domain = domains[start] as number;
	let place = start;
	for (;;) {
		let below = 2 * place + 1;
		if (below >= domains.length) {
			break;
		}
		if (below + 1 < domains.length && isBefore(heap, domains[below + 1] as number, domains[below] as number)) {
			below++;
		}
		const other = domains[below] as number;
		if (!isBefore(heap, other, domain)) {
			break;
		}
		domains[place] = other;
		places[other] = place;
		place = below;
	}
	domains[place] = domain;
	places[domain] = place;
}
