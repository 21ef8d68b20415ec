/** What happened between each two snapshots in a row, per domain: for charts and traces outside of the program. */
import {SECOND} from '../base/units.ts';
import {type DomainFacts, domainValue, type Snapshot} from './snapshot.ts';

export type SeriesPoint = {
	/** End of the time that it is about. */
	readonly atNs: number;
	readonly domain: DomainFacts;
	/** GPU time charged to it, of the time between. */
	readonly gpuOfTime: number;
	readonly exitsPerSecond: number;
	readonly doorbellsPerSecond: number;
	/** Doorbells that waited for the GPU scheduler at that time. */
	readonly queueDepth: number;
};

/** Points in order of time; a domain's first one is of the time since the snapshot after its birth. */
export function* seriesOf(snapshots: Iterable<Snapshot>): Generator<SeriesPoint> {
	let before: Snapshot | undefined;
	for (const snapshot of snapshots) {
		if (before !== undefined && snapshot.atNs > before.atNs) {
			const windowNs = snapshot.atNs - before.atNs;
			for (const domain of snapshot.facts.domains) {
				const old = before.facts.domains.find(({configuration}) => configuration.id === domain.configuration.id);
				if (old !== undefined) {
					yield pointOf(domain, before, snapshot, windowNs);
				}
			}
		}
		before = snapshot;
	}
}

function pointOf(domain: DomainFacts, before: Snapshot, {atNs, block}: Snapshot, windowNs: number): SeriesPoint {
	const {slot} = domain;
	const growth = (name: 'gpuBusyNs' | 'exits' | 'doorbells') => domainValue(block, slot, name) - domainValue(before.block, slot, name);
	return {
		atNs,
		domain,
		gpuOfTime: growth('gpuBusyNs') / windowNs,
		exitsPerSecond: (growth('exits') * SECOND) / windowNs,
		doorbellsPerSecond: (growth('doorbells') * SECOND) / windowNs,
		queueDepth: domainValue(block, slot, 'queueDepth'),
	};
}
