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
	/** Keys with what they do, for a preset. */
	readonly keys: (preset: string) => readonly KeyDoc[];
	readonly presets: readonly {readonly name: string; readonly doc: string}[];
	readonly themes: readonly string[];
	/** Keys of the configuration file, with a sentence each. */
	settings(): Promise<readonly {readonly name: string; readonly doc: string}[]>;
	readSettings(text: string, fileName: string, known: KnownWords): Promise<ReadSettings>;
	/** The text of a file with those settings; what was in the file stays where it means the same. */
	writeSettings(read: Configured, before: {readonly text: string; readonly read: Configured} | undefined): Promise<string>;
	/** Settings with what the command line says on top. */
	withFlags(settings: ScreenSettings | undefined, flags: SettingFlags): ScreenSettings;
};

/** Settings of the screen: a matter of its own room, handed through here. */
export type ScreenSettings = {readonly delaySeconds: number | undefined};

/** What a configuration may name. */
export type KnownWords = {
	readonly isScenario: (word: string) => boolean;
	readonly scenarios: readonly string[];
	readonly policies: readonly string[];
};

/** A configuration: the screen's part, and what stands for flags that are not given. */
export type Configured = {
	readonly settings: ScreenSettings;
	readonly defaults: {
		readonly scenario?: string | undefined;
		readonly policy?: string | undefined;
		readonly seed?: number | undefined;
		readonly speed?: number | undefined;
	};
};

export type ReadSettings = {readonly ok: true; readonly value: Configured} | {readonly ok: false; readonly messages: readonly string[]};

/** Flags that say something on the screen's settings. */
export type SettingFlags = {
	readonly columns?: readonly string[] | undefined;
	readonly sort?: {readonly name: string; readonly isReversed: boolean} | undefined;
	readonly delaySeconds?: number | undefined;
	readonly hasFullNames?: boolean | undefined;
	/** Rows that xentop would show below each domain: the screen that shows them is opened. */
	readonly rows?: 'channels' | 'exits' | 'scheduler' | undefined;
	/** One of the screen's themes. */
	readonly theme?: string | undefined;
	readonly mouse?: boolean | undefined;
	readonly ascii?: boolean | undefined;
};

/** A key as `list keys` prints it. */
export type KeyDoc = {
	readonly command: string;
	readonly keys: readonly string[];
	readonly group: string;
	readonly screens: readonly string[];
	readonly doc: string;
};

export type ScreenRequest = {
	readonly host: EngineHost;
	readonly scenario: Scenario;
	/** Opens an engine that repeats the run up to a moment. */
	readonly openBranch: (replay: NonNullable<EngineHostOptions['replay']>) => Promise<EngineHost>;
	/** What its operator may add. */
	readonly offerings: Offerings;
	/** Samples instead of a screen. */
	readonly isBatch: boolean;
	/** Sentences instead of a screen. */
	readonly isPlain: boolean;
	readonly format: 'text' | 'json' | 'csv';
	/** Samples to print in batch mode; undefined for ever. */
	readonly iterations: number | undefined;
	readonly samples: SampleChoice;
	/** Between samples in batch mode. */
	readonly delaySeconds: number;
	/** Wall milliseconds between frames of the screen. */
	readonly intervalMs: number;
	/** Of the screen; undefined takes its defaults. */
	readonly settings?: ScreenSettings | undefined;
	/** What its operator should read first, in the status line. */
	readonly notice?: string | undefined;
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
	/** A screen reader is in use, as Ink's switch has it. */
	readonly hasScreenReader: boolean;
	/** Where the configuration lies if nobody says otherwise; there may be none. */
	readonly configFile: string;
	/** Folder of the scenarios that come with the package. */
	readonly scenarioFolder: string;
	/** Version of the package. */
	version(): string;
};
