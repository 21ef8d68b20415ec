/**
Writes down what an engine's host publishes, while it runs.

A disk slower than the run never holds it up: while too much waits to be written, samples are left out and counted; the
next one says the difference to the last one written. A process that dies leaves a file that opens up to its last whole
line.

Owns: the file, from its opening to its end line.
Not here: the lines (encoder.ts).
*/
import {createWriteStream, fstatSync, openSync, statSync, type WriteStream} from 'node:fs';
import {wallClock} from '../../simulation/pacer.ts';
import type {EngineHost} from '../engine-host.ts';
import type {Snapshot} from '../snapshot.ts';
import {type Origin, RecordingEncoder} from './encoder.ts';
import {RecordingError} from './format.ts';

/** Bytes that may wait to be written. */
const WAITING_MAXIMUM = 8 << 20;
/** Channels and memory are looked at after so many samples at the earliest, and are at most a fifth of the file. */
const DETAILS_EVERY = 20;
const SAMPLES_PER_DETAILS_BYTES = 4;

export type RecorderOptions = {
	readonly host: Pick<EngineHost, 'latest' | 'subscribe' | 'inspect'>;
	/** A file that is not there yet. */
	readonly path: string;
	readonly origin: Omit<Origin, 'recordedAt'>;
	/** Called once if the file cannot be written any more; recording has stopped. */
	readonly onFault?: (reason: string) => void;
	/** Bytes that may wait to be written before samples are left out. */
	readonly waitingMaximum?: number;
};

export type RecorderAccount = {
	readonly path: string;
	readonly samples: number;
	readonly dropped: number;
	readonly bytes: number;
};

export class Recorder {
	readonly path: string;
	readonly #options: RecorderOptions;
	readonly #encoder = new RecordingEncoder();
	readonly #stream: WriteStream;
	readonly #waitingMaximum: number;
	/** When the file was made, which is when the recording began. */
	readonly #recordedAt: string;
	readonly #startMs = wallClock.nowMs();
	#unsubscribe: () => void = () => {};
	#hasHeader = false;
	#dropped = 0;
	#bytes = 0;
	#atNs = 0;
	#isAsking = false;
	/** Where the next look is due, in samples and in bytes. */
	#detailsAt = 1;
	#detailsAtBytes = 0;
	#isStopped = false;
	#fault: string | undefined;

	/** Makes the file and begins. Throws `RecordingError` if the file is there already, or cannot be made. */
	constructor(options: RecorderOptions) {
		this.path = options.path;
		this.#options = options;
		this.#waitingMaximum = options.waitingMaximum ?? WAITING_MAXIMUM;
		const fd = makeFile(options.path);
		this.#recordedAt = fstatSync(fd).mtime.toISOString();
		this.#stream = createWriteStream('', {fd});
		this.#stream.on('error', error => this.#fail(error));
		const latest = options.host.latest();
		if (latest !== undefined) {
			this.#take(latest);
		}
		this.#unsubscribe = options.host.subscribe(snapshot => this.#take(snapshot));
	}

	get account(): RecorderAccount {
		return {path: this.path, samples: this.#encoder.samples, dropped: this.#dropped, bytes: this.#bytes};
	}

	/** Why it stopped by itself, if it did. */
	get fault(): string | undefined {
		return this.#fault;
	}

	/** Writes down a remark at the time of the newest sample. */
	note(text: string): void {
		if (!this.#isStopped && this.#hasHeader) {
			this.#write(this.#encoder.note({atNs: this.#atNs, text}));
		}
	}

	/** Writes the end line and closes the file. Idempotent. */
	async stop(): Promise<RecorderAccount> {
		if (!this.#isStopped) {
			this.#isStopped = true;
			this.#unsubscribe();
			if (this.#hasHeader) {
				this.#write(this.#encoder.end({atNs: this.#atNs, dropped: this.#dropped}));
			}
			const closed = Promise.withResolvers<void>();
			this.#stream.once('close', closed.resolve);
			this.#stream.end();
			await closed.promise;
		}
		return this.account;
	}

	#take(snapshot: Snapshot): void {
		if (this.#isStopped) {
			return;
		}
		if (this.#stream.writableLength > this.#waitingMaximum) {
			this.#dropped++;
			return;
		}
		if (!this.#hasHeader) {
			this.#hasHeader = true;
			this.#write(this.#encoder.header({...this.#options.origin, recordedAt: this.#recordedAt}, snapshot.atNs));
		}
		this.#atNs = snapshot.atNs;
		this.#write(this.#encoder.snapshot(snapshot, wallClock.nowMs() - this.#startMs));
		if (!this.#isAsking && this.#encoder.samples >= this.#detailsAt && this.#bytes >= this.#detailsAtBytes) {
			this.#lookCloser();
		}
	}

	#lookCloser(): void {
		this.#isAsking = true;
		this.#options.host.inspect().then(
			details => {
				this.#isAsking = false;
				if (!this.#isStopped) {
					const text = this.#encoder.details(details);
					this.#write(text);
					this.#detailsAt = this.#encoder.samples + DETAILS_EVERY;
					this.#detailsAtBytes = this.#bytes + SAMPLES_PER_DETAILS_BYTES * text.length;
				}
			},
			// An engine that has ended has no details any more.
			() => undefined,
		);
	}

	#write(text: string): void {
		this.#bytes += Buffer.byteLength(text);
		if (text !== '') {
			this.#stream.write(text);
		}
	}

	#fail(error: Error): void {
		if (this.#fault === undefined) {
			this.#fault = `${this.path} cannot be written any more: ${error.message}`;
			this.#isStopped = true;
			this.#unsubscribe();
			this.#stream.destroy();
			this.#options.onFault?.(this.#fault);
		}
	}
}

/** A device, such as a terminal or /dev/null, is there before; a file must not be. */
function makeFile(path: string): number {
	try {
		const isDevice = statSync(path, {throwIfNoEntry: false})?.isCharacterDevice() === true;
		return openSync(path, isDevice ? 'w' : 'wx');
	} catch (error) {
		const {code, message} = error as NodeJS.ErrnoException;
		throw new RecordingError(
			code === 'EEXIST' ? `${path} is there already; expected the name of a new file` : `cannot make ${path}: ${message}`,
			code,
		);
	}
}
