/** Block characters for charts, as code points. */
const point = (character: string) => character.codePointAt(0) ?? 32;

/** Lower blocks of 0 to 8 eighths. */
export const lowerBlocks: readonly number[] = [...' ▁▂▃▄▅▆▇█'].map(point);
export const FULL_BLOCK = point('█');
export const LEFT_HALF = point('▌');
export const RULE = point('─');
export const TRACK = point('│');
export const THUMB = point('┃');
export const UNKNOWN_CELL = point('·');

/** The block for a fraction of a cell; anything above zero is at least one eighth. */
export function lowerBlock(fraction: number): number {
	const eighths = Math.round(Math.max(0, Math.min(1, fraction)) * 8);
	return lowerBlocks[fraction > 0 ? Math.max(1, eighths) : 0];
}
