/** Columns that can be chosen besides: settings, the scheduler's measures, lines over time, and every other counter. */
import type {CounterSpec} from '../../base/counter.ts';
import {formatDuration} from '../../base/units.ts';
import {type DomainCounter, domainCatalogue} from '../../machine/catalogue.ts';
import {UNKNOWN} from '../format.ts';
import {countersOf} from '../measure.ts';
import {quantityOf, rateOf} from '../quantity.ts';
import type {DomainMeasure} from '../readers.ts';
import {type LineName, lines} from '../series.ts';
import {type Column, measuredColumn, toldColumn, wordColumn} from './column.ts';
import {shownColumns} from './shown-columns.ts';

/** Chosen columns fill the screen in their order; these drop out last. */
const OFFERED = 20;

const settings: readonly Column[] = [
	toldColumn(
		{name: 'weight', title: 'WGT', unit: '[ ]', width: 5, priority: OFFERED, doc: 'Weight; [ and ] turn it down and up.'},
		'count',
		'Setting of the domain; [ and ] change it.',
		domain => domain.configuration.weight,
	),
	toldColumn(
		{name: 'cap', title: 'CAP%', unit: 'time', width: 5, priority: OFFERED, doc: 'Most of all time that it may have of the GPU.'},
		'part',
		'Setting of the domain; a dash is no cap.',
		domain => (domain.configuration.capPermille === 0 ? undefined : domain.configuration.capPermille / 1000),
	),
	wordColumn(
		{
			name: 'reservation',
			title: 'RESERVED',
			unit: 'of each',
			width: 15,
			priority: OFFERED,
			doc: 'GPU time reserved for it in each period, for the policy RTDS; a dash leaves it to the policy.',
		},
		'Setting of the domain.',
		({configuration: {reservation}}) =>
			reservation === undefined ? UNKNOWN : `${formatDuration(reservation.budgetNs)}/${formatDuration(reservation.periodNs)}`,
	),
	toldColumn(
		{name: 'ram', title: 'RAM', unit: '', width: 5, priority: OFFERED, doc: 'Memory of the guest.'},
		'bytes',
		'Setting of the domain, from when it was made.',
		domain => domain.configuration.ramBytes,
	),
	toldColumn(
		{name: 'age', title: 'AGE', unit: '', width: 6, priority: OFFERED, doc: 'Virtual time since it was made.'},
		'ns',
		'Told by the machine.',
		(domain, rates) => rates.nowNs - domain.createdAtNs,
	),
	toldColumn(
		{name: 'id', title: 'ID', unit: '', width: 4, priority: OFFERED, doc: 'Number of the domain, never given twice in a run.'},
		'count',
		'Told by the machine.',
		domain => domain.configuration.id,
	),
];

const part = (name: Column['name'], title: string, unit: string, doc: string, measure: DomainMeasure) =>
	measuredColumn({name, title, unit, width: 5, priority: OFFERED, doc}, 'part', measure);
const wait = (name: Column['name'], title: string, unit: string, doc: string, measure: DomainMeasure) =>
	measuredColumn({name, title, unit, width: 7, priority: OFFERED, doc}, measure.kind === 'time rate' ? 'nsPerSecond' : 'ns', measure);
/** Of doorbells fired since the domain was made; unknown before the first. */
const ofFired = (counter: DomainCounter): DomainMeasure => ({kind: 'level', counter, needs: 'fired'});

const scheduling: readonly Column[] = [
	part('got', 'GOT%', '500ms', 'Received, in percent of the busy time of the last 500 ms.', {
		kind: 'level of all',
		counter: 'received500Ns',
		all: 'received500Ns',
	}),
	part('promised', 'PROM%', '500ms', 'Promised by its weight while it had work, in percent of the busy time of the last 500 ms.', {
		kind: 'level of all',
		counter: 'entitled500Ns',
		all: 'received500Ns',
	}),
	wait('p50', 'P50', 'delay', 'Half of its doorbells waited no longer.', ofFired('queueDelayP50Ns')),
	wait('p95', 'P95', 'delay', 'Of its doorbells, 95 in 100 waited no longer.', ofFired('queueDelayP95Ns')),
	wait('p99', 'P99', 'delay', 'Of its doorbells, 99 in 100 waited no longer.', ofFired('queueDelayP99Ns')),
	wait('longest', 'MAX', 'delay', 'Longest wait of a doorbell.', ofFired('queueDelayMaxNs')),
	measuredColumn(
		{
			name: 'samples',
			title: 'FIRED',
			unit: 'of',
			width: 6,
			priority: OFFERED,
			doc: 'Doorbells fired since the domain was made: P50, P95, P99 and MAX are of so many.',
		},
		'count',
		{kind: 'level', counter: 'fired'},
	),
	wait('starved', 'STARVE', 'max', 'Longest time without service while it had work.', {kind: 'level', counter: 'starvedMaxNs'}),
	wait('budget', 'BUDGET', 'now', 'GPU time that the policy still grants it; negative is debt.', {kind: 'level', counter: 'budgetNs'}),
	wait('bandwidth', 'BANDW', 'used', 'GPU time used in the policy’s own window, against the mean.', {
		kind: 'level',
		counter: 'bandwidthNs',
	}),
	wait('overshoot', 'OVER', 'owes', 'GPU time past its slices that it has not yet repaid.', {kind: 'level', counter: 'overshootNs'}),
	wait('capped', 'CAPPED', 'of 1s', 'Time its doorbells were held back by its cap, per second.', {
		kind: 'time rate',
		counter: 'throttledNs',
	}),
	part('trapped', 'VCPU%', 'exits', 'Time its vCPU stood in exits, in percent of the time it ran or stood in one.', {
		kind: 'mean',
		counter: 'exitNs',
		per: 'guestNs',
	}),
	wait('service', 'SVCWAIT', 'of 1s', 'Time its accesses waited for the aggregator, per second.', {
		kind: 'time rate',
		counter: 'serviceWaitNs',
	}),
];

function trend(name: Column['name'], line: LineName, title: string): Column {
	const {doc, measure, quantity} = lines[line];
	return measuredColumn(
		{name, title, unit: 'trend', width: 12, wideWidth: 24, priority: OFFERED, doc: `${doc} Drawn over time, newest on the right.`, line},
		quantity,
		measure,
	);
}

const trends: readonly Column[] = [
	trend('gpu-trend', 'share', 'GPU'),
	trend('exits-trend', 'exits', 'EXITS'),
	trend('delay-trend', 'delay', 'DELAY'),
];

/** A counter as it is: what grows as a rate, all else as a level. */
function counterColumn(name: DomainCounter, {kind, unit, title, doc}: CounterSpec): Column {
	const isRate = kind === 'counter';
	const below = isRate ? (unit === 'ns' ? 'of 1s' : '/s') : kind === 'peak' ? 'most' : 'now';
	const heading = {name, title, unit: below, width: Math.max(title.length, 6), priority: OFFERED, doc};
	const quantity = isRate ? rateOf(unit) : unit === 'permille' ? 'part' : quantityOf(unit);
	const level = unit === 'permille' ? 'permille' : 'level';
	return measuredColumn(heading, quantity, {kind: isRate ? (unit === 'ns' ? 'time rate' : 'rate') : level, counter: name});
}

/** Counters that a column above shows as the same measure. */
function isTaken(name: DomainCounter, named: readonly Column[]): boolean {
	const own = counterColumn(name, domainCatalogue.specs[name]);
	return named.some(
		({name: other, origin}) =>
			other === name ||
			(origin.kind === 'domain' &&
				own.origin.kind === 'domain' &&
				origin.measure.kind === own.origin.measure.kind &&
				countersOf(origin.measure)[0] === name),
	);
}

const named: readonly Column[] = [...settings, ...scheduling, ...trends];

export const offeredColumns: readonly Column[] = [
	...named,
	...domainCatalogue.names
		.filter(name => !isTaken(name, [...shownColumns, ...named]))
		.map(name => counterColumn(name, domainCatalogue.specs[name])),
];
