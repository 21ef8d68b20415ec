/**
The para-virtual objects of one domain, by number, and who uses them.

Owns: allocation within the quota, the directory of each channel and BAR. A number that is not the domain's
own, or an object in use, is refused.
*/
import type {Vram} from '../gpu/vram.ts';
import {HYPERCALL_SIZES} from '../manual/hypercall.ts';
import {PAGE_BYTES} from '../manual/mmu.ts';
import type {PageAllocator} from './page-allocator.ts';
import {ParaDirectory, ParaTable} from './para-table.ts';

/** Marks a word as a para-virtual number; the rest is the frame. As in the prototype. */
const NUMBER_MARK = 2 ** 28;

export type FreeResult = 'freed' | 'unknown' | 'in use';

export class ParaMemory {
	bar1: ParaDirectory | undefined;
	bar3: ParaDirectory | undefined;
	readonly #vram: Vram;
	readonly #pages: PageAllocator;
	readonly #quotaBytes: number;
	/** Drops what the device remembers of a directory that is given up: its place will be another's. */
	readonly #dropTranslations: (directory: number) => void;
	readonly #objects = new Map<number, ParaTable | ParaDirectory>();
	readonly #byChannel = new Map<number, ParaDirectory>();
	#bytes = 0;

	constructor(vram: Vram, pages: PageAllocator, quotaBytes: number, dropTranslations: (directory: number) => void) {
		this.#dropTranslations = dropTranslations;
		this.#vram = vram;
		this.#pages = pages;
		this.#quotaBytes = quotaBytes;
	}

	get quotaBytes(): number {
		return this.#quotaBytes;
	}

	get bytes(): number {
		return this.#bytes;
	}

	get mappedVramBytes(): number {
		let bytes = 0;
		for (const object of this.#objects.values()) {
			bytes += object instanceof ParaTable ? object.mappedVramBytes : 0;
		}
		return bytes;
	}

	/** Of the channels, one each. */
	directories(): Iterable<ParaDirectory> {
		return this.#byChannel.values();
	}

	objects(): Iterable<ParaTable | ParaDirectory> {
		return this.#objects.values();
	}

	/** Number of a new, empty object; undefined when the quota is used up. `bytes` is one of HYPERCALL_SIZES. */
	allocate(bytes: number): number | undefined {
		if (this.#bytes + bytes > this.#quotaBytes) {
			return undefined;
		}
		const address = this.#pages.allocate(bytes);
		if (address === undefined) {
			return undefined;
		}
		this.#bytes += bytes;
		const number = NUMBER_MARK + address / PAGE_BYTES;
		const isDirectory = bytes === HYPERCALL_SIZES.DIRECTORY;
		this.#objects.set(number, isDirectory ? new ParaDirectory(this.#vram, address, bytes) : new ParaTable(this.#vram, address, bytes));
		return number;
	}

	free(number: number): FreeResult {
		const object = this.#objects.get(number);
		if (object === undefined) {
			return 'unknown';
		}
		if (object.users > 0) {
			return 'in use';
		}
		this.#release(number, object);
		return 'freed';
	}

	table(number: number): ParaTable | undefined {
		const object = this.#objects.get(number);
		return object instanceof ParaTable ? object : undefined;
	}

	directory(number: number): ParaDirectory | undefined {
		const object = this.#objects.get(number);
		return object instanceof ParaDirectory ? object : undefined;
	}

	directoryOf(channel: number): ParaDirectory | undefined {
		return this.#byChannel.get(channel);
	}

	setChannel(channel: number, directory: ParaDirectory): void {
		const old = this.#byChannel.get(channel);
		directory.users++;
		if (old !== undefined) {
			old.users--;
		}
		this.#byChannel.set(channel, directory);
	}

	/** The channel is gone and holds its directory no longer. */
	clearChannel(channel: number): void {
		const old = this.#byChannel.get(channel);
		if (old !== undefined) {
			old.users--;
			this.#byChannel.delete(channel);
		}
	}

	setBar(bar: 1 | 3, directory: ParaDirectory): void {
		const old = bar === 1 ? this.bar1 : this.bar3;
		directory.users++;
		if (old !== undefined) {
			old.users--;
		}
		if (bar === 1) {
			this.bar1 = directory;
		} else {
			this.bar3 = directory;
		}
	}

	/** Frees everything; channels must be off the card. */
	close(): void {
		this.#byChannel.clear();
		this.bar1 = undefined;
		this.bar3 = undefined;
		for (const [number, object] of this.#objects) {
			this.#release(number, object);
		}
	}

	#release(number: number, object: ParaTable | ParaDirectory): void {
		if (object instanceof ParaDirectory) {
			for (const table of object.tables()) {
				table.users--;
			}
			this.#dropTranslations(object.address);
		}
		this.#objects.delete(number);
		this.#pages.free(object.address, object.bytes);
		this.#bytes -= object.bytes;
	}
}
