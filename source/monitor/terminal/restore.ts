/**
Leaves the terminal as it was found, whatever ends the program.

A key, a signal, an exception that nobody caught, `process.exit` from elsewhere: each restores the screen first.
*/
import {closeSync, constants, openSync, writeSync} from 'node:fs';
import process from 'node:process';
import {MODES_OFF} from './modes.ts';

/** Everything the screen may have switched on, off again; harmless if it was not. Begins by cancelling a sequence cut short. */
export const RESTORE = `\u{18}\u{1b}[?2026l\u{1b}[m${MODES_OFF}\u{1b}[?1049l\u{1b}[?25h`;
/** Wall milliseconds that the process may take longer to end because the terminal takes nothing. */
const PATIENCE_MS = 100;
const NAP_MS = 5;

export type Ending =
	| {readonly kind: 'signal'; readonly signal: 'SIGTERM' | 'SIGHUP' | 'SIGINT'}
	/** The terminal neither sends nor takes anything any more: a closed window, a dropped connection. */
	| {readonly kind: 'gone'}
	| {readonly kind: 'crash'; readonly error: unknown};

const signals = ['SIGTERM', 'SIGHUP', 'SIGINT'] as const;

export type Endings = {
	/** Nothing is watched any more. The terminal was restored, or the process is still to do it when it ends. */
	release(isRestored: boolean): void;
};

/** Calls `end` for signals and crashes. If the process leaves before the terminal was restored, it is done then. */
export function watchEndings(end: (ending: Ending) => void, descriptor: number | undefined): Endings {
	const onSignal = (signal: NodeJS.Signals) => end({kind: 'signal', signal: signal as (typeof signals)[number]});
	const onCrash = (error: unknown) => end({kind: 'crash', error});
	const onExit = () => {
		if (descriptor !== undefined) {
			writeAtOnce(descriptor, RESTORE);
		}
	};
	for (const signal of signals) {
		process.on(signal, onSignal);
	}
	process.on('uncaughtException', onCrash);
	process.on('unhandledRejection', onCrash);
	process.on('exit', onExit);
	return {
		release(isRestored) {
			for (const signal of signals) {
				process.off(signal, onSignal);
			}
			process.off('uncaughtException', onCrash);
			process.off('unhandledRejection', onCrash);
			if (isRestored) {
				process.off('exit', onExit);
			}
		},
	};
}

/**
Writes without waiting for a terminal that takes nothing (a stopped line, a dead connection): the process must end.
The terminal may be gone; there is nobody left to tell.
*/
function writeAtOnce(descriptor: number, text: string): void {
	const own = openAgain(descriptor);
	const bytes = Buffer.from(text);
	const deadline = performance.now() + PATIENCE_MS;
	let written = 0;
	while (written < bytes.length && performance.now() < deadline) {
		try {
			written += writeSync(own, bytes, written);
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') {
				break;
			}
			Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, NAP_MS);
		}
	}
	if (own !== descriptor) {
		closeSync(own);
	}
}

/** The same terminal opened anew, so that not to wait is our affair and nobody else's; the descriptor itself where that fails. */
function openAgain(descriptor: number): number {
	for (const path of [`/proc/self/fd/${descriptor}`, '/dev/tty']) {
		try {
			return openSync(path, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
		} catch {
			// Another system, or no terminal.
		}
	}
	return descriptor;
}

/** Exit codes of shells for death by a signal. */
export function signalExitCode(signal: (typeof signals)[number]): number {
	return 128 + {SIGHUP: 1, SIGINT: 2, SIGTERM: 15}[signal];
}
