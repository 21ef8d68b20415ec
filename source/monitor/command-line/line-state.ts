/** The open line as data, and what editing keys make of it. */

import {textOfKey} from '../keys.ts';

export type LineState = {
	/** The palette: what is typed looks for a command among all of them. */
	readonly isPalette: boolean;
	readonly text: string;
	/** Place of the cursor, in characters from the left. */
	readonly cursor: number;
	/** The candidate chosen, and the line it was chosen for; -1 while what is typed stands for itself. */
	readonly chosen: number;
	readonly typed: {readonly text: string; readonly cursor: number} | undefined;
	/** Why the line will not do; empty if it may. */
	readonly refusal: string;
	/** Lines back in the history, and what was being typed before going there. */
	readonly back: number;
	readonly draft: string;
};

export function openLine(isPalette: boolean, text = ''): LineState {
	return {isPalette, text, cursor: text.length, chosen: -1, typed: undefined, refusal: '', back: 0, draft: ''};
}

/** Another text: what was chosen or refused is forgotten. */
export function withText(line: LineState, text: string, cursor: number): LineState {
	return {...line, text, cursor, chosen: -1, typed: undefined, refusal: ''};
}

/** What an editing key makes of the line; undefined if it is none. */
export function editLine(line: LineState, key: string): LineState | undefined {
	const {text, cursor} = line;
	const to = (place: number) => withText(line, text, Math.max(0, Math.min(text.length, place)));
	const cut = (from: number, end: number) => withText(line, text.slice(0, from) + text.slice(end), from);
	switch (key) {
		case 'left':
			return to(cursor - 1);
		case 'right':
			return to(cursor + 1);
		case 'home':
		case 'ctrl+a':
			return to(0);
		case 'end':
		case 'ctrl+e':
			return to(text.length);
		case 'backspace':
			return cut(Math.max(0, cursor - 1), cursor);
		case 'delete':
			return cut(cursor, cursor + 1);
		case 'ctrl+w':
			return cut(text.slice(0, cursor).trimEnd().lastIndexOf(' ') + 1, cursor);
		case 'ctrl+u':
			return cut(0, cursor);
		case 'ctrl+k':
			return cut(cursor, text.length);
		default: {
			const typed = textOfKey(key);
			return typed === undefined ? undefined : withText(line, text.slice(0, cursor) + typed + text.slice(cursor), cursor + typed.length);
		}
	}
}
