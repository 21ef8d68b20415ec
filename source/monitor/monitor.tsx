/**
The monitor: a full-screen view of a running engine, and the keys that drive it.

This file is its door. What happens behind it: session.tsx wires everything, model.ts holds what painters read,
paint/ draws, controller.ts answers keys, terminal/ sends the terminal only what changed.

Not here: the engine (behind EngineHost), flags and scenarios (the command line), text for pipes (batch.ts).
*/
import process from 'node:process';
import type {EngineHost} from '../machine/engine-host.ts';
import type {Recorder} from '../machine/recording/recorder.ts';
import type {Offers} from './offers.ts';
import type {OpenBranch} from './past/runs.ts';
import type {Replay} from './replay.ts';
import {Session} from './session.tsx';
import type {Settings} from './settings.ts';
import {type Ending, signalExitCode} from './terminal/restore.ts';
import type {ScreenWriter} from './terminal/screen-writer.ts';
import type {Tour, TourOptions} from './tour/tour.ts';
import {Cast} from './write/cast.ts';
import type {SessionOrigin} from './write/outputs.ts';

export type MonitorOptions = {
	readonly offers: Offers;
	/** Wall milliseconds between frames while nothing is pressed, 20 to 10000. */
	readonly intervalMs?: number;
	/** Keys, columns and the like; the defaults if left out. */
	readonly settings?: Settings;
	/** Writes settings into the configuration file; answers where. Rejects with the reason. */
	readonly saveSettings?: (settings: Settings) => Promise<string>;
	/** Closes the screen after so many wall milliseconds. */
	readonly closesAfterMs?: number | undefined;
	/** Said in the status line at the start. */
	readonly notice?: string | undefined;
	/** Where NO_COLOR and TERM are looked up; the process's own by default. */
	readonly environment?: Readonly<Record<string, string | undefined>>;
	/** Called with the running screen, for tests and for recording. */
	readonly onOpen?: (screen: ScreenWriter) => void;
	/** Opens an engine that repeats the run up to a moment; left out where the run cannot be repeated. */
	readonly openBranch?: OpenBranch | undefined;
	/** What the engine started from, for scripts and recordings. */
	readonly origin?: SessionOrigin | undefined;
	/** A recording that is under way already; R ends it. Whoever started it stops it in the end. */
	readonly recorder?: Recorder | undefined;
	/** A new file for everything that the terminal is sent, as asciinema plays it. */
	readonly castPath?: string | undefined;
	/** The host plays a recording: all its samples, and the virtual time at which it ends. */
	readonly replay?: Replay | undefined;
	/** Where files go that nobody typed a path for; the current directory by default. */
	readonly folder?: string | undefined;
	/** The date for names of files; the clock's by default. */
	readonly now?: (() => Date) | undefined;
	/** A tour that is played once the screen is open. */
	readonly tour?: Tour | undefined;
	readonly tourOptions?: TourOptions | undefined;
	/** Called when the session begins to end, before anything is put away: what takes time may begin then. */
	readonly onLeave?: () => void;
	/** Wall clock in milliseconds. */
	readonly nowMs?: () => number;
};

export type OpenMonitor = {
	readonly host: EngineHost;
	readonly options: MonitorOptions;
	readonly stdin: NodeJS.ReadStream;
	readonly stdout: NodeJS.WriteStream & {readonly fd?: number};
};

/** Our own fault: EX_SOFTWARE of sysexits. */
const EXIT_BROKEN = 70;
const EXIT_TOUR = 1;

/**
Opens the screen and resolves with the exit code once it is closed and the terminal is as before: 0, 128 + signal,
70 with a line on the error stream,
or 1 if a tour that leaves the program could not be played to its end. The host is left open. Throws `RecordingError` before anything is drawn if the
cast's file is there already or cannot be made.
*/
export async function openMonitor(opened: OpenMonitor): Promise<number> {
	const {castPath} = opened.options;
	const cast = castPath === undefined ? undefined : new Cast(castPath, opened.stdout, 'gpuvmtop');
	try {
		const session = new Session(opened);
		const ending = await session.run();
		const code = exitCode(ending, session.broken);
		return code === 0 && session.tourFault !== undefined ? tourFailed(session.tourFault) : code;
	} finally {
		await cast?.close();
		if (cast?.fault !== undefined) {
			process.stderr.write(`gpuvmtop: the cast in ${castPath} ends early: ${cast.fault}\n`);
		}
	}
}

/** Says on the error stream what went wrong, if something did. */
function exitCode(ending: Ending | undefined, broken: string | undefined): number {
	if (ending?.kind === 'crash') {
		const {error} = ending;
		process.stderr.write(`gpuvmtop: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
		return EXIT_BROKEN;
	}
	if (broken !== undefined) {
		process.stderr.write(`gpuvmtop: the engine stopped: ${broken}\n`);
		return EXIT_BROKEN;
	}
	return ending === undefined ? 0 : signalExitCode(ending.kind === 'gone' ? 'SIGHUP' : ending.signal);
}

/** A tour that was to leave the program at its end did not get there. */
function tourFailed(fault: string): number {
	process.stderr.write(`gpuvmtop: ${fault}\n`);
	return EXIT_TOUR;
}
