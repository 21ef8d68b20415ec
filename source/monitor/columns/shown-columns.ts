/** The columns of the table of domains that are shown unless others are chosen. */
import {describeMode} from '../../machine/configuration.ts';
import type {DomainFacts} from '../../machine/snapshot.ts';
import {waitWord} from '../../machine/waiting.ts';
import {UNKNOWN} from '../format.ts';
import {type Rates, takesPart} from '../rates.ts';
import {type Column, measuredColumn, toldColumn, wordColumn} from './column.ts';

/** What a domain is entitled to: its weight among the weights of those that take part. */
export function entitledPart(domain: DomainFacts, rates: Rates): number | undefined {
	return takesPart(domain) && rates.weights > 0 ? domain.configuration.weight / rates.weights : undefined;
}

/** `full+remap+lazy` where there is room, `full+rl` where not. */
function modeText(domain: DomainFacts, width: number): string {
	const long = describeMode(domain.configuration.mode);
	if (long.length <= width) {
		return long;
	}
	const [kind, ...options] = long.split('+');
	const short = kind === 'passthrough' ? 'pass' : kind;
	return options.length === 0 ? short : `${short}+${options.map(option => option[0]).join('')}`;
}

function workloadText(domain: DomainFacts): string {
	const {workloads} = domain.configuration;
	return workloads.length === 0 ? UNKNOWN : workloads.map(({kind}) => kind).join(', ');
}

const words: readonly Column[] = [
	wordColumn(
		{name: 'name', title: 'NAME', unit: '', width: 10, wideWidth: 16, priority: 0, doc: 'Name of the domain.'},
		'Given when the domain was made.',
		domain => domain.configuration.name,
	),
	wordColumn(
		{
			name: 'state',
			title: 'STATE',
			unit: '',
			width: 7,
			priority: 1,
			doc: 'Booting, running, paused, done, failed, or parked (taken off the GPU for misbehaving).',
		},
		'Told by the machine: the guest’s own state, unless the operator holds it or the aggregator has parked it.',
		domain => domain.state,
	),
	{
		...wordColumn(
			{
				name: 'wait',
				title: 'WAIT',
				unit: 'for',
				width: 6,
				priority: 2,
				doc: 'Why it waits now, in one word; help lists them below the columns.',
			},
			'',
			(domain, rates) => waitWord(rates.value(domain, 'waitsFor')),
		),
		origin: {kind: 'domain', measure: {kind: 'level', counter: 'waitsFor'}},
	},
	wordColumn(
		{
			name: 'mode',
			title: 'MODE',
			unit: '',
			width: 7,
			wideWidth: 15,
			priority: 5,
			doc: 'How it meets the GPU: full or para-virtualized, with its options.',
		},
		'Setting of the domain; m changes it.',
		(domain, _rates, width) => modeText(domain, width),
	),
];

const time: readonly Column[] = [
	measuredColumn({name: 'channels', title: 'CH', unit: '', width: 3, priority: 8, doc: 'Virtual channels with a shadow.'}, 'count', {
		kind: 'level',
		counter: 'channelsLive',
	}),
	toldColumn(
		{name: 'vram', title: 'VRAM', unit: '', width: 5, priority: 6, doc: 'Size of its partition of VRAM.'},
		'bytes',
		'Setting of the domain, from when it was made.',
		domain => domain.configuration.vramBytes,
	),
	measuredColumn(
		{name: 'gpu', title: 'GPU%', unit: 'time', width: 5, priority: 1, doc: 'GPU time it received, in percent of the time of the window.'},
		'part',
		{kind: 'time part', counter: 'gpuBusyNs'},
	),
	measuredColumn(
		{
			name: 'share',
			title: 'SHR%',
			unit: 'busy',
			width: 5,
			priority: 9,
			doc: 'GPU time it received, in percent of what all domains received in the window.',
		},
		'part',
		{kind: 'part of all', counter: 'gpuBusyNs'},
	),
	toldColumn(
		{
			name: 'entitled',
			title: 'ENT%',
			unit: 'wght',
			width: 5,
			priority: 10,
			doc: 'Its weight in percent of the weights of all domains that take part: what CREDIT and BAND owe it of the busy time.',
		},
		'part',
		'Its weight over the weights of all domains that run or boot.',
		entitledPart,
	),
];

const work: readonly Column[] = [
	measuredColumn(
		{name: 'exits', title: 'EXITS', unit: '/s', width: 5, priority: 2, doc: 'BAR accesses that trapped, per second.'},
		'perSecond',
		{kind: 'rate', counter: 'exits'},
	),
	measuredColumn(
		{name: 'doorbells', title: 'BELLS', unit: '/s', width: 5, priority: 4, doc: 'Doorbells taken from it, per second.'},
		'perSecond',
		{kind: 'rate', counter: 'doorbells'},
	),
	measuredColumn(
		{name: 'shadow', title: 'SHADOW', unit: 'of 1s', width: 6, priority: 4, doc: 'Shadow page table work, as time per second.'},
		'nsPerSecond',
		{kind: 'time rate', counter: 'shadowNs'},
	),
	measuredColumn(
		{name: 'queue', title: 'QUE', unit: 'now', width: 3, priority: 3, doc: 'Doorbells that wait for the GPU scheduler now.'},
		'count',
		{kind: 'level', counter: 'queueDepth'},
	),
	measuredColumn(
		{name: 'delay', title: 'DELAY', unit: 'mean', width: 6, priority: 3, doc: 'Mean wait of the doorbells fired in the window.'},
		'ns',
		{kind: 'mean', counter: 'queueDelayNs', per: 'fired'},
	),
	measuredColumn(
		{name: 'rounds', title: 'WORK', unit: '/s', width: 5, priority: 11, doc: 'Rounds of work finished and checked, per second.'},
		'perSecond',
		{kind: 'rate', counter: 'workloadRounds'},
	),
	measuredColumn(
		{
			name: 'progress',
			title: 'ROUND',
			unit: 'total',
			width: 5,
			priority: 5,
			doc: 'Progress: rounds of work finished and checked since the domain started.',
		},
		'count',
		{kind: 'level', counter: 'workloadRounds'},
	),
	wordColumn(
		{name: 'workload', title: 'WORKLOAD', unit: '', width: 14, wideWidth: 20, priority: 12, doc: 'What runs in it.'},
		'Setting of the domain, from when it was made.',
		domain => workloadText(domain),
	),
];

export const shownColumns: readonly Column[] = [...words, ...time, ...work];
