/** Snapshots by hand: named counters at a time, everything else zero. */
import {
	BLOCK_LENGTH,
	type CardCounter,
	cardCatalogue,
	type DomainCounter,
	domainCatalogue,
	ROW_LENGTH,
} from '../../source/machine/catalogue.ts';
import type {DomainConfiguration} from '../../source/machine/configuration.ts';
import type {DomainFacts, Facts, Snapshot} from '../../source/machine/snapshot.ts';

export type HandDomain = {
	readonly id: number;
	readonly slot: number;
	readonly createdAtNs?: number;
	readonly counters?: Partial<Record<DomainCounter, number>>;
	readonly configuration?: Partial<DomainConfiguration>;
	readonly facts?: Partial<DomainFacts>;
};

export function domainFacts({id, slot, createdAtNs = 0, configuration = {}, facts = {}}: HandDomain): DomainFacts {
	return {
		configuration: {
			id,
			name: `dom${id}`,
			mode: {kind: 'full', barRemap: true, lazyShadowing: true},
			vramBytes: 2 ** 29,
			channels: 0,
			ramBytes: 2 ** 27,
			workloads: [{kind: 'vector-add', parameters: {}}],
			weight: 256,
			capPermille: 0,
			isPaused: false,
			...configuration,
		},
		slot,
		state: 'running',
		reason: '',
		createdAtNs,
		partitionStart: slot * 2 ** 29,
		channelCount: 2,
		channelStart: 2 * slot,
		...facts,
	};
}

export function snapshotAt(
	atNs: number,
	domains: readonly HandDomain[],
	card: Partial<Record<CardCounter, number>> = {},
	facts: Partial<Facts> = {},
): Snapshot {
	const block = new Float64Array(BLOCK_LENGTH);
	for (const [name, value] of Object.entries(card)) {
		block[cardCatalogue.at[name as CardCounter]] = value;
	}
	for (const {slot, counters = {}} of domains) {
		for (const [name, value] of Object.entries(counters)) {
			block[ROW_LENGTH * (1 + slot) + domainCatalogue.at[name as DomainCounter]] = value;
		}
	}
	const all = domains.map(domainFacts);
	return {
		sequence: atNs,
		atNs,
		achievedSpeed: 1,
		block,
		facts: {
			scenario: 'by hand',
			title: '',
			seed: 1,
			configuration: {
				policy: {name: 'FIFO', parameters: {}},
				device: {},
				domains: all.map(({configuration}) => configuration),
				speed: 1,
				isPaused: false,
				nextDomainId: 100,
			},
			domains: all,
			vramBytes: 6 * 2 ** 30,
			guestVramBytes: 4 * 2 ** 30,
			guestVramFreeBytes: 2 ** 30,
			notices: [],
			journal: [],
			undoable: undefined,
			redoable: undefined,
			broken: undefined,
			...facts,
		},
	};
}
