/**
Shadow of one address space: the page directory that the device walks, with its tables.

Owns: which guest table each directory entry points to, and the log of directory entries written.
Several channels of one guest directory share one space (Gdev puts all its channels in one).
*/
import {
	ENTRY_BYTES,
	LARGE_PAGE_BYTES,
	LARGE_TABLE_ENTRIES_BY_SIZE,
	PAGE_BYTES,
	PDE_COUNT,
	PDE_LARGE,
	PDE_SMALL,
	PDE_SPAN,
	PTE_HIGH,
	PTE_LOW,
	SMALL_TABLE_ENTRIES,
	TARGET,
} from '../manual/mmu.ts';
import {get, put} from '../manual/register.ts';
import type {AddressView, Resolution} from './address-view.ts';
import type {TrackedRegion} from './page-tracker.ts';
import type {ShadowMemory} from './shadow-memory.ts';
import type {EntryTally, ShadowTable, TableTotals} from './shadow-table.ts';

/** When a sync was, what the modelled rescan cost and read, and how many entries really changed. */
export type SyncNote = {readonly atNs: number; readonly priceNs: number; readonly scanned: number; readonly changed: number};

export class ShadowSpace implements TrackedRegion, AddressView, TableTotals {
	/** Length of the address space. */
	readonly vaBytes: number;
	readonly start: number;
	readonly end: number;
	/** Host address of the shadow directory. */
	readonly shadow: number;
	/** Channels and BARs that use this space. */
	users = 0;
	/** Lazy shadowing: the guest flushed, the rescan is still to come. */
	isStale = false;
	/** The newest sync, for people; `atNs` is -1 before the first. */
	lastSync: SyncNote = {atNs: -1, priceNs: 0, scanned: 0, changed: 0};
	/** Counts changes of table pointers, for whoever follows the tables. */
	pointerChanges = 0;
	/** Counts changes, and how far the checker has seen them. */
	version = 0;
	checkedVersion = -1;
	/** Over all tables, one that two directory entries point to counted twice: entries, and those present. */
	tableEntries = 0;
	present = 0;
	presentSystem = 0;
	readonly #memory: ShadowMemory;
	readonly #small = new Map<number, ShadowTable>();
	readonly #large = new Map<number, ShadowTable>();
	readonly #dirty = new Set<number>();

	constructor(guestDirectory: number, vaBytes: number, shadow: number, memory: ShadowMemory) {
		this.vaBytes = vaBytes;
		this.start = guestDirectory;
		this.end = guestDirectory + Math.min(PDE_COUNT, Math.ceil(vaBytes / PDE_SPAN)) * ENTRY_BYTES;
		this.shadow = shadow;
		this.#memory = memory;
	}

	get pendingDirectory(): number {
		return this.#dirty.size;
	}

	counted(_table: ShadowTable, vram: number, system: number): void {
		this.present += vram + system;
		this.presentSystem += system;
	}

	*tables(): Generator<ShadowTable> {
		yield* this.#small.values();
		yield* this.#large.values();
	}

	/** Shadow tables by directory entry, for the checker. */
	pointers(): {readonly small: ReadonlyMap<number, ShadowTable>; readonly large: ReadonlyMap<number, ShadowTable>} {
		return {small: this.#small, large: this.#large};
	}

	stored(offset: number, bytes: number): void {
		this.version++;
		for (let entry = Math.floor(offset / ENTRY_BYTES); entry * ENTRY_BYTES < offset + bytes; entry++) {
			this.#dirty.add(entry);
		}
	}

	/** Reads the whole guest directory, for a space that was just made. */
	build(tally: EntryTally): void {
		const words = new Uint32Array((this.end - this.start) / 4);
		this.#memory.vram.readBlock(this.start, words);
		for (let entry = 0; entry < words.length / 2; entry++) {
			if (words[entry * 2] !== 0 || words[entry * 2 + 1] !== 0) {
				this.#point(entry, words[entry * 2], words[entry * 2 + 1], tally);
			}
		}
	}

	/** Brings directory and tables up to date with the guest's. */
	sync(tally: EntryTally): void {
		const {vram} = this.#memory;
		if (this.#dirty.size > 0) {
			tally.examined += this.#dirty.size;
			for (const entry of this.#dirty) {
				const guest = this.start + entry * ENTRY_BYTES;
				this.#point(entry, vram.read32(guest), vram.read32(guest + 4), tally);
			}
			this.#dirty.clear();
		}
		this.#memory.syncDirtyTables(tally);
	}

	/** Lets go of all tables. */
	release(): void {
		for (const table of this.tables()) {
			this.#drop(table);
		}
		this.#small.clear();
		this.#large.clear();
	}

	/** Walks the shadow as the device would: a present small entry wins. */
	resolve(va: number, into: Resolution): void {
		into.address = -1;
		const entry = Math.floor(va / PDE_SPAN);
		const offset = va % PDE_SPAN;
		if (!this.#look(this.#small.get(entry), PAGE_BYTES, offset, into)) {
			this.#look(this.#large.get(entry), LARGE_PAGE_BYTES, offset, into);
		}
	}

	#look(table: ShadowTable | undefined, pageBytes: number, offset: number, into: Resolution): boolean {
		const index = Math.floor(offset / pageBytes);
		if (table === undefined || index >= table.entries) {
			return false;
		}
		const {vram} = this.#memory;
		const low = vram.read32(table.shadow + index * ENTRY_BYTES);
		if (get(PTE_LOW, 'PRESENT', low) === 0) {
			return false;
		}
		const high = vram.read32(table.shadow + index * ENTRY_BYTES + 4);
		into.address = get(PTE_LOW, 'FRAME', low) * PAGE_BYTES + (offset % pageBytes);
		into.isSystem = get(PTE_HIGH, 'TARGET', high) !== TARGET.VRAM;
		into.isReadOnly = get(PTE_LOW, 'READ_ONLY', low) === 1;
		return true;
	}

	/** Makes directory entry `entry` follow the guest's words. */
	#point(entry: number, low: number, high: number, tally: EntryTally): void {
		this.version++;
		const reach = this.vaBytes - entry * PDE_SPAN;
		const largeEntries = LARGE_TABLE_ENTRIES_BY_SIZE[get(PDE_LARGE, 'SIZE', low)] as number;
		const large =
			get(PDE_LARGE, 'PRESENT', low) === 1
				? this.#memory.acquireTable(
						get(PDE_LARGE, 'FRAME', low) * PAGE_BYTES,
						Math.min(largeEntries, Math.ceil(reach / LARGE_PAGE_BYTES)),
						true,
						tally,
					)
				: undefined;
		const small =
			get(PDE_SMALL, 'PRESENT', high) === 1
				? this.#memory.acquireTable(
						get(PDE_SMALL, 'FRAME', high) * PAGE_BYTES,
						Math.min(SMALL_TABLE_ENTRIES, Math.ceil(reach / PAGE_BYTES)),
						false,
						tally,
					)
				: undefined;
		this.#swap(this.#large, entry, large);
		this.#swap(this.#small, entry, small);
		const {vram} = this.#memory;
		const at = this.shadow + entry * ENTRY_BYTES;
		vram.write32(at, large === undefined ? 0 : put(PDE_LARGE, low, {FRAME: large.shadow / PAGE_BYTES}));
		vram.write32(at + 4, small === undefined ? 0 : put(PDE_SMALL, high, {FRAME: small.shadow / PAGE_BYTES}));
	}

	/** The new table was acquired before the old one is released, so an unchanged entry costs nothing. */
	#swap(tables: Map<number, ShadowTable>, entry: number, table: ShadowTable | undefined): void {
		const old = tables.get(entry);
		if (old !== table) {
			this.pointerChanges++;
		}
		if (old !== undefined) {
			this.#drop(old);
			tables.delete(entry);
		}
		if (table !== undefined) {
			tables.set(entry, table);
			table.totals.push(this);
			this.tableEntries += table.entries;
			this.counted(table, table.presentVram, table.presentSystem);
		}
	}

	#drop(table: ShadowTable): void {
		table.totals.splice(table.totals.indexOf(this), 1);
		this.tableEntries -= table.entries;
		this.counted(table, -table.presentVram, -table.presentSystem);
		this.#memory.releaseTable(table);
	}
}
