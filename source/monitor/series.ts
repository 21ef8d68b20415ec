/** Lines over time that charts and tables draw: what each is of, as a measure of a domain. */
import type {Quantity} from './quantity.ts';
import type {CardMeasure, DomainMeasure} from './readers.ts';

export type LineName = 'share' | 'exits' | 'delay' | 'p95' | 'queue' | 'shadow';

export type Line = {
	readonly title: string;
	/** Sentence. */
	readonly doc: string;
	readonly quantity: Quantity;
	readonly measure: DomainMeasure;
};

export const lines: Readonly<Record<LineName, Line>> = {
	share: {
		title: 'GPU share',
		doc: 'GPU time it received, in percent of time.',
		quantity: 'part',
		measure: {kind: 'time part', counter: 'gpuBusyNs'},
	},
	exits: {
		title: 'exits/s',
		doc: 'BAR accesses that trapped, per second.',
		quantity: 'perSecond',
		measure: {kind: 'rate', counter: 'exits'},
	},
	delay: {
		title: 'queue delay, mean',
		doc: 'Mean wait of the doorbells fired at that time.',
		quantity: 'ns',
		measure: {kind: 'mean', counter: 'queueDelayNs', per: 'fired'},
	},
	p95: {
		title: 'queue delay, p95',
		doc: 'Of all its doorbells up to then, 95 in 100 had waited no longer.',
		quantity: 'ns',
		measure: {kind: 'level', counter: 'queueDelayP95Ns', needs: 'fired'},
	},
	queue: {
		title: 'queue depth',
		doc: 'Doorbells that waited for the GPU scheduler.',
		quantity: 'count',
		measure: {kind: 'level', counter: 'queueDepth'},
	},
	shadow: {
		title: 'shadow work, time per second',
		doc: 'Shadow page table work, as time per second.',
		quantity: 'nsPerSecond',
		measure: {kind: 'time rate', counter: 'shadowNs'},
	},
};

export type CardLine = {readonly title: string; readonly doc: string; readonly quantity: Quantity; readonly measure: CardMeasure};

/** How fair it was: two indexes between 0 and 1. */
export const fairnessLines: readonly CardLine[] = [
	{
		title: 'Jain',
		doc: 'Jain’s index of received / entitled over 500 ms; 1 is fair.',
		quantity: 'part',
		measure: {kind: 'permille', counter: 'jain500Permille'},
	},
	{
		title: 'min/max',
		doc: 'Least over most received / entitled over 500 ms; 1 is fair.',
		quantity: 'part',
		measure: {kind: 'permille', counter: 'minMax500Permille'},
	},
	{
		title: 'deviation',
		doc: 'Largest distance between received and entitled share over 500 ms; 0 is fair.',
		quantity: 'part',
		measure: {kind: 'permille', counter: 'deviation500Permille'},
	},
];
