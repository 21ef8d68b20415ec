/** A terminal in memory: xterm.js without a window, with the widths that Ink counts by, as an output stream. */
import {EventEmitter} from 'node:events';
import xterm from '@xterm/headless';
import stringWidth from 'string-width';

const {Terminal} = xterm;
type XtermTerminal = InstanceType<typeof Terminal>;

/** One cell as the terminal shows it. */
export type ShownCell = {readonly text: string; readonly style: string};

const widthOf = (codePoint: number): 0 | 1 | 2 => Math.min(2, stringWidth(String.fromCodePoint(codePoint))) as 0 | 1 | 2;

function newXterm(columns: number, rows: number): XtermTerminal {
	const terminal = new Terminal({cols: columns, rows, allowProposedApi: true, convertEol: true, scrollback: 0});
	terminal.unicode.register({
		version: 'ink',
		wcwidth: widthOf,
		charProperties(codePoint, preceding) {
			const width = widthOf(codePoint);
			const isJoined = width === 0 && preceding !== 0;
			const before = (preceding >> 1) & 3;
			return ((isJoined ? before : width) << 1) | (isJoined ? 1 : 0);
		},
	});
	terminal.unicode.activeVersion = 'ink';
	return terminal;
}

export class VirtualTerminal extends EventEmitter {
	readonly isTTY = true;
	readonly xterm: XtermTerminal;
	/** Everything written, in order. */
	readonly written: string[] = [];
	/** Bits of colour that it claims. */
	colorDepth = 24;
	/** While true, writes are kept and not acknowledged, as on a line that takes nothing. */
	isStuck = false;
	#stuck: Array<() => void> = [];

	constructor(columns: number, rows: number) {
		super();
		this.setMaxListeners(0);
		this.xterm = newXterm(columns, rows);
	}

	get columns(): number {
		return this.xterm.cols;
	}

	get rows(): number {
		return this.xterm.rows;
	}

	getColorDepth(): number {
		return this.colorDepth;
	}

	write(text: string, done?: () => void): boolean {
		this.written.push(text);
		const deliver = () => this.xterm.write(text, () => done?.());
		if (this.isStuck) {
			this.#stuck.push(deliver);
		} else {
			deliver();
		}
		return !this.isStuck;
	}

	/** Delivers what was kept. */
	unstick(): void {
		this.isStuck = false;
		for (const deliver of this.#stuck.splice(0)) {
			deliver();
		}
	}

	resize(columns: number, rows: number): void {
		this.xterm.resize(columns, rows);
		this.emit('resize');
	}

	/** Resolves once everything written is on the screen. */
	settled(): Promise<void> {
		return new Promise(resolve => this.xterm.write('', resolve));
	}

	get isAlternate(): boolean {
		return this.xterm.buffer.active.type === 'alternate';
	}

	get bytes(): number {
		return this.written.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
	}

	lines(): string[] {
		const buffer = this.xterm.buffer.active;
		return Array.from({length: this.rows}, (_, y) => (buffer.getLine(y)?.translateToString(true) ?? '').trimEnd());
	}

	cell(x: number, y: number): ShownCell {
		const cell = this.xterm.buffer.active.getLine(y)?.getCell(x);
		if (cell === undefined) {
			return {text: '', style: ''};
		}
		const flags = [cell.isBold(), cell.isDim(), cell.isItalic(), cell.isUnderline(), cell.isInverse(), cell.isStrikethrough()];
		const foreground = cell.isFgDefault() ? '' : `${cell.getFgColorMode()}:${cell.getFgColor()}`;
		const background = cell.isBgDefault() ? '' : `${cell.getBgColorMode()}:${cell.getBgColor()}`;
		const text = cell.getWidth() === 0 ? '' : cell.getChars() || ' ';
		return {text, style: `${flags.map(flag => (flag === 0 ? '0' : '1')).join('')} ${foreground} ${background}`};
	}

	/** Where the two screens differ, in words; empty if nowhere. */
	differencesTo(other: VirtualTerminal): string[] {
		const differences: string[] = [];
		for (let y = 0; y < this.rows; y++) {
			for (let x = 0; x < this.columns; x++) {
				const mine = this.cell(x, y);
				const theirs = other.cell(x, y);
				if (mine.text !== theirs.text || mine.style !== theirs.style) {
					differences.push(`(${x},${y}): "${mine.text}" ${mine.style} / "${theirs.text}" ${theirs.style}`);
				}
			}
		}
		return differences;
	}
}
