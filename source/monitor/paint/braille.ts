/**
Lines of dots: each cell is a braille character of two by four dots, so a chart has twice the columns and four
times the rows of its cells. Where lines cross in a cell, the one drawn last gives the colour.

Owns: the dots; one canvas is used for one painting.
See: Unicode, block Braille Patterns: the dots of U+2800 + bits.
*/
import type {Surface} from '../terminal/surface.ts';

const DOTS_WIDE = 2;
const DOTS_HIGH = 4;
/** Bit of each dot, by column and by row from the top. */
const bits: readonly (readonly number[])[] = [
	[1, 2, 4, 64],
	[8, 16, 32, 128],
];
const EMPTY = '\u{2800}'.codePointAt(0) as number;

export class BrailleCanvas {
	/** In dots. */
	readonly width: number;
	readonly height: number;
	readonly #columns: number;
	readonly #cells: Uint8Array;
	readonly #styles: Int32Array;

	/** In cells. */
	constructor(columns: number, rows: number) {
		this.#columns = columns;
		this.width = columns * DOTS_WIDE;
		this.height = rows * DOTS_HIGH;
		this.#cells = new Uint8Array(columns * rows);
		this.#styles = new Int32Array(columns * rows);
	}

	/** A dot; `y` counts from the bottom. Dots outside are not drawn. */
	dot(x: number, y: number, style: number): void {
		if (x < 0 || x >= this.width || y < 0 || y >= this.height) {
			return;
		}
		const row = this.height - 1 - y;
		const at = Math.floor(row / DOTS_HIGH) * this.#columns + Math.floor(x / DOTS_WIDE);
		this.#cells[at] |= bits[x % DOTS_WIDE]?.[row % DOTS_HIGH] ?? 0;
		this.#styles[at] = style;
	}

	/**
	A line through one value for each column of dots, the newest (`value(0)`) on the right; 0 is the lowest row of dots,
	1 the highest. NaN leaves a gap.
	*/
	line(value: (age: number) => number, style: number): void {
		let previous = Number.NaN;
		for (let x = 0; x < this.width; x++) {
			const part = value(this.width - 1 - x);
			const y = Number.isNaN(part) ? Number.NaN : Math.round(Math.max(0, Math.min(1, part)) * (this.height - 1));
			if (!Number.isNaN(y)) {
				// A steep line has no holes: it goes on from where the column before ended.
				const from = Number.isNaN(previous) ? y : y > previous ? previous + 1 : y < previous ? previous - 1 : y;
				for (let step = Math.min(from, y); step <= Math.max(from, y); step++) {
					this.dot(x, step, style);
				}
			}
			previous = y;
		}
	}

	paint(surface: Surface, x: number, y: number): void {
		for (let at = 0; at < this.#cells.length; at++) {
			const dots = this.#cells[at] as number;
			if (dots > 0) {
				surface.put(x + (at % this.#columns), y + Math.floor(at / this.#columns), EMPTY + dots, this.#styles[at] as number);
			}
		}
	}
}
