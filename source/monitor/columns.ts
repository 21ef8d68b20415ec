/**
Columns of the domain table as data: title, unit, width, priority, key, sentence and value. Table, help and
batch output read the declaration.
*/
import {describeMode} from '../machine/configuration.ts';
import type {DomainFacts} from '../machine/snapshot.ts';
import {fitBytes, fitCount, fitDuration, percent, UNKNOWN} from './format.ts';
import type {Quantity} from './quantity.ts';
import type {Rates} from './rates.ts';

export type ColumnName =
	| 'name'
	| 'state'
	| 'mode'
	| 'channels'
	| 'vram'
	| 'gpu'
	| 'share'
	| 'entitled'
	| 'exits'
	| 'doorbells'
	| 'shadow'
	| 'queue'
	| 'delay'
	| 'rounds'
	| 'progress'
	| 'workload';

export type Column = {
	readonly name: ColumnName;
	/** Capitals, no wider than the column. */
	readonly title: string;
	/** Unit and base, shown below the title; no wider than the column. */
	readonly unit: string;
	readonly width: number;
	/** Width where there is room to spare. */
	readonly wideWidth?: number;
	readonly align: 'left' | 'right';
	/** Columns with the highest numbers go first when the screen is narrow; 0 always stays. */
	readonly priority: number;
	/** Capital that sorts by this column. */
	readonly letter: string;
	/** What `value` is. */
	readonly quantity: Quantity;
	readonly doc: string;
	/** Largest first unless told otherwise, as in xentop; texts run from A to Z. */
	readonly value: (domain: DomainFacts, rates: Rates) => number | string | undefined;
	readonly text: (domain: DomainFacts, rates: Rates, width: number) => string;
};

/** What a domain is entitled to: its weight among the weights of those that take part. */
export function entitlement(domain: DomainFacts, domains: readonly DomainFacts[]): number | undefined {
	const takesPart = (one: DomainFacts) => one.state === 'running' || one.state === 'booting';
	if (!takesPart(domain)) {
		return undefined;
	}
	const all = domains.reduce((sum, one) => sum + (takesPart(one) ? one.configuration.weight : 0), 0);
	return all > 0 ? domain.configuration.weight / all : undefined;
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

/** Mean wait of the doorbells fired within the window. */
function meanDelayNs(domain: DomainFacts, rates: Rates): number | undefined {
	const fired = rates.growth(domain, 'fired');
	const waitedNs = rates.growth(domain, 'queueDelayNs');
	return fired === undefined || waitedNs === undefined || fired === 0 ? undefined : waitedNs / fired;
}

type NumberOf = (domain: DomainFacts, rates: Rates) => number | undefined;

const shown = (value: NumberOf, format: (number: number | undefined, width: number) => string) => ({
	value,
	text: (domain: DomainFacts, rates: Rates, width: number) => format(value(domain, rates), width),
});

export const columns: readonly Column[] = [
	{
		name: 'name',
		title: 'NAME',
		unit: '',
		width: 10,
		wideWidth: 16,
		align: 'left',
		priority: 0,
		letter: 'N',
		quantity: 'text',
		doc: 'Name of the domain.',
		value: domain => domain.configuration.name,
		text: domain => domain.configuration.name,
	},
	{
		name: 'state',
		title: 'STATE',
		unit: '',
		width: 7,
		align: 'left',
		priority: 1,
		letter: 'T',
		quantity: 'text',
		doc: 'Booting, running, paused, done, failed, or parked (taken off the GPU for misbehaving).',
		value: domain => domain.state,
		text: domain => domain.state,
	},
	{
		name: 'mode',
		title: 'MODE',
		unit: '',
		width: 7,
		wideWidth: 15,
		align: 'left',
		priority: 5,
		letter: 'M',
		quantity: 'text',
		doc: 'How it meets the GPU: full or para-virtualized, with its options.',
		value: domain => describeMode(domain.configuration.mode),
		text: (domain, _rates, width) => modeText(domain, width),
	},
	{
		name: 'channels',
		title: 'CH',
		unit: '',
		width: 3,
		align: 'right',
		priority: 8,
		letter: 'C',
		quantity: 'count',
		doc: 'Virtual channels with a shadow.',
		...shown((domain, rates) => rates.value(domain, 'channelsLive'), fitCount),
	},
	{
		name: 'vram',
		title: 'VRAM',
		unit: '',
		width: 5,
		align: 'right',
		priority: 6,
		letter: 'V',
		quantity: 'bytes',
		doc: 'Size of its partition of VRAM.',
		...shown(domain => domain.configuration.vramBytes, fitBytes),
	},
	{
		name: 'gpu',
		title: 'GPU%',
		unit: 'time',
		width: 5,
		align: 'right',
		priority: 1,
		letter: 'P',
		quantity: 'part',
		doc: 'GPU time it received, in percent of the time of the window.',
		...shown((domain, rates) => rates.ofTime(domain, 'gpuBusyNs'), percent),
	},
	{
		name: 'share',
		title: 'SHR%',
		unit: 'busy',
		width: 5,
		align: 'right',
		priority: 9,
		letter: 'H',
		quantity: 'part',
		doc: 'GPU time it received, in percent of what all domains received in the window.',
		...shown((domain, rates) => rates.ofAll(domain, 'gpuBusyNs'), percent),
	},
	{
		name: 'entitled',
		title: 'ENT%',
		unit: 'wght',
		width: 5,
		align: 'right',
		priority: 10,
		letter: '%',
		quantity: 'part',
		doc: 'Its weight in percent of the weights of all domains that take part: what CREDIT and BAND owe it of the busy time.',
		...shown((domain, rates) => entitlement(domain, rates.domains), percent),
	},
	{
		name: 'exits',
		title: 'EXITS',
		unit: '/s',
		width: 5,
		align: 'right',
		priority: 2,
		letter: 'X',
		quantity: 'perSecond',
		doc: 'BAR accesses that trapped, per second.',
		...shown((domain, rates) => rates.perSecond(domain, 'exits'), fitCount),
	},
	{
		name: 'doorbells',
		title: 'BELLS',
		unit: '/s',
		width: 5,
		align: 'right',
		priority: 4,
		letter: 'B',
		quantity: 'perSecond',
		doc: 'Doorbells taken from it, per second.',
		...shown((domain, rates) => rates.perSecond(domain, 'doorbells'), fitCount),
	},
	{
		name: 'shadow',
		title: 'SHADOW',
		unit: 'of 1s',
		width: 6,
		align: 'right',
		priority: 4,
		letter: 'D',
		quantity: 'nsPerSecond',
		doc: 'Shadow page table work, as time per second.',
		...shown((domain, rates) => scaled(rates.ofTime(domain, 'shadowNs')), fitDuration),
	},
	{
		name: 'queue',
		title: 'QUE',
		unit: 'now',
		width: 3,
		align: 'right',
		priority: 3,
		letter: 'U',
		quantity: 'count',
		doc: 'Doorbells that wait for the GPU scheduler now.',
		...shown((domain, rates) => rates.value(domain, 'queueDepth'), fitCount),
	},
	{
		name: 'delay',
		title: 'DELAY',
		unit: 'mean',
		width: 6,
		align: 'right',
		priority: 3,
		letter: 'L',
		quantity: 'ns',
		doc: 'Mean wait of the doorbells fired in the window.',
		...shown(meanDelayNs, fitDuration),
	},
	{
		name: 'rounds',
		title: 'WORK',
		unit: '/s',
		width: 5,
		align: 'right',
		priority: 11,
		letter: 'W',
		quantity: 'perSecond',
		doc: 'Rounds of work finished and checked, per second.',
		...shown((domain, rates) => rates.perSecond(domain, 'workloadRounds'), fitCount),
	},
	{
		name: 'progress',
		title: 'ROUND',
		unit: 'total',
		width: 5,
		align: 'right',
		priority: 5,
		letter: 'O',
		quantity: 'count',
		doc: 'Progress: rounds of work finished and checked since the domain started.',
		...shown((domain, rates) => rates.value(domain, 'workloadRounds'), fitCount),
	},
	{
		name: 'workload',
		title: 'WORKLOAD',
		unit: '',
		width: 14,
		wideWidth: 20,
		align: 'left',
		priority: 12,
		letter: 'K',
		quantity: 'text',
		doc: 'What runs in it.',
		value: workloadText,
		text: workloadText,
	},
];

/** A fraction of time as nanoseconds per second. */
function scaled(fraction: number | undefined): number | undefined {
	return fraction === undefined ? undefined : fraction * 1e9;
}

export function columnOf(name: ColumnName): Column {
	return columns.find(column => column.name === name) ?? columns[0];
}
