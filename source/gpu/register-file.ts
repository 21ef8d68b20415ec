/**
Register file: every register of BAR0, dispatched by its number in the manual's catalogue.

Owns: a word for each register, and what its access mode means; units replace reading and writing where
a register is more than a word.
Reads have no side effects in this device, so looking (`peek`) and reading differ only in what is counted.
*/
import {assert} from '../base/assert.ts';
import {u32} from '../base/words.ts';
import {BAR0_CATALOGUE, BAR0_DECODED_BYTES, BAR0_IDS, type CatalogueEntry} from '../manual/bar0.ts';
import type {AccessSize} from '../manual/pci.ts';
import type {Register} from '../manual/register.ts';
import {extract, merge} from './sub-word.ts';
import {ALL_ONES} from './vram.ts';

/** `index` is the element of a register array. */
export type RegisterRead = (index: number) => number;
export type RegisterWrite = (value: number, index: number) => void;

const PAGE_SHIFT = 12;
const PAGE_WORD_MASK = 1023;

export class RegisterFile {
	/** Accesses that no register claimed. */
	unknownAccesses = 0;
	readonly #reads: RegisterRead[] = [];
	readonly #writes: RegisterWrite[] = [];
	readonly #values: Uint32Array[] = [];
	readonly #idOf = new Map<Register, number>();
	readonly #offsets: number[] = [];
	readonly #strides: number[] = [];

	constructor() {
		for (const [id, entry] of BAR0_CATALOGUE.entries()) {
			this.#idOf.set(entry.register, id);
			this.#offsets.push(entry.register.offset);
			this.#strides.push(entry.register.stride);
			this.#addDefault(entry);
		}
	}

	/** Replaces how a register reads. The function must not change anything. */
	onRead(register: Register, read: RegisterRead): void {
		this.#reads[this.#find(register)] = read;
	}

	/** Replaces what a write does; the file keeps nothing then. The value is unsigned. */
	onWrite(register: Register, write: RegisterWrite): void {
		this.#writes[this.#find(register)] = write;
	}

	/** The word that the file keeps. */
	get(register: Register, index = 0): number {
		return this.#values[this.#find(register)][index];
	}

	set(register: Register, value: number, index = 0): void {
		this.#values[this.#find(register)][index] = value;
	}

	/** The word at a word-aligned offset; all ones where nothing is. */
	peek(offset: number): number {
		const id = offset < BAR0_DECODED_BYTES ? BAR0_IDS[offset >>> PAGE_SHIFT][(offset >>> 2) & PAGE_WORD_MASK] : 0;
		return id === 0 ? ALL_ONES : u32(this.#reads[id]((offset - this.#offsets[id]) / this.#strides[id]));
	}

	read(offset: number, size: AccessSize): number {
		const aligned = offset - (offset % 4);
		const id = aligned < BAR0_DECODED_BYTES ? BAR0_IDS[aligned >>> PAGE_SHIFT][(aligned >>> 2) & PAGE_WORD_MASK] : 0;
		if (id === 0) {
			this.unknownAccesses++;
			return extract(ALL_ONES, offset, size);
		}
		return extract(u32(this.#reads[id]((aligned - this.#offsets[id]) / this.#strides[id])), offset, size);
	}

	/**
	A narrow write acts on the word around it: the rest of a register that keeps its value stays, the rest
	of one that acts on ones is zero.
	*/
	write(offset: number, size: AccessSize, value: number): void {
		const aligned = offset - (offset % 4);
		const id = aligned < BAR0_DECODED_BYTES ? BAR0_IDS[aligned >>> PAGE_SHIFT][(aligned >>> 2) & PAGE_WORD_MASK] : 0;
		if (id === 0) {
			this.unknownAccesses++;
			return;
		}
		const index = (aligned - this.#offsets[id]) / this.#strides[id];
		if (size === 4) {
			this.#writes[id](value, index);
			return;
		}
		const {access} = (BAR0_CATALOGUE[id] as CatalogueEntry).register;
		this.#writes[id](merge(access === 'rw' ? this.#reads[id](index) : 0, offset, size, value), index);
	}

	/** All kept words back to zero; units set their own again. */
	reset(): void {
		for (const values of this.#values) {
			values.fill(0);
		}
		this.unknownAccesses = 0;
	}

	#find(register: Register): number {
		const id = this.#idOf.get(register);
		assert(id !== undefined, 'register outside the catalogue');
		return id;
	}

	#addDefault({register}: CatalogueEntry): void {
		const values = new Uint32Array(register.count);
		const isReadable = register.access === 'rw' || register.access === 'ro' || register.access === 'w1c';
		this.#values.push(values);
		this.#reads.push(isReadable ? index => values[index] : () => 0);
		this.#writes.push(
			register.access === 'rw'
				? (value, index) => {
						values[index] = value;
					}
				: register.access === 'w1c'
					? (value, index) => {
							values[index] &= ~value;
						}
					: () => {},
		);
	}
}
