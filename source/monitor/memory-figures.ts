/** The columns of the memory screen: a line for each domain, below it one for each of its address spaces. */
import {formatBytes} from '../base/units.ts';
import type {MemoryDetails, SpaceDetails} from '../machine/details.ts';
import type {Figure} from './figure-table.ts';
import {fitBytes, fitCount, fitDuration, UNKNOWN} from './format.ts';

export type MemoryRow = {
	readonly name: string;
	readonly memory: MemoryDetails;
	/** Undefined in the line of the domain. */
	readonly space: SpaceDetails | undefined;
	/** Virtual time of the details. */
	readonly atNs: number;
};

const ofDomain = (text: (memory: MemoryDetails) => string) => (row: MemoryRow) => (row.space === undefined ? text(row.memory) : '');

/** Of a space, or of all spaces of the domain together. */
const ofSpaces =
	(value: (space: SpaceDetails) => number, width: number) =>
	({memory, space}: MemoryRow) => {
		const spaces = space === undefined ? memory.spaces : [space];
		return spaces.length === 0
			? UNKNOWN
			: fitCount(
					spaces.reduce((sum, one) => sum + value(one), 0),
					width,
				);
	};

function lastSync({memory, space}: MemoryRow): SpaceDetails | undefined {
	const spaces = space === undefined ? memory.spaces : [space];
	const newest = spaces.reduce<SpaceDetails | undefined>(
		(best, one) => (best === undefined || one.syncedAtNs > best.syncedAtNs ? one : best),
		undefined,
	);
	return newest === undefined || newest.syncedAtNs < 0 ? undefined : newest;
}

const right = 'right' as const;

const declared: ReadonlyArray<Omit<Figure<MemoryRow>, 'origin'>> = [
	{
		title: 'NAME',
		unit: 'space of',
		width: 12,
		align: 'left',
		priority: 0,
		doc: 'Domain; below it its address spaces, named by the BARs and channels that use them.',
		text: ({name, space}) => (space === undefined ? name : `  ${space.usedBy}`),
		role: ({space}) => (space === undefined ? 'strong' : undefined),
	},
	{
		title: 'VRAM',
		unit: '',
		width: 5,
		align: right,
		priority: 1,
		doc: 'Size of the partition.',
		text: ofDomain(memory => fitBytes(memory.partitionBytes, 5)),
	},
	{
		title: 'AT',
		unit: 'host',
		width: 8,
		align: right,
		priority: 7,
		doc: 'Host address at which the partition begins.',
		text: ofDomain(memory => formatBytes(memory.partitionStart)),
	},
	{
		title: 'MAPPED',
		unit: '',
		width: 6,
		align: right,
		priority: 2,
		doc: 'Bytes of the partition that the tables the card walks map, each table once.',
		text: ofDomain(memory => (memory.mappedBytes < 0 ? UNKNOWN : fitBytes(memory.mappedBytes, 6))),
	},
	{
		title: 'SHADOW',
		unit: '',
		width: 6,
		align: right,
		priority: 2,
		doc: 'Page tables kept for it in the hypervisor’s VRAM.',
		text: ofDomain(memory => fitBytes(memory.shadowBytes, 6)),
	},
	{
		title: 'QUOTA',
		unit: 'used',
		width: 5,
		align: right,
		priority: 8,
		doc: 'Part of its quota of the hypervisor’s VRAM that those tables fill.',
		text: ofDomain(memory => (memory.quotaBytes === 0 ? UNKNOWN : `${((memory.shadowBytes / memory.quotaBytes) * 100).toFixed(1)}%`)),
	},
	{
		title: 'DIRECT',
		unit: 'pages',
		width: 6,
		align: right,
		priority: 6,
		doc: 'BAR3 pages that reach the card without an exit.',
		text: ofDomain(memory => fitCount(memory.directPages, 6)),
	},
	{
		title: 'TABLES',
		unit: '4K+128K',
		width: 7,
		align: right,
		priority: 5,
		doc: 'Page tables of small and of large pages.',
		text: ({memory, space}) => {
			const spaces = space === undefined ? memory.spaces : [space];
			const sum = (value: (one: SpaceDetails) => number) => spaces.reduce((total, one) => total + value(one), 0);
			return spaces.length === 0 ? UNKNOWN : `${sum(one => one.smallTables)}+${sum(one => one.largeTables)}`;
		},
	},
	{
		title: 'ENTRIES',
		unit: '',
		width: 7,
		align: right,
		priority: 4,
		doc: 'Entries that the guest’s tables have room for.',
		text: ofSpaces(space => space.entries, 7),
	},
	{
		title: 'PRESENT',
		unit: '',
		width: 7,
		align: right,
		priority: 2,
		doc: 'Entries that map something in what the card walks.',
		text: ofSpaces(space => space.present, 7),
	},
	{
		title: 'PEND',
		unit: 'now',
		width: 5,
		align: right,
		priority: 1,
		doc: 'Entries that the guest wrote and that no sync has looked at yet.',
		text: ofSpaces(space => space.pending, 5),
	},
	{
		title: 'STALE',
		unit: '',
		width: 5,
		align: right,
		priority: 5,
		doc: 'Lazy shadowing: a flush was marked, the rescan is still to come.',
		text: ({memory, space}) => {
			const stale = (space === undefined ? memory.spaces : [space]).filter(({isStale}) => isStale).length;
			return stale === 0 ? '' : space === undefined ? String(stale) : 'yes';
		},
		role: () => 'warning',
	},
	{
		title: 'SYNCED',
		unit: 'ago',
		width: 6,
		align: right,
		priority: 3,
		doc: 'How long ago the last sync was; a dash where there was none.',
		text: row => {
			const sync = lastSync(row);
			return fitDuration(sync === undefined ? undefined : Math.max(0, row.atNs - sync.syncedAtNs), 6);
		},
	},
	{
		title: 'COST',
		unit: 'of it',
		width: 6,
		align: right,
		priority: 3,
		doc: 'Modelled time of the last sync.',
		text: row => fitDuration(lastSync(row)?.syncPriceNs, 6),
	},
	{
		title: 'READ',
		unit: 'of it',
		width: 5,
		align: right,
		priority: 9,
		doc: 'Entries that the last sync read, as modelled.',
		text: row => fitCount(lastSync(row)?.syncScanned, 5),
	},
	{
		title: 'CHGD',
		unit: 'of it',
		width: 5,
		align: right,
		priority: 8,
		doc: 'Entries that the last sync really changed.',
		text: row => fitCount(lastSync(row)?.syncChanged, 5),
	},
];

export const memoryFigures: ReadonlyArray<Figure<MemoryRow>> = declared.map(figure => ({
	...figure,
	origin: {kind: 'told', from: 'Read from the engine for this screen, a moment ago; it is not among the samples.'},
}));
