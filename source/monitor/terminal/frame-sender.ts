/**
Sends frames to the terminal in small pieces, so that what a slow line has not taken yet can be given up when the
operator leaves.

A piece is written once the one before was taken; on a fast line that is at once, and a frame is a few writes. Sequences
that are no part of a frame wait until the frame under way is through.

Owns: the frame under way.
*/

/** What it needs of a terminal; `process.stdout` has it. */
export type Sink = {
	/** Bytes not taken yet; undefined where nobody counts them: then frames go in one piece. */
	readonly writableLength?: number;
	write(text: string | Uint8Array, done?: () => void): boolean;
};

/** At 64 kbit/s a piece is on the line for 64 ms. */
const PIECE_BYTES = 512;
const ESCAPE = 27;
/** A frame given up is ended like any other. */
const END = '\u{1b}[?2026l';

export class FrameSender {
	/** Bytes handed to the terminal. */
	bytes = 0;
	readonly #sink: Sink;
	#frame: Uint8Array = new Uint8Array(0);
	#at = 0;
	#done: (() => void) | undefined;
	/** A piece has been written that was not taken at once. */
	#isWaiting = false;
	/** Sequences that come after the frame. */
	#after = '';
	readonly #resume = () => {
		// Pieces taken at once answer late, too: only an empty line is an answer to the one waited for.
		if (this.#isWaiting && this.#sink.writableLength === 0) {
			this.#isWaiting = false;
			this.#pump();
		}
	};

	constructor(sink: Sink) {
		this.#sink = sink;
	}

	/** `done` is called once the terminal has taken all of it. One frame at a time. */
	frame(text: string, done: () => void): void {
		if (this.#sink.writableLength === undefined) {
			this.bytes += Buffer.byteLength(text);
			this.#sink.write(text, done);
			return;
		}
		this.#frame = Buffer.from(text);
		this.#at = 0;
		this.#done = done;
		this.#pump();
	}

	/** Something that is no part of a frame. */
	sequence(text: string): void {
		if (this.#at < this.#frame.length) {
			this.#after += text;
			return;
		}
		this.bytes += Buffer.byteLength(text);
		this.#sink.write(text);
	}

	/** Gives up what of the frame has not been written; what follows begins with a clean slate. */
	abandon(): void {
		if (this.#at < this.#frame.length) {
			this.#at = this.#frame.length;
			this.#isWaiting = false;
			this.#done = undefined;
			this.#flushAfter(END);
		}
	}

	#pump(): void {
		while (this.#at < this.#frame.length) {
			const piece = this.#frame.subarray(this.#at, this.#cut());
			this.#at += piece.length;
			this.bytes += piece.length;
			if (this.#at >= this.#frame.length) {
				this.#sink.write(piece, this.#done);
				this.#flushAfter('');
				return;
			}
			this.#sink.write(piece, this.#resume);
			if ((this.#sink.writableLength ?? 0) > 0) {
				this.#isWaiting = true;
				return;
			}
		}
	}

	/** Where the next piece ends: before a sequence, or between two characters, never inside one. */
	#cut(): number {
		const end = this.#at + PIECE_BYTES;
		if (end >= this.#frame.length) {
			return this.#frame.length;
		}
		const sequence = this.#frame.lastIndexOf(ESCAPE, end);
		if (sequence > this.#at) {
			return sequence;
		}
		let cut = end;
		while (isInsideCharacter(this.#frame[cut])) {
			cut++;
		}
		return cut;
	}

	#flushAfter(prefix: string): void {
		const text = prefix + this.#after;
		this.#after = '';
		if (text !== '') {
			this.sequence(text);
		}
	}
}

/** True for the second and later bytes of a character in UTF-8. */
function isInsideCharacter(byte: number | undefined): boolean {
	return byte !== undefined && byte >= 128 && byte < 192;
}
