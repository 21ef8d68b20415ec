/**
Leaves the terminal as it was found, whatever ends the program.

A key, a signal, an exception that nobody caught, `process.exit` from elsewhere: each restores the screen first.
*/
import {writeSync} from 'node:fs';
import process from 'node:process';

/** Everything the screen may have switched on, off again; harmless if it was not. */
export const RESTORE = '\u{1b}[?2026l\u{1b}[m\u{1b}[?1049l\u{1b}[?25h\u{1b}[?2004l';

export type Ending =
	| {readonly kind: 'signal'; readonly signal: 'SIGTERM' | 'SIGHUP' | 'SIGINT'}
	/** The terminal neither sends nor takes anything any more: a closed window, a dropped connection. */
	| {readonly kind: 'gone'}
	| {readonly kind: 'crash'; readonly error: unknown};

const signals = ['SIGTERM', 'SIGHUP', 'SIGINT'] as const;

/** Calls `end` for signals and crashes. If the process leaves before `release` was called, writes RESTORE itself. */
export function watchEndings(end: (ending: Ending) => void, descriptor: number | undefined): {release(): void} {
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
		release() {
			for (const signal of signals) {
				process.off(signal, onSignal);
			}
			process.off('uncaughtException', onCrash);
			process.off('unhandledRejection', onCrash);
			process.off('exit', onExit);
		},
	};
}

/** The terminal may be gone (SIGHUP) or full; there is nobody left to tell. */
function writeAtOnce(descriptor: number, text: string): void {
	try {
		writeSync(descriptor, text);
	} catch {
		// Nothing can be done about a terminal that takes nothing.
	}
}

/** Exit codes of shells for death by a signal. */
export function signalExitCode(signal: (typeof signals)[number]): number {
	return 128 + {SIGHUP: 1, SIGINT: 2, SIGTERM: 15}[signal];
}
