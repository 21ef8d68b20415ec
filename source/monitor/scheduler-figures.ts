/** The columns of the scheduler screen: what each domain is promised, what it received, how long its doorbells waited. */
import type {DomainCounter} from '../machine/catalogue.ts';
import type {DomainFacts} from '../machine/snapshot.ts';
import type {Figure} from './figure-table.ts';
import {fitCount, fitDuration, percent, UNKNOWN} from './format.ts';
import type {Rates} from './rates.ts';

export type SchedulerRow = {readonly domain: DomainFacts; readonly rates: Rates};

/** A policy that keeps no such account says "not a number". */
function known(value: number): number | undefined {
	return Number.isNaN(value) ? undefined : value;
}

/** The domain's part of what all domains together have in that counter. */
function partOfAll({domain, rates}: SchedulerRow, counter: DomainCounter, all: DomainCounter): number | undefined {
	const sum = rates.domains.reduce((total, one) => total + rates.value(one, all), 0);
	return sum > 0 ? rates.value(domain, counter) / sum : undefined;
}

/** Negative durations are debts. */
function signedDuration(ns: number | undefined, width: number): string {
	return ns !== undefined && ns < 0 ? `-${fitDuration(-ns, width - 1)}` : fitDuration(ns, width);
}

type Numbers = Omit<Figure<SchedulerRow>, 'align' | 'text'>;

const share = (figure: Numbers, part: (row: SchedulerRow) => number | undefined): Figure<SchedulerRow> => ({
	...figure,
	align: 'right',
	text: row => percent(part(row)),
});

const time = (figure: Numbers, counter: DomainCounter): Figure<SchedulerRow> => ({
	...figure,
	align: 'right',
	text: ({domain, rates}) => signedDuration(known(rates.value(domain, counter)), figure.width),
});

const waits = (figure: Numbers, counter: DomainCounter): Figure<SchedulerRow> => ({
	...figure,
	align: 'right',
	text: ({domain, rates}) => (rates.value(domain, 'fired') === 0 ? UNKNOWN : fitDuration(rates.value(domain, counter), figure.width)),
});

const promised: ReadonlyArray<Figure<SchedulerRow>> = [
	{
		title: 'NAME',
		unit: '',
		width: 10,
		align: 'left',
		priority: 0,
		doc: 'Name of the domain.',
		text: ({domain}) => domain.configuration.name,
		role: () => 'strong',
	},
	{
		title: 'WGT',
		unit: '[ ]',
		width: 5,
		align: 'right',
		priority: 0,
		doc: 'Weight; [ and ] turn it down and up.',
		text: ({domain}) => String(domain.configuration.weight),
		role: () => 'plain',
	},
	{
		title: 'CAP',
		unit: 'time',
		width: 5,
		align: 'right',
		priority: 3,
		doc: 'Most of all time that it may have of the GPU.',
		text: ({domain}) => (domain.configuration.capPermille === 0 ? UNKNOWN : percent(domain.configuration.capPermille / 1000)),
	},
	share(
		{
			title: 'ENT%',
			unit: '500ms',
			width: 5,
			priority: 1,
			doc: 'Promised by its weight while it had work, in percent of the busy time of the last 500 ms.',
		},
		row => partOfAll(row, 'entitled500Ns', 'received500Ns'),
	),
	share({title: 'GOT%', unit: '500ms', width: 5, priority: 0, doc: 'Received, in percent of the busy time of the last 500 ms.'}, row =>
		partOfAll(row, 'received500Ns', 'received500Ns'),
	),
	share({title: 'GOT%', unit: '100ms', width: 5, priority: 4, doc: 'Received, in percent of the busy time of the last 100 ms.'}, row =>
		partOfAll(row, 'received100Ns', 'received100Ns'),
	),
	share(
		{title: 'BUSY%', unit: 'total', width: 5, priority: 5, doc: 'Received since the domain was made, in percent of what all received.'},
		row => partOfAll(row, 'gpuBusyNs', 'gpuBusyNs'),
	),
	share({title: 'WALL%', unit: 'total', width: 5, priority: 8, doc: 'Received, in percent of all time since the domain was made.'}, row => {
		const aliveNs = row.rates.nowNs - row.domain.createdAtNs;
		return aliveNs > 0 ? row.rates.value(row.domain, 'gpuBusyNs') / aliveNs : undefined;
	}),
];

const delays: ReadonlyArray<Figure<SchedulerRow>> = [
	{
		title: 'QUE',
		unit: 'now',
		width: 3,
		align: 'right',
		priority: 2,
		doc: 'Doorbells that wait for the GPU scheduler now.',
		text: ({domain, rates}) => fitCount(rates.value(domain, 'queueDepth'), 3),
	},
	waits({title: 'P50', unit: 'delay', width: 6, priority: 3, doc: 'Half of its doorbells waited no longer.'}, 'queueDelayP50Ns'),
	waits({title: 'P95', unit: 'delay', width: 6, priority: 6, doc: 'Of its doorbells, 95 in 100 waited no longer.'}, 'queueDelayP95Ns'),
	waits({title: 'P99', unit: 'delay', width: 6, priority: 2, doc: 'Of its doorbells, 99 in 100 waited no longer.'}, 'queueDelayP99Ns'),
	waits({title: 'MAX', unit: 'delay', width: 6, priority: 4, doc: 'Longest wait of a doorbell.'}, 'queueDelayMaxNs'),
	{
		title: 'FIRED',
		unit: 'of',
		width: 5,
		align: 'right',
		priority: 7,
		doc: 'Doorbells fired since the domain was made: the delays are of so many.',
		text: ({domain, rates}) => fitCount(rates.value(domain, 'fired'), 5),
	},
	time({title: 'STARVE', unit: 'max', width: 6, priority: 5, doc: 'Longest time without service while it had work.'}, 'starvedMaxNs'),
];

const accounts: ReadonlyArray<Figure<SchedulerRow>> = [
	time(
		{title: 'BUDGET', unit: 'now', width: 7, priority: 1, doc: 'GPU time that the policy still grants it; negative is debt.'},
		'budgetNs',
	),
	time(
		{title: 'BANDW', unit: 'used', width: 6, priority: 9, doc: 'GPU time used in the policy’s own window, against the mean.'},
		'bandwidthNs',
	),
	time({title: 'OVER', unit: 'owes', width: 6, priority: 7, doc: 'GPU time past its slices that it has not yet repaid.'}, 'overshootNs'),
	time({title: 'CAPPED', unit: 'total', width: 6, priority: 9, doc: 'Time its doorbells were held back by its cap.'}, 'throttledNs'),
];

export const schedulerFigures: ReadonlyArray<Figure<SchedulerRow>> = [...promised, ...delays, ...accounts];
