/** What sub-commands need from the machine, loaded when it is needed: `--help` starts no engine. */

import type {PolicyModule, Scenario} from '../machine/configuration.ts';
import type {EngineHost} from '../machine/engine-host.ts';
import type {Machine, MachineOptions} from '../machine/machine.ts';
import type {EngineHostOptions} from '../machine/open-engine-host.ts';
import type {Recorder} from '../machine/recording/recorder.ts';
import type {ReplayHost, ReplayOptions} from '../machine/recording/replay-host.ts';
import type {Offerings} from '../machine/scenario.ts';
import type {Snapshot} from '../machine/snapshot.ts';
import type {Report} from './report.ts';
import type {Stretch} from './run-scenario.ts';

export type Engine = Pick<Machine, 'nowNs' | 'runUntil' | 'snapshot' | 'digest' | 'journal'>;

/** A tour as the screen has read it; what a step holds is the screen's business. */
export type Tour = {
	readonly title: string;
	readonly scenario?: string | undefined;
	readonly policy?: string | undefined;
	readonly seed?: number | undefined;
	readonly speed?: number | undefined;
	readonly steps: ReadonlyArray<{
		readonly caption?: string | undefined;
		readonly keys: readonly string[];
		readonly type: string;
		readonly until?: string | RegExp | undefined;
		readonly withinMs: number;
		readonly waitMs: number;
	}>;
};

export type ScreenRequest = {
	readonly host: EngineHost;
	/** What the engine started from; undefined for a recording that does not say. */
	readonly scenario: Scenario | undefined;
	/** Version of the package, for files that say who wrote them. */
	readonly program: string;
	/** Writes a recording already. */
	readonly recorder?: Recorder | undefined;
	/** A file for everything that the terminal is sent, as asciinema plays it. */
	readonly castPath?: string | undefined;
	/** The host plays a recording: all its samples, and the virtual time at which it ends. */
	readonly replay?: {readonly samples: Iterable<Snapshot>; readonly endNs: number} | undefined;
	/** A tour that is played on it. */
	readonly tour?: Tour | undefined;
	readonly tourOptions?: {readonly pace: number; readonly exits: boolean} | undefined;
	/** Batch mode prints these instead of what the host publishes: the samples of a recording. */
	readonly snapshots?: Iterable<Snapshot> | undefined;
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
	/** A recording as a host. Throws `RecordingError` where the file is none. */
	openReplay(path: string, options: ReplayOptions): Promise<ReplayHost>;
	/** Shows the engine until its operator leaves, or prints samples of it. Answers the exit code. */
	openScreen(request: ScreenRequest): Promise<number>;
	/** The tour in that text, or an error with a message for each mistake. `fileName` stands in messages. */
	readTour(text: string, fileName: string): Promise<Tour>;
	/** Folder of the scenarios that come with the package. */
	readonly scenarioFolder: string;
	/** Version of the package. */
	version(): string;
};
