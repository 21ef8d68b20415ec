/**
A screen full of cells: what stands in each, and in which style.

A cell holds a code point, the number of a cluster (more than one code point in one cell), or CONTINUED
where the wide character to its left goes on. No cell is ever half a wide character: overwriting one half
blanks the other in the style of the pen, as terminals do.
*/

/** The right half of a wide character. */
export const CONTINUED = 0;
export const BLANK = 32;
/** Numbers from here on are clusters; code points end below. */
const FIRST_CLUSTER = 2 ** 21;

/** Clusters by number, shared by all grids of a screen. */
export class ClusterTable {
	readonly #numbers = new Map<string, number>();
	readonly #texts: string[] = [];

	/** The number of what one cell holds. */
	numberOf(cluster: string): number {
		const codePoint = cluster.codePointAt(0) ?? BLANK;
		if (cluster.length === (codePoint >= 2 ** 16 ? 2 : 1)) {
			return codePoint;
		}
		let number = this.#numbers.get(cluster);
		if (number === undefined) {
			number = FIRST_CLUSTER + this.#texts.length;
			this.#texts.push(cluster);
			this.#numbers.set(cluster, number);
		}
		return number;
	}

	textOf(number: number): string {
		return number < FIRST_CLUSTER ? String.fromCodePoint(number) : (this.#texts[number - FIRST_CLUSTER] ?? ' ');
	}
}

export class CellGrid {
	readonly width: number;
	readonly height: number;
	readonly characters: Uint32Array;
	readonly styles: Uint16Array;

	constructor(width: number, height: number) {
		this.width = width;
		this.height = height;
		this.characters = new Uint32Array(width * height).fill(BLANK);
		this.styles = new Uint16Array(width * height);
	}

	/** Puts a character one or two columns wide; a wide one that does not fit its row becomes a blank. */
	put(x: number, y: number, character: number, columns: 1 | 2, style: number): void {
		const {characters, styles} = this;
		const at = y * this.width + x;
		if (columns === 2 && x + 1 >= this.width) {
			this.put(x, y, BLANK, 1, style);
			return;
		}
		const after = at + columns;
		if (characters[at] === CONTINUED) {
			characters[at - 1] = BLANK;
			styles[at - 1] = style;
		}
		if (x + columns < this.width && characters[after] === CONTINUED) {
			characters[after] = BLANK;
			styles[after] = style;
		}
		characters[at] = character;
		styles[at] = style;
		if (columns === 2) {
			characters[at + 1] = CONTINUED;
			styles[at + 1] = style;
		}
	}

	/** Blanks columns `from` (included) to `to` (excluded) of a row. */
	erase(y: number, from: number, to: number, style: number): void {
		const start = y * this.width;
		if (from > 0 && this.characters[start + from] === CONTINUED) {
			this.characters[start + from - 1] = BLANK;
		}
		if (to < this.width && this.characters[start + to] === CONTINUED) {
			this.characters[start + to] = BLANK;
		}
		this.characters.fill(BLANK, start + from, start + to);
		this.styles.fill(style, start + from, start + to);
	}

	clear(): void {
		this.characters.fill(BLANK);
		this.styles.fill(0);
	}

	/** The top row leaves, a blank one of this style comes in at the bottom. */
	scroll(style: number): void {
		const last = this.width * (this.height - 1);
		this.characters.copyWithin(0, this.width);
		this.styles.copyWithin(0, this.width);
		this.characters.fill(BLANK, last);
		this.styles.fill(style, last);
	}

	/** Takes over all cells of a grid of the same size. */
	copyFrom(other: CellGrid): void {
		this.characters.set(other.characters);
		this.styles.set(other.styles);
	}

	/** Takes over what fits of a grid of another size. */
	cropFrom(other: CellGrid): void {
		const width = Math.min(this.width, other.width);
		for (let y = 0; y < Math.min(this.height, other.height); y++) {
			const row = y * other.width;
			this.characters.set(other.characters.subarray(row, row + width), y * this.width);
			this.styles.set(other.styles.subarray(row, row + width), y * this.width);
			if (width < other.width && other.characters[row + width] === CONTINUED) {
				this.characters[y * this.width + width - 1] = BLANK;
			}
		}
	}

	/** Rows as text, without the blanks at their ends. */
	toLines(clusters: ClusterTable): string[] {
		const lines: string[] = [];
		for (let y = 0; y < this.height; y++) {
			let line = '';
			for (let x = 0; x < this.width; x++) {
				const character = this.characters[y * this.width + x];
				line += character === CONTINUED ? '' : clusters.textOf(character);
			}
			lines.push(line.trimEnd());
		}
		return lines;
	}
}
