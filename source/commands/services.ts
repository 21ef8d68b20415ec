/** What sub-commands need from the machine, loaded when it is needed: `--help` starts no engine. */

import type {PolicyModule, Scenario} from '../machine/configuration.ts';
import type {EngineHost} from '../machine/engine-host.ts';
import type {Machine, MachineOptions} from '../machine/machine.ts';
import type {EngineHostOptions} from '../machine/open-engine-host.ts';
import type {Offerings} from '../machine/scenario.ts';
import type {Reading} from '../machine/scenario-values.ts';
import type {Report} from './report.ts';
import type {Stretch} from './run-scenario.ts';

export type Engine = Pick<Machine, 'nowNs' | 'runUntil' | 'snapshot' | 'digest' | 'journal'>;

/** What samples show, and of which domains; names and terms have been checked by the screen's own reader. */
export type SampleChoice = {
	readonly columns?: readonly string[] | undefined;
	readonly sort?: {readonly name: string; readonly isReversed: boolean} | undefined;
	readonly filter?: string | undefined;
	/** Rows besides one a domain. */
	readonly rows: {
		readonly channels: boolean;
		readonly exits: boolean;
		readonly scheduler: boolean;
		readonly engines: boolean;
		readonly card: boolean;
	};
	readonly hasRepeatedHeader: boolean;
	/** Virtual time at which they end. */
	readonly untilNs?: number | undefined;
};

/** A column as `list columns` prints it. */
export type ColumnDoc = {
	readonly name: string;
	readonly title: string;
	/** Of the plain value in JSON and CSV. */
	readonly unit: string;
	readonly doc: string;
	/** True for the columns of the screen. */
	readonly isOnScreen: boolean;
};

/** What the screen declares and how it reads words; it lives in a room that this one may not know. */
export type ScreenDoor = {
	readonly columns: readonly ColumnDoc[];
	readonly readColumns: (text: string) => Reading<readonly string[]>;
	readonly readSort: (text: string) => Reading<{readonly name: string; readonly isReversed: boolean}>;
	readonly readFilter: (text: string) => Reading<string>;
};

export type ScreenRequest = {
	readonly host: EngineHost;
	readonly scenario: Scenario;
	/** What its operator may add. */
	readonly offerings: Offerings;
	readonly isBatch: boolean;
	readonly format: 'text' | 'json' | 'csv';
	/** Samples to print in batch mode; undefined for ever. */
	readonly iterations: number | undefined;
	readonly samples: SampleChoice;
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
	/** What the screen declares, loaded when it is asked for. */
	screenDoor(): Promise<ScreenDoor>;
	/** Folder of the scenarios that come with the package. */
	readonly scenarioFolder: string;
	/** Version of the package. */
	version(): string;
};
