/**
The shortest text, within reason, that turns what a terminal shows into what it should show.

Only cells that differ are sent; short gaps are rewritten rather than jumped over; an empty rest of a row is
erased; a row whose right part moved one column to the left, as charts do, is moved rather than redrawn. After a character whose width terminals disagree about, the cursor is placed anew.
*/
import {BLANK, type CellGrid, type ClusterTable, CONTINUED} from './cell-grid.ts';
import {isPlain, isPlainWide} from './cell-width.ts';
import type {StyleTable} from './style-table.ts';

/** Where the terminal's cursor and style are; -1 is unknown. Lives from frame to frame. */
export type Pen = {x: number; y: number; style: number};

export type Accounts = {
	/** Cells that differed. */
	cellsChanged: number;
	/** Cells sent, with those of gaps. */
	cellsWritten: number;
};

/** Gaps up to this long are cheaper to rewrite than to jump over. */
const SHORT_GAP = 4;
/** Moving a row pays off from this many differing cells on. */
const SMALLEST_MOVE = 6;
/** So many new cells may stand to the right of what moved: the newest column, a scroll bar. */
const NEW_CELLS = 3;
/** Erasing the rest of a row pays off from this many cells on. */
const LONG_REST = 4;

export class CellDifference {
	readonly #styles: StyleTable;
	readonly #clusters: ClusterTable;
	readonly accounts: Accounts = {cellsChanged: 0, cellsWritten: 0};

	constructor(styles: StyleTable, clusters: ClusterTable) {
		this.#styles = styles;
		this.#clusters = clusters;
	}

	/** Makes `shown` equal to `wanted` (same size) and returns what to send; moves `pen` along. */
	encode(shown: CellGrid, wanted: CellGrid, pen: Pen): string {
		let text = '';
		for (let y = 0; y < wanted.height; y++) {
			text += this.#encodeRow(shown, wanted, pen, y);
		}
		return text;
	}

	#encodeRow(shown: CellGrid, wanted: CellGrid, pen: Pen, y: number): string {
		const start = y * wanted.width;
		const end = start + wanted.width;
		let text = this.#moveRow(shown, wanted, pen, y);
		for (let at = start; at < end; at++) {
			if (wanted.characters[at] === shown.characters[at] && wanted.styles[at] === shown.styles[at]) {
				continue;
			}
			this.accounts.cellsChanged++;
			if (wanted.characters[at] === CONTINUED) {
				shown.characters[at] = CONTINUED;
				shown.styles[at] = wanted.styles[at];
				continue;
			}
			text += this.#moveTo(wanted, pen, at - start, y);
			const erased = this.#changesToBlank(shown, wanted, at, end);
			if (erased >= LONG_REST) {
				text += `${this.#dress(pen, 0)}\u{1b}[K`;
				this.accounts.cellsChanged += erased - 1;
				shown.characters.fill(BLANK, at, end);
				shown.styles.fill(0, at, end);
				break;
			}
			text += this.#dress(pen, wanted.styles[at]) + this.#draw(wanted, pen, at, end);
			shown.characters[at] = wanted.characters[at];
			shown.styles[at] = wanted.styles[at];
		}
		return text;
	}

	/** Deletes one cell of a row if what follows then stands where it should. */
	#moveRow(shown: CellGrid, wanted: CellGrid, pen: Pen, y: number): string {
		const start = y * wanted.width;
		const end = start + wanted.width;
		const hasMoved = (at: number) => wanted.characters[at] === shown.characters[at + 1] && wanted.styles[at] === shown.styles[at + 1];
		let at = end - 2;
		while (at > end - 2 - NEW_CELLS && at >= start && !hasMoved(at)) {
			at--;
		}
		let gain = 0;
		let first = end;
		for (; at >= start && hasMoved(at) && shown.characters[at] !== CONTINUED; at--) {
			if (wanted.characters[at] !== shown.characters[at] || wanted.styles[at] !== shown.styles[at]) {
				gain++;
				first = at;
			}
		}
		if (gain < SMALLEST_MOVE || shown.characters.subarray(first, end).includes(CONTINUED)) {
			return '';
		}
		const text = `${this.#moveTo(wanted, pen, first - start, y)}${this.#dress(pen, 0)}\u{1b}[P`;
		this.accounts.cellsChanged += gain;
		shown.characters.copyWithin(first, first + 1, end);
		shown.styles.copyWithin(first, first + 1, end);
		shown.characters[end - 1] = BLANK;
		shown.styles[end - 1] = 0;
		return text;
	}

	/** How many cells of a row's rest become blank; 0 unless all of the rest is blank. */
	#changesToBlank(shown: CellGrid, wanted: CellGrid, from: number, to: number): number {
		let changes = 0;
		for (let at = from; at < to; at++) {
			if (wanted.characters[at] !== BLANK || wanted.styles[at] !== 0) {
				return 0;
			}
			changes += shown.characters[at] !== BLANK || shown.styles[at] !== 0 ? 1 : 0;
		}
		return changes;
	}

	#dress(pen: Pen, style: number): string {
		const sequence = this.#styles.transition(pen.style, style);
		pen.style = style;
		return sequence;
	}

	#moveTo(wanted: CellGrid, pen: Pen, x: number, y: number): string {
		const from = pen.x;
		pen.x = x;
		if (pen.y !== y || from < 0 || from > x) {
			pen.y = y;
			return x === 0 ? `\u{1b}[${y + 1}H` : `\u{1b}[${y + 1};${x + 1}H`;
		}
		const gap = x - from;
		if (gap === 0) {
			return '';
		}
		const start = y * wanted.width + from;
		if (gap <= SHORT_GAP && this.#isPlainRun(wanted, start, start + gap, pen.style)) {
			this.accounts.cellsWritten += gap;
			let text = '';
			for (let at = start; at < start + gap; at++) {
				text += String.fromCharCode(wanted.characters[at]);
			}
			return text;
		}
		return gap === 1 ? '\u{1b}[C' : `\u{1b}[${gap}C`;
	}

	#isPlainRun(grid: CellGrid, from: number, to: number, style: number): boolean {
		for (let at = from; at < to; at++) {
			if (grid.styles[at] !== style || grid.characters[at] < BLANK || grid.characters[at] > 126) {
				return false;
			}
		}
		return true;
	}

	#draw(grid: CellGrid, pen: Pen, at: number, end: number): string {
		const character = grid.characters[at];
		const columns = at + 1 < end && grid.characters[at + 1] === CONTINUED ? 2 : 1;
		this.accounts.cellsWritten += columns;
		const x = pen.x;
		pen.x = x + columns;
		// The last column leaves the cursor waiting to wrap; where it is then differs.
		const isAtEdge = pen.x >= grid.width;
		const text = this.#clusters.textOf(character);
		if (columns === 1 ? isPlain(character) : isPlainWide(character)) {
			pen.x = isAtEdge ? -1 : pen.x;
			return text;
		}
		pen.x = -1;
		return columns === 1 ? text : `  \u{1b}[${x + 1}G${text}`;
	}
}
