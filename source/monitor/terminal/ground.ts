/**
Whether the terminal's ground is dark or light: it is asked (OSC 11), and until it answers, or if it never does, COLORFGBG or
a guess has to do.

See: xterm control sequences, "Operating System Commands" (11); rxvt, COLORFGBG.
*/

export const ASK_GROUND = '\u{1b}]11;?\u{1b}\\';

/** An answer that comes later is nobody's. */
export const GROUND_ANSWER_MS = 1000;

/** Relative luminance above which black text is easier to read than white. */
const LIGHT_FROM = 0.18;

/** The ground by the answer to ASK_GROUND, `11;rgb:ffff/ffff/eeee`; undefined if it is the answer to something else. */
export function groundOfAnswer(answer: string): 'dark' | 'light' | undefined {
	const match = /^11;rgba?:([\da-f]{1,4})\/([\da-f]{1,4})\/([\da-f]{1,4})/i.exec(answer);
	if (match === null) {
		return undefined;
	}
	const [red, green, blue] = match.slice(1).map(digits => linear(Number.parseInt(digits, 16) / (16 ** digits.length - 1)));
	return 0.2126 * red + 0.7152 * green + 0.0722 * blue > LIGHT_FROM ? 'light' : 'dark';
}

/** The sRGB curve. */
function linear(part: number): number {
	return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}

/** `foreground;background` as numbers of the sixteen colours: 7 and 9 to 15 are light. Dark where nothing is said. */
export function groundOfEnvironment(environment: Readonly<Record<string, string | undefined>>): 'dark' | 'light' {
	const number = Number(environment.COLORFGBG?.split(';').at(-1) || Number.NaN);
	return number === 7 || (number >= 9 && number <= 15) ? 'light' : 'dark';
}
