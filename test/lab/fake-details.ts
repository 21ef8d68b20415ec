/** Details as a fake host gives them: by rule from its domains, so that pictures of them stay the same. */
import {GIB, MIB} from '../../source/base/units.ts';
import type {ChannelActivity, ChannelDetails, Details, MemoryDetails, SpaceDetails} from '../../source/machine/details.ts';
import type {DomainFacts} from '../../source/machine/snapshot.ts';

const UNIT = 16 * MIB;
const activities: readonly ChannelActivity[] = ['busy', 'idle', 'waiting'];

function channelOf({configuration, channelStart, slot, state}: DomainFacts, channel: number, atNs: number): ChannelDetails {
	const rounds = Math.floor(atNs / 1e6 / (3 + slot));
	const isPara = configuration.mode.kind === 'para';
	return {
		domain: configuration.id,
		virtualChannel: channel,
		physicalChannel: channelStart + channel,
		activity: state === 'parked' ? 'stopped' : (activities[(slot + channel) % activities.length] ?? 'idle'),
		rung: (rounds + channel + 2) % 512,
		gpPut: (rounds + channel + 1) % 512,
		gpGet: (rounds + channel) % 512,
		runlistPosition: state === 'parked' ? -1 : slot * 2 + channel,
		guestDirectory: isPara ? -1 : (8 + channel) * MIB,
		directory: 4 * GIB + (slot * 4 + channel) * MIB,
		faults: state === 'parked' ? 3 : 0,
	};
}

function spaceOf({configuration, slot}: DomainFacts, usedBy: string, place: number, atNs: number): SpaceDetails {
	const isPara = configuration.mode.kind === 'para';
	return {
		usedBy,
		isPara,
		guestDirectory: isPara ? -1 : (8 + place) * MIB,
		directory: 4 * GIB + (slot * 4 + place) * MIB,
		users: place + 1,
		isStale: !isPara && slot === 1 && place === 1,
		smallTables: 2 + place,
		largeTables: place,
		entries: 32_768 * (2 + place),
		present: 1200 * (slot + 1),
		pending: isPara ? 0 : 17 * place,
		syncedAtNs: isPara ? -1 : Math.max(0, atNs - 3_500_000 * (slot + 1)),
		syncPriceNs: isPara ? 0 : 120_000 * (slot + 1),
		syncScanned: isPara ? 0 : 65_536,
		syncChanged: isPara ? 0 : 24 * (place + 1),
	};
}

function memoryOf(domain: DomainFacts, atNs: number): MemoryDetails {
	const {configuration, slot, partitionStart} = domain;
	return {
		domain: configuration.id,
		partitionStart,
		partitionBytes: configuration.vramBytes,
		mappedBytes: Math.floor(configuration.vramBytes * (0.1 + 0.1 * (slot % 5))),
		shadowBytes: (3 + slot) * MIB,
		quotaBytes: 256 * MIB,
		directPages: configuration.mode.kind === 'full' && configuration.mode.barRemap ? 900 + slot : 0,
		bar3Pages: 4096,
		mapRuns: 12 * (slot + 1),
		spaces: [spaceOf(domain, 'BAR1 BAR3', 0, atNs), spaceOf(domain, 'ch 0-1', 1, atNs)],
	};
}

export function fakeDetails(domains: readonly DomainFacts[], vramBytes: number, atNs: number): Details {
	const touched = new Array<number>(vramBytes / UNIT).fill(0);
	for (const {partitionStart, slot} of domains) {
		for (let unit = 0; unit <= slot % 3; unit++) {
			touched[partitionStart / UNIT + unit] = unit === 0 ? UNIT : UNIT / 4;
		}
	}
	touched[(4 * GIB) / UNIT] = UNIT / 2;
	return {
		atNs,
		channels: domains.flatMap(domain => [channelOf(domain, 0, atNs), channelOf(domain, 1, atNs)]),
		memory: domains.map(domain => memoryOf(domain, atNs)),
		unitBytes: UNIT,
		touched,
		shadowFreeBytes: 2 * GIB - domains.length * 8 * MIB,
	};
}
