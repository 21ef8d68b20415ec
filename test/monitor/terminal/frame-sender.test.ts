import {describe, expect, test} from 'vitest';
import {FrameSender, type Sink} from '../../../source/monitor/terminal/frame-sender.ts';

/** A line that takes so many bytes at once, and more when told. */
class SlowLine implements Sink {
	taken = '';
	#room: number;
	readonly #queue: Array<{text: string; done: (() => void) | undefined}> = [];

	constructor(room: number) {
		this.#room = room;
	}

	get writableLength(): number {
		return this.#queue.reduce((sum, {text}) => sum + text.length, 0);
	}

	write(text: string | Uint8Array, done?: () => void): boolean {
		this.#queue.push({text: typeof text === 'string' ? text : Buffer.from(text).toString('latin1'), done});
		this.#move();
		return this.#queue.length === 0;
	}

	take(room: number): void {
		this.#room += room;
		this.#move();
	}

	#move(): void {
		for (let first = this.#queue[0]; first !== undefined && this.#room > 0; first = this.#queue[0]) {
			const now = first.text.slice(0, this.#room);
			this.taken += now;
			this.#room -= now.length;
			first.text = first.text.slice(now.length);
			if (first.text === '') {
				this.#queue.shift();
				queueMicrotask(() => first.done?.());
			}
		}
	}
}

const turn = () => new Promise(resolve => setImmediate(resolve));
const frame = Array.from({length: 4000}, (_, index) => String.fromCharCode(97 + (index % 26))).join('');

describe('a frame', () => {
	test('goes out whole and in order, on a fast line at once', () => {
		const line = new SlowLine(1e9);
		const sender = new FrameSender(line);
		sender.frame(frame, () => undefined);
		expect(line.taken).toBe(frame);
		expect(sender.bytes).toBe(frame.length);
	});

	test('goes out piece by piece on a slow one; sequences come after it; then it is done', async () => {
		const line = new SlowLine(700);
		const sender = new FrameSender(line);
		let isDone = false;
		sender.frame(frame, () => {
			isDone = true;
		});
		sender.sequence('<after>');
		expect(line.writableLength).toBeLessThanOrEqual(512);
		for (let round = 0; round < 30; round++) {
			line.take(200);
			await turn();
			expect(line.writableLength).toBeLessThanOrEqual(512 + 7);
		}
		expect(line.taken).toBe(`${frame}<after>`);
		expect(isDone).toBe(true);
	});

	test('is cut between sequences and between characters only', async () => {
		const line = new SlowLine(1e9);
		const pieces: string[] = [];
		const sink: Sink = {
			writableLength: 0,
			write(text, done) {
				pieces.push(Buffer.from(text).toString());
				return line.write(text, done);
			},
		};
		const text = Array.from(
			{length: 400},
			(_, index) => `\u{1b}[${index % 50};${index}H\u{1b}[38;5;${index}m${'▁█漢😀'.slice(index % 3)}`,
		).join('');
		new FrameSender(sink).frame(text + '█'.repeat(1000), () => undefined);
		expect(pieces.join('')).toBe(text + '█'.repeat(1000));
		expect(pieces.length).toBeGreaterThan(10);
		for (const piece of pieces) {
			expect(piece.split('\u{1b}').at(-1)).not.toMatch(/^(?:\[[\d;]*)?$/);
			expect(piece).not.toContain('\u{fffd}');
		}
	});

	test('can be given up: at most a piece is still to come, then what was asked for, behind a cancel', async () => {
		const line = new SlowLine(700);
		const sender = new FrameSender(line);
		let isDone = false;
		sender.frame(frame, () => {
			isDone = true;
		});
		sender.sequence('<leave>');
		sender.abandon();
		expect(line.writableLength).toBeLessThanOrEqual(512 + 15);
		line.take(1e9);
		await turn();
		expect(line.taken).toBe(`${frame.slice(0, 1024)}\u{1b}[?2026l<leave>`);
		expect(isDone).toBe(false);
		// The next frame is one like any other.
		sender.frame('next', () => {
			isDone = true;
		});
		await turn();
		expect(line.taken.endsWith('next')).toBe(true);
		expect(isDone).toBe(true);
	});
});
