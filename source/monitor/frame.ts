/**
How the rows of a terminal are shared out: header, body, the line of costs, footer, key bar. A low terminal has a shorter header and
footer, so that the body keeps what it needs.
*/

/** The smallest terminal in which everything has its place. */
export const SMALLEST = {columns: 60, rows: 18} as const;

/** From so many rows on, header and footer have all their lines. */
const TALL = 24;
const HEADER_ROWS = {tall: 4, low: 3} as const;
const FOOTER_ROWS = {tall: 2, low: 1} as const;
const KEY_BAR_ROWS = 1;

export type Frame = {readonly header: number; readonly body: number; readonly cost: number; readonly footer: number};

/** `captionRows` are those of a tour, while one is played. */
export function frameOf(rows: number, showsCost: boolean, captionRows = 0): Frame {
	const kind = rows >= TALL ? 'tall' : 'low';
	const header = HEADER_ROWS[kind];
	const footer = FOOTER_ROWS[kind];
	const cost = showsCost ? 1 : 0;
	return {header, cost, footer, body: Math.max(1, rows - header - cost - footer - captionRows - KEY_BAR_ROWS)};
}
