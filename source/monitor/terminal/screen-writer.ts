/**
The screen: takes what Ink writes and what regions paint, and sends the terminal only the cells that changed.

Ink gets it as its `stdout`. A frame is one write inside a pair of mode 2026 sequences. While the terminal has
not taken the last frame, no new one is made: what changes meanwhile is in the next one, so a slow line drops
frames and never lags behind.

Owns: the terminal's picture, its cursor and its style.
Not here: reading Ink's stream (output-parser.ts), the shortest update (cell-difference.ts).
See: Synchronized Output specification (mode 2026).
*/
import {EventEmitter} from 'node:events';
import {makeAscii} from './ascii.ts';
import {type Accounts, CellDifference, type Pen} from './cell-difference.ts';
import {CellGrid, ClusterTable} from './cell-grid.ts';
import {FrameSender, type Sink} from './frame-sender.ts';
import {MODES_OFF, modesOn} from './modes.ts';
import {OutputParser} from './output-parser.ts';
import {type Picture, pictureOf} from './picture.ts';
import {ScreenLayers} from './screen-layers.ts';
import {type Style, StyleTable} from './style-table.ts';

/** What the writer needs of a terminal; `process.stdout` has it. */
export type Terminal = Sink & {
	readonly columns: number;
	readonly rows: number;
	readonly isTTY?: boolean;
	on(event: 'resize', listener: () => void): unknown;
	off(event: 'resize', listener: () => void): unknown;
	getColorDepth?(): number;
};

export type ScreenStatistics = Accounts & {
	/** Frames sent. */
	frames: number;
	/** Frames not made because the terminal had not taken the one before. */
	framesDropped: number;
	/** Bytes sent: frames and sequences handed on. */
	bytes: number;
	/** Sequences from Ink that nobody expected; handed on as they were. */
	unknownSequences: number;
	/** Wall milliseconds that the terminal took for the last frame. */
	lineMs: number;
	/** Times the whole screen was sent anew. */
	fullRepaints: number;
};

const BEGIN = '\u{1b}[?2026h';
const END = '\u{1b}[?2026l';
const CLEAR = '\u{1b}[m\u{1b}[2J';
const ENTER_ALTERNATE = '\u{1b}[?1049h';
const LEAVE_ALTERNATE = '\u{1b}[?1049l';
const LEAVE = `\u{1b}[m${MODES_OFF}${LEAVE_ALTERNATE}`;
const HIDE_CURSOR = '\u{1b}[?25l';
const SHOW_CURSOR = '\u{1b}[?25h';

/** Columns and rows where the terminal does not say. */
const FALLBACK_COLUMNS = 80;
const FALLBACK_ROWS = 24;

export class ScreenWriter extends EventEmitter {
	readonly isTTY = true;
	readonly writable = true;
	readonly layers: ScreenLayers;
	readonly statistics: ScreenStatistics;
	readonly #terminal: Terminal;
	readonly #sender: FrameSender;
	readonly #styles = new StyleTable();
	readonly #clusters = new ClusterTable();
	readonly #parser: OutputParser;
	readonly #difference: CellDifference;
	readonly #pen: Pen = {x: -1, y: -1, style: -1};
	#wanted: CellGrid;
	#shown: CellGrid;
	/** Ink is in the middle of a frame. */
	#isHeld = false;
	/** In the alternate buffer; outside of it nothing is painted. */
	#isOpen = false;
	#isFlushScheduled = false;
	#mustRepaint = true;
	/** The terminal has not taken the last frame yet. */
	#isBusy = false;
	#isFlushMissed = false;
	#sentAtMs = 0;
	/** The mouse is reported. */
	#hasMouse = false;
	/** Nothing but ASCII is sent. */
	#isAscii = false;
	/** The terminal has been given back for good. */
	#isClosing = false;
	readonly #resized = () => this.#resize();

	constructor(terminal: Terminal) {
		super();
		this.#terminal = terminal;
		this.#sender = new FrameSender(terminal);
		const ink = new CellGrid(this.columns, this.rows);
		this.#wanted = new CellGrid(this.columns, this.rows);
		this.#shown = new CellGrid(this.columns, this.rows);
		this.layers = new ScreenLayers(this.#clusters);
		this.#difference = new CellDifference(this.#styles, this.#clusters);
		this.statistics = {
			...this.#difference.accounts,
			frames: 0,
			framesDropped: 0,
			bytes: 0,
			unknownSequences: 0,
			lineMs: 0,
			fullRepaints: 0,
		};
		this.#parser = new OutputParser(ink, this.#styles, this.#clusters, {
			passOn: (sequence, isKnown) => this.#passOn(sequence, isKnown),
			synchronize: isHeld => {
				this.#isHeld = isHeld;
			},
		});
		terminal.on('resize', this.#resized);
	}

	get columns(): number {
		return this.#terminal.columns || FALLBACK_COLUMNS;
	}

	get rows(): number {
		return this.#terminal.rows || FALLBACK_ROWS;
	}

	getColorDepth(): number {
		return this.#terminal.getColorDepth?.() ?? 1;
	}

	/** The number by which a style is painted. */
	style(style: Style): number {
		return this.#styles.numberOf(style);
	}

	/** Ink's side of the screen. The frame goes out once Ink is done with its turn. */
	write(text: string | Uint8Array, encoding?: unknown, done?: () => void): boolean {
		this.#parser.feed(typeof text === 'string' ? text : new TextDecoder().decode(text));
		this.schedule();
		const callback = typeof encoding === 'function' ? (encoding as () => void) : done;
		if (callback !== undefined) {
			queueMicrotask(callback);
		}
		return true;
	}

	/** Asks for a frame at the end of this turn; any number of times makes one frame. */
	schedule(): void {
		if (this.#isFlushScheduled) {
			return;
		}
		this.#isFlushScheduled = true;
		queueMicrotask(() => {
			if (this.#isFlushScheduled) {
				this.flush();
			}
		});
	}

	/** Paints the regions and sends what differs, now. */
	flush(): void {
		this.#isFlushScheduled = false;
		if (this.#isHeld || !this.#isOpen) {
			return;
		}
		if (this.#isBusy) {
			this.statistics.framesDropped++;
			this.#isFlushMissed = true;
			return;
		}
		this.#wanted.copyFrom(this.#parser.grid);
		this.layers.paint(this.#wanted);
		if (this.#isAscii) {
			makeAscii(this.#wanted);
		}
		const prefix = this.#mustRepaint ? this.#forgetScreen() : '';
		const changes = this.#difference.encode(this.#shown, this.#wanted, this.#pen);
		Object.assign(this.statistics, this.#difference.accounts);
		if (prefix + changes === '') {
			return;
		}
		this.statistics.frames++;
		this.#isBusy = true;
		this.#sentAtMs = performance.now();
		this.#sender.frame(BEGIN + prefix + changes + END, () => this.#taken());
		this.statistics.bytes = this.#sender.bytes;
	}

	/** The next frame sends every cell. */
	repaint(): void {
		this.#mustRepaint = true;
		this.flush();
	}

	/** Whether presses and turns of the mouse are asked for, now or once the screen is open. */
	switchMouse(isOn: boolean): void {
		this.#hasMouse = isOn;
		if (this.#isOpen) {
			this.#send(MODES_OFF + modesOn(isOn));
		}
	}

	/** Draws everything in ASCII from now on, or not any more. */
	switchAscii(isOn: boolean): void {
		this.#isAscii = isOn;
	}

	/** A question to the terminal; its answer comes with the keys. */
	ask(question: string): void {
		if (this.#isOpen) {
			this.#send(question);
		}
	}

	/** Enters the alternate screen once more, which something else may have left meanwhile, and draws everything. */
	enterAgain(): void {
		if (this.#isOpen) {
			this.#send(ENTER_ALTERNATE + HIDE_CURSOR + modesOn(this.#hasMouse));
			this.repaint();
		}
	}

	/** Gives up the frame under way, on a line that is slow to take it; the next one draws everything. */
	abandonFrame(): void {
		this.#sender.abandon();
		this.#isBusy = false;
		this.#isFlushMissed = false;
		this.#mustRepaint = true;
	}

	/** Gives the terminal back, now: no frame any more, none that is under way, and nothing of what Ink has to say at its end. */
	close(): void {
		this.abandonFrame();
		if (this.#isOpen) {
			this.#isOpen = false;
			this.#send(LEAVE + SHOW_CURSOR);
		}
		this.#isClosing = true;
	}

	/** What the terminal shows once it has taken the last frame. */
	toLines(): string[] {
		return this.#shown.toLines(this.#clusters);
	}

	/** The same with its styles, for files. */
	picture(): Picture {
		return pictureOf(this.#shown, this.#styles, this.#clusters);
	}

	/** Lets go of the terminal's events. */
	detach(): void {
		this.#terminal.off('resize', this.#resized);
	}

	#forgetScreen(): string {
		this.#mustRepaint = false;
		this.#shown.clear();
		this.#pen.x = -1;
		this.#pen.y = -1;
		this.#pen.style = 0;
		this.statistics.fullRepaints++;
		return CLEAR;
	}

	#taken(): void {
		this.#isBusy = false;
		// What does not say how much it still holds has taken it at once.
		const isLine = this.#terminal.writableLength !== undefined;
		this.statistics.lineMs = isLine ? Math.round(performance.now() - this.#sentAtMs) : 0;
		if (this.#isFlushMissed) {
			this.#isFlushMissed = false;
			this.flush();
		}
	}

	#passOn(sequence: string, isKnown: boolean): void {
		if (this.#isClosing) {
			return;
		}
		this.statistics.unknownSequences += isKnown ? 0 : 1;
		if (sequence === ENTER_ALTERNATE) {
			this.#isOpen = true;
			this.#mustRepaint = true;
		}
		if (sequence === LEAVE_ALTERNATE) {
			this.#isOpen = false;
			this.#send(LEAVE);
		} else {
			this.#send(sequence === ENTER_ALTERNATE ? sequence + modesOn(this.#hasMouse) : sequence);
		}
	}

	#send(text: string): void {
		this.#sender.sequence(text);
		this.statistics.bytes = this.#sender.bytes;
	}

	#resize(): void {
		const {columns, rows} = this;
		const ink = new CellGrid(columns, rows);
		ink.cropFrom(this.#parser.grid);
		this.#parser.replaceGrid(ink);
		this.#wanted = new CellGrid(columns, rows);
		this.#shown = new CellGrid(columns, rows);
		this.layers.invalidate();
		this.#mustRepaint = true;
		this.emit('resize');
		this.schedule();
	}
}
