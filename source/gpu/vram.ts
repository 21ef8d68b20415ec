/**
VRAM: 6 GiB in two stores behind one interface. The operating system commits pages as they are touched.

Owns: the bytes, and one byte for every 64 KiB chunk that a store tests: is the chunk watched, or was it
never written. So a store into plain memory costs one test, and scrubbing skips what nobody touched.
Inaccuracies: an address outside VRAM reads all ones and drops writes; hardware raises a bus error.
*/
import {assert} from '../base/assert.ts';
import {KIB} from '../base/units.ts';
import {u32} from '../base/words.ts';
import {PAGE_BYTES} from '../manual/mmu.ts';

/** What a read gives where nothing answers. */
export const ALL_ONES = u32(-1);

/** VRAM is watched in pieces of this size. */
export const CHUNK_BYTES = 64 * KIB;
const WATCHES_MAX = 2 ** 16 - 1;
const UNTOUCHED = 1;
const WATCHED = 2;

/** One contiguous part of VRAM, seen in every width. */
type Store = {readonly bytes: Uint8Array; readonly halves: Uint16Array; readonly words: Uint32Array};

function makeStore(bytes: number): Store {
	const buffer = new ArrayBuffer(bytes);
	return {bytes: new Uint8Array(buffer), halves: new Uint16Array(buffer), words: new Uint32Array(buffer)};
}

export class Vram {
	readonly bytes: number;
	/** Where the upper store begins: the guests' part ends here. */
	readonly guestBytes: number;
	/**
	Called after a store into a watched chunk; the range lies within it. Small whole numbers, because an address
	beyond 31 bits would be boxed on the way.
	*/
	onStore: (chunk: number, offset: number, bytes: number) => void = () => {};
	readonly #lower: Store;
	readonly #upper: Store;
	readonly #watches: Uint16Array;
	/** UNTOUCHED, WATCHED, or both; zero is the plain case. */
	readonly #flags: Uint8Array;

	constructor(bytes: number, guestBytes: number) {
		assert(bytes % CHUNK_BYTES === 0 && guestBytes % CHUNK_BYTES === 0 && guestBytes <= bytes, `VRAM of ${bytes}, guests ${guestBytes}`);
		this.bytes = bytes;
		this.guestBytes = guestBytes;
		this.#lower = makeStore(guestBytes);
		this.#upper = makeStore(bytes - guestBytes);
		this.#watches = new Uint16Array(bytes / CHUNK_BYTES);
		this.#flags = new Uint8Array(bytes / CHUNK_BYTES).fill(UNTOUCHED);
	}

	read32(address: number): number {
		if (address < this.guestBytes) {
			return this.#lower.words[(address / 4) | 0];
		}
		return address < this.bytes ? this.#upper.words[((address - this.guestBytes) / 4) | 0] : ALL_ONES;
	}

	write32(address: number, value: number): void {
		if (address < this.guestBytes) {
			this.#lower.words[(address / 4) | 0] = value;
		} else if (address < this.bytes) {
			this.#upper.words[((address - this.guestBytes) / 4) | 0] = value;
		} else {
			return;
		}
		if (this.#flags[(address / CHUNK_BYTES) | 0] !== 0) {
			this.#flagged((address / CHUNK_BYTES) | 0, address, 4);
		}
	}

	read16(address: number): number {
		const word = this.read32(address - (address % 4));
		return address % 4 === 0 ? word % 2 ** 16 : word >>> 16;
	}

	write16(address: number, value: number): void {
		if (address < this.bytes) {
			const store = address < this.guestBytes ? this.#lower : this.#upper;
			store.halves[(address < this.guestBytes ? address : address - this.guestBytes) / 2] = value;
			this.stored(address, 2);
		}
	}

	read8(address: number): number {
		return (this.read32(address - (address % 4)) >>> ((address % 4) * 8)) & 0xff;
	}

	write8(address: number, value: number): void {
		if (address < this.bytes) {
			const store = address < this.guestBytes ? this.#lower : this.#upper;
			store.bytes[address < this.guestBytes ? address : address - this.guestBytes] = value;
			this.stored(address, 1);
		}
	}

	/** The store that holds `address`, as words; undefined outside VRAM. For loops: use with `indexOf` and `wordsLeft`, and tell `stored`. */
	wordsOf(address: number): Uint32Array | undefined {
		if (address < this.guestBytes) {
			return this.#lower.words;
		}
		return address < this.bytes ? this.#upper.words : undefined;
	}

	/** Place of a word in the array that `wordsOf` gives. */
	indexOf(address: number): number {
		return ((address < this.guestBytes ? address : address - this.guestBytes) / 4) | 0;
	}

	/** Words from `address` to the end of its store; outside VRAM, without end. */
	wordsLeft(address: number): number {
		if (address < this.guestBytes) {
			return (this.guestBytes - address) / 4;
		}
		return address < this.bytes ? (this.bytes - address) / 4 : Number.POSITIVE_INFINITY;
	}

	/** `address` is a multiple of four. */
	readBlock(address: number, into: Uint32Array): void {
		for (let done = 0; done < into.length; ) {
			const words = this.wordsOf(address + done * 4);
			const index = this.indexOf(address + done * 4);
			const count = Math.min(into.length - done, this.wordsLeft(address + done * 4));
			if (words === undefined) {
				into.fill(ALL_ONES, done);
			} else {
				into.set(words.subarray(index, index + count), done);
			}
			done += count;
		}
	}

	/** `address` is a multiple of four. */
	writeBlock(address: number, from: Uint32Array): void {
		for (let done = 0; done < from.length; ) {
			const count = Math.min(from.length - done, this.wordsLeft(address + done * 4));
			this.wordsOf(address + done * 4)?.set(from.subarray(done, done + count), this.indexOf(address + done * 4));
			done += count;
		}
		this.stored(address, from.length * 4);
	}

	/** Zeroes into memory that was never written change nothing and commit nothing; who watches is told all the same. */
	fill(address: number, value: number, words: number): void {
		const end = Math.min(address + words * 4, this.bytes);
		for (let at = address; at < end; ) {
			const chunk = (at / CHUNK_BYTES) | 0;
			const next = Math.min(end, (chunk + 1) * CHUNK_BYTES);
			if (value !== 0 || (this.#flags[chunk] & UNTOUCHED) === 0) {
				const index = this.indexOf(at);
				this.wordsOf(at)?.fill(value, index, index + (next - at) / 4);
				this.#flags[chunk] &= ~UNTOUCHED;
			}
			if ((this.#flags[chunk] & WATCHED) !== 0) {
				this.onStore(chunk, at - chunk * CHUNK_BYTES, next - at);
			}
			at = next;
		}
	}

	/** Like memmove: any alignment, overlap allowed. */
	copy(destination: number, source: number, bytes: number): void {
		const from = this.#storeOfRange(source, bytes);
		const to = this.#storeOfRange(destination, bytes);
		if (from !== undefined && to !== undefined) {
			const start = from === this.#lower ? source : source - this.guestBytes;
			const place = to === this.#lower ? destination : destination - this.guestBytes;
			if (from === to) {
				to.bytes.copyWithin(place, start, start + bytes);
			} else {
				to.bytes.set(from.bytes.subarray(start, start + bytes), place);
			}
			this.stored(destination, bytes);
			return;
		}
		this.#copyPiecewise(destination, source, bytes);
	}

	/** Counts a watch on every chunk that the range touches. Watches nest. */
	watch(address: number, bytes: number): void {
		this.#count(address, bytes, 1);
	}

	unwatch(address: number, bytes: number): void {
		this.#count(address, bytes, -1);
	}

	/** Reports a store that was made through `wordsOf`. */
	stored(address: number, bytes: number): void {
		const end = Math.min(address + bytes, this.bytes);
		for (let at = address; at < end; ) {
			const chunk = (at / CHUNK_BYTES) | 0;
			const next = Math.min(end, (chunk + 1) * CHUNK_BYTES);
			if (this.#flags[chunk] !== 0) {
				this.#flagged(chunk, at, next - at);
			}
			at = next;
		}
	}

	/** Bytes of the range in chunks that were written since they were last scrubbed; the range is whole chunks. */
	touchedBytes(address: number, bytes: number): number {
		let chunks = 0;
		for (let chunk = address / CHUNK_BYTES; chunk < (address + bytes) / CHUNK_BYTES; chunk++) {
			chunks += (this.#flags[chunk] & UNTOUCHED) === 0 ? 1 : 0;
		}
		return chunks * CHUNK_BYTES;
	}

	/**
	Zeroes a range of whole chunks that nobody watches, writing only where something was written before:
	untouched memory stays uncommitted.
	*/
	scrub(address: number, bytes: number): void {
		for (let chunk = address / CHUNK_BYTES; chunk < (address + bytes) / CHUNK_BYTES; chunk++) {
			assert(Number.isInteger(chunk) && this.#watches[chunk] === 0, `scrub of chunk ${chunk}`);
			if ((this.#flags[chunk] & UNTOUCHED) === 0) {
				this.fill(chunk * CHUNK_BYTES, 0, CHUNK_BYTES / 4);
				this.#flags[chunk] = UNTOUCHED;
			}
		}
	}

	/** The rare case of a store: first touch, or somebody watches. */
	#flagged(chunk: number, address: number, bytes: number): void {
		this.#flags[chunk] &= ~UNTOUCHED;
		if (this.#flags[chunk] !== 0) {
			this.onStore(chunk, (address - chunk * CHUNK_BYTES) | 0, bytes);
		}
	}

	#storeOfRange(address: number, bytes: number): Store | undefined {
		if (address + bytes <= this.guestBytes) {
			return this.#lower;
		}
		return address >= this.guestBytes && address + bytes <= this.bytes ? this.#upper : undefined;
	}

	/** A range that straddles the stores or leaves VRAM: rare, so by way of a buffer of one page. */
	#copyPiecewise(destination: number, source: number, bytes: number): void {
		const buffer = new Uint8Array(PAGE_BYTES);
		const isUpward = destination <= source;
		for (let done = 0; done < bytes; done += PAGE_BYTES) {
			const count = Math.min(PAGE_BYTES, bytes - done);
			const offset = isUpward ? done : bytes - done - count;
			for (let index = 0; index < count; index++) {
				buffer[index] = this.read8(source + offset + index);
			}
			for (let index = 0; index < count; index++) {
				this.write8(destination + offset + index, buffer[index]);
			}
		}
	}

	#count(address: number, bytes: number, by: number): void {
		assert(bytes > 0 && address >= 0 && address + bytes <= this.bytes, `watch ${address}+${bytes} outside VRAM`);
		for (let chunk = (address / CHUNK_BYTES) | 0; chunk <= (((address + bytes - 1) / CHUNK_BYTES) | 0); chunk++) {
			const count = this.#watches[chunk] + by;
			assert(count >= 0 && count <= WATCHES_MAX, `chunk ${chunk} watched ${count} times`);
			this.#watches[chunk] = count;
			this.#flags[chunk] = (this.#flags[chunk] & UNTOUCHED) | (count > 0 ? WATCHED : 0);
		}
	}
}
