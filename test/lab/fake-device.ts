/** The counters of an engine that is none: they move by rule, one step of virtual time after the other. */
import {Timeline} from '../../source/aggregator/timeline.ts';
import {MS, SECOND} from '../../source/base/units.ts';
import {
	BLOCK_LENGTH,
	type CardCounter,
	cardCatalogue,
	type DomainCounter,
	domainCatalogue,
	ROW_LENGTH,
	SLOTS,
	TIMELINE_START,
} from '../../source/machine/catalogue.ts';
import type {DomainConfiguration} from '../../source/machine/configuration.ts';
import type {DomainState} from '../../source/machine/snapshot.ts';
import {type Wait, waitCode} from '../../source/machine/waiting.ts';

export type FakeDomain = {
	configuration: DomainConfiguration;
	readonly slot: number;
	readonly createdAtNs: number;
	state: DomainState;
	reason: string;
};

/** How much of the GPU a domain asks for, by slot. */
const appetites = [0.62, 0.35, 0.5, 0.22, 0.41, 0.15, 0.7, 0.09];

/** Why a domain waits, by slot. */
const waitsFor: readonly Wait[] = ['run', 'device', 'budget', 'idle', 'trap', 'device', 'cpu', 'shadow'];

export class FakeDevice {
	readonly block = new Float64Array(BLOCK_LENGTH);
	/** As under a policy that queues nothing: nobody is known to hold the device. */
	isUnqueued = false;
	atNs = 0;
	readonly #timeline = new Timeline(this.block.subarray(TIMELINE_START));

	/** The first slot that none of these has, its counters at zero. */
	claimSlot(taken: readonly FakeDomain[]): number {
		for (let slot = 0; slot < SLOTS; slot++) {
			if (!taken.some(domain => domain.slot === slot)) {
				this.block.fill(0, ROW_LENGTH * (1 + slot), ROW_LENGTH * (2 + slot));
				return slot;
			}
		}
		throw new Error('no free slot');
	}

	/** Virtual time passes and every counter moves. */
	run(ns: number, domains: readonly FakeDomain[]): void {
		this.atNs += ns;
		const running = domains.filter(({state}) => state === 'running');
		const wishes = running.map(({slot}) => this.#appetite(slot));
		const sum = wishes.reduce((all, wish) => all + wish, 0);
		const scale = sum > 0.96 ? 0.96 / sum : 1;
		const startNs = this.atNs - ns;
		if (!this.isUnqueued) {
			this.#hold(
				running,
				wishes.map(wish => wish * scale),
				startNs,
			);
		}
		let busyNs = 0;
		for (const [index, domain] of running.entries()) {
			const usedNs = wishes[index] * scale * ns;
			busyNs += usedNs;
			this.#runDomain(domain, ns, usedNs);
		}
		const card: Partial<Record<CardCounter, number>> = {
			anyBusyNs: busyNs,
			graphBusyNs: busyNs * 0.8,
			copyBusyNs: busyNs * 0.25,
			kernels: busyNs / 400_000,
			channelSwitches: busyNs / 900_000,
			interrupts: busyNs / 300_000,
			schedulerBusyNs: this.isUnqueued ? 0 : busyNs,
			idleBackloggedNs: ns * 0.012,
			decisions: busyNs / 350_000,
		};
		const gauges: Partial<Record<CardCounter, number>> = {
			jain100Permille: 941,
			jain500Permille: 962,
			minMax500Permille: 611,
			deviation100Permille: 164,
			deviation500Permille: 131,
		};
		for (const [name, value] of Object.entries(gauges)) {
			this.block[cardCatalogue.at[name as CardCounter]] = value;
		}
		for (const [name, growth] of Object.entries(card)) {
			this.block[cardCatalogue.at[name as CardCounter]] += Math.round(growth);
		}
	}

	/** Everybody has the device once in each 10 ms, in order of slots. */
	#hold(running: readonly FakeDomain[], shares: readonly number[], startNs: number): void {
		const round = 10 * MS;
		for (let roundNs = startNs; roundNs < this.atNs; roundNs += round) {
			let atNs = roundNs;
			for (const [index, {configuration}] of running.entries()) {
				this.#timeline.begin(configuration.id, atNs);
				atNs += Math.floor((shares[index] ?? 0) * Math.min(round, this.atNs - roundNs));
				this.#timeline.end(atNs);
			}
		}
	}

	/** A demand that swings slowly, each slot at its own pace. */
	#appetite(slot: number): number {
		const seconds = this.atNs / SECOND;
		return appetites[slot % appetites.length] * (1 + 0.45 * Math.sin(seconds * (0.7 + (slot % 5) * 0.23) + slot));
	}

	#runDomain({slot, configuration}: FakeDomain, ns: number, usedNs: number): void {
		const isPara = configuration.mode.kind === 'para';
		const bells = usedNs / 350_000;
		const exits = bells * (isPara ? 1.2 : 9);
		const growths: Partial<Record<DomainCounter, number>> = {
			exits,
			exitNs: exits * 3000,
			exitReads: exits * 0.2,
			exitsBar0: exits * 0.3,
			exitsBar1: exits * 0.55,
			exitsBar3: exits * 0.15,
			exitsPfifo: exits * 0.12,
			exitsPgraph: exits * 0.02,
			exitsPfb: exits * 0.1,
			exitsPramin: exits * 0.06,
			directAccesses: exits * 12,
			hypercalls: isPara ? bells * 0.4 : 0,
			callsMapBatch: isPara ? bells * 0.25 : 0,
			callsFlush: isPara ? bells * 0.1 : 0,
			callsUnmapBatch: isPara ? bells * 0.05 : 0,
			hypercallEntries: isPara ? bells * 48 : 0,
			guestNs: ns * 0.4,
			doorbells: bells,
			fired: bells,
			queueDelayNs: bells * 240_000,
			gpuBusyNs: usedNs,
			flushes: bells * 0.3,
			shadowNs: isPara ? 0 : bells * 8000,
			shadowEntriesScanned: bells * 900,
			workloadRounds: bells / 6,
			launches: bells / 2,
		};
		for (const [name, growth] of Object.entries(growths)) {
			this.#set(slot, name as DomainCounter, value => value + growth);
		}
		const partNs = usedNs / ns;
		const gauges: Partial<Record<DomainCounter, number>> = {
			received100Ns: partNs * 100 * MS,
			received500Ns: partNs * 500 * MS,
			entitled100Ns: 20 * MS,
			entitled500Ns: 100 * MS,
			queueDelayP50Ns: 180_000 * (slot + 1),
			queueDelayP95Ns: 900_000 * (slot + 1),
			queueDelayP99Ns: 2_400_000 * (slot + 1),
			queueDelayMaxNs: 7_300_000 * (slot + 1),
			starvedMaxNs: 11_000_000 * (slot + 1),
			budgetNs: (slot - 1) * 2 * MS,
			bandwidthNs: Number.NaN,
			overshootNs: slot === 1 ? 350_000 : 0,
		};
		for (const [name, value] of Object.entries(gauges)) {
			this.#set(slot, name as DomainCounter, () => value);
		}
		this.#set(slot, 'channelsLive', () => 1 + (slot % 3));
		this.#set(slot, 'queueDepth', () => Math.floor(this.#appetite(slot) * 6));
		this.#set(slot, 'waitsFor', () => waitCode[waitsFor[slot % waitsFor.length] ?? 'idle']);
		this.#set(slot, 'isReady', () => 1);
	}

	/** It waits for nothing any more. */
	end(slot: number): void {
		this.#set(slot, 'waitsFor', () => waitCode.ended);
	}

	#set(slot: number, name: DomainCounter, change: (value: number) => number): void {
		const at = ROW_LENGTH * (1 + slot) + domainCatalogue.at[name];
		this.block[at] = change(this.block[at]);
	}
}
