/** What sub-commands need from the machine, loaded when it is needed: `--help` starts no engine. */

import type {PolicyModule, Scenario} from '../machine/configuration.ts';
import type {Details} from '../machine/details.ts';
import type {EngineHost} from '../machine/engine-host.ts';
import type {Machine, MachineOptions} from '../machine/machine.ts';
import type {EngineHostOptions} from '../machine/open-engine-host.ts';
import type {Recorder} from '../machine/recording/recorder.ts';
import type {ReplayHost, ReplayOptions} from '../machine/recording/replay-host.ts';
import type {Offerings} from '../machine/scenario.ts';
import type {Reading} from '../machine/scenario-values.ts';
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
	/** The tour in that text, or an error with a message for each mistake. `fileName` stands in messages. */
	readTour(text: string, fileName: string): Promise<Tour>;
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
	/** Rows below each domain, as xentop has them. */
	readonly rows?: ReadonlyArray<'channels' | 'exits' | 'budget'> | undefined;
	readonly hasRepeatedHeading?: boolean | undefined;
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

/** A sample of a recording, with the newest details of its time. */
export type RecordedSample = {
	readonly snapshot: Snapshot;
	readonly details: Details | undefined;
	/** When the recording began, as ISO 8601, and wall milliseconds from then to the sample. */
	readonly recordedAt: string;
	readonly wallMs: number;
};

export type ScreenRequest = {
	readonly host: EngineHost;
	/** What the engine started from; undefined for a recording that does not say. */
	readonly scenario: Scenario | undefined;
	/** Opens an engine that repeats the run up to a moment; left out where nothing can be repeated. */
	readonly openBranch?: (replay: NonNullable<EngineHostOptions['replay']>) => Promise<EngineHost>;
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
	/** Batch mode prints these instead of what the host publishes. */
	readonly recorded?: Iterable<RecordedSample> | undefined;
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
	/** Writes settings into the configuration, when the operator asks for it; answers where. Rejects with the reason. */
	readonly saveSettings: (settings: ScreenSettings) => Promise<string>;
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
	/** A recording as a host. Throws `RecordingError` where the file is none. */
	openReplay(path: string, options: ReplayOptions): Promise<ReplayHost>;
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
