/**
What terminals send for keys, by the dialects of xterm, rxvt, the Linux console, tmux, and of the protocols that send
every key as a number (kitty, modifyOtherKeys).

Data and small functions; key-parser.ts cuts the stream into sequences.
See: xterm control sequences, "PC-Style Function Keys" and "modifyOtherKeys"; kitty, "Comprehensive keyboard handling in
terminals"; rxvt technical reference, "Key Codes"; console_codes(4).
*/

/** Keys by the letter that ends a CSI or SS3 sequence. */
const byLetter: Readonly<Record<string, string>> = {
	A: 'up',
	B: 'down',
	C: 'right',
	D: 'left',
	H: 'home',
	F: 'end',
	P: 'f1',
	Q: 'f2',
	R: 'f3',
	S: 'f4',
};

/** Keys by the number before a tilde. */
const byNumber: Readonly<Record<number, string>> = {
	1: 'home',
	2: 'insert',
	3: 'delete',
	4: 'end',
	5: 'pageup',
	6: 'pagedown',
	7: 'home',
	8: 'end',
	11: 'f1',
	12: 'f2',
	13: 'f3',
	14: 'f4',
	15: 'f5',
	17: 'f6',
	18: 'f7',
	19: 'f8',
	20: 'f9',
	21: 'f10',
	23: 'f11',
	24: 'f12',
};

/** The keypad in application mode, by the letter after SS3. */
const keypad: Readonly<Record<string, string>> = {M: 'enter', X: '=', j: '*', k: '+', l: ',', m: '-', n: '.', o: '/'};

const rxvtArrows: Readonly<Record<string, string>> = {a: 'up', b: 'down', c: 'right', d: 'left'};

const byCode: Readonly<Record<number, string>> = {8: 'backspace', 9: 'tab', 13: 'enter', 27: 'escape', 127: 'backspace'};

const byControl: Readonly<Record<string, string>> = {
	'\r': 'enter',
	'\n': 'enter',
	'\t': 'tab',
	'\b': 'backspace',
	'\u{7f}': 'backspace',
	'\u{1b}': 'escape',
};

/** xterm's modifier parameter: one more than the sum of Shift 1, Alt 2, Ctrl 4; higher bits are locks and Super. */
const SHIFT = 1;
const ALT = 2;
const CTRL = 4;
/** Kitty's kind of event for a key let go. */
const RELEASE = 3;

/** `ctrl+alt+shift+up`: always in this order. */
function withModifiers(name: string, parameter: number): string {
	const bits = Math.max(0, parameter - 1);
	const prefix = `${bits & CTRL ? 'ctrl+' : ''}${bits & ALT ? 'alt+' : ''}${bits & SHIFT ? 'shift+' : ''}`;
	return prefix + name;
}

/** A character of the keyboard. Control characters have the names of their keys; undefined if there is no such key. */
export function keyOfCharacter(character: string): string | undefined {
	const named = byControl[character];
	const code = character.codePointAt(0) ?? 0;
	if (named !== undefined) {
		return named;
	}
	if (code >= 32) {
		// The second controls (C1) and a byte that is no UTF-8 are nobody's keys.
		return (code >= 128 && code < 160) || character === '\u{fffd}' ? undefined : character;
	}
	return code === 0 ? 'ctrl+ ' : `ctrl+${String.fromCharCode(code + (code <= 26 ? 96 : 64))}`;
}

/** A key sent by its number, with modifiers: Shift is in the character already, if it is one. */
function keyOfCode(code: number, parameter: number): string | undefined {
	const named = byCode[code];
	if (named !== undefined) {
		return withModifiers(named, parameter);
	}
	// Kitty numbers modifiers, media keys and the like in the private use area; half a surrogate pair is no character.
	const isCharacter = code >= 32 && code <= 1_114_111 && !(code >= 55_296 && code <= 63_743);
	if (!isCharacter) {
		return undefined;
	}
	const bits = Math.max(0, parameter - 1);
	const character = String.fromCodePoint(code);
	const isCapital = (bits & SHIFT) !== 0 && (bits & CTRL) === 0;
	return withModifiers(isCapital ? character.toUpperCase() : character, (bits & ~SHIFT) + 1);
}

/** The key of a CSI sequence with these parameters and this final character; undefined if it is no key of ours. */
export function keyOfCsi(parameters: string, final: string): string | undefined {
	if (final === 'Z') {
		return 'shift+tab';
	}
	if (/[^\d;:]/.test(parameters)) {
		return undefined;
	}
	const fields = parameters.split(';');
	const [first, second] = fields.map(field => Number.parseInt(field, 10));
	const event = Number(fields[1]?.split(':')[1] ?? 1);
	if (event === RELEASE) {
		return undefined;
	}
	const modifiers = second === undefined || Number.isNaN(second) ? 1 : second;
	switch (final) {
		case '~':
			return first === 27 ? keyOfCode(Number(fields[2]), modifiers) : named(byNumber[first as number], modifiers);
		case 'u':
			return keyOfCode(first as number, modifiers);
		case '^':
			return named(byNumber[first as number], 1 + CTRL);
		case '$':
			return named(byNumber[first as number], 1 + SHIFT);
		case '@':
			return named(byNumber[first as number], 1 + CTRL + SHIFT);
		default:
			// `row;column R` would be the cursor's place, which nobody asks for.
			return parameters === '' || first === 1
				? (named(byLetter[final], modifiers) ?? (parameters === '' ? named(rxvtArrows[final], 1 + SHIFT) : undefined))
				: undefined;
	}
}

function named(name: string | undefined, modifiers: number): string | undefined {
	return name === undefined ? undefined : withModifiers(name, modifiers);
}

/** The key of an SS3 sequence: `parameters` is a modifier, as some terminals put there. */
export function keyOfSs3(parameters: string, final: string): string | undefined {
	const modifiers = parameters === '' ? 1 : Number(parameters.split(';').at(-1));
	if (final >= 'p' && final <= 'y') {
		return String(final.charCodeAt(0) - 'p'.charCodeAt(0));
	}
	return named(byLetter[final] ?? keypad[final], modifiers) ?? named(rxvtArrows[final], 1 + CTRL);
}

/** The Linux console's F1 to F5: `CSI [ A` to `CSI [ E`. */
export function keyOfConsole(final: string): string | undefined {
	return final >= 'A' && final <= 'E' ? `f${final.charCodeAt(0) - 'A'.charCodeAt(0) + 1}` : undefined;
}
