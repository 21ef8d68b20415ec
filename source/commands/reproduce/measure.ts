/**
Runs a program in a mode and says what it took: the phases of the program as the paper splits them, and what the
hypervisor counted meanwhile.

The driver's loading is not the program's: it is run alone in the same mode, and what it counts is subtracted.
*/
import {MIB} from '../../base/units.ts';
import type {DomainCounter} from '../../machine/catalogue.ts';
import {
	type DomainConfiguration,
	describeMode,
	type Mode,
	type PolicyConfiguration,
	type Scenario,
	type WorkloadConfiguration,
} from '../../machine/configuration.ts';
import {domainValue, type Snapshot} from '../../machine/snapshot.ts';
import {type Fairness, fairnessBetween} from '../fairness.ts';
import type {Services} from '../services.ts';

export const PHASES = {
	init: 'phaseInitNs',
	htoD: 'phaseHtoDNs',
	launch: 'phaseLaunchNs',
	dtoH: 'phaseDtoHNs',
	close: 'phaseCloseNs',
} as const satisfies Record<string, DomainCounter>;
export type Phase = keyof typeof PHASES;

/** Counted by the hypervisor while the program ran. */
const COUNTED = [
	'exits',
	'directAccesses',
	'hypercalls',
	'flushes',
	'shadowSyncs',
	'channelSyncs',
	'shadowEntriesScanned',
	'shadowNs',
	'mapRuns',
] as const satisfies readonly DomainCounter[];
export type Counted = (typeof COUNTED)[number];

export type Measurement = {
	/** Sum of the phases, of one program on average. */
	readonly runNs: number;
	readonly phases: Readonly<Record<Phase, number>>;
	readonly counted: Readonly<Record<Counted, number>>;
};

export type Setup = {
	readonly mode: Mode;
	readonly workload: WorkloadConfiguration | undefined;
	/** Domains with the same program, and how often each runs it at once. */
	readonly domains?: number;
	readonly contexts?: number;
};

const SLICE_NS = 5e6;
/** No program of ours takes so long. */
const LIMIT_NS = 600e9;
const CHANNELS_LEAST = 2;
const PARTITION_BYTES = 256 * MIB;

/** Measures, and remembers what loading the driver alone takes in each mode. */
export class Bench {
	readonly services: Services;
	readonly #loads = new Map<string, Snapshot>();

	constructor(services: Services) {
		this.services = services;
	}

	/** Throws if a program fails: then nothing it took means anything. */
	async measure(setup: Setup): Promise<Measurement> {
		const key = [describeMode(setup.mode), setup.domains ?? 1, setup.contexts ?? 1].join();
		const load = this.#loads.get(key) ?? (await runToEnd(this.services, {...setup, workload: undefined}));
		this.#loads.set(key, load);
		return difference(setup, await runToEnd(this.services, setup), load);
	}
}

function difference({domains = 1, contexts = 1}: Setup, whole: Snapshot, load: Snapshot): Measurement {
	const programs = domains * contexts;
	const sum = (snapshot: Snapshot, counter: DomainCounter) =>
		snapshot.facts.domains.reduce((total, {slot}) => total + domainValue(snapshot.block, slot, counter), 0);
	const phases = mapValues(PHASES, counter => sum(whole, counter) / programs);
	const counted = Object.fromEntries(COUNTED.map(name => [name, (sum(whole, name) - sum(load, name)) / programs]));
	return {
		runNs: Object.values(phases).reduce((total, ns) => total + ns, 0),
		phases,
		counted: counted as Record<Counted, number>,
	};
}

async function runToEnd(services: Services, setup: Setup): Promise<Snapshot> {
	const machine = await services.createMachine(scenarioOf(setup), {checks: 'off'});
	const busy = setup.workload === undefined ? ['booting'] : ['booting', 'running'];
	let snapshot = machine.snapshot();
	while (snapshot.facts.domains.some(({state}) => busy.includes(state)) && machine.nowNs < LIMIT_NS) {
		machine.runUntil(machine.nowNs + SLICE_NS);
		snapshot = machine.snapshot();
	}
	const wanted = setup.workload === undefined ? 'running' : 'done';
	const bad = snapshot.facts.domains.find(({state}) => state !== wanted);
	if (bad !== undefined) {
		throw new Error(`${setup.workload?.kind ?? 'driver'} is ${bad.state} after ${machine.nowNs} ns: ${bad.reason}`);
	}
	return snapshot;
}

function scenarioOf({mode, workload, domains = 1, contexts = 1}: Setup): Scenario {
	const workloads = workload === undefined ? [] : Array.from({length: contexts}, () => workload);
	const made = Array.from({length: domains}, (_, index) => domainOf(index, mode, workloads, contexts));
	return sceneOf(made, {name: 'fifo', parameters: {}});
}

function domainOf(index: number, mode: Mode, workloads: readonly WorkloadConfiguration[], contexts: number): DomainConfiguration {
	return {
		id: index + 1,
		name: `dom${index + 1}`,
		mode,
		vramBytes: PARTITION_BYTES,
		ramBytes: 32 * MIB,
		channels: CHANNELS_LEAST + contexts,
		workloads,
		weight: 256,
		capPermille: 0,
		isPaused: false,
	};
}

/** Of the card's 6 GiB only as much as these domains need, in the same parts: no price depends on it, and it is sooner made. */
function sceneOf(domains: readonly DomainConfiguration[], policy: PolicyConfiguration): Scenario {
	const guestVramBytes = domains.length * PARTITION_BYTES;
	return {
		name: 'reproduce',
		title: 'Reproduction',
		description: '',
		seed: 1,
		hardware: {vramBytes: guestVramBytes * 1.5, guestVramBytes, costs: {}},
		initial: {policy, device: {}, domains, speed: 0, isPaused: false, nextDomainId: domains.length + 1},
		commands: [],
		untilNs: LIMIT_NS,
	};
}

/** Two domains, kernels five times as long in one as in the other, under a policy; judged after both have loaded. */
export async function measureFairness(services: Services, policy: string, durationNs: number): Promise<Fairness> {
	const mode: Mode = {kind: 'para', multicall: true};
	const kernels = [200_000, 40_000].map((iterations): WorkloadConfiguration => ({kind: 'hog', parameters: {iterations, depth: 1}}));
	const domains = kernels.map((kernel, index) => domainOf(index, mode, [kernel], 1));
	const machine = await services.createMachine(sceneOf(domains, {name: policy, parameters: {}}), {checks: 'off'});
	let before = machine.snapshot();
	const isWorking = ({facts, block}: Snapshot) => facts.domains.every(({slot}) => domainValue(block, slot, 'launches') > 0);
	while (!isWorking(before)) {
		machine.runUntil(machine.nowNs + SLICE_NS);
		before = machine.snapshot();
	}
	machine.runUntil(machine.nowNs + durationNs);
	return fairnessBetween(before, machine.snapshot());
}

function mapValues<Key extends string, From, To>(record: Readonly<Record<Key, From>>, change: (value: From) => To): Record<Key, To> {
	const entries = Object.entries(record) as Array<[Key, From]>;
	return Object.fromEntries(entries.map(([key, value]) => [key, change(value)])) as Record<Key, To>;
}
