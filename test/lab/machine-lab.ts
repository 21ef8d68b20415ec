/** Whole machines for tests: a scenario in a few words, and what its domains got back from the device. */
import {Digest} from '../../source/base/digest.ts';
import {GIB, MIB} from '../../source/base/units.ts';
import {type DomainCounter, domainCatalogue, ROW_LENGTH} from '../../source/machine/catalogue.ts';
import type {DomainConfiguration, Mode, Scenario, WorkloadConfiguration} from '../../source/machine/configuration.ts';
import {Machine, type MachineOptions} from '../../source/machine/machine.ts';
import type {CostName} from '../../source/manual/costs.ts';

export type LabDomain = Partial<DomainConfiguration> & {
	readonly workload?: readonly [kind: string, parameters?: Readonly<Record<string, number>>];
};

export type LabScenario = {
	readonly domains: readonly LabDomain[];
	readonly policy?: string;
	readonly seed?: number;
	readonly costs?: Partial<Record<CostName, number>>;
};

export const FULL: Mode = {kind: 'full', barRemap: false, lazyShadowing: false};
export const full = (barRemap: boolean, lazyShadowing: boolean): Mode => ({kind: 'full', barRemap, lazyShadowing});

export function scenarioOf({domains, policy = 'fifo', seed = 1, costs = {}}: LabScenario): Scenario {
	const made = domains.map(({workload, ...domain}, index): DomainConfiguration => {
		const workloads: WorkloadConfiguration[] = workload === undefined ? [] : [{kind: workload[0], parameters: workload[1] ?? {}}];
		return {
			id: index + 1,
			name: `dom${index + 1}`,
			mode: FULL,
			vramBytes: 128 * MIB,
			ramBytes: 64 * MIB,
			channels: 0,
			workloads,
			weight: 256,
			capPermille: 0,
			isPaused: false,
			...domain,
		};
	});
	return {
		name: 'lab',
		title: 'Lab',
		description: '',
		seed,
		hardware: {vramBytes: 6 * GIB, guestVramBytes: 4 * GIB, costs},
		initial: {policy: {name: policy, parameters: {}}, device: {}, domains: made, speed: 0, isPaused: false, nextDomainId: made.length + 1},
		commands: [],
		untilNs: 1e9,
	};
}

export class MachineLab {
	readonly machine: Machine;
	readonly #received = new Map<string, Digest>();
	readonly #heard = new Set<unknown>();

	constructor(scenario: LabScenario | Scenario, options: MachineOptions = {checks: 'slice'}) {
		this.machine = new Machine('hardware' in scenario ? scenario : scenarioOf(scenario), options);
		this.#listen();
	}

	/** Runs until every domain is done, failed or parked. Throws after `limitNs` of virtual time. */
	runUntilDone(limitNs = 60e9, stepNs = 50e6): this {
		while (this.machine.residents().some(resident => ['booting', 'running'].includes(resident.state()))) {
			if (this.machine.nowNs > limitNs) {
				throw new Error(`not done after ${limitNs} ns: ${this.states().join(', ')}`);
			}
			this.run(stepNs);
		}
		return this;
	}

	run(durationNs: number): this {
		this.#listen();
		this.machine.runUntil(this.machine.nowNs + durationNs);
		this.#listen();
		return this;
	}

	states(): string[] {
		return this.machine.residents().map(resident => `${resident.name} ${resident.state()} ${resident.guest.reason}`.trim());
	}

	/** Digest of everything that the domain's programs copied back, in order. */
	received(name: string): string {
		return this.#received.get(name)?.hex() ?? 'nothing';
	}

	value(name: string, counter: DomainCounter): number {
		const resident = this.machine.residents().find(candidate => candidate.name === name);
		if (resident === undefined) {
			throw new Error(`no domain ${name}`);
		}
		return this.machine.snapshot().block[ROW_LENGTH * (1 + resident.slot) + domainCatalogue.at[counter]];
	}

	/** Residents come and go; each is listened to once. */
	#listen(): void {
		for (const resident of this.machine.residents()) {
			if (!this.#heard.has(resident.guest)) {
				this.#heard.add(resident.guest);
				const digest = new Digest();
				this.#received.set(resident.name, digest);
				resident.guest.driver.onReceived = words => digest.words(words);
			}
		}
	}
}
