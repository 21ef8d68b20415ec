/** The places that the heat map of exits has rows for: register ranges in order of address, windows, calls. */
import {type DomainCounter, domainCatalogue} from '../machine/catalogue.ts';
import {callOperations} from './exit-figures.ts';

export type HeatPlace = {
	/** At most ten characters. */
	readonly title: string;
	/** Where it lies. */
	readonly range: string;
	readonly counter: DomainCounter;
	/** A part of the place above it, counted there too. */
	readonly isPart: boolean;
};

const place = (range: string, counter: DomainCounter, isPart = false): HeatPlace => ({
	title: domainCatalogue.specs[counter].title,
	range,
	counter,
	isPart,
});

export const heatPlaces: readonly HeatPlace[] = [
	place('config', 'exitsConfig'),
	place('BAR0', 'exitsPmc'),
	place('BAR0', 'exitsPbus'),
	place('BAR0', 'exitsPfifo'),
	place('BAR0', 'exitsRunlist', true),
	place('BAR0', 'exitsChannels', true),
	place('BAR0', 'exitsPbdma', true),
	place('BAR0', 'exitsPtimer'),
	place('BAR0', 'exitsPmfb'),
	place('BAR0', 'exitsPfb'),
	place('BAR0', 'exitsTlb', true),
	place('BAR0', 'exitsPcopy'),
	place('BAR0', 'exitsPgraph'),
	place('BAR0', 'exitsPramin'),
	place('BAR0', 'exitsOther'),
	place('BAR1', 'exitsBar1'),
	place('BAR1', 'doorbells', true),
	place('BAR3', 'exitsBar3'),
	place('BAR4', 'exitsBar4'),
	...callOperations.map(counter => place('BAR4', counter, true)),
];
