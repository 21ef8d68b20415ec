/** A sample as one object: everything by declared names, or the chosen columns of each domain. Unknown is null. */
import {cardCatalogue, domainCatalogue} from '../../machine/catalogue.ts';
import {describeMode} from '../../machine/configuration.ts';
import type {Details} from '../../machine/details.ts';
import {cardValue, domainValue, type Snapshot} from '../../machine/snapshot.ts';
import {entitlement} from '../columns.ts';
import type {Rates} from '../rates.ts';
import {type FieldRow, fieldsOf, growing} from './fields.ts';

export type SampleParts = {
	readonly snapshot: Snapshot;
	readonly rates: Rates;
	/** ISO 8601, UTC. */
	readonly wallTime: string;
	/** Domains to print, in order. */
	readonly rows: readonly FieldRow[];
	/** Undefined where nobody asked for channels. */
	readonly details: Details | undefined;
};

export function jsonSample({columns, ...parts}: SampleParts & {readonly columns: readonly string[] | undefined}): object {
	const {snapshot, rates, wallTime, rows, details} = parts;
	const {facts, block} = snapshot;
	const {configuration} = facts;
	const channelsOf = ({domain}: FieldRow) =>
		details === undefined ? {} : {channels: details.channels.filter(channel => channel.domain === domain.configuration.id)};
	if (columns !== undefined) {
		const chosen = fieldsOf(columns);
		return {
			sequence: snapshot.sequence,
			wallTime,
			atNs: snapshot.atNs,
			windowNs: rates.windowNs,
			domains: rows.map(row => ({
				...Object.fromEntries(chosen.map(({name, value}) => [name, value(row) ?? null])),
				...channelsOf(row),
			})),
		};
	}
	return {
		sequence: snapshot.sequence,
		wallTime,
		atNs: snapshot.atNs,
		windowNs: rates.windowNs,
		achievedSpeed: snapshot.achievedSpeed < 0 ? null : snapshot.achievedSpeed,
		scenario: facts.scenario,
		seed: facts.seed,
		speed: configuration.speed,
		isPaused: configuration.isPaused,
		policy: configuration.policy,
		vramBytes: facts.vramBytes,
		guestVramBytes: facts.guestVramBytes,
		guestVramFreeBytes: facts.guestVramFreeBytes,
		broken: facts.broken ?? null,
		card: {
			busyOfTime: rates.cardOfTime('anyBusyNs') ?? null,
			counters: Object.fromEntries(cardCatalogue.names.map(name => [name, cardValue(block, name)])),
		},
		domains: rows.map(row => ({...domainObject(row), ...channelsOf(row)})),
	};
}

function domainObject({domain, snapshot, rates}: FieldRow): object {
	const {configuration} = domain;
	return {
		id: configuration.id,
		name: configuration.name,
		state: domain.state,
		reason: domain.reason,
		mode: describeMode(configuration.mode),
		weight: configuration.weight,
		capPermille: configuration.capPermille,
		vramBytes: configuration.vramBytes,
		workloads: configuration.workloads,
		gpuOfTime: rates.ofTime(domain, 'gpuBusyNs') ?? null,
		gpuOfBusy: rates.ofAll(domain, 'gpuBusyNs') ?? null,
		entitled: entitlement(domain, rates.domains) ?? null,
		counters: Object.fromEntries(domainCatalogue.names.map(name => [name, domainValue(snapshot.block, domain.slot, name)])),
		perSecond: Object.fromEntries(growing.map(name => [name, rates.perSecond(domain, name) ?? null])),
	};
}
