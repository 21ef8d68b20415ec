/**
What plain mode does with a typed line. A few words about listening are its own; the rest is the command line of the
screen, as far as it speaks to the engine.
*/
import {didYouMean} from '../../base/nearest.ts';
import type {Command} from '../../machine/command.ts';
import type {EngineHost} from '../../machine/engine-host.ts';
import {domainLines} from '../command-line/domain-lines.ts';
import {engineLines} from '../command-line/engine-lines.ts';
import {parseLine, usageOf} from '../command-line/parse-line.ts';
import {splitLine} from '../command-line/split-line.ts';
import {Keymap} from '../keymap/keymap.ts';
import type {Offers} from '../offers.ts';

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
	readonly #offers: Offers;
	readonly #keymap = new Keymap();
	readonly #status: () => readonly string[];
	/** Changes are not said. */
	isQuiet = false;

	constructor(options: {readonly host: EngineHost; readonly offers: Offers; readonly status: () => readonly string[]}) {
		this.#host = options.host;
		this.#offers = options.offers;
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
		const known = Object.hasOwn(bare, line) ? bare[line] : undefined;
		if (known !== undefined) {
			return this.#submit(known.command);
		}
		const facts = this.#host.latest()?.facts;
		const reading = parseLine(line, {facts, offers: this.#offers, keymap: this.#keymap});
		const first = splitLine(line)[0]?.text ?? '';
		if (!reading.ok) {
			const isCommand = [...domainLines, ...engineLines].some(({name, aliases}) => name === first || aliases.includes(first));
			return {sentences: [isCommand || first.includes('=') ? reading.reason : this.#unknown(first)]};
		}
		return reading.value.kind === 'command'
			? this.#submit(reading.value.command)
			: {sentences: [`${first} is about the screen, which is not open; help says what there is`]};
	}

	#unknown(word: string): string {
		const words = [...Object.keys(own), ...Object.keys(bare), ...[...domainLines, ...engineLines].map(({name}) => name)];
		return `no command "${word}"${didYouMean(word, words)}; help says what there is`;
	}

	async #submit(command: Command): Promise<Answer> {
		const outcome = await this.#host.submit(command, 'plain');
		return outcome.ok ? {sentences: [outcome.summary], summary: outcome.summary} : {sentences: [`refused: ${outcome.reason}`]};
	}

	#help(): string[] {
		const docs = [...Object.entries(own), ...Object.entries(bare).map(([word, {doc}]) => [word, doc] as const)];
		return [
			...docs.map(([word, doc]) => `${word}: ${doc}`),
			...[...domainLines, ...engineLines].map(command => `${usageOf(command)}: ${command.doc} For example: ${command.example}`),
		];
	}
}
