/** Modes of the terminal that the screen switches on while it is open. */
import {MOUSE_OFF, MOUSE_ON} from './mouse.ts';

const PASTE_ON = '\u{1b}[?2004h';
const PASTE_OFF = '\u{1b}[?2004l';

export const MODES_OFF = MOUSE_OFF + PASTE_OFF;

export function modesOn(hasMouse: boolean): string {
	return PASTE_ON + (hasMouse ? MOUSE_ON : '');
}
