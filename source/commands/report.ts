/**
The report of a run as plain data: what `run --json` prints. Names are those of the declarations, and
stay once released.
*/
import {cardCatalogue, domainCatalogue} from '../machine/catalogue.ts';
import type {JournalEntry} from '../machine/command.ts';
import {describeMode, type Scenario, type WorkloadConfiguration} from '../machine/configuration.ts';
import {cardValue, type DomainFacts, domainValue, type Notice, type Snapshot, timelineOf} from '../machine/snapshot.ts';
import {type Fairness, fairnessBetween} from './fairness.ts';

export type DomainReport = {
	readonly name: string;
	readonly id: number;
	readonly state: string;
	readonly reason: string;
	readonly mode: string;
	readonly workloads: readonly WorkloadConfiguration[];
	readonly vramBytes: number;
	readonly ramBytes: number;
	readonly weight: number;
	readonly capPermille: number;
	readonly createdAtNs: number;
	readonly channelCount: number;
	/** Every declared counter of a domain; null where it is not known. */
	readonly counters: Readonly<Record<string, number | null>>;
};

export type Report = {
	readonly scenario: string;
	readonly title: string;
	readonly seed: number;
	/** Equal for equal runs. */
	readonly digest: string;
	readonly virtualNs: number;
	readonly policy: {readonly name: string; readonly parameters: Readonly<Record<string, number>>};
	/** Parameters of the device in force at the end, defaults included. */
	readonly device: Readonly<Record<string, number>>;
	readonly machine: {
		readonly vramBytes: number;
		readonly guestVramBytes: number;
		readonly guestVramFreeBytes: number;
		readonly domainCount: number;
		/** Every declared counter of the card. */
		readonly counters: Readonly<Record<string, number | null>>;
	};
	readonly domains: readonly DomainReport[];
	readonly fairness: {
		/** What a share is a share of. */
		readonly base: 'gpuBusyNs of domains that had work';
		readonly whole: Fairness;
		readonly windows: readonly Fairness[];
	};
	/** Who held the device at the end of the run: the newest intervals, oldest first. Domain `null` has left. */
	readonly timeline: ReadonlyArray<{readonly domain: string | null; readonly fromNs: number; readonly toNs: number}>;
	readonly notices: readonly Notice[];
	readonly journal: readonly JournalEntry[];
};

/** `samples` are snapshots in order of time, the last one at the end of the run. */
export function makeReport(
	scenario: Scenario,
	samples: readonly Snapshot[],
	digest: string,
	journal: readonly JournalEntry[],
	policy: Report['policy'],
	device: Report['device'],
): Report {
	const last = samples.at(-1) as Snapshot;
	const {facts, block} = last;
	return {
		scenario: scenario.name,
		title: scenario.title,
		seed: scenario.seed,
		digest,
		virtualNs: last.atNs,
		policy,
		device,
		machine: {
			vramBytes: facts.vramBytes,
			guestVramBytes: facts.guestVramBytes,
			guestVramFreeBytes: facts.guestVramFreeBytes,
			domainCount: facts.domains.length,
			counters: known(cardCatalogue.names.map(name => [name, cardValue(block, name)])),
		},
		domains: facts.domains.map(domain => reportDomain(domain, block)),
		fairness: {
			base: 'gpuBusyNs of domains that had work',
			whole: fairnessBetween(undefined, last, samples),
			windows: samples.map((sample, index) =>
				fairnessBetween(samples[index - 1], sample, samples.slice(Math.max(0, index - 1), index + 1)),
			),
		},
		timeline: timelineOf(last).map(({domain, fromNs, toNs}) => ({
			domain: facts.domains.find(({configuration}) => configuration.id === domain)?.configuration.name ?? null,
			fromNs,
			toNs,
		})),
		notices: facts.notices,
		journal,
	};
}

/** What is not a number is not known. */
function known(values: ReadonlyArray<readonly [string, number]>): Readonly<Record<string, number | null>> {
	return Object.fromEntries(values.map(([name, value]) => [name, Number.isNaN(value) ? null : value]));
}

function reportDomain({configuration, slot, state, reason, createdAtNs, channelCount}: DomainFacts, block: Float64Array): DomainReport {
	const {name, id, mode, workloads, vramBytes, ramBytes, weight, capPermille} = configuration;
	return {
		name,
		id,
		state,
		reason,
		mode: describeMode(mode),
		workloads,
		vramBytes,
		ramBytes,
		weight,
		capPermille,
		createdAtNs,
		channelCount,
		counters: known(domainCatalogue.names.map(counter => [counter, domainValue(block, slot, counter)])),
	};
}
