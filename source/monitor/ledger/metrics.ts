/**
The metrics whose means before and after a change are compared: title, unit, sentence, and the value of one sub-window.

`subject` is the identifier of a domain; undefined means all domains together. What a sub-window does not tell is undefined.
*/
import {MS} from '../../base/units.ts';
import {fairnessIndex} from '../paint/charts.ts';
import type {Stretch} from './stretch.ts';

export type MetricName = 'share' | 'delay' | 'exits' | 'rounds' | 'jain' | 'busy';

export type Metric = {
	readonly name: MetricName;
	/** For the table of details. */
	readonly title: string;
	readonly unit: string;
	/** Sentence for help. */
	readonly doc: string;
	/** It can be asked of a single domain. */
	readonly isOfDomain: boolean;
	/** A difference is told in percent of the value before; else in the unit itself. */
	readonly isRelative: boolean;
	/** Differences smaller than this matter to nobody: in percent of the value before where it is told so, else in the unit. */
	readonly least: number;
	/** In which direction it is wanted; undefined where that depends. */
	readonly better?: 'up' | 'down';
	readonly value: (stretch: Stretch, subject: number | undefined) => number | undefined;
};

export const metrics: readonly Metric[] = [
	{
		name: 'share',
		title: 'share',
		unit: '%',
		doc: 'Part of the GPU time received by all domains that the domain received.',
		isOfDomain: true,
		isRelative: false,
		least: 0.1,
		value: (stretch, subject) => {
			const all = stretch.growthOfAll('gpuBusyNs');
			const own = subject === undefined ? undefined : stretch.growth(subject, 'gpuBusyNs');
			return own === undefined || all === undefined || all <= 0 ? undefined : (own / all) * 100;
		},
	},
	{
		name: 'delay',
		title: 'queue delay',
		unit: 'ms',
		doc: 'Mean time that doorbells waited before they were fired.',
		isOfDomain: true,
		isRelative: true,
		least: 1,
		better: 'down',
		value: (stretch, subject) => {
			const fired = growthOf(stretch, subject, 'fired');
			const waited = growthOf(stretch, subject, 'queueDelayNs');
			return fired === undefined || waited === undefined || fired <= 0 ? undefined : waited / fired / MS;
		},
	},
	{
		name: 'exits',
		title: 'exits',
		unit: '/s',
		doc: 'BAR accesses that trapped, per second of virtual time.',
		isOfDomain: true,
		isRelative: true,
		least: 1,
		better: 'down',
		value: (stretch, subject) => stretch.perSecond(growthOf(stretch, subject, 'exits')),
	},
	{
		name: 'rounds',
		title: 'rounds',
		unit: '/s',
		doc: 'Rounds of workloads that were finished, per second of virtual time.',
		isOfDomain: true,
		isRelative: true,
		least: 1,
		better: 'up',
		value: (stretch, subject) => stretch.perSecond(growthOf(stretch, subject, 'workloadRounds')),
	},
	{
		name: 'jain',
		title: 'fairness (Jain)',
		unit: '',
		doc: "Jain's index of received / entitled GPU time of the domains that had work; 1 is fair.",
		isOfDomain: false,
		isRelative: false,
		least: 0.001,
		better: 'up',
		value: jain,
	},
	{
		name: 'busy',
		title: 'GPU busy',
		unit: '%',
		doc: 'Part of the time in which an engine of the card worked.',
		isOfDomain: false,
		isRelative: false,
		least: 0.1,
		value: stretch => (stretch.lengthNs <= 0 ? undefined : (stretch.cardGrowth('anyBusyNs') / stretch.lengthNs) * 100),
	},
];

export function metricOf(name: MetricName): Metric {
	return metrics.find(metric => metric.name === name) as Metric;
}

function growthOf(stretch: Stretch, subject: number | undefined, name: Parameters<Stretch['growth']>[1]): number | undefined {
	return subject === undefined ? stretch.growthOfAll(name) : stretch.growth(subject, name);
}

/** Of less than this part of what all were promised, a ratio says nothing. */
const LEAST_PROMISED = 0.01;

/** Needs two domains that were promised something. */
function jain(stretch: Stretch): number | undefined {
	const all = stretch.growthOfAll('entitledNs') ?? 0;
	const ratios = stretch.domains.flatMap(({configuration: {id}}) => {
		const entitled = stretch.growth(id, 'entitledNs') ?? 0;
		const received = stretch.growth(id, 'gpuBusyNs') ?? 0;
		return entitled > all * LEAST_PROMISED ? [received / entitled] : [];
	});
	return ratios.length < 2 ? undefined : fairnessIndex(ratios);
}
