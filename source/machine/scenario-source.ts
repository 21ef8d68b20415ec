/**
A scenario's text as plain values, with a way back: every value and key knows its line and column.

Not here: what the values mean (scenario-schema.ts).
*/
import {isAlias, isMap, isPair, isScalar, isSeq, LineCounter, type Node, parseDocument} from 'yaml';

export type Path = ReadonlyArray<string | number>;

/** Refused before time 0. One clear message each: file, line, column, key, what is wrong, what was expected. */
export class ScenarioError extends Error {
	override readonly name = 'ScenarioError';
	readonly messages: readonly string[];

	constructor(messages: readonly string[]) {
		super(messages.join('\n'));
		this.messages = messages;
	}
}

/** Messages shown at once; the rest is counted. */
const MESSAGES_MAX = 10;
/** Scenarios are written by people. */
const TEXT_MAX = 1_000_000;
const MESSAGE_LENGTH_MAX = 400;

/** Refuses with at most ten of the messages. */
function refuse(messages: readonly string[]): never {
	const shown = messages.slice(0, MESSAGES_MAX);
	if (messages.length > MESSAGES_MAX) {
		shown.push(`and ${messages.length - MESSAGES_MAX} more`);
	}
	throw new ScenarioError(shown);
}

/** One line, without control characters, of bearable length. */
function tidy(message: string): string {
	// biome-ignore lint/suspicious/noControlCharactersInRegex: a file's bytes must not reach the terminal.
	const line = message.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ');
	return line.length > MESSAGE_LENGTH_MAX ? `${line.slice(0, MESSAGE_LENGTH_MAX)}...` : line;
}

/** `domains[2].vram` */
export function describePath(path: Path): string {
	return path.map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`)).join('');
}

/** What is wrong at a place: `isKey` points at the key instead of its value. Where there is nothing, at what is around it. */
export type Fault = {readonly path: Path; readonly text: string; readonly isKey?: boolean};

function describeFault({path, text}: Fault): string {
	return path.length === 0 ? text : `${describePath(path)}: ${text}`;
}

export class ScenarioSource {
	readonly value: unknown;
	readonly #fileName: string;
	readonly #root: Node | null;
	readonly #lines: LineCounter;
	readonly #resolve: (node: Node) => Node | undefined;

	/** Throws `ScenarioError` if the text is no YAML, or no map at its top. */
	constructor(text: string, fileName: string) {
		this.#fileName = fileName;
		this.#lines = new LineCounter();
		if (text.length > TEXT_MAX) {
			refuse([`${fileName}: ${text.length} characters; expected at most ${TEXT_MAX}`]);
		}
		try {
			const document = parseDocument(text, {lineCounter: this.#lines, merge: true, prettyErrors: false, logLevel: 'error'});
			const faults = [...document.errors, ...document.warnings];
			if (faults.length > 0) {
				refuse(faults.map(fault => this.#at(fault.pos[0], tidy(fault.message))));
			}
			this.#root = document.contents;
			this.#resolve = node => (isAlias(node) ? node.resolve(document) : node);
			this.value = document.toJS();
		} catch (error) {
			// What is left is the parser giving up: an alias to nothing, aliases that explode, nesting deeper than its stack.
			throw error instanceof ScenarioError ? error : new ScenarioError([`${fileName}: ${tidy(String((error as Error).message))}`]);
		}
		if (!isMap(this.#root)) {
			refuse([this.#at(0, `${text.trim() === '' ? 'the file is empty' : 'no map at the top'}; expected keys such as title and domains`)]);
		}
	}

	/** Refuses the file for these faults, in the order in which a reader meets them. */
	refuse(faults: readonly Fault[]): never {
		const placed = faults.map(fault => ({fault, offset: this.#offsetOf(fault.path, fault.isKey === true)}));
		placed.sort((first, second) => first.offset - second.offset);
		refuse(placed.map(({fault, offset}) => this.#at(offset, tidy(describeFault(fault)))));
	}

	#at(offset: number, text: string): string {
		const {line, col} = this.#lines.linePos(offset);
		return `${this.#fileName}:${Math.max(1, line)}:${Math.max(1, col)}: ${text}`;
	}

	#offsetOf(path: Path, isKey: boolean): number {
		let node: Node | null | undefined = this.#root;
		let offset = 0;
		for (const [index, step] of path.entries()) {
			const inner: Node | null | undefined = node === null || node === undefined ? undefined : this.#resolve(node);
			const pair = isMap(inner)
				? inner.items.find(item => isPair(item) && isScalar(item.key) && String(item.key.value) === String(step))
				: undefined;
			const next: unknown = isSeq(inner) ? inner.items[Number(step)] : pair?.value;
			const isLast = index === path.length - 1;
			const shown = ((isKey && isLast) || next === null || next === undefined ? pair?.key : next) as Node | undefined;
			if (shown?.range === undefined || shown.range === null) {
				return offset;
			}
			offset = shown.range[0];
			node = next as Node | null;
		}
		return offset;
	}
}
