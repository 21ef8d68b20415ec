/**
Ctrl-Z, SIGTSTP and SIGCONT: the shell gets a clean terminal while the program is stopped, and the screen is drawn anew,
at the size the terminal has then, when it goes on.

The whole process is stopped, the engine's thread with it. The pacer drops a debt of more than 100 ms, so virtual time
does not jump: the clock goes on where it stood.

Not here: leaving and entering the terminal (hold.ts).
See: POSIX, General Terminal Interface, 11.1.4 (access control) and SIGTSTP.
*/
import process from 'node:process';
import {setImmediate as nextTurn, setTimeout as wait} from 'node:timers/promises';

/** Wall milliseconds within which a stop that is going to happen has happened. */
const STOP_MS = 50;

export class JobControl {
	#isStopping = false;
	#continuations = 0;
	readonly #onStop: () => void;
	readonly #onContinue: () => void;

	/** `stop` is asked for by SIGTSTP from outside; `goOn` is told of a SIGCONT after a stop that could not be seen coming. */
	constructor(stop: () => void, goOn: () => void) {
		this.#onStop = stop;
		this.#onContinue = () => {
			this.#continuations++;
			if (!this.#isStopping) {
				goOn();
			}
		};
		process.on('SIGTSTP', this.#onStop);
		process.on('SIGCONT', this.#onContinue);
	}

	/**
	Stops this process and those started with it, as the terminal's own Ctrl-Z does, and resolves when they go on.
	False if there is no shell that could continue them: then the system does not stop them either.
	*/
	async stop(): Promise<boolean> {
		const before = this.#continuations;
		this.#isStopping = true;
		process.off('SIGTSTP', this.#onStop);
		// To the group: npm and the launcher must stop too, or the shell would go on waiting for them.
		process.kill(0, 'SIGTSTP');
		const deadline = performance.now() + STOP_MS;
		while (this.#continuations === before && performance.now() < deadline) {
			await wait(5);
		}
		await nextTurn();
		process.on('SIGTSTP', this.#onStop);
		this.#isStopping = false;
		return this.#continuations > before;
	}

	release(): void {
		process.off('SIGTSTP', this.#onStop);
		process.off('SIGCONT', this.#onContinue);
	}
}
