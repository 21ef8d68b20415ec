/**
Instance memory: the VRAM in which the driver keeps what the hardware reads about channels and address
spaces, and how the CPU reaches it.

An object is reached through BAR3 once that is up; before, and when BAR3 is full, dword by dword
through the 1 MiB window of BAR0.
Owns: position of the window; which part of BAR3 is in use.
See: nouveau nvc0_instmem (both paths, and falling back to the window).
*/
import {assert} from '../base/assert.ts';
import {PAGE_BYTES} from '../manual/mmu.ts';
import {PBUS, PRAMIN, PRAMIN_BYTES, PRAMIN_UNIT} from '../manual/pbus.ts';
import {make, maskOf} from '../manual/register.ts';
import {MemoryPool} from './memory-pool.ts';
import {entryRun, type PageTable, type PageTableWriter} from './page-table-writer.ts';
import type {Routine} from './thread.ts';
import type {Vcpu} from './vcpu.ts';

export type InstanceObject = {
	/** VRAM address. */
	readonly address: number;
	readonly bytes: number;
	/** Offset in BAR3; -1 where the object is reached through the window. */
	readonly bar3: number;
};

export type InstanceOptions = {
	/** Fill with zeros. Otherwise the content is whatever was there. */
	readonly isZeroed: boolean;
	/** False: leave it out of BAR3. */
	readonly isMapped: boolean;
};

type Bar3 = {readonly writer: PageTableWriter; readonly directory: PageTable; readonly table: PageTable; readonly space: MemoryPool};

export class InstanceMemory {
	readonly vram: MemoryPool;
	readonly #cpu: Vcpu;
	#bar3: Bar3 | undefined;
	/** First VRAM address that the window shows. */
	#window = -1;

	constructor(cpu: Vcpu, vram: MemoryPool) {
		this.#cpu = cpu;
		this.vram = vram;
	}

	/** From now on new objects are mapped into BAR3, `bytes` long. */
	attachBar3(writer: PageTableWriter, directory: PageTable, table: PageTable, bytes: number): void {
		this.#bar3 = {writer, directory, table, space: new MemoryPool('BAR3', 0, bytes, PAGE_BYTES)};
	}

	/** Whole 4 KiB frames. Throws `DriverError` when VRAM is exhausted. */
	*allocate(bytes: number, options: InstanceOptions): Routine<InstanceObject> {
		const address = this.vram.allocate(bytes, PAGE_BYTES);
		const object = {address, bytes, bar3: options.isMapped ? yield* this.#map(address, bytes) : -1};
		if (options.isZeroed) {
			yield* this.fill(object, 0, 0, bytes / 4);
		}
		return object;
	}

	*free(object: InstanceObject): Routine {
		if (object.bar3 >= 0) {
			const {writer, directory, table, space} = this.#bar3 as Bar3;
			space.free(object.bar3);
			yield* writer.clearRun(table, object.bar3 / PAGE_BYTES, Math.ceil(object.bytes / PAGE_BYTES));
			yield* writer.flush(directory, true);
		}
		this.vram.free(object.address);
	}

	read32(object: InstanceObject, offset: number): number {
		assert(offset + 4 <= object.bytes, 'read beyond an instance object');
		return object.bar3 < 0 ? this.#cpu.read32(0, this.#windowOffset(object.address + offset)) : this.#cpu.read32(3, object.bar3 + offset);
	}

	write32(object: InstanceObject, offset: number, value: number): void {
		assert(offset + 4 <= object.bytes, 'write beyond an instance object');
		if (object.bar3 < 0) {
			this.#cpu.write32(0, this.#windowOffset(object.address + offset), value);
		} else {
			this.#cpu.write32(3, object.bar3 + offset, value);
		}
	}

	*fill(object: InstanceObject, offset: number, value: number, words: number): Routine {
		for (const piece of this.#pieces(object, offset, words)) {
			yield* this.#cpu.fillLong(piece.bar, this.#pieceOffset(piece), value, piece.words);
		}
	}

	*writeBlock(object: InstanceObject, offset: number, from: Uint32Array): Routine {
		let done = 0;
		for (const piece of this.#pieces(object, offset, from.length)) {
			yield* this.#cpu.writeLong(piece.bar, this.#pieceOffset(piece), from.subarray(done, done + piece.words));
			done += piece.words;
		}
	}

	*readBlock(object: InstanceObject, offset: number, into: Uint32Array): Routine {
		let done = 0;
		for (const piece of this.#pieces(object, offset, into.length)) {
			yield* this.#cpu.readLong(piece.bar, this.#pieceOffset(piece), into.subarray(done, done + piece.words));
			done += piece.words;
		}
	}

	/** Somebody else moved the window. */
	forgetWindow(): void {
		this.#window = -1;
	}

	/** Returns when earlier writes through the BARs have reached memory. */
	*flushWrites(): Routine {
		yield* this.#cpu.exact();
		this.#cpu.write32(0, PBUS.FLUSH.offset, make(PBUS.FLUSH, {TRIGGER: 1}));
		yield* this.#cpu.poll(PBUS.FLUSH.offset, maskOf(PBUS.FLUSH.fields.BUSY), 0);
	}

	inspect() {
		return {vram: this.vram.inspect(), bar3: this.#bar3?.space.inspect()};
	}

	checkInvariants(): void {
		this.vram.checkInvariants();
		this.#bar3?.space.checkInvariants();
	}

	/** A block as one run of BAR3, or as runs that do not cross the end of the window. */
	#pieces(object: InstanceObject, offset: number, words: number): Array<{bar: 0 | 3; address: number; words: number}> {
		assert(offset + words * 4 <= object.bytes, 'a block beyond an instance object');
		if (object.bar3 >= 0) {
			return [{bar: 3, address: object.bar3 + offset, words}];
		}
		const pieces: Array<{bar: 0 | 3; address: number; words: number}> = [];
		const end = object.address + offset + words * 4;
		for (let address = object.address + offset; address < end; ) {
			const stop = Math.min(end, address - (address % PRAMIN_BYTES) + PRAMIN_BYTES);
			pieces.push({bar: 0, address, words: (stop - address) / 4});
			address = stop;
		}
		return pieces;
	}

	#pieceOffset(piece: {readonly bar: 0 | 3; readonly address: number}): number {
		return piece.bar === 3 ? piece.address : this.#windowOffset(piece.address);
	}

	/** Moves the window if it must; returns the offset in BAR0. */
	#windowOffset(address: number): number {
		const base = address - (address % PRAMIN_BYTES);
		if (base !== this.#window) {
			this.#cpu.write32(0, PBUS.PRAMIN_WINDOW.offset, make(PBUS.PRAMIN_WINDOW, {BASE: base / PRAMIN_UNIT}));
			this.#window = base;
		}
		return PRAMIN.offset + (address - base);
	}

	/** Offset in BAR3, or -1 if it is not up or full. */
	*#map(address: number, bytes: number): Routine<number> {
		const offset = this.#bar3?.space.tryAllocate(bytes);
		if (this.#bar3 === undefined || offset === undefined) {
			return -1;
		}
		const {writer, directory, table} = this.#bar3;
		const pages = Math.ceil(bytes / PAGE_BYTES);
		yield* writer.writeRun(table, entryRun({kind: 'vram', address}, PAGE_BYTES, offset / PAGE_BYTES, pages));
		yield* writer.flush(directory, true);
		return offset;
	}
}
