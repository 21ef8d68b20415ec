/**
Everything in ASCII, for consoles and locales that have nothing else: each character of the screen becomes the one that looks most
like it. Done where cells leave for the terminal, so no painter needs to know.

Inaccuracies: lines cross in `+`; of the eight heights of a bar, eight characters of growing weight are left.
*/
import {BLANK, type CellGrid, CONTINUED} from './cell-grid.ts';

const alike: ReadonlyArray<readonly [characters: string, ascii: string]> = [
	['─━╌┄┈', '-----'],
	['│┃╎┆┊▏▕▌▐', '|||||||||'],
	['┌┐└┘├┤┬┴┼╭╮╰╯', '+++++++++++++'],
	['▁▂▃▄▅▆▇█', '.:-=+*%#'],
	['▎▍▋▊▉▀', '.:=+*"'],
	['░▒▓', '.:%'],
	['←↑→↓▲▼△▸▾◂▴‹›«»', '<^>v^v^>v<^<><>'],
	['·•●◐○◆◇■□', '.**+o***o'],
	['…‥–—‐‘’“”', '~~---\'\'""'],
	['×÷±≤≥≠≈µσΔ', 'x/+<>!~usD'],
];

const UNKNOWN = '?'.charCodeAt(0);
const LAST = '~'.charCodeAt(0);
const FIRST_BRAILLE = '⠀'.charCodeAt(0);
const LAST_BRAILLE = '⣿'.charCodeAt(0);
/** By the number of dots of eight. */
const braille = ' .:-=+*%#';

const table = new Map(
	alike.flatMap(([characters, ascii]) =>
		[...characters].map((character, index) => [character.codePointAt(0) ?? 0, ascii.charCodeAt(index)]),
	),
);

function asciiOf(character: number): number {
	if (character >= FIRST_BRAILLE && character <= LAST_BRAILLE) {
		let dots = 0;
		for (let bits = character - FIRST_BRAILLE; bits > 0; bits >>= 1) {
			dots += bits & 1;
		}
		return braille.charCodeAt(dots);
	}
	return table.get(character) ?? UNKNOWN;
}

/** Replaces what is not ASCII in a grid; a wide character becomes two. */
export function makeAscii({characters}: CellGrid): void {
	for (let at = 0; at < characters.length; at++) {
		const character = characters[at];
		if (character > LAST) {
			characters[at] = asciiOf(character);
		} else if (character === CONTINUED) {
			characters[at] = characters[at - 1] === UNKNOWN ? UNKNOWN : BLANK;
		}
	}
}
