/**
Everything that the terminal is sent, as a file that asciinema plays.

Owns: the file, and the terminal's `write` while it runs. A line per write and per change of size.
See: asciicast file format, version 2.
*/
import {createWriteStream, openSync, type WriteStream} from 'node:fs';
import {RecordingError} from '../../machine/recording/format.ts';

export type Tapped = {
	readonly columns?: number;
	readonly rows?: number;
	write: NodeJS.WriteStream['write'];
	on(event: 'resize', listener: () => void): unknown;
	off(event: 'resize', listener: () => void): unknown;
};

/** Bytes that may wait to be written. Frames say what changed, so none can be left out: beyond that the cast ends. */
const WAITING_MAXIMUM = 16 << 20;

export class Cast {
	/** Why it stopped by itself, if it did. */
	fault: string | undefined;
	readonly #stream: WriteStream;
	readonly #stdout: Tapped;
	readonly #write: Tapped['write'];
	readonly #nowMs: () => number;
	readonly #startMs: number;
	#isOpen = true;
	readonly #resized = () => this.#line('r', `${this.#stdout.columns}x${this.#stdout.rows}`);

	/** Begins with the next write. Throws `RecordingError` where the file is there already, or cannot be made. */
	constructor(path: string, stdout: Tapped, title: string, nowMs: () => number = () => performance.now()) {
		this.#stream = createWriteStream('', {fd: makeFile(path)});
		this.#stream.on('error', error => {
			this.fault ??= error.message;
		});
		this.#stdout = stdout;
		this.#nowMs = nowMs;
		this.#startMs = nowMs();
		const header = {
			version: 2,
			width: stdout.columns ?? 80,
			height: stdout.rows ?? 24,
			timestamp: Math.floor(Date.now() / 1000),
			title,
			env: {TERM: process.env.TERM ?? ''},
		};
		this.#append(`${JSON.stringify(header)}\n`);
		// The stream's own write is put back as it was: a property of the object, or none.
		this.#write = stdout.write;
		stdout.write = ((...given: Parameters<Tapped['write']>) => {
			const [text] = given as readonly unknown[] as readonly [string | Uint8Array];
			this.#line('o', typeof text === 'string' ? text : new TextDecoder().decode(text));
			return this.#write.apply(stdout, given);
		}) as Tapped['write'];
		stdout.on('resize', this.#resized);
	}

	/** Gives the terminal its own `write` back, and resolves once the file is complete. Idempotent. */
	async close(): Promise<void> {
		if (this.#isOpen) {
			this.#isOpen = false;
			this.#stdout.write = this.#write;
			this.#stdout.off('resize', this.#resized);
			const closed = Promise.withResolvers<void>();
			this.#stream.once('close', closed.resolve);
			this.#stream.end();
			await closed.promise;
		}
	}

	#line(kind: 'o' | 'r', text: string): void {
		if (text !== '' && this.#isOpen && this.fault === undefined) {
			const seconds = (this.#nowMs() - this.#startMs) / 1000;
			this.#append(`${JSON.stringify([Number(seconds.toFixed(6)), kind, text])}\n`);
		}
	}

	#append(text: string): void {
		if (this.#stream.writableLength > WAITING_MAXIMUM) {
			this.fault = 'the disk is slower than the screen';
			return;
		}
		this.#stream.write(text);
	}
}

function makeFile(path: string): number {
	try {
		return openSync(path, 'wx');
	} catch (error) {
		const {code, message} = error as NodeJS.ErrnoException;
		throw new RecordingError(
			code === 'EEXIST' ? `${path} is there already; expected the name of a new file` : `cannot make ${path}: ${message}`,
		);
	}
}
