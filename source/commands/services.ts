/** What sub-commands need from the machine, loaded when it is needed: `--help` starts no engine. */

import type {PolicyModule, Scenario} from '../machine/configuration.ts';
import type {EngineHost} from '../machine/engine-host.ts';
import type {Machine, MachineOptions} from '../machine/machine.ts';
import type {EngineHostOptions} from '../machine/open-engine-host.ts';
import type {Offerings} from '../machine/scenario.ts';
import type {Report} from './report.ts';
import type {Stretch} from './run-scenario.ts';

export type Engine = Pick<Machine, 'nowNs' | 'runUntil' | 'snapshot' | 'digest' | 'journal'>;

export type ScreenRequest = {
	readonly host: EngineHost;
	readonly scenario: Scenario;
	/** Opens an engine that repeats the run up to a moment. */
	readonly openBranch: (replay: NonNullable<EngineHostOptions['replay']>) => Promise<EngineHost>;
	/** What its operator may add. */
	readonly offerings: Offerings;
	readonly isBatch: boolean;
	readonly format: 'text' | 'json' | 'csv';
	/** Samples to print in batch mode; undefined for ever. */
	readonly iterations: number | undefined;
	readonly delaySeconds: number;
};

export type Services = {
	/** Workloads and policies that a scenario may name; with the policies of those modules, loaded. */
	offerings(modules?: readonly PolicyModule[]): Promise<Offerings>;
	/** The module at an absolute path, if a good policy is in it. Throws `PolicyModuleError`. */
	policyModule(path: string): Promise<PolicyModule>;
	createMachine(scenario: Scenario, options?: MachineOptions): Promise<Engine>;
	/** Reports of runs without a screen, in the order of the scenarios; `done` hears how many have come. */
	runAll(scenarios: readonly Scenario[], stretch: Stretch, done: (count: number) => void): Promise<Report[]>;
	openHost(scenario: Scenario, options: EngineHostOptions): Promise<EngineHost>;
	/** Shows the engine until its operator leaves, or prints samples of it. Answers the exit code. */
	openScreen(request: ScreenRequest): Promise<number>;
	/** Folder of the scenarios that come with the package. */
	readonly scenarioFolder: string;
	/** Version of the package. */
	version(): string;
};
