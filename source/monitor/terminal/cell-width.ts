/**
How many columns a piece of text takes, split into what fits one cell (or two).

Ink lays its boxes out with `string-width`, so the cells must be measured by the same function; the
characters that a monitor really draws are answered without it.
Inaccuracies: ambiguous East Asian characters count as one column, as in Ink.
*/
import stringWidth from 'string-width';

const at = (character: string) => character.codePointAt(0) ?? 0;

const LAST_ASCII = at('~');
const FIRST_LATIN = at('¡');
const SOFT_HYPHEN = at('\u{ad}');
const LAST_LATIN = at('ÿ');
/** Hyphens, dashes, quotation marks, the ellipsis. */
const FIRST_PUNCTUATION = at('‐');
const LAST_PUNCTUATION = at('…');
const FIRST_ARROW = at('←');
const LAST_ARROW = at('⇿');
const FIRST_BOX = at('─');
const LAST_GEOMETRIC = at('◼');
const FIRST_BRAILLE = at('⠀');
const LAST_BRAILLE = at('⣿');
const FIRST_IDEOGRAPH = at('一');
const LAST_IDEOGRAPH = at('鿿');
const FIRST_HANGUL = at('가');
const LAST_HANGUL = at('힣');
const FIRST_KANA = at('ぁ');
const LAST_KANA = at('ヿ');

/** One column wide in every terminal: ASCII, Latin-1, punctuation, arrows, box drawing, blocks, braille. */
export function isPlain(codePoint: number): boolean {
	return (
		(codePoint >= at(' ') && codePoint <= LAST_ASCII) ||
		(codePoint >= FIRST_LATIN && codePoint <= LAST_LATIN && codePoint !== SOFT_HYPHEN) ||
		(codePoint >= FIRST_PUNCTUATION && codePoint <= LAST_PUNCTUATION) ||
		(codePoint >= FIRST_ARROW && codePoint <= LAST_ARROW) ||
		codePoint === at('‹') ||
		codePoint === at('›') ||
		(codePoint >= FIRST_BOX && codePoint <= LAST_GEOMETRIC) ||
		(codePoint >= FIRST_BRAILLE && codePoint <= LAST_BRAILLE)
	);
}

/** Two columns wide in every terminal: the large East Asian blocks. Combining kana marks are not among them. */
export function isPlainWide(codePoint: number): boolean {
	return (
		(codePoint >= FIRST_IDEOGRAPH && codePoint <= LAST_IDEOGRAPH) ||
		(codePoint >= FIRST_HANGUL && codePoint <= LAST_HANGUL) ||
		(codePoint >= FIRST_KANA && codePoint <= LAST_KANA && !(codePoint >= at('\u{3097}') && codePoint <= at('゜')))
	);
}

const segmenter = new Intl.Segmenter(undefined, {granularity: 'grapheme'});

/** Calls `take` for each cluster of `text` that can be seen, with its width of 1 or 2. */
export function eachCluster(text: string, take: (cluster: string, width: 1 | 2) => void): void {
	for (const {segment} of segmenter.segment(text)) {
		const width = stringWidth(segment);
		if (width > 0) {
			take(segment, width > 1 ? 2 : 1);
		}
	}
}

/** Columns that `text` takes; escape sequences take none. */
export function textWidth(text: string): number {
	for (let index = 0; index < text.length; index++) {
		if (!isPlain(text.charCodeAt(index))) {
			return stringWidth(text);
		}
	}
	return text.length;
}

/** `text` in at most `width` columns; what is cut off is marked by `…`. */
export function truncate(text: string, width: number): string {
	if (textWidth(text) <= width) {
		return text;
	}
	if (width <= 0) {
		return '';
	}
	let kept = '';
	let used = 0;
	let isFull = false;
	eachCluster(text, (cluster, columns) => {
		isFull ||= used + columns > width - 1;
		if (!isFull) {
			kept += cluster;
			used += columns;
		}
	});
	return `${kept}…`;
}
