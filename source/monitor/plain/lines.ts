/**
What plain mode does with a typed line. Words about listening are its own; the rest is for whoever drives the engine.

See: command-line grammar of the screen, which is handed in as `onLine` where there is one.
*/
import {didYouMean} from '../../base/nearest.ts';
import type {Command} from '../../machine/command.ts';
import type {EngineHost} from '../../machine/engine-host.ts';

/** Answers a line that is none of plain mode's own, in one sentence; undefined where it is no command. */
export type OnLine = (line: string) => Promise<string | undefined>;

export type Answer = {
	readonly sentences: readonly string[];
	readonly isEnd?: boolean /** What a command came to. */;
	readonly summary?: string;
};

/** Commands without a word behind them. */
const bare: Readonly<Record<string, {readonly command: Command; readonly doc: string}>> = {
	pause: {command: {kind: 'pause'}, doc: 'stops the clock'},
	resume: {command: {kind: 'resume'}, doc: 'lets it go on'},
	undo: {command: {kind: 'undo'}, doc: 'takes back the last change'},
	redo: {command: {kind: 'redo'}, doc: 'does it again'},
};

const own: Readonly<Record<string, string>> = {
	status: 'says how everything stands',
	quiet: 'says nothing more until loud',
	loud: 'says changes again',
	help: 'says this',
	quit: 'ends the program',
};

export class PlainLines {
	readonly #host: EngineHost;
	readonly #onLine: OnLine | undefined;
	readonly #status: () => readonly string[];
	/** Changes are not said. */
	isQuiet = false;

	constructor(options: {readonly host: EngineHost; readonly onLine: OnLine | undefined; readonly status: () => readonly string[]}) {
		this.#host = options.host;
		this.#onLine = options.onLine;
		this.#status = options.status;
	}

	async answer(line: string): Promise<Answer> {
		const word = line.trim();
		switch (word) {
			case '':
				return {sentences: []};
			case 'status':
				return {sentences: this.#status()};
			case 'help':
				return {sentences: this.#help()};
			case 'quit':
			case 'q':
				return {sentences: [], isEnd: true};
			case 'quiet':
			case 'loud':
				this.isQuiet = word === 'quiet';
				return {sentences: [this.isQuiet ? 'quiet until you say loud' : 'changes are said again']};
			default:
				return this.#command(word);
		}
	}

	async #command(line: string): Promise<Answer> {
		const answer = await this.#onLine?.(line);
		if (answer !== undefined) {
			return {sentences: [answer], summary: answer};
		}
		const known = Object.hasOwn(bare, line) ? bare[line] : undefined;
		if (known === undefined) {
			const words = [...Object.keys(own), ...Object.keys(bare)];
			return {sentences: [`no command "${line}"${didYouMean(line, words)}; help says what there is`]};
		}
		const outcome = await this.#host.submit(known.command);
		return outcome.ok ? {sentences: [outcome.summary], summary: outcome.summary} : {sentences: [`refused: ${outcome.reason}`]};
	}

	#help(): string[] {
		const docs = [...Object.entries(own), ...Object.entries(bare).map(([word, {doc}]) => [word, doc] as const)];
		return docs.map(([word, doc]) => `${word}: ${doc}`);
	}
}
