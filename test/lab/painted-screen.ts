/** The painted part of the screen on a fake engine and a line of any speed, in time of its own: what is sent, to the byte. */

import {frameOf} from '../../source/monitor/frame.ts';
import {Keymap} from '../../source/monitor/keymap/keymap.ts';
import {Model} from '../../source/monitor/model.ts';
import {paintBody} from '../../source/monitor/paint/body.ts';
import {paintFooter} from '../../source/monitor/paint/footer.ts';
import {paintHeader} from '../../source/monitor/paint/header.ts';
import {paintKeyBar} from '../../source/monitor/paint/key-bar.ts';
import {Store} from '../../source/monitor/store.ts';
import {ScreenWriter, type Terminal} from '../../source/monitor/terminal/screen-writer.ts';
import type {Surface} from '../../source/monitor/terminal/surface.ts';
import {Theme} from '../../source/monitor/theme.ts';
import {FakeHost} from './fake-host.ts';
import {fakeOffers} from './fake-offers.ts';

const INTERVAL_MS = 100;

/** A line that takes so many bytes in a millisecond; what it has not taken is waited for. */
class PacedLine implements Terminal {
	readonly columns: number;
	readonly rows: number;
	/** Bytes written in all. */
	bytes = 0;
	#room = 0;
	readonly #bytesPerMs: number;
	readonly #queue: Array<{left: number; readonly done: (() => void) | undefined}> = [];

	constructor(columns: number, rows: number, bytesPerMs: number) {
		this.columns = columns;
		this.rows = rows;
		this.#bytesPerMs = bytesPerMs;
	}

	get writableLength(): number {
		return this.#queue.reduce((sum, {left}) => sum + left, 0);
	}

	write(text: string | Uint8Array, done?: () => void): boolean {
		this.bytes += Buffer.byteLength(text);
		this.#queue.push({left: Buffer.byteLength(text), done});
		this.#take();
		return true;
	}

	/** Lets a millisecond pass. */
	pass(): void {
		this.#room = Math.min(this.#room, 0) + this.#bytesPerMs;
		this.#take();
	}

	on(): undefined {}

	off(): undefined {}

	getColorDepth(): number {
		return 24;
	}

	#take(): void {
		for (let first = this.#queue[0]; first !== undefined && (first.left === 0 || this.#room > 0); first = this.#queue[0]) {
			const now = Math.min(first.left, this.#room);
			first.left -= now;
			this.#room -= now;
			if (first.left > 0) {
				return;
			}
			this.#queue.shift();
			first.done?.();
		}
	}
}

export class PaintedScreen {
	readonly host: FakeHost;
	readonly screen: ScreenWriter;
	readonly model: Model;
	readonly line: PacedLine;
	#nowMs = 0;

	/** `bytesPerMs` of the line; 8 are 64 kbit/s. */
	constructor(columns: number, rows: number, domains: number, bytesPerMs = Number.POSITIVE_INFINITY) {
		this.host = new FakeHost(domains);
		this.line = new PacedLine(columns, rows, bytesPerMs);
		this.screen = new ScreenWriter(this.line);
		const {screen} = this;
		const theme = new Theme(24, style => screen.style(style));
		this.model = new Model(new Store(), () => this.#nowMs, true);
		const context = {model: this.model, theme, offers: fakeOffers, keymap: new Keymap()};
		const frame = frameOf(rows, false);
		const region = (name: string, y: number, height: number, paint: (surface: Surface) => void) =>
			screen.layers.setRegion(name, {x: 0, y, width: columns, height, paint});
		region('header', 0, frame.header, surface => paintHeader(surface, context));
		region('body', frame.header, frame.body, surface => paintBody(surface, context));
		region('footer', frame.header + frame.body, frame.footer, surface => paintFooter(surface, context));
		region('keys', rows - 1, 1, surface => paintKeyBar(surface, context));
		screen.write('\u{1b}[?1049h');
		this.host.subscribe(snapshot => {
			this.model.push(snapshot);
			screen.flush();
		});
	}

	/** Lets so many samples come, ten a second. */
	run(samples: number): void {
		for (let sample = 0; sample < samples; sample++) {
			this.#nowMs += INTERVAL_MS;
			this.host.advance(INTERVAL_MS);
			for (let ms = 0; ms < INTERVAL_MS; ms++) {
				this.line.pass();
			}
		}
	}
}
