/**
A YAML file's text as plain values, with a way back: every value and key knows its line and column.

Not here: what the values mean (scenario-schema.ts for scenarios, the monitor's settings-file.ts for settings).
*/
import {isAlias, isMap, isPair, isScalar, isSeq, LineCounter, type Node, parseDocument} from 'yaml';

export type Path = ReadonlyArray<string | number>;

/** A file that was refused. One clear message each: file, line, column, key, what is wrong, what was expected. */
export class YamlError extends Error {
	override readonly name: string = 'YamlError';
	readonly messages: readonly string[];

	constructor(messages: readonly string[]) {
		super(messages.join('\n'));
		this.messages = messages;
	}
}

/** What a kind of file is refused with, and what a reader of the refusal should know of it. */
export type YamlKind = {
	/** Examples of keys at the top: `title and domains`. */
	readonly topKeys: string;
	readonly error: new (messages: readonly string[]) => YamlError;
};

/** Messages shown at once; the rest is counted. */
const MESSAGES_MAX = 10;
/** Files are written by people. */
const TEXT_MAX = 1_000_000;
const MESSAGE_LENGTH_MAX = 400;

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

export class YamlSource {
	readonly value: unknown;
	readonly #fileName: string;
	readonly #kind: YamlKind;
	readonly #root: Node | null;
	readonly #lines: LineCounter;
	readonly #resolve: (node: Node) => Node | undefined;

	/** Throws the error of its kind if the text is no YAML, or no map at its top. */
	constructor(text: string, fileName: string, kind: YamlKind) {
		this.#fileName = fileName;
		this.#kind = kind;
		this.#lines = new LineCounter();
		if (text.length > TEXT_MAX) {
			this.#refuse([`${fileName}: ${text.length} characters; expected at most ${TEXT_MAX}`]);
		}
		try {
			const document = parseDocument(text, {lineCounter: this.#lines, merge: true, prettyErrors: false, logLevel: 'error'});
			const faults = [...document.errors, ...document.warnings];
			if (faults.length > 0) {
				this.#refuse(faults.map(fault => this.#at(fault.pos[0], tidy(fault.message))));
			}
			this.#root = document.contents;
			this.#resolve = node => (isAlias(node) ? node.resolve(document) : node);
			this.value = document.toJS();
		} catch (error) {
			// What is left is the parser giving up: an alias to nothing, aliases that explode, nesting deeper than its stack.
			throw error instanceof kind.error ? error : new kind.error([`${fileName}: ${tidy(String((error as Error).message))}`]);
		}
		if (!isMap(this.#root)) {
			const what = text.trim() === '' ? 'the file is empty' : 'no map at the top';
			this.#refuse([this.#at(0, `${what}; expected keys such as ${kind.topKeys}`)]);
		}
	}

	/** Refuses the file for these faults, in the order in which a reader meets them. */
	refuse(faults: readonly Fault[]): never {
		const placed = faults.map(fault => ({fault, offset: this.#offsetOf(fault.path, fault.isKey === true)}));
		placed.sort((first, second) => first.offset - second.offset);
		this.#refuse(placed.map(({fault, offset}) => this.#at(offset, tidy(describeFault(fault)))));
	}

	/** Refuses with at most ten of the messages. */
	#refuse(messages: readonly string[]): never {
		const shown = messages.slice(0, MESSAGES_MAX);
		if (messages.length > MESSAGES_MAX) {
			shown.push(`and ${messages.length - MESSAGES_MAX} more`);
		}
		throw new this.#kind.error(shown);
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
