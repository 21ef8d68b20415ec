/**
All counters of all rooms, side by side: the layout of the block that a snapshot copies.

Row 0 belongs to the card and its GPU scheduler, row 1 + slot to a domain. A domain keeps its slot for life; a
free slot's row is zero. Behind the rows lies the timeline of who held the device (aggregator/timeline.ts).
*/
import {aggregatorCounters, schedulerCounters} from '../aggregator/counters.ts';
import {TIMELINE_LENGTH} from '../aggregator/timeline.ts';
import {assert} from '../base/assert.ts';
import type {CounterList, CounterSpec} from '../base/counter.ts';
import {gpuCounters} from '../gpu/counters.ts';
import {guestCounters} from '../guest/counters.ts';
import {exitCounters} from '../hypervisor/counters.ts';

export type Catalogue<Name extends string> = {
	readonly names: readonly Name[];
	readonly specs: Readonly<Record<Name, CounterSpec>>;
	/** Column of each counter in its row. */
	readonly at: Readonly<Record<Name, number>>;
	readonly length: number;
};

function lay<Name extends string>(...lists: ReadonlyArray<CounterList<Name>>): Catalogue<Name> {
	const names: Name[] = [];
	const specs = {} as Record<Name, CounterSpec>;
	const at = {} as Record<Name, number>;
	for (const list of lists) {
		for (const name of list.names) {
			assert(specs[name] === undefined, `counter ${name} declared in two rooms`);
			at[name] = names.length;
			specs[name] = list.specs[name];
			names.push(name);
		}
	}
	return {names, specs, at, length: names.length};
}

export type DomainCounter =
	| (typeof exitCounters.names)[number]
	| (typeof aggregatorCounters.names)[number]
	| (typeof guestCounters.names)[number];
export type CardCounter = (typeof gpuCounters.names)[number] | (typeof schedulerCounters.names)[number];

export const domainCatalogue: Catalogue<DomainCounter> = lay<DomainCounter>(
	exitCounters as CounterList<DomainCounter>,
	aggregatorCounters as CounterList<DomainCounter>,
	guestCounters as CounterList<DomainCounter>,
);
export const cardCatalogue: Catalogue<CardCounter> = lay<CardCounter>(
	gpuCounters as CounterList<CardCounter>,
	schedulerCounters as CounterList<CardCounter>,
);

/** Where each room's part starts in a domain's row. */
export const DOMAIN_PARTS = {
	exits: 0,
	aggregator: exitCounters.length,
	guest: exitCounters.length + aggregatorCounters.length,
} as const;

/** Where the rooms' parts start in the card's row. */
export const CARD_PARTS = {gpu: 0, scheduler: gpuCounters.length} as const;

export const SLOTS = 64;
export const ROW_LENGTH = Math.max(domainCatalogue.length, cardCatalogue.length);
export const TIMELINE_START = ROW_LENGTH * (1 + SLOTS);
export const BLOCK_LENGTH = TIMELINE_START + TIMELINE_LENGTH;
