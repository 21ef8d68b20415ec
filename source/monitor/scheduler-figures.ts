/** The columns of the scheduler screen: what each domain is promised, what it received, how long its doorbells waited. */
import type {DomainCounter} from '../machine/catalogue.ts';
import type {DomainFacts} from '../machine/snapshot.ts';
import {waitWord} from '../machine/waiting.ts';
import type {Figure} from './figure-table.ts';
import {percent, UNKNOWN} from './format.ts';
import {type Quantity, quantityText} from './quantity.ts';
import type {Rates} from './rates.ts';
import {type DomainMeasure, ofDomain} from './readers.ts';

export type SchedulerRow = {readonly domain: DomainFacts; readonly rates: Rates};

type Numbers = Omit<Figure<SchedulerRow>, 'align' | 'text' | 'origin'>;

function figure(numbers: Numbers, quantity: Quantity, measure: DomainMeasure): Figure<SchedulerRow> {
	return {
		...numbers,
		align: 'right',
		origin: {kind: 'domain', measure},
		text: ({domain, rates}) => quantityText(quantity, ofDomain(measure, domain, rates), numbers.width),
	};
}

const share = (numbers: Numbers, measure: DomainMeasure) => figure(numbers, 'part', measure);
const time = (numbers: Numbers, counter: DomainCounter) => figure(numbers, 'ns', {kind: 'level', counter});
/** Unknown before the first doorbell was fired. */
const waits = (numbers: Numbers, counter: DomainCounter) => figure(numbers, 'ns', {kind: 'level', counter, needs: 'fired'});

const promised: ReadonlyArray<Figure<SchedulerRow>> = [
	{
		title: 'NAME',
		unit: '',
		width: 10,
		align: 'left',
		priority: 0,
		doc: 'Name of the domain.',
		origin: {kind: 'told', from: 'Given when the domain was made.'},
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
		origin: {kind: 'told', from: 'Setting of the domain; [ and ] change it.'},
		text: ({domain}) => String(domain.configuration.weight),
		role: () => 'plain',
	},
	{
		title: 'WAIT',
		unit: 'for',
		width: 6,
		align: 'left',
		priority: 3,
		doc: 'Why it waits now, in one word.',
		origin: {kind: 'domain', measure: {kind: 'level', counter: 'waitsFor'}},
		text: ({domain, rates}) => waitWord(rates.value(domain, 'waitsFor')),
	},
	{
		title: 'CAP',
		unit: 'time',
		width: 5,
		align: 'right',
		priority: 3,
		doc: 'Most of all time that it may have of the GPU.',
		origin: {kind: 'told', from: 'Setting of the domain; a dash is no cap.'},
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
		{kind: 'level of all', counter: 'entitled500Ns', all: 'received500Ns'},
	),
	share(
		{title: 'GOT%', unit: '500ms', width: 5, priority: 0, doc: 'Received, in percent of the busy time of the last 500 ms.'},
		{kind: 'level of all', counter: 'received500Ns', all: 'received500Ns'},
	),
	share(
		{title: 'GOT%', unit: '100ms', width: 5, priority: 4, doc: 'Received, in percent of the busy time of the last 100 ms.'},
		{kind: 'level of all', counter: 'received100Ns', all: 'received100Ns'},
	),
	share(
		{title: 'BUSY%', unit: 'total', width: 5, priority: 5, doc: 'Received since the domain was made, in percent of what all received.'},
		{kind: 'level of all', counter: 'gpuBusyNs', all: 'gpuBusyNs'},
	),
	share(
		{title: 'WALL%', unit: 'total', width: 5, priority: 8, doc: 'Received, in percent of all time since the domain was made.'},
		{kind: 'life part', counter: 'gpuBusyNs'},
	),
];

const delays: ReadonlyArray<Figure<SchedulerRow>> = [
	figure({title: 'QUE', unit: 'now', width: 3, priority: 2, doc: 'Doorbells that wait for the GPU scheduler now.'}, 'count', {
		kind: 'level',
		counter: 'queueDepth',
	}),
	waits({title: 'P50', unit: 'delay', width: 6, priority: 3, doc: 'Half of its doorbells waited no longer.'}, 'queueDelayP50Ns'),
	waits({title: 'P95', unit: 'delay', width: 6, priority: 6, doc: 'Of its doorbells, 95 in 100 waited no longer.'}, 'queueDelayP95Ns'),
	waits({title: 'P99', unit: 'delay', width: 6, priority: 2, doc: 'Of its doorbells, 99 in 100 waited no longer.'}, 'queueDelayP99Ns'),
	waits({title: 'MAX', unit: 'delay', width: 6, priority: 4, doc: 'Longest wait of a doorbell.'}, 'queueDelayMaxNs'),
	figure(
		{title: 'FIRED', unit: 'of', width: 5, priority: 7, doc: 'Doorbells fired since the domain was made: the delays are of so many.'},
		'count',
		{kind: 'level', counter: 'fired'},
	),
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
