/**
Presses and turns of the mouse, as terminals report them in SGR mode.

See: xterm control sequences, "Extended coordinates" (mode 1006), "Normal tracking mode" (1000).
*/

export type MouseEvent = {
	readonly what: 'press' | 'release' | 'wheel-up' | 'wheel-down';
	/** Left 0, middle 1, right 2; 0 for the wheel. */
	readonly button: number;
	/** Cell, counted from 0. */
	readonly x: number;
	readonly y: number;
};

/** Presses and the wheel, with coordinates of any size; no reports of mere movement, which would cost bytes. */
export const MOUSE_ON = '\u{1b}[?1000h\u{1b}[?1006h';
/** Off again; the modes that others may have left on too. */
export const MOUSE_OFF = '\u{1b}[?1006l\u{1b}[?1003l\u{1b}[?1002l\u{1b}[?1000l';

const BUTTON = 3;
const MOTION = 32;
const WHEEL = 64;
/** Buttons 8 to 11: forward, back and the like. */
const FURTHER = 128;

/** What `CSI < code ; x ; y M` (or `m`) reports; undefined for movement, tilting wheels, further buttons, and nonsense. */
export function mouseEventOf(parameters: string, final: 'M' | 'm'): MouseEvent | undefined {
	const match = /^(\d{1,5});(\d{1,5});(\d{1,5})$/.exec(parameters);
	if (match === null) {
		return undefined;
	}
	const code = Number(match[1]);
	const x = Number(match[2]) - 1;
	const y = Number(match[3]) - 1;
	const button = code & BUTTON;
	if ((code & MOTION) !== 0 || (code & FURTHER) !== 0 || x < 0 || y < 0) {
		return undefined;
	}
	if ((code & WHEEL) !== 0) {
		return button > 1 ? undefined : {what: button === 0 ? 'wheel-up' : 'wheel-down', button: 0, x, y};
	}
	return button === BUTTON ? undefined : {what: final === 'M' ? 'press' : 'release', button, x, y};
}
