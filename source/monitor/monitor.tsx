/**
The monitor: a full-screen view of a running engine, and the keys that drive it.

This file is its door. What happens behind it: session.tsx wires everything, model.ts holds what painters read,
paint/ draws, controller.ts answers keys, terminal/ sends the terminal only what changed.

Not here: the engine (behind EngineHost), flags and scenarios (the command line), text for pipes (batch.ts).
*/
import process from 'node:process';
import type {EngineHost} from '../machine/engine-host.ts';
import type {Offers} from './offers.ts';
import type {OpenBranch} from './past/runs.ts';
import {Session} from './session.tsx';
import type {Settings} from './settings.ts';
import {type Ending, signalExitCode} from './terminal/restore.ts';
import type {ScreenWriter} from './terminal/screen-writer.ts';

export type MonitorOptions = {
	readonly offers: Offers;
	/** Wall milliseconds between frames while nothing is pressed, 20 to 10000. */
	readonly intervalMs?: number;
	/** Keys, columns and the like; the defaults if left out. */
	readonly settings?: Settings;
	/** Closes the screen after so many wall milliseconds. */
	readonly closesAfterMs?: number | undefined;
	/** Said in the status line at the start. */
	readonly notice?: string | undefined;
	/** Where NO_COLOR and TERM are looked up; the process's own by default. */
	readonly environment?: Readonly<Record<string, string | undefined>>;
	/** Called with the running screen, for tests and for recording. */
	readonly onOpen?: (screen: ScreenWriter) => void;
	/** Opens an engine that repeats the run up to a moment; left out where the run cannot be repeated. */
	readonly openBranch?: OpenBranch;
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

/**
Opens the screen and resolves with the exit code once it is closed and the terminal is as before: 0, 128 + signal,
or 70 with a line on the error stream. The host is left open.
*/
export async function openMonitor(opened: OpenMonitor): Promise<number> {
	const session = new Session(opened);
	const ending = await session.run();
	return exitCode(ending, session.broken);
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
