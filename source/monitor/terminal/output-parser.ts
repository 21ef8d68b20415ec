/**
Reads the stream that Ink writes and keeps the cells it would put on a terminal.

Owns: the cursor and the pen of that imaginary terminal.
Not here: what is sent to the real one (cell-difference.ts).
Sequences that change no cell (cursor shape, private modes, queries, titles) are handed on as they are.
See: ECMA-48; xterm control sequences, "Functions using CSI".
*/

import type {CellGrid, ClusterTable} from './cell-grid.ts';
import {eachCluster, isPlain, isPlainWide} from './cell-width.ts';
import {applySgr, PLAIN, type Style, type StyleTable} from './style-table.ts';

const ESCAPE = '\u{1b}';
const BELL = '\u{7}';

export type ParserSinks = {
	/** A sequence for the terminal itself; `isKnown` is false if nobody expected it. */
	readonly passOn: (sequence: string, isKnown: boolean) => void;
	/** Synchronized output begins or ends (mode 2026). */
	readonly synchronize: (isHeld: boolean) => void;
};

export class OutputParser {
	grid: CellGrid;
	readonly #styles: StyleTable;
	readonly #clusters: ClusterTable;
	readonly #sinks: ParserSinks;
	#x = 0;
	#y = 0;
	#style: Style = PLAIN;
	#styleNumber = 0;
	/** Start of a sequence that the next piece completes. */
	#rest = '';

	constructor(grid: CellGrid, styles: StyleTable, clusters: ClusterTable, sinks: ParserSinks) {
		this.grid = grid;
		this.#styles = styles;
		this.#clusters = clusters;
		this.#sinks = sinks;
	}

	/** A grid of another size: the cursor stays where it is as far as it can. */
	replaceGrid(grid: CellGrid): void {
		this.grid = grid;
		this.#x = Math.min(this.#x, grid.width - 1);
		this.#y = Math.min(this.#y, grid.height - 1);
	}

	/** Blank screen, cursor at home. */
	reset(): void {
		this.grid.clear();
		this.#x = 0;
		this.#y = 0;
	}

	feed(piece: string): void {
		const text = this.#rest + piece;
		this.#rest = '';
		let index = 0;
		while (index < text.length) {
			const next = text.indexOf(ESCAPE, index);
			const end = next < 0 ? text.length : next;
			this.#print(text, index, end);
			if (next < 0) {
				return;
			}
			index = this.#sequence(text, next);
			if (index < 0) {
				this.#rest = text.slice(next);
				return;
			}
		}
	}

	/** Index after the sequence at `start`; -1 if it is not complete. */
	#sequence(text: string, start: number): number {
		const kind = text[start + 1];
		if (kind === undefined) {
			return -1;
		}
		if (kind === '[') {
			let end = start + 2;
			while (end < text.length && (text[end] < '@' || text[end] > '~')) {
				end++;
			}
			if (end >= text.length) {
				return -1;
			}
			this.#control(text.slice(start + 2, end), text[end], text.slice(start, end + 1));
			return end + 1;
		}
		if (kind === ']') {
			return this.#operatingSystemCommand(text, start);
		}
		this.#sinks.passOn(text.slice(start, start + 2), false);
		return start + 2;
	}

	#operatingSystemCommand(text: string, start: number): number {
		const bell = text.indexOf(BELL, start);
		const terminator = text.indexOf(`${ESCAPE}\\`, start);
		if (bell < 0 && terminator < 0) {
			return -1;
		}
		const end = terminator < 0 || (bell >= 0 && bell < terminator) ? bell + 1 : terminator + 2;
		this.#sinks.passOn(text.slice(start, end), true);
		return end;
	}

	#control(parameters: string, final: string, whole: string): void {
		const {grid} = this;
		const count = Math.max(1, Number(parameters) || 1);
		switch (final) {
			case 'm':
				this.#style = applySgr(this.#style, parameters);
				this.#styleNumber = this.#styles.numberOf(this.#style);
				return;
			case 'A':
				this.#moveTo(this.#x, this.#y - count);
				return;
			case 'B':
				this.#moveTo(this.#x, this.#y + count);
				return;
			case 'C':
				this.#moveTo(this.#x + count, this.#y);
				return;
			case 'D':
				this.#moveTo(Math.min(this.#x, grid.width - 1) - count, this.#y);
				return;
			case 'E':
				this.#moveTo(0, this.#y + count);
				return;
			case 'F':
				this.#moveTo(0, this.#y - count);
				return;
			case 'G':
				this.#moveTo(count - 1, this.#y);
				return;
			case 'd':
				this.#moveTo(this.#x, count - 1);
				return;
			case 'H':
			case 'f': {
				const [row, column] = parameters.split(';');
				this.#moveTo((Number(column) || 1) - 1, (Number(row) || 1) - 1);
				return;
			}
			case 'J':
				this.#eraseScreen(parameters);
				return;
			case 'K':
				this.#eraseLine(parameters);
				return;
			case 'h':
			case 'l':
				this.#setMode(parameters, final === 'h', whole);
				return;
			default:
				this.#sinks.passOn(whole, 'ucnqt'.includes(final));
		}
	}

	#setMode(parameters: string, isOn: boolean, whole: string): void {
		if (parameters === '?2026') {
			this.#sinks.synchronize(isOn);
			return;
		}
		if (parameters === '?1049') {
			this.reset();
		}
		this.#sinks.passOn(whole, parameters.startsWith('?'));
	}

	#moveTo(x: number, y: number): void {
		this.#x = Math.max(0, Math.min(this.grid.width - 1, x));
		this.#y = Math.max(0, Math.min(this.grid.height - 1, y));
	}

	#eraseLine(parameters: string): void {
		const x = Math.min(this.#x, this.grid.width - 1);
		const from = parameters === '1' || parameters === '2' ? 0 : x;
		const to = parameters === '1' ? x + 1 : this.grid.width;
		this.grid.erase(this.#y, from, to, this.#eraseStyle());
	}

	#eraseScreen(parameters: string): void {
		if (parameters === '3') {
			return;
		}
		const isWhole = parameters === '2';
		const first = isWhole || parameters === '1' ? 0 : this.#y + 1;
		const last = parameters === '1' ? this.#y - 1 : this.grid.height - 1;
		for (let y = first; y <= last; y++) {
			this.grid.erase(y, 0, this.grid.width, this.#eraseStyle());
		}
		if (!isWhole) {
			this.#eraseLine(parameters);
		}
	}

	/** Erased cells keep the pen's background and nothing else. */
	#eraseStyle(): number {
		return this.#styles.numberOf({...PLAIN, background: this.#style.background});
	}

	#print(text: string, start: number, end: number): void {
		let index = start;
		while (index < end) {
			const codePoint = text.charCodeAt(index);
			if (isPlain(codePoint) && this.#standsAlone(text, index + 1, end)) {
				this.#put(codePoint, 1);
				index++;
			} else if (isPlainWide(codePoint) && this.#standsAlone(text, index + 1, end)) {
				this.#put(codePoint, 2);
				index++;
			} else if (codePoint < 32) {
				this.#controlCharacter(text[index]);
				index++;
			} else {
				index = this.#printClusters(text, index, end);
			}
		}
	}

	/** True unless the next character may join the one before it to a cluster. */
	#standsAlone(text: string, next: number, end: number): boolean {
		const code = next < end ? text.charCodeAt(next) : 0;
		return code < 128 || isPlain(code) || isPlainWide(code);
	}

	#printClusters(text: string, start: number, end: number): number {
		let stop = start + 1;
		while (stop < end && text.charCodeAt(stop) >= 127) {
			stop++;
		}
		eachCluster(text.slice(start, stop), (cluster, width) => this.#put(this.#clusters.numberOf(cluster), width));
		return stop;
	}

	#controlCharacter(character: string): void {
		if (character === '\n') {
			this.#x = 0;
			this.#lineFeed();
		} else if (character === '\r') {
			this.#x = 0;
		} else if (character === '\b') {
			this.#moveTo(this.#x - 1, this.#y);
		}
	}

	#lineFeed(): void {
		if (this.#y + 1 < this.grid.height) {
			this.#y++;
		} else {
			this.grid.scroll(this.#eraseStyle());
		}
	}

	/** A character after the last column wraps first, as terminals do. */
	#put(character: number, columns: 1 | 2): void {
		const {width} = this.grid;
		if (this.#x + columns > width) {
			if (this.#x < width) {
				this.grid.erase(this.#y, this.#x, width, this.#styleNumber);
			}
			this.#x = 0;
			this.#lineFeed();
		}
		this.grid.put(this.#x, this.#y, character, columns, this.#styleNumber);
		this.#x += columns;
	}
}
