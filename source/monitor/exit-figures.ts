/** The columns of the exit screen, and what a domain's exits and hypercalls are made of. */
import {type DomainCounter, domainCatalogue} from '../machine/catalogue.ts';
import type {DomainFacts} from '../machine/snapshot.ts';
import type {Figure} from './figure-table.ts';
import {type Quantity, quantityText} from './quantity.ts';
import type {Rates} from './rates.ts';
import {type DomainMeasure, ofDomain} from './readers.ts';
import type {Role} from './theme.ts';

/** A domain; undefined is all of them together. */
export type ExitRow = {readonly domain: DomainFacts | undefined; readonly rates: Rates};

/** Parts of a domain's exits from which a figure stands out. */
const HOT = 0.5;
const WARM = 0.1;

const rateOf = (counter: DomainCounter): DomainMeasure => ({kind: 'rate', counter});

function heat({domain, rates}: ExitRow, name: DomainCounter): Role | undefined {
	const value = ofDomain(rateOf(name), domain, rates) ?? 0;
	const total = ofDomain(rateOf('exits'), domain, rates) ?? 0;
	if (domain === undefined || value === 0) {
		return 'dim';
	}
	return value >= HOT * total ? 'warning' : value >= WARM * total ? 'accent' : undefined;
}

type Numbers = Pick<Figure<ExitRow>, 'title' | 'unit' | 'width' | 'priority' | 'doc' | 'role'>;

function figure(numbers: Numbers, quantity: Quantity, measure: DomainMeasure): Figure<ExitRow> {
	return {
		...numbers,
		align: 'right',
		origin: {kind: 'domain', measure},
		text: ({domain, rates}) => quantityText(quantity, ofDomain(measure, domain, rates), numbers.width),
	};
}

function exits(name: DomainCounter, priority: number): Figure<ExitRow> {
	const {title, doc} = domainCatalogue.specs[name];
	return figure({title, unit: '/s', width: 6, priority, doc, role: row => heat(row, name)}, 'perSecond', rateOf(name));
}

function rate(title: string, name: DomainCounter, priority: number, width = 6): Figure<ExitRow> {
	const {doc} = domainCatalogue.specs[name];
	return figure({title, unit: '/s', width, priority, doc}, 'perSecond', rateOf(name));
}

export const exitFigures: ReadonlyArray<Figure<ExitRow>> = [
	{
		title: 'NAME',
		unit: '',
		width: 10,
		align: 'left',
		priority: 0,
		doc: 'Name of the domain; the last line is all of them.',
		origin: {kind: 'told', from: 'Given when the domain was made.'},
		text: ({domain}) => domain?.configuration.name ?? 'all',
		role: ({domain}) => (domain === undefined ? 'dim' : 'strong'),
	},
	rate('EXITS', 'exits', 0),
	rate('READS', 'exitReads', 3),
	figure(
		{title: 'WRITES', unit: '/s', width: 6, priority: 3, doc: 'Exits that were writes: posted, the vCPU went on at once.'},
		'perSecond',
		{kind: 'rest rate', counter: 'exits', without: 'exitReads'},
	),
	figure(
		{title: 'COST', unit: 'of 1s', width: 6, priority: 0, doc: 'Time that its vCPU stood in exits, as time per second.'},
		'nsPerSecond',
		{kind: 'time rate', counter: 'exitNs'},
	),
	figure(
		{title: 'VCPU%', unit: 'exits', width: 5, priority: 1, doc: 'That time in percent of the time its vCPU ran or stood in an exit.'},
		'part',
		{kind: 'mean', counter: 'exitNs', per: 'guestNs'},
	),
	figure(
		{
			title: 'WAIT',
			unit: 'of 1s',
			width: 6,
			priority: 3,
			doc: 'Time that its accesses waited for the aggregator, behind its own or for whoever held the device, per second.',
		},
		'nsPerSecond',
		{kind: 'time rate', counter: 'serviceWaitNs'},
	),
	rate('DIRECT', 'directAccesses', 2),
	rate('CALLS', 'hypercalls', 2, 5),
	exits('exitsBar0', 4),
	exits('exitsBar1', 4),
	exits('exitsBar3', 4),
	exits('exitsBar4', 7),
	exits('exitsPfifo', 8),
	exits('exitsPgraph', 9),
	exits('exitsPfb', 10),
	exits('exitsPramin', 11),
	exits('exitsPcopy', 12),
	exits('exitsPtimer', 13),
	exits('exitsPmc', 14),
	exits('exitsPbus', 15),
	exits('exitsPmfb', 16),
	exits('exitsConfig', 17),
	exits('exitsOther', 18),
];

/** Where exits go, each exit in one of them. */
export const exitPlaces: readonly DomainCounter[] = [
	'exitsBar1',
	'exitsBar3',
	'exitsBar4',
	'exitsPfifo',
	'exitsPgraph',
	'exitsPfb',
	'exitsPramin',
	'exitsPcopy',
	'exitsPtimer',
	'exitsPmc',
	'exitsPbus',
	'exitsPmfb',
	'exitsConfig',
	'exitsOther',
];

/** Hypercalls by operation. */
export const callOperations: readonly DomainCounter[] = [
	'callsSetDirectory',
	'callsMapTable',
	'callsMapTables',
	'callsMap',
	'callsMapBatch',
	'callsMapScattered',
	'callsUnmapBatch',
	'callsFlush',
	'callsAllocate',
	'callsFree',
	'callsBar3Table',
];
