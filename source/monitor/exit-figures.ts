/** The columns of the exit screen, and what a domain's exits and hypercalls are made of. */
import {type DomainCounter, domainCatalogue} from '../machine/catalogue.ts';
import type {DomainFacts} from '../machine/snapshot.ts';
import type {Figure} from './figure-table.ts';
import {fitCount, fitDuration, percent} from './format.ts';
import type {Rates} from './rates.ts';
import type {Role} from './theme.ts';

/** A domain; undefined is all of them together. */
export type ExitRow = {readonly domain: DomainFacts | undefined; readonly rates: Rates};

/** Parts of a domain's exits from which a figure stands out. */
const HOT = 0.5;
const WARM = 0.1;

function perSecond({domain, rates}: ExitRow, name: DomainCounter): number | undefined {
	return domain === undefined ? rates.perSecondOfAll(name) : rates.perSecond(domain, name);
}

function heat(row: ExitRow, name: DomainCounter): Role | undefined {
	const value = perSecond(row, name) ?? 0;
	const total = perSecond(row, 'exits') ?? 0;
	if (row.domain === undefined || value === 0) {
		return 'dim';
	}
	return value >= HOT * total ? 'warning' : value >= WARM * total ? 'accent' : undefined;
}

function exits(name: DomainCounter, priority: number): Figure<ExitRow> {
	const {title, doc} = domainCatalogue.specs[name];
	return {
		title,
		unit: '/s',
		width: 6,
		align: 'right',
		priority,
		doc,
		text: row => fitCount(perSecond(row, name), 6),
		role: row => heat(row, name),
	};
}

function rate(title: string, name: DomainCounter, priority: number, width = 6): Figure<ExitRow> {
	const {doc} = domainCatalogue.specs[name];
	return {title, unit: '/s', width, align: 'right', priority, doc, text: row => fitCount(perSecond(row, name), width)};
}

export const exitFigures: ReadonlyArray<Figure<ExitRow>> = [
	{
		title: 'NAME',
		unit: '',
		width: 10,
		align: 'left',
		priority: 0,
		doc: 'Name of the domain; the last line is all of them.',
		text: ({domain}) => domain?.configuration.name ?? 'all',
		role: ({domain}) => (domain === undefined ? 'dim' : 'strong'),
	},
	rate('EXITS', 'exits', 0),
	rate('READS', 'exitReads', 3),
	{
		title: 'WRITES',
		unit: '/s',
		width: 6,
		align: 'right',
		priority: 3,
		doc: 'Exits that were writes: posted, the vCPU went on at once.',
		text: row => {
			const [all, reads] = [perSecond(row, 'exits'), perSecond(row, 'exitReads')];
			return fitCount(all === undefined || reads === undefined ? undefined : Math.max(0, all - reads), 6);
		},
	},
	{
		title: 'COST',
		unit: 'of 1s',
		width: 6,
		align: 'right',
		priority: 0,
		doc: 'Time that its vCPU stood in exits, as time per second.',
		text: row => fitDuration(perSecond(row, 'exitNs'), 6),
	},
	{
		title: 'VCPU%',
		unit: 'exits',
		width: 5,
		align: 'right',
		priority: 1,
		doc: 'That time in percent of the time its vCPU ran or stood in an exit.',
		text: row => {
			const [inExits, all] = [perSecond(row, 'exitNs'), perSecond(row, 'guestNs')];
			return percent(inExits === undefined || all === undefined || all === 0 ? undefined : inExits / all);
		},
	},
	{
		title: 'WAIT',
		unit: 'of 1s',
		width: 6,
		align: 'right',
		priority: 3,
		doc: 'Time that its accesses waited for the aggregator, behind its own or for whoever held the device, per second.',
		text: row => fitDuration(perSecond(row, 'serviceWaitNs'), 6),
	},
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
