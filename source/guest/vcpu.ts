/**
The one virtual CPU of a domain: its threads, its time, and its accesses to the card.

A bus access is a plain call that moves the local time on by its price, so a thread need not give up
control for each of them. Page tables, instance blocks and the window into VRAM are private; doorbell, TLB flush,
runlist, channel table, kick, mailbox and acknowledgements are shared: `exact()` comes before them.
Not here: threads and their order (thread-runner.ts).
*/
import {MS} from '../base/units.ts';
import {u32} from '../base/words.ts';
import {describeRegister} from '../manual/bar0.ts';
import type {AccessSize, BarNumber} from '../manual/pci.ts';
import {DriverError} from './driver-error.ts';
import type {Routine} from './thread.ts';
import {QUANTUM_NS, ThreadRunner} from './thread-runner.ts';

/** Words of the first piece of a block, before its price is known. */
const FIRST_PIECE_WORDS = 16;
const PIECE_WORDS_MAX = 4096;
/** How long a register may take to answer; nouveau gives up after as many timer units. */
export const REGISTER_TIMEOUT_NS = 2_000 * MS;
/** After so many fruitless reads, reads are spaced by a 64th of the time waited, at most 1 ms: an answer is seen at most that much later. */
const DENSE_READS = 64;

export class Vcpu extends ThreadRunner {
	read32(bar: BarNumber, offset: number): number {
		return this.read(bar, offset, 4);
	}

	write32(bar: BarNumber, offset: number, value: number): void {
		this.write(bar, offset, 4, value);
	}

	read(bar: BarNumber, offset: number, size: AccessSize): number {
		this.queue.viewNs = this.localNs;
		const value = this.bus.read(bar, offset, size);
		this.#pay();
		return value;
	}

	write(bar: BarNumber, offset: number, size: AccessSize, value: number): void {
		this.queue.viewNs = this.localNs;
		this.bus.write(bar, offset, size, value);
		this.#pay();
	}

	configRead(offset: number, size: AccessSize): number {
		this.queue.viewNs = this.localNs;
		const value = this.bus.configRead(offset, size);
		this.#pay();
		return value;
	}

	configWrite(offset: number, size: AccessSize, value: number): void {
		this.queue.viewNs = this.localNs;
		this.bus.configWrite(offset, size, value);
		this.#pay();
	}

	/** Reads a register of BAR0 until its masked bits have the wanted value. Spins, as drivers do. */
	*poll(offset: number, mask: number, wanted: number): Routine {
		yield* this.pollUntil(describeRegister(offset), 0, offset, word => u32(word & mask) === wanted);
	}

	/** Reads a word until the test accepts it. Throws `DriverError` naming it after REGISTER_TIMEOUT_NS. */
	*pollUntil(name: string, bar: BarNumber, offset: number, test: (word: number) => boolean): Routine {
		const startNs = this.timeNs;
		for (let reads = 0; ; reads++) {
			yield* this.exact();
			// Time first: after a long pause the word is still read once more.
			const waitedNs = this.timeNs - startNs;
			const word = this.read32(bar, offset);
			if (test(word)) {
				return;
			}
			if (waitedNs > REGISTER_TIMEOUT_NS) {
				throw new DriverError(`${name} did not answer within 2 s`);
			}
			if (reads >= DENSE_READS) {
				this.work(Math.min(Math.ceil(waitedNs / DENSE_READS), MS));
			}
		}
	}

	*readLong(bar: BarNumber, offset: number, into: Uint32Array): Routine {
		for (let at = 0, size = FIRST_PIECE_WORDS; at < into.length; ) {
			const piece = into.subarray(at, at + size);
			this.queue.viewNs = this.localNs;
			this.bus.readBlock(bar, offset + at * 4, piece);
			at += piece.length;
			size = yield* this.#payPiece(piece.length);
		}
	}

	*writeLong(bar: BarNumber, offset: number, from: Uint32Array): Routine {
		for (let at = 0, size = FIRST_PIECE_WORDS; at < from.length; ) {
			const piece = from.subarray(at, at + size);
			this.queue.viewNs = this.localNs;
			this.bus.writeBlock(bar, offset + at * 4, piece);
			at += piece.length;
			size = yield* this.#payPiece(piece.length);
		}
	}

	*fillLong(bar: BarNumber, offset: number, value: number, count: number): Routine {
		for (let at = 0, size = FIRST_PIECE_WORDS; at < count; ) {
			const words = Math.min(size, count - at);
			this.queue.viewNs = this.localNs;
			this.bus.fillBlock(bar, offset + at * 4, value, words);
			at += words;
			size = yield* this.#payPiece(words);
		}
	}

	/** An access takes at least a nanosecond, so every polling loop ends. */
	#pay(): void {
		this.work(Math.max(1, this.bus.priceNs));
	}

	/** Pays for a piece of a block; returns how many words the next may have to stay within the quantum. */
	*#payPiece(words: number): Routine<number> {
		this.#pay();
		const wordNs = Math.max(1, this.bus.priceNs) / words;
		if (QUANTUM_NS - this.aheadNs < FIRST_PIECE_WORDS * wordNs) {
			yield* this.exact();
		}
		return Math.min(PIECE_WORDS_MAX, Math.max(1, Math.floor((QUANTUM_NS - this.aheadNs) / wordNs)));
	}
}
