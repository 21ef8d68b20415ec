/** Doubles for the command line: an engine whose counters follow a script, and outputs that remember. */
import {join} from 'node:path';
import {tunable} from '../../source/base/tunable.ts';
import {MS, SECOND} from '../../source/base/units.ts';
import type {Report} from '../../source/commands/report.ts';
import {runThrough, type Stretch} from '../../source/commands/run-scenario.ts';
import type {Engine, ScreenDoor, ScreenRequest, Services} from '../../source/commands/services.ts';
import {
	BLOCK_LENGTH,
	type CardCounter,
	cardCatalogue,
	type DomainCounter,
	domainCatalogue,
	ROW_LENGTH,
} from '../../source/machine/catalogue.ts';
import type {PolicyModule, Scenario} from '../../source/machine/configuration.ts';
import type {EngineHost} from '../../source/machine/engine-host.ts';
import type {EngineHostOptions} from '../../source/machine/open-engine-host.ts';
import type {ReplayHost} from '../../source/machine/recording/replay-host.ts';
import type {Offerings} from '../../source/machine/scenario.ts';
import type {Snapshot} from '../../source/machine/snapshot.ts';
import {door} from '../../source/monitor/door.ts';

export const OFFERINGS: Offerings = {
	workloads: {
		nop: {doc: 'Nothing at all.', parameters: {}},
		loop: {
			doc: 'A kernel that counts.',
			parameters: {
				iterations: tunable({
					unit: 'count',
					default: 1000,
					minimum: 1,
					maximum: 1_000_000,
					step: 100,
					doc: 'Longer kernels.',
					when: 'start',
				}),
				pauseNs: tunable({unit: 'ns', default: 0, minimum: 0, maximum: SECOND, step: MS, doc: 'Longer pauses.', when: 'live'}),
			},
		},
	},
	policies: {
		fifo: {doc: 'In order of arrival.', parameters: {}},
		direct: {doc: 'No scheduling.', parameters: {}},
		band: {
			doc: 'By bandwidth.',
			parameters: {
				periodNs: tunable({unit: 'ns', default: 30 * MS, minimum: MS, maximum: SECOND, step: MS, doc: 'Longer periods.', when: 'live'}),
			},
		},
	},
};

export class Recorder {
	text = '';
	isTTY = false;

	write(text: string): boolean {
		this.text += text;
		return true;
	}
}

/** What a domain's counters are at a time. */
export type Script = (domain: string, atNs: number) => Partial<Record<DomainCounter, number>>;
export type CardScript = (atNs: number) => Partial<Record<CardCounter, number>>;

export class ScriptedEngine implements Engine {
	nowNs = 0;
	readonly journal = [];
	readonly #scenario: Scenario;
	readonly #script: Script;
	readonly #card: CardScript;

	constructor(scenario: Scenario, script: Script, card: CardScript) {
		this.#scenario = scenario;
		this.#script = script;
		this.#card = card;
	}

	runUntil(atNs: number): void {
		this.nowNs = atNs;
	}

	digest(): string {
		return `digest-of-seed-${this.#scenario.seed}-at-${this.nowNs}`;
	}

	snapshot(): Snapshot {
		const {initial, hardware, name, title, seed} = this.#scenario;
		const block = new Float64Array(BLOCK_LENGTH);
		for (const [counter, value] of Object.entries(this.#card(this.nowNs))) {
			block[cardCatalogue.at[counter as CardCounter]] = value;
		}
		for (const [slot, domain] of initial.domains.entries()) {
			for (const [counter, value] of Object.entries(this.#script(domain.name, this.nowNs))) {
				block[ROW_LENGTH * (1 + slot) + domainCatalogue.at[counter as DomainCounter]] = value;
			}
		}
		const domains = initial.domains.map((configuration, slot) => ({
			configuration,
			slot,
			state: 'running' as const,
			reason: '',
			createdAtNs: 0,
			partitionStart: 0,
			channelCount: 2,
			channelStart: 2 * slot,
		}));
		const facts = {
			scenario: name,
			title,
			seed,
			configuration: initial,
			domains,
			vramBytes: hardware.vramBytes,
			guestVramBytes: hardware.guestVramBytes,
			guestVramFreeBytes: 0,
			notices: [],
			journal: [],
			undoable: undefined,
			redoable: undefined,
			broken: undefined,
		};
		return {sequence: 0, atNs: this.nowNs, achievedSpeed: -1, block, facts};
	}
}

export class FakeServices implements Services {
	readonly scenarioFolder: string;
	configFile: string;
	hasScreenReader = false;
	script: Script = () => ({});
	card: CardScript = () => ({});
	/** Answers the engine instead, for engines that break. */
	makeEngine: (scenario: Scenario) => Engine = scenario => new ScriptedEngine(scenario, this.script, this.card);
	readonly screens: ScreenRequest[] = [];
	readonly hosts: EngineHostOptions[] = [];
	closedHosts = 0;
	latest: Snapshot | undefined;
	screenAnswer: () => Promise<number> = async () => 0;

	constructor(scenarioFolder: string) {
		this.scenarioFolder = scenarioFolder;
		this.configFile = join(scenarioFolder, 'config', 'config.yaml');
	}

	async offerings(): Promise<Offerings> {
		return OFFERINGS;
	}

	async runAll(scenarios: readonly Scenario[], stretch: Stretch, done: (count: number) => void): Promise<Report[]> {
		return scenarios.map((scenario, index) => {
			const report = runThrough(scenario, this.makeEngine(scenario), stretch, OFFERINGS);
			done(index + 1);
			return report;
		});
	}

	async policyModule(path: string): Promise<PolicyModule> {
		return {name: 'band', path};
	}

	async createMachine(scenario: Scenario): Promise<Engine> {
		return this.makeEngine(scenario);
	}

	async openHost(_scenario: Scenario, options: EngineHostOptions): Promise<EngineHost> {
		this.hosts.push(options);
		return {
			latest: () => this.latest,
			subscribe: () => () => undefined,
			submit: async () => ({ok: false, reason: 'a double'}),
			inspect: () => Promise.reject(new Error('a double')),
			journal: async () => [],
			setInterval: () => undefined,
			close: async () => {
				this.closedHosts++;
			},
		};
	}

	openReplay(): Promise<ReplayHost> {
		return Promise.reject(new Error('a double'));
	}

	async openScreen(request: ScreenRequest): Promise<number> {
		this.screens.push(request);
		return this.screenAnswer();
	}

	async screenDoor(): Promise<ScreenDoor> {
		return door;
	}

	version(): string {
		return '1.2.3';
	}
}
