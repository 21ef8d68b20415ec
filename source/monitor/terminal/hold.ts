/**
The program's hold on the terminal: from the first sequence to the last, with everything that may end or interrupt it.

Owns: the line's mode, the watch for signals, crashes and a terminal that has gone, and the order of leaving.
Not here: what is drawn (screen-writer.ts), the sequences that bring the terminal back (restore.ts).
*/
import process from 'node:process';
import {JobControl} from './job-control.ts';
import type {KeyInput} from './key-input.ts';
import {type Line, openLine} from './line.ts';
import {type Ending, type Endings, watchEndings} from './restore.ts';
import type {ScreenWriter} from './screen-writer.ts';

export type HoldOptions = {
	readonly stdout: NodeJS.WriteStream & {readonly fd?: number};
	readonly screen: ScreenWriter;
	readonly input: KeyInput;
	/** Called when something ends the session. */
	readonly end: (ending: Ending) => void;
	/** Gives the terminal to `use` until it resolves; undefined while nobody could. */
	readonly handOver: () => ((use: () => Promise<void>) => Promise<unknown>) | undefined;
};

export class TerminalHold {
	readonly #options: HoldOptions;
	readonly #line: Line;
	readonly #endings: Endings;
	readonly #jobs: JobControl;
	#isSuspended = false;
	#isAskedAgain = false;
	readonly #lost = () => this.#options.end({kind: 'gone'});

	constructor(options: HoldOptions) {
		this.#options = options;
		this.#line = openLine(options.stdout);
		this.#endings = watchEndings(options.end, options.stdout.fd);
		this.#jobs = new JobControl(
			() => void this.suspend(),
			() => this.#regain(),
		);
		options.stdout.on('error', this.#lost);
	}

	/** Gives the terminal to the shell and stops; resolves when the program goes on. False if no shell is there to go back to. */
	async suspend(): Promise<boolean> {
		if (this.#isSuspended) {
			// Still on the way back from the last time.
			this.#isAskedAgain = true;
			return true;
		}
		this.#isSuspended = true;
		let hasStopped = true;
		try {
			do {
				this.#isAskedAgain = false;
				hasStopped = await this.#stopOnce();
			} while (this.#isAskedAgain);
		} finally {
			this.#isSuspended = false;
		}
		return hasStopped;
	}

	async #stopOnce(): Promise<boolean> {
		const handOver = this.#options.handOver();
		let hasStopped = true;
		this.#options.screen.abandonFrame();
		await handOver?.(async () => {
			await this.#line.drain();
			hasStopped = await this.#jobs.stop();
		});
		this.#askSize();
		return hasStopped;
	}

	/** Lets go. The terminal is as before, or will be when the process ends, if the line takes nothing now. */
	async close(): Promise<void> {
		this.#jobs.release();
		const isDrained = await this.#line.drain();
		this.#line.close();
		this.#options.stdout.off('error', this.#lost);
		this.#endings.release(isDrained);
	}

	/** After a stop that nobody announced, the shell has set the terminal as it likes it. */
	#regain(): void {
		this.#options.input.reassert();
		this.#options.screen.enterAgain();
		this.#askSize();
	}

	/** A terminal resized meanwhile has told those in the foreground, not us. */
	#askSize(): void {
		process.kill(process.pid, 'SIGWINCH');
	}
}
