/**
A GPU address space: one page directory, its tables, and who got which virtual address.

Tables come with the first page in their 128 MiB and go with the last. Small and large pages live in
different parts of the space, so no directory entry needs both kinds of table; nouveau keeps them
apart in the same way.
See: nouveau nouveau_vm (reference-counted tables), nvc0_vm.
*/
import {assert} from '../base/assert.ts';
import {GIB} from '../base/units.ts';
import {roundUp} from '../base/words.ts';
import {
	ENTRY_BYTES,
	LARGE_PAGE_BYTES,
	LARGE_TABLE_BYTES,
	PAGE_BYTES,
	PD_BYTES,
	PDE_SPAN,
	SMALL_TABLE_BYTES,
	VA_LIMIT,
} from '../manual/mmu.ts';
import {MemoryPool} from './memory-pool.ts';
import {type Backing, entryRun, type PageTable, type PageTableWriter} from './page-table-writer.ts';
import type {Routine} from './thread.ts';

/** Virtual addresses from here on are for large pages. */
const LARGE_PAGES_START = GIB;
/** nouveau's directory for a BAR: enough for the largest BAR and short to clear. */
export const BAR_PD_BYTES = PD_BYTES / 2;

export type PageSize = typeof PAGE_BYTES | typeof LARGE_PAGE_BYTES;

export type Mapping = {readonly address: number; readonly bytes: number; readonly pageBytes: PageSize};

type TableUse = {table: PageTable; pages: number};

export class AddressSpace {
	readonly directory: PageTable;
	readonly #writer: PageTableWriter;
	readonly #isBar: boolean;
	readonly #small: MemoryPool;
	/** None in the space of a BAR. */
	readonly #large: MemoryPool | undefined;
	/** By directory index, one map for each page size. */
	readonly #tables: Record<PageSize, Map<number, TableUse>> = {[PAGE_BYTES]: new Map(), [LARGE_PAGE_BYTES]: new Map()};

	private constructor(writer: PageTableWriter, directory: PageTable, small: MemoryPool, large: MemoryPool | undefined, isBar: boolean) {
		this.directory = directory;
		this.#writer = writer;
		this.#small = small;
		this.#large = large;
		this.#isBar = isBar;
	}

	/** Space of a channel: 2^40 bytes; the first 128 MiB stay unused, as in nouveau. */
	static *create(writer: PageTableWriter): Routine<AddressSpace> {
		const directory = yield* writer.allocate(PD_BYTES, true, 'DIRECTORY');
		const small = new MemoryPool('address space', PDE_SPAN, LARGE_PAGES_START, PAGE_BYTES);
		const large = new MemoryPool('address space', LARGE_PAGES_START, VA_LIMIT, LARGE_PAGE_BYTES);
		return new AddressSpace(writer, directory, small, large, false);
	}

	/** Space of a BAR over a directory that exists; small pages only. */
	static ofBar(writer: PageTableWriter, directory: PageTable, name: string, bytes: number): AddressSpace {
		return new AddressSpace(writer, directory, new MemoryPool(name, 0, bytes, PAGE_BYTES), undefined, true);
	}

	/** Reserves addresses without mapping anything. */
	reserve(bytes: number, pageBytes: PageSize): Mapping {
		const rounded = roundUp(bytes, pageBytes);
		return {address: this.#pool(pageBytes).allocate(rounded), bytes: rounded, pageBytes};
	}

	release(mapping: Mapping): void {
		this.#pool(mapping.pageBytes).free(mapping.address);
	}

	/** Maps a whole backing at a fresh address and flushes. */
	*map(backing: Backing, bytes: number, pageBytes: PageSize = PAGE_BYTES): Routine<Mapping> {
		const mapping = this.reserve(bytes, pageBytes);
		let isMapped = false;
		try {
			yield* this.mapAt(mapping, backing);
			isMapped = true;
		} finally {
			if (!isMapped) {
				this.release(mapping);
			}
		}
		return mapping;
	}

	*unmap(mapping: Mapping): Routine {
		yield* this.unmapAt(mapping);
		this.release(mapping);
	}

	/** Maps inside a reservation. When VRAM does not hold the tables it throws `DriverError` and has mapped nothing. */
	*mapAt(mapping: Mapping, backing: Backing): Routine {
		assert(backing.address % mapping.pageBytes === 0, 'backing aligned to its pages');
		const parts = partsOf(mapping).map(part => ({...part, use: undefined as TableUse | undefined}));
		for (const part of parts) {
			part.use = yield* this.#tableFor(part.index, mapping.pageBytes);
		}
		for (const part of parts) {
			const use = part.use as TableUse;
			use.pages += part.count;
			const address = backing.address + part.done * mapping.pageBytes;
			yield* this.#writer.writeRun(use.table, entryRun({...backing, address}, mapping.pageBytes, part.first, part.count));
		}
		yield* this.#writer.flush(this.directory, this.#isBar);
	}

	*unmapAt(mapping: Mapping): Routine {
		const tables = this.#tables[mapping.pageBytes];
		const unused: PageTable[] = [];
		for (const part of partsOf(mapping)) {
			const use = tables.get(part.index) as TableUse;
			yield* this.#writer.clearRun(use.table, part.first, part.count);
			use.pages -= part.count;
			if (use.pages === 0) {
				tables.delete(part.index);
				yield* this.#setDirectoryEntry(part.index);
				unused.push(use.table);
			}
		}
		// Tables go back only when the device has forgotten them.
		yield* this.#writer.flush(this.directory, this.#isBar);
		for (const table of unused) {
			yield* this.#writer.free(table);
		}
	}

	/** Frees the directory and tables that a failed mapping left empty; everything must be unmapped. */
	*destroy(): Routine {
		for (const tables of Object.values(this.#tables)) {
			for (const use of tables.values()) {
				assert(use.pages === 0, 'address space destroyed while mapped');
				yield* this.#writer.free(use.table);
			}
			tables.clear();
		}
		yield* this.#writer.free(this.directory);
	}

	checkInvariants(): void {
		this.#small.checkInvariants();
		this.#large?.checkInvariants();
	}

	/** The small table of a span, for tests of what lies beyond the rules. */
	table(index: number, pageBytes: PageSize): PageTable | undefined {
		return this.#tables[pageBytes].get(index)?.table;
	}

	#pool(pageBytes: PageSize): MemoryPool {
		const pool = pageBytes === PAGE_BYTES ? this.#small : this.#large;
		assert(pool !== undefined, 'large pages in the space of a BAR');
		return pool;
	}

	*#tableFor(index: number, pageBytes: PageSize): Routine<TableUse> {
		const known = this.#tables[pageBytes].get(index);
		if (known !== undefined) {
			return known;
		}
		const table = yield* pageBytes === PAGE_BYTES
			? this.#writer.allocate(SMALL_TABLE_BYTES, true, 'SMALL_TABLE')
			: this.#writer.allocate(LARGE_TABLE_BYTES, true, 'LARGE_TABLE');
		const use = {table, pages: 0};
		this.#tables[pageBytes].set(index, use);
		yield* this.#setDirectoryEntry(index);
		return use;
	}

	*#setDirectoryEntry(index: number): Routine {
		const large = this.#tables[LARGE_PAGE_BYTES].get(index)?.table;
		yield* this.#writer.setDirectoryEntry(this.directory, index, large, this.#tables[PAGE_BYTES].get(index)?.table);
	}
}

/** A mapping cut where its tables end; `first` and `count` in entries, `done` in pages. */
function partsOf(mapping: Mapping): Array<{index: number; first: number; count: number; done: number}> {
	const parts: Array<{index: number; first: number; count: number; done: number}> = [];
	const end = mapping.address + mapping.bytes;
	for (let address = mapping.address; address < end; ) {
		const index = Math.floor(address / PDE_SPAN);
		const stop = Math.min(end, (index + 1) * PDE_SPAN);
		parts.push({
			index,
			first: (address - index * PDE_SPAN) / mapping.pageBytes,
			count: (stop - address) / mapping.pageBytes,
			done: (address - mapping.address) / mapping.pageBytes,
		});
		address = stop;
	}
	return parts;
}

/** Bytes of a table of small pages for `bytes` of address space; tables are read by whole frames. */
export function tableBytesFor(bytes: number): number {
	return roundUp((bytes / PAGE_BYTES) * ENTRY_BYTES, PAGE_BYTES);
}
