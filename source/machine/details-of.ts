/** Reads the details of a machine: channels as the device and the aggregator hold them, page tables, the use of VRAM. */
import type {ParaDirectory} from '../aggregator/para-table.ts';
import type {ShadowSpace} from '../aggregator/shadow-space.ts';
import type {VirtualGpu} from '../aggregator/virtual-gpu.ts';
import {MIB} from '../base/units.ts';
import {join64} from '../base/words.ts';
import type {ChannelState, GpuState} from '../gpu/inspect.ts';
import type {Vram} from '../gpu/vram.ts';
import {RAMIN} from '../manual/instance-block.ts';
import {PAGE_BYTES, VA_LIMIT} from '../manual/mmu.ts';
import {USERD} from '../manual/userd.ts';
import type {ChannelDetails, Details, MemoryDetails, SpaceDetails} from './details.ts';
import type {Machine} from './machine.ts';
import type {Resident} from './resident.ts';

const UNIT_BYTES = 16 * MIB;

export function detailsOf(machine: Machine): Details {
	const {gpu, aggregator} = machine;
	const {vram} = gpu;
	const state = gpu.inspect();
	const residents = machine.residents();
	const touched: number[] = [];
	for (let at = 0; at < vram.bytes; at += UNIT_BYTES) {
		touched.push(vram.touchedBytes(at, Math.min(UNIT_BYTES, vram.bytes - at)));
	}
	return {
		atNs: machine.nowNs,
		channels: residents.flatMap(resident => channelsOf(resident, vram, state)),
		memory: residents.map(resident => memoryOf(resident, vram)),
		unitBytes: UNIT_BYTES,
		touched,
		shadowFreeBytes: aggregator.shadowFreeBytes,
	};
}

function channelsOf(resident: Resident, vram: Vram, state: GpuState): ChannelDetails[] {
	const {virtual} = resident;
	const domain = resident.configuration.id;
	if (virtual === undefined) {
		return state.channels.map(channel => ownChannel(domain, channel, vram, state));
	}
	const {partition, para} = virtual.state;
	return [...virtual.channels.live()].map(channel => {
		const {virtualChannel, physicalChannel, space, userd} = channel;
		return {
			domain,
			virtualChannel,
			physicalChannel,
			activity: channel.isStopped ? 'stopped' : (state.channels.find(one => one.channel === physicalChannel)?.activity ?? 'idle'),
			rung: virtual.channels.submitted(virtualChannel),
			gpPut: vram.read32(userd + USERD.GP_PUT),
			gpGet: vram.read32(userd + USERD.GP_GET),
			runlistPosition: state.runlist.indexOf(physicalChannel),
			guestDirectory: space === undefined ? -1 : space.start - partition.vramStart,
			directory: space?.shadow ?? para?.directoryOf(virtualChannel)?.address ?? -1,
			faults: virtual.channels.stops(virtualChannel),
		};
	});
}

/** A channel of a domain that has the card for itself: the device's own words. */
function ownChannel(domain: number, {channel, activity, instance}: ChannelState, vram: Vram, state: GpuState): ChannelDetails {
	const page = (low: number, high: number) => {
		const address = join64(vram.read32(instance + low), vram.read32(instance + high)) % VA_LIMIT;
		return address - (address % PAGE_BYTES);
	};
	const userd = page(RAMIN.USERD_LOW, RAMIN.USERD_HIGH);
	const directory = page(RAMIN.PD_LOW, RAMIN.PD_HIGH);
	const gpPut = vram.read32(userd + USERD.GP_PUT);
	return {
		domain,
		virtualChannel: channel,
		physicalChannel: channel,
		activity,
		rung: gpPut,
		gpPut,
		gpGet: vram.read32(userd + USERD.GP_GET),
		runlistPosition: state.runlist.indexOf(channel),
		guestDirectory: directory,
		directory,
		faults: -1,
	};
}

function memoryOf(resident: Resident, vram: Vram): MemoryDetails {
	const {virtual} = resident;
	const domain = resident.configuration.id;
	if (virtual === undefined) {
		return {
			domain,
			partitionStart: 0,
			partitionBytes: vram.bytes,
			mappedBytes: -1,
			shadowBytes: 0,
			quotaBytes: 0,
			directPages: 0,
			bar3Pages: 0,
			mapRuns: 0,
			spaces: [],
		};
	}
	const {partition, memory, para, secondLevel} = virtual.state;
	return {
		domain,
		partitionStart: partition.vramStart,
		partitionBytes: partition.vramBytes,
		mappedBytes: para?.mappedVramBytes ?? memory.mappedVramBytes,
		shadowBytes: para?.bytes ?? memory.shadowBytes,
		quotaBytes: para?.quotaBytes ?? memory.quotaBytes,
		directPages: secondLevel.directPages,
		bar3Pages: secondLevel.isDirect.length,
		mapRuns: secondLevel.runs,
		spaces: [...[...memory.spaces()].map(space => shadowSpace(space, virtual)), ...paraDirectories(virtual)],
	};
}

function shadowSpace(space: ShadowSpace, virtual: VirtualGpu): SpaceDetails {
	const channels = [...virtual.channels.live()].filter(channel => channel.space === space).map(channel => channel.virtualChannel);
	const bars = [...(virtual.bar1.space === space ? ['BAR1'] : []), ...(virtual.bar3.space === space ? ['BAR3'] : [])];
	const tables = [...new Set(space.tables())];
	const sum = (value: (table: (typeof tables)[number]) => number) => tables.reduce((total, table) => total + value(table), 0);
	return {
		usedBy: userNames(bars, channels),
		isPara: false,
		guestDirectory: space.start - virtual.state.partition.vramStart,
		directory: space.shadow,
		users: space.users,
		isStale: space.isStale,
		smallTables: tables.filter(table => !table.isLarge).length,
		largeTables: tables.filter(table => table.isLarge).length,
		entries: sum(table => table.entries),
		present: sum(table => table.present),
		pending: space.pendingDirectory + sum(table => table.pending),
		syncedAtNs: space.lastSync.atNs,
		syncPriceNs: space.lastSync.priceNs,
		syncScanned: space.lastSync.scanned,
		syncChanged: space.lastSync.changed,
	};
}

function paraDirectories({channels, state: {para}}: VirtualGpu): SpaceDetails[] {
	if (para === undefined) {
		return [];
	}
	const directories = [...para.objects()].filter((object): object is ParaDirectory => 'small' in object);
	return directories.map(directory => {
		const bars = [...(para.bar1 === directory ? ['BAR1'] : []), ...(para.bar3 === directory ? ['BAR3'] : [])];
		const users = [...channels.live()].map(({virtualChannel}) => virtualChannel).filter(channel => para.directoryOf(channel) === directory);
		const tables = [...new Set(directory.tables())];
		return {
			usedBy: userNames(bars, users),
			isPara: true,
			guestDirectory: -1,
			directory: directory.address,
			users: directory.users,
			isStale: false,
			smallTables: tables.filter(table => !table.isLarge).length,
			largeTables: tables.filter(table => table.isLarge).length,
			entries: tables.reduce((sum, table) => sum + table.entries, 0),
			present: tables.reduce((sum, table) => sum + table.present, 0),
			pending: 0,
			syncedAtNs: -1,
			syncPriceNs: 0,
			syncScanned: 0,
			syncChanged: 0,
		};
	});
}

/** `BAR3`, `ch 0-2,5`; nobody is `-`. */
export function userNames(bars: readonly string[], channels: readonly number[]): string {
	const runs: Array<[number, number]> = [];
	for (const channel of channels) {
		const last = runs.at(-1);
		if (last !== undefined && last[1] === channel - 1) {
			last[1] = channel;
		} else {
			runs.push([channel, channel]);
		}
	}
	const list = runs.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(',');
	const names = [...bars, ...(list === '' ? [] : [`ch ${list}`])];
	return names.length === 0 ? '-' : names.join(' ');
}
