/**
Everything that the terminal is sent, as a file that asciinema plays.

Owns: the file, and the terminal's `write` while it runs. A line per write and per change of size.
See: asciicast file format, version 2.
*/
import {closeSync, openSync, writeSync} from 'node:fs';

export type Tapped = {
	readonly columns?: number;
	readonly rows?: number;
	write: NodeJS.WriteStream['write'];
	on(event: 'resize', listener: () => void): unknown;
	off(event: 'resize', listener: () => void): unknown;
};

/** The file's name was not free, or it cannot be made: the operator's mistake. */
export class CastError extends Error {
	override readonly name = 'RecordingError';
}

export class Cast {
	readonly #file: number;
	readonly #stdout: Tapped;
	readonly #write: Tapped['write'];
	readonly #nowMs: () => number;
	readonly #startMs: number;
	#isOpen = true;
	readonly #resized = () => this.#line('r', `${this.#stdout.columns}x${this.#stdout.rows}`);

	/** Begins with the next write. Throws `CastError` where the file is there already, or cannot be made. */
	constructor(path: string, stdout: Tapped, title: string, nowMs: () => number = () => performance.now()) {
		this.#file = makeFile(path);
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
			const [text] = given as readonly [string | Uint8Array];
			this.#line('o', typeof text === 'string' ? text : new TextDecoder().decode(text));
			return this.#write.apply(stdout, given);
		}) as Tapped['write'];
		stdout.on('resize', this.#resized);
	}

	/** Why it stopped by itself, if it did. */
	fault: string | undefined;

	close(): void {
		if (this.#isOpen) {
			this.#isOpen = false;
			this.#stdout.write = this.#write;
			this.#stdout.off('resize', this.#resized);
			closeSync(this.#file);
		}
	}

	#line(kind: 'o' | 'r', text: string): void {
		if (text !== '' && this.#isOpen && this.fault === undefined) {
			const seconds = (this.#nowMs() - this.#startMs) / 1000;
			this.#append(`${JSON.stringify([Number(seconds.toFixed(6)), kind, text])}\n`);
		}
	}

	/** Where the disk is full the screen goes on and the cast ends. */
	#append(text: string): void {
		try {
			writeSync(this.#file, text);
		} catch (error) {
			this.fault = `the cast cannot be written any more: ${(error as Error).message}`;
		}
	}
}

function makeFile(path: string): number {
	try {
		return openSync(path, 'wx');
	} catch (error) {
		const {code, message} = error as NodeJS.ErrnoException;
		throw new CastError(
			code === 'EEXIST' ? `${path} is there already; expected the name of a new file` : `cannot make ${path}: ${message}`,
		);
	}
}
