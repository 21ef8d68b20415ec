/**
Cuts what a terminal sends into keys, presses of the mouse, pasted text and answers to questions.

A stream: a sequence may come in pieces, many keys may come in one piece, and nothing is lost. What nobody knows is
swallowed whole. Nothing waits for ever: `waitMs` says how long to wait for the rest of something begun, then `expire`
is called.

Owns: what has come of something that is not complete.
Not here: timers and the stream (key-input.ts), what the sequences of keys mean (key-codes.ts).
Inaccuracies: Escape and a printable character in one read of just those two are Alt and the character; all else is two keys, for
Ctrl-C must be heard.
See: ECMA-48, 5.4 and 5.6; xterm control sequences, "Bracketed Paste Mode" and "Mouse Tracking".
*/
import {keyOfCharacter, keyOfConsole, keyOfCsi, keyOfSs3} from './key-codes.ts';
import {type MouseEvent, mouseEventOf} from './mouse.ts';

export type InputEvent =
	| {readonly kind: 'key'; readonly name: string}
	| {readonly kind: 'mouse'; readonly event: MouseEvent}
	/** What was pasted, cut at 4096 characters, in lines separated by `\n`; `length` is that of all of it. */
	| {readonly kind: 'paste'; readonly text: string; readonly length: number}
	/** The terminal's answer to an operating system command, without its frame: `11;rgb:0000/0000/0000`. */
	| {readonly kind: 'answer'; readonly text: string};

const ESCAPE = '\u{1b}';
const BELL = '\u{7}';
const INTERRUPT = '\u{3}';
const STRING_END = '\u{9c}';
const PASTE_END = '\u{1b}[201~';

/** A lone Escape is one after so many milliseconds. */
const ESCAPE_MS = 40;
/** Sequences come in one go; over a bad line, in two. */
const SEQUENCE_MS = 200;
/** A paste whose end got lost ends when nothing has come for so long. */
const PASTE_MS = 1000;
/** After a flood without brackets, what comes within this time belongs to it. */
const FLOOD_MS = 100;
/** A read with more characters than this was not typed. */
const TYPED_AT_MOST = 256;
const SEQUENCE_LONGEST = 64;
const ANSWER_LONGEST = 1024;
const PASTE_KEPT = 4096;

type State = 'ground' | 'escape' | 'csi' | 'console' | 'ss3' | 'string' | 'string-escape' | 'paste' | 'flood' | 'mouse-bytes';

const waits: Readonly<Record<State, number>> = {
	ground: 0,
	escape: ESCAPE_MS,
	csi: SEQUENCE_MS,
	console: SEQUENCE_MS,
	ss3: SEQUENCE_MS,
	string: SEQUENCE_MS,
	'string-escape': SEQUENCE_MS,
	paste: PASTE_MS,
	flood: FLOOD_MS,
	'mouse-bytes': SEQUENCE_MS,
};

export class KeyParser {
	readonly #take: (event: InputEvent) => void;
	#state: State = 'ground';
	/** Parameters of a sequence, or the text of a string or paste, as far as they are kept. */
	#kept = '';
	/** Kind of string: the character after Escape. */
	#stringKind = '';
	#pasteLength = 0;
	/** Raised when something begins, so that a timer knows what it was set for. */
	#begun = 0;

	constructor(take: (event: InputEvent) => void) {
		this.#take = take;
	}

	/** Milliseconds to wait for the rest before `expire`; 0 if nothing is begun. */
	get waitMs(): number {
		return waits[this.#state];
	}

	/** Names what is begun: a wait for the same thing is not begun anew, except for a paste that goes on coming. */
	get begun(): number {
		return this.#begun;
	}

	feed(text: string): void {
		if (this.#state === 'paste' || this.#state === 'flood') {
			this.#begun++;
		}
		if (this.#state === 'flood') {
			if (!text.includes(ESCAPE) && !text.includes(INTERRUPT)) {
				this.#keepPasted(text);
				return;
			}
			this.#endPaste();
		}
		if (this.#state === 'ground' && text.length > TYPED_AT_MOST && !text.includes(ESCAPE) && !isOneKeyHeld(text)) {
			this.#begin('flood');
			this.#keepPasted(text);
			return;
		}
		if (this.#state === 'escape' && !isIntroducer(text[0] ?? '')) {
			// Escape came in a read of its own.
			this.#end();
			this.#key('escape');
		}
		const isChord = this.#state === 'ground' && text[0] === ESCAPE && text.length < 4 && [...text].length === 2;
		let index = 0;
		while (index < text.length) {
			index = this.#state === 'paste' ? this.#readPaste(text, index) : this.#step(text, index, isChord);
		}
	}

	/** The time is up: what was begun ends here. */
	expire(): void {
		const state = this.#state;
		const kept = this.#kept;
		if (state === 'paste' || state === 'flood') {
			this.#endPaste();
			return;
		}
		this.#end();
		if (state === 'escape') {
			this.#key('escape');
		} else if (kept === '' && (state === 'csi' || state === 'ss3')) {
			this.#key(state === 'csi' ? 'alt+[' : 'alt+O');
		}
	}

	/** Forgets what was begun. */
	reset(): void {
		this.#end();
	}

	/** Reads one character, or as many as belong together; returns where the next one is. */
	#step(text: string, index: number, isChord: boolean): number {
		const character = String.fromCodePoint(text.codePointAt(index) ?? 0);
		const next = index + character.length;
		switch (this.#state) {
			case 'escape':
				return this.#afterEscape(character, index, next, isChord);
			case 'csi':
				return this.#inCsi(character, index, next);
			case 'console':
				this.#end();
				this.#key(keyOfConsole(character));
				return next;
			case 'ss3':
				return this.#inSs3(character, index, next);
			case 'string':
			case 'string-escape':
				return this.#inString(character, index, next);
			case 'mouse-bytes':
				this.#kept += character;
				if (this.#kept.length >= 3) {
					this.#end();
				}
				return next;
			default:
				if (character === ESCAPE) {
					this.#begin('escape');
				} else {
					this.#key(keyOfCharacter(character));
				}
				return next;
		}
	}

	#afterEscape(character: string, index: number, next: number, isChord: boolean): number {
		switch (character) {
			case '[':
				this.#begin('csi');
				return next;
			case 'O':
				this.#begin('ss3');
				return next;
			case ']':
			case 'P':
			case '_':
			case '^':
			case 'X':
				this.#begin('string');
				this.#stringKind = character;
				return next;
		}
		this.#end();
		const key = keyOfCharacter(character);
		if (isChord && key === character) {
			this.#key(`alt+${key}`);
			return next;
		}
		this.#key('escape');
		return index;
	}

	#inCsi(character: string, index: number, next: number): number {
		if (character === '[' && this.#kept === '') {
			this.#begin('console');
			return next;
		}
		const isRxvt = character === '$' && /^\d+$/.test(this.#kept);
		if (isRxvt || (character >= '@' && character <= '~')) {
			this.#finishCsi(character);
			return next;
		}
		if (character < ' ' || character > '~') {
			this.#end();
			return index;
		}
		this.#kept = this.#kept.length < SEQUENCE_LONGEST ? this.#kept + character : this.#kept;
		return next;
	}

	#finishCsi(final: string): void {
		const parameters = this.#kept;
		this.#end();
		if (final === '~' && parameters === '200') {
			this.#begin('paste');
		} else if (final === 'M' && parameters === '') {
			this.#begin('mouse-bytes');
		} else if (parameters.startsWith('<') && (final === 'M' || final === 'm')) {
			const event = mouseEventOf(parameters.slice(1), final);
			if (event !== undefined) {
				this.#take({kind: 'mouse', event});
			}
		} else {
			this.#key(keyOfCsi(parameters, final));
		}
	}

	#inSs3(character: string, index: number, next: number): number {
		if (character >= '@' && character <= '~') {
			const parameters = this.#kept;
			this.#end();
			this.#key(keyOfSs3(parameters, character));
			return next;
		}
		if ((character >= '0' && character <= '9') || character === ';') {
			this.#kept = this.#kept.length < SEQUENCE_LONGEST ? this.#kept + character : this.#kept;
			return next;
		}
		this.#end();
		return index;
	}

	#inString(character: string, index: number, next: number): number {
		if (this.#state === 'string-escape') {
			if (character === '\\') {
				this.#finishString();
				return next;
			}
			// Escape ends a string in any case, and begins something of its own.
			this.#begin('escape');
			return index;
		}
		if (character === ESCAPE) {
			this.#state = 'string-escape';
		} else if (character === BELL || character === STRING_END) {
			this.#finishString();
		} else if (character < ' ' && !'\t\r\n'.includes(character)) {
			this.#end();
			return index;
		} else if (this.#kept.length < ANSWER_LONGEST) {
			this.#kept += character;
		}
		return next;
	}

	#finishString(): void {
		const text = this.#kept;
		const isAnswer = this.#stringKind === ']' && text.length < ANSWER_LONGEST;
		this.#end();
		if (isAnswer) {
			this.#take({kind: 'answer', text});
		}
	}

	/** The end mark may be cut in two: a tail that could be its beginning is looked at again with what comes next. */
	#readPaste(text: string, index: number): number {
		const before = this.#kept.slice(-(PASTE_END.length - 1));
		const joined = before + text.slice(index);
		const at = joined.indexOf(PASTE_END);
		if (at < 0) {
			this.#pasteLength += text.length - index;
			this.#kept = keepEnds(this.#kept + text.slice(index));
			return text.length;
		}
		const end = index + at + PASTE_END.length - before.length;
		this.#pasteLength += end - index - PASTE_END.length;
		this.#kept = (this.#kept + text.slice(index, end)).slice(0, -PASTE_END.length);
		this.#endPaste();
		return end;
	}

	#keepPasted(text: string): void {
		this.#pasteLength += text.length;
		this.#kept = keepEnds(this.#kept + text);
	}

	#endPaste(): void {
		const text = this.#kept.slice(0, PASTE_KEPT);
		const length = this.#pasteLength;
		this.#end();
		this.#take({kind: 'paste', text: text.replaceAll('\r\n', '\n').replaceAll('\r', '\n'), length});
	}

	#begin(state: State): void {
		this.#state = state;
		this.#kept = '';
		this.#pasteLength = 0;
		this.#begun++;
	}

	#end(): void {
		this.#state = 'ground';
		this.#kept = '';
		this.#begun++;
	}

	#key(name: string | undefined): void {
		if (name !== undefined) {
			this.#take({kind: 'key', name});
		}
	}
}

/** As much of the beginning as is handed on, and the tail in which the end mark may begin. */
function keepEnds(text: string): string {
	return text.length <= PASTE_KEPT + PASTE_END.length ? text : text.slice(0, PASTE_KEPT) + text.slice(1 - PASTE_END.length);
}

/** A key held down while nobody read. */
function isOneKeyHeld(text: string): boolean {
	return text === (text[0] as string).repeat(text.length);
}

/** A character that goes on with a sequence begun by Escape, even in a read of its own. */
function isIntroducer(character: string): boolean {
	return '[O]P_^X'.includes(character);
}
