/**
MMU: from a virtual address of a channel to words of VRAM or of system memory.

Owns: the walk through page directory and page tables, which are bytes in VRAM; the latest fault.
Not here: who is told of a fault (fault.ts), what is done with the words.
Inaccuracies: storage types are checked but every surface is pitch linear; ENCRYPTED means nothing; system
memory that nothing answers for counts as a page that is not present.
See: manual/mmu.ts; envytools docs/hw/memory/gf100-vm.
*/
import {u32} from '../base/words.ts';
import {
	ENTRY_BYTES,
	LARGE_PAGE_BYTES,
	LARGE_TABLE_ENTRIES_BY_SIZE,
	PAGE_BYTES,
	PDE_LARGE,
	PDE_SMALL,
	PDE_SPAN,
	PTE_HIGH,
	PTE_LOW,
	TARGET,
	VA_LIMIT,
} from '../manual/mmu.ts';
import type {SystemMemory} from '../manual/pci.ts';
import {FAULT_REASON, type FaultReason} from '../manual/pfifo.ts';
import {get, maskOf} from '../manual/register.ts';
import {PAGE_FLAG, type Space, Tlb} from './tlb.ts';
import type {View} from './view.ts';
import {ALL_ONES, type Vram} from './vram.ts';

const PRESENT = maskOf(PTE_LOW.fields.PRESENT);
const READ_ONLY = maskOf(PTE_LOW.fields.READ_ONLY);
const SUPERVISOR = maskOf(PTE_LOW.fields.SUPERVISOR);
const FRAME_SHIFT = PTE_LOW.fields.FRAME.low;
const TARGET_SHIFT = PTE_HIGH.fields.TARGET.low;

const LINEAR = 0;
const BLOCK_LINEAR = 0xfe;
const INVALID_STORAGE = 0xff;
/** Below this, a loop beats a view of the store. */
const SHORT_RUN_WORDS = 48;
const LARGE_PAGE_PAGES = LARGE_PAGE_BYTES / PAGE_BYTES;
const BUFFER_WORDS = LARGE_PAGE_BYTES / 4;

export class Mmu {
	// The latest translation: valid until the next call of any method.
	/** Words that hold the address; undefined where VRAM has none. */
	words: Uint32Array | undefined;
	/** Place of the address in `words`. */
	index = 0;
	/** Bytes that follow on without another translation. */
	runBytes = 0;
	target = 0;
	physical = 0;

	// The latest fault: valid after a call said false.
	faultReason: FaultReason = FAULT_REASON.PAGE_NOT_PRESENT;
	faultAddress = 0;
	faultIsWrite = false;

	/** Bytes that `copy` moved over the bus, and within VRAM; the caller clears them. */
	systemBytes = 0;
	vramBytes = 0;

	readonly #vram: Vram;
	readonly #memory: SystemMemory;
	readonly #tlb = new Tlb();
	readonly #buffer = new Uint32Array(BUFFER_WORDS);
	readonly #one = new Uint32Array(1);

	constructor(vram: Vram, memory: SystemMemory) {
		this.#vram = vram;
		this.#memory = memory;
	}

	space(directory: number): Space {
		return this.#tlb.space(directory);
	}

	/** Drops what was cached for one page directory. */
	flush(directory: number): void {
		this.#tlb.flush(directory);
	}

	flushAll(): void {
		this.#tlb.flushAll();
	}

	cachedPages(directory: number): number {
		return this.#tlb.countOf(directory);
	}

	/** Finds the words behind `va`; false is a fault. A translation once cached stays until flushed. */
	translate(view: View, va: number, isWrite: boolean): boolean {
		if (va > view.limit || va >= VA_LIMIT) {
			return this.#fault(FAULT_REASON.LIMIT_EXCEEDED, va, isWrite);
		}
		const page = (va / PAGE_BYTES) | 0;
		let entry = this.#tlb.find(view.space, page);
		if (entry < 0) {
			entry = this.#walk(view.space, va, page, isWrite);
			if (entry < 0) {
				return false;
			}
		}
		const flags = this.#tlb.flagsAt(entry);
		if (flags & PAGE_FLAG.SUPERVISOR && !view.isPrivileged) {
			return this.#fault(FAULT_REASON.SUPERVISOR_ONLY, va, isWrite);
		}
		if (isWrite && flags & PAGE_FLAG.READ_ONLY) {
			return this.#fault(FAULT_REASON.READ_ONLY, va, isWrite);
		}
		// Subtraction, not a remainder: a remainder of numbers beyond 32 bits is slow.
		const within = va - page * PAGE_BYTES;
		const physical = this.#tlb.physicalAt(entry) + within;
		this.target = flags & PAGE_FLAG.TARGET;
		this.physical = physical;
		if (this.target !== TARGET.VRAM) {
			return this.#reachSystem(va, within, isWrite);
		}
		this.words = this.#vram.wordsOf(physical);
		this.index = this.#vram.indexOf(physical);
		const pagesLeft = flags & PAGE_FLAG.LARGE ? LARGE_PAGE_PAGES - 1 - (page & (LARGE_PAGE_PAGES - 1)) : 0;
		this.runBytes = Math.min(pagesLeft * PAGE_BYTES + PAGE_BYTES - within, this.#vram.wordsLeft(physical) * 4, view.limit - va + 1);
		return true;
	}

	/** Tells who watches that the words found by the latest `translate` were written. */
	stored(bytes: number): void {
		if (this.target === TARGET.VRAM) {
			this.#vram.stored(this.physical, bytes);
		} else {
			this.#memory.written(this.physical, bytes);
		}
	}

	/** One aligned word into `value`; false is a fault. */
	read32(view: View, va: number): boolean {
		if (!this.translate(view, va, false)) {
			return false;
		}
		this.#one[0] = this.words === undefined ? ALL_ONES : this.words[this.index];
		return true;
	}

	/** What the latest `read32` found. */
	get value(): number {
		return this.#one[0];
	}

	/** One aligned word; false is a fault. */
	write32(view: View, va: number, value: number): boolean {
		if (!this.translate(view, va, true)) {
			return false;
		}
		if (this.words !== undefined) {
			this.words[this.index] = value;
			this.stored(4);
		}
		return true;
	}

	/** Aligned words into the start of `into`; false is a fault, and what came before it was read. */
	readWords(view: View, va: number, into: Uint32Array, count: number): boolean {
		for (let done = 0; done < count; ) {
			if (!this.translate(view, va + done * 4, false)) {
				return false;
			}
			const words = this.words;
			const run = Math.min(count - done, Math.floor(this.runBytes / 4));
			if (words === undefined) {
				into.fill(ALL_ONES, done, done + run);
			} else if (run > SHORT_RUN_WORDS) {
				into.set(words.subarray(this.index, this.index + run), done);
			} else {
				for (let step = 0; step < run; step++) {
					into[done + step] = words[this.index + step];
				}
			}
			done += run;
		}
		return true;
	}

	/** Aligned words from the start of `from`; false is a fault, and what came before it was written. */
	writeWords(view: View, va: number, from: Uint32Array, count: number): boolean {
		for (let done = 0; done < count; ) {
			if (!this.translate(view, va + done * 4, true)) {
				return false;
			}
			const words = this.words;
			const run = Math.min(count - done, Math.floor(this.runBytes / 4));
			if (words !== undefined) {
				if (run > SHORT_RUN_WORDS) {
					words.set(from.subarray(done, done + run), this.index);
				} else {
					for (let step = 0; step < run; step++) {
						words[this.index + step] = from[done + step];
					}
				}
				this.stored(run * 4);
			}
			done += run;
		}
		return true;
	}

	/** Writes the low `bytes` bytes of `value` anywhere, byte by byte; false is a fault. */
	writeBytes(view: View, va: number, value: number, bytes: number): boolean {
		for (let index = 0; index < bytes; index++) {
			if (!this.#writeByte(view, va + index, (value >>> (index * 8)) & 0xff)) {
				return false;
			}
		}
		return true;
	}

	/** Copies within one address space, lower addresses first; any alignment. Counts bytes by the way they took. False is a fault. */
	copy(view: View, destination: number, source: number, bytes: number): boolean {
		const isAligned = destination % 4 === 0 && source % 4 === 0 && bytes % 4 === 0;
		return isAligned ? this.#copyWords(view, destination, source, bytes) : this.#copyBytes(view, destination, source, bytes);
	}

	#copyWords(view: View, destination: number, source: number, bytes: number): boolean {
		for (let done = 0; done < bytes; ) {
			if (!this.translate(view, source + done, false)) {
				return false;
			}
			const from = this.physical;
			const isFromVram = this.target === TARGET.VRAM;
			let run = Math.min(bytes - done, this.runBytes);
			// A view of system memory is gone with the next translation, and outside VRAM there are only ones.
			let words = this.words;
			let index = this.index;
			if (!isFromVram || words === undefined) {
				run = Math.min(run, this.#buffer.length * 4);
				if (!this.readWords(view, source + done, this.#buffer, run / 4)) {
					return false;
				}
				words = this.#buffer;
				index = 0;
			}
			for (let put = 0; put < run; ) {
				if (!this.translate(view, destination + done + put, true)) {
					return false;
				}
				const count = Math.min(run - put, this.runBytes);
				const isInVram = this.target === TARGET.VRAM && isFromVram;
				if (isInVram && words !== this.#buffer) {
					this.#vram.copy(this.physical, from + put, count);
				} else if (this.words !== undefined) {
					this.words.set(words.subarray(index + put / 4, index + (put + count) / 4), this.index);
					this.stored(count);
				}
				this.#charge(isInVram, count);
				put += count;
			}
			done += run;
		}
		return true;
	}

	#copyBytes(view: View, destination: number, source: number, bytes: number): boolean {
		for (let done = 0; done < bytes; done++) {
			const at = source + done;
			if (!this.read32(view, at - (at % 4))) {
				return false;
			}
			const isFromVram = this.target === TARGET.VRAM;
			if (!this.#writeByte(view, destination + done, (this.value >>> ((at % 4) * 8)) & 0xff)) {
				return false;
			}
			this.#charge(isFromVram && this.target === TARGET.VRAM, 1);
		}
		return true;
	}

	#charge(isInVram: boolean, bytes: number): void {
		if (isInVram) {
			this.vramBytes += bytes;
		} else {
			this.systemBytes += bytes;
		}
	}

	#writeByte(view: View, va: number, value: number): boolean {
		if (!this.translate(view, va, true)) {
			return false;
		}
		if (this.words !== undefined) {
			const shift = (va % 4) * 8;
			this.words[this.index] = (this.words[this.index] & ~(0xff << shift)) | (value << shift);
			this.stored(1);
		}
		return true;
	}

	#reachSystem(va: number, within: number, isWrite: boolean): boolean {
		this.words = this.#memory.page(this.physical, isWrite);
		if (this.words === undefined) {
			return this.#fault(FAULT_REASON.PAGE_NOT_PRESENT, va, isWrite);
		}
		this.index = (within / 4) | 0;
		this.runBytes = PAGE_BYTES - within;
		return true;
	}

	/** Reads directory and tables; returns the new TLB entry, or -1 on a fault. A present small entry wins. */
	#walk(space: Space, va: number, page: number, isWrite: boolean): number {
		const directoryEntry = space.directory + Math.floor(va / PDE_SPAN) * ENTRY_BYTES;
		const large = this.#vram.read32(directoryEntry);
		const small = this.#vram.read32(directoryEntry + 4);
		let reason: FaultReason = FAULT_REASON.TABLE_NOT_PRESENT;
		if (get(PDE_SMALL, 'PRESENT', small) === 1) {
			const at = (small >>> FRAME_SHIFT) * PAGE_BYTES + Math.floor((va % PDE_SPAN) / PAGE_BYTES) * ENTRY_BYTES;
			const entry = this.#vram.read32(at);
			if (entry & PRESENT) {
				return this.#accept(space, va, page, entry, this.#vram.read32(at + 4), false, isWrite);
			}
			reason = FAULT_REASON.PAGE_NOT_PRESENT;
		}
		if (get(PDE_LARGE, 'PRESENT', large) === 1) {
			const number = Math.floor((va % PDE_SPAN) / LARGE_PAGE_BYTES);
			const at = (large >>> FRAME_SHIFT) * PAGE_BYTES + number * ENTRY_BYTES;
			if (number >= (LARGE_TABLE_ENTRIES_BY_SIZE[get(PDE_LARGE, 'SIZE', large)] as number)) {
				reason = FAULT_REASON.TABLE_TOO_SHORT;
			} else {
				const entry = this.#vram.read32(at);
				if (entry & PRESENT) {
					return this.#accept(space, va, page, entry, this.#vram.read32(at + 4), true, isWrite);
				}
				reason = FAULT_REASON.PAGE_NOT_PRESENT;
			}
		}
		this.#fault(reason, va, isWrite);
		return -1;
	}

	#accept(space: Space, va: number, page: number, low: number, high: number, isLarge: boolean, isWrite: boolean): number {
		const target = (high >>> TARGET_SHIFT) & PAGE_FLAG.TARGET;
		const storage = get(PTE_HIGH, 'STORAGE', high);
		let reason: FaultReason | undefined;
		if (target === TARGET.PEER) {
			reason = FAULT_REASON.PAGE_NOT_PRESENT;
		} else if (storage === INVALID_STORAGE) {
			reason = FAULT_REASON.BAD_STORAGE_TYPE;
		} else if (target !== TARGET.VRAM && storage !== LINEAR && storage !== BLOCK_LINEAR) {
			reason = FAULT_REASON.COMPRESSED_SYSTEM_MEMORY;
		}
		if (reason !== undefined) {
			this.#fault(reason, va, isWrite);
			return -1;
		}
		const withinLarge = isLarge ? Math.floor((va % LARGE_PAGE_BYTES) / PAGE_BYTES) * PAGE_BYTES : 0;
		const flags =
			target |
			(low & READ_ONLY ? PAGE_FLAG.READ_ONLY : 0) |
			(low & SUPERVISOR ? PAGE_FLAG.SUPERVISOR : 0) |
			(isLarge ? PAGE_FLAG.LARGE : 0);
		return this.#tlb.insert(space, page, (u32(low) >>> FRAME_SHIFT) * PAGE_BYTES + withinLarge, flags);
	}

	#fault(reason: FaultReason, va: number, isWrite: boolean): false {
		this.faultReason = reason;
		this.faultAddress = va;
		this.faultIsWrite = isWrite;
		return false;
	}
}
