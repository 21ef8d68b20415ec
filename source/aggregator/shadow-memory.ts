/**
All shadow page tables of one domain.

Owns: spaces by guest directory, tables by guest address (shared by every directory entry that points to
them), the quota of shadow VRAM, and the modelled price of a rescan.
See: GPUvm prototype shadow_page_table, rescan algorithm and its cost.
*/
import {assert} from '../base/assert.ts';
import {roundUp} from '../base/words.ts';
import type {Vram} from '../gpu/vram.ts';
import type {CostTable} from '../manual/costs.ts';
import {ENTRY_BYTES, PAGE_BYTES, PD_BYTES, PDE_COUNT, PDE_SPAN, SMALL_TABLE_ENTRIES} from '../manual/mmu.ts';
import type {PageAllocator} from './page-allocator.ts';
import type {PageTracker} from './page-tracker.ts';
import type {PageTranslator} from './page-translator.ts';
import {hostAddress, type Partition} from './partition.ts';
import {ShadowSpace} from './shadow-space.ts';
import {type EntryTally, ShadowTable, type TableTotals} from './shadow-table.ts';

/**
What a sync is charged for: a rescan of the whole space, of the first directory entry up to a BAR's size, or, where writes to
tables are tracked, only what was written.
*/
export type ScanScope = {readonly kind: 'channel'} | {readonly kind: 'bar'; readonly barBytes: number} | {readonly kind: 'tracked'};

export type SyncReport = EntryTally & {
	/** Entries that the modelled rescan reads. */
	scanned: number;
	/** Modelled time of it. */
	priceNs: number;
};

/** A directory has at least one entry. */
const PDE_COUNT_LEAST = 1;

export type ShadowMemoryOptions = {
	readonly vram: Vram;
	readonly pages: PageAllocator;
	readonly tracker: PageTracker;
	readonly translator: PageTranslator;
	readonly partition: Partition;
	readonly costs: CostTable;
	/** Most shadow bytes this domain may have. */
	readonly quotaBytes: number;
	/** Drops what the device remembers of a directory that is given up: its place will be another's. */
	readonly dropTranslations: (directory: number) => void;
	/** TABLE_SCRATCH_WORDS words, shared by all domains: nothing in it outlives a call. */
	readonly scratch: Uint32Array;
};

export const TABLE_SCRATCH_WORDS = SMALL_TABLE_ENTRIES * 2;

export class ShadowMemory implements TableTotals {
	readonly vram: Vram;
	readonly #options: ShadowMemoryOptions;
	readonly #spaces = new Map<string, ShadowSpace>();
	readonly #tables = new Map<string, ShadowTable>();
	/** Tables with a log; each says so once between syncs. */
	readonly #dirtyTables: ShadowTable[] = [];
	/** Told of every range of guest VRAM (host addresses) that became a page table or directory, or is none any more. */
	onTracked: (start: number, end: number) => void = () => {};
	#shadowBytes = 0;
	#mappedVramBytes = 0;

	constructor(options: ShadowMemoryOptions) {
		this.vram = options.vram;
		this.#options = options;
	}

	/** Most shadow bytes the domain may have. */
	get quotaBytes(): number {
		return this.#options.quotaBytes;
	}

	get shadowBytes(): number {
		return this.#shadowBytes;
	}

	get mappedVramBytes(): number {
		return this.#mappedVramBytes;
	}

	counted(table: ShadowTable, vram: number): void {
		this.#mappedVramBytes += vram * table.pageBytes;
	}

	spaces(): Iterable<ShadowSpace> {
		return this.#spaces.values();
	}

	/** A page of guest VRAM (host address) holds part of a page table or directory. */
	isTracked(page: number): boolean {
		for (const region of [...this.#tables.values(), ...this.#spaces.values()]) {
			if (page + PAGE_BYTES > region.start && page < region.end) {
				return true;
			}
		}
		return false;
	}

	tables(): Iterable<ShadowTable> {
		return this.#tables.values();
	}

	/** The spaces of a guest directory that somebody uses: one for each length of the address space. Guest address. */
	findSpaces(guestDirectory: number): ShadowSpace[] {
		const host = hostAddress(this.#options.partition, guestDirectory, PDE_COUNT_LEAST * ENTRY_BYTES);
		return [...this.#spaces.values()].filter(space => space.start === host);
	}

	/**
	The space of a guest directory, made if need be; undefined if the directory lies outside the
	partition or shadow VRAM is full. Every acquire needs its release. `vaBytes` is the length of the address
	space: entries behind it are other memory (nouveau's BAR tables are only as long as the BAR).
	*/
	acquireSpace(guestDirectory: number, vaBytes: number, tally: EntryTally): ShadowSpace | undefined {
		const entries = Math.min(PDE_COUNT, Math.ceil(vaBytes / PDE_SPAN));
		const host = hostAddress(this.#options.partition, guestDirectory, entries * ENTRY_BYTES);
		if (host < 0 || host % PAGE_BYTES !== 0 || entries <= 0) {
			return undefined;
		}
		const key = `${host}:${vaBytes}`;
		let space = this.#spaces.get(key);
		if (space === undefined) {
			const shadow = this.#allocate(PD_BYTES);
			if (shadow === undefined) {
				return undefined;
			}
			space = new ShadowSpace(host, vaBytes, shadow, this);
			this.#spaces.set(key, space);
			this.#options.tracker.add(space);
			this.onTracked(space.start, space.end);
			space.build(tally);
		}
		space.users++;
		return space;
	}

	releaseSpace(space: ShadowSpace): void {
		assert(space.users > 0, 'space released too often');
		space.users--;
		if (space.users === 0) {
			space.release();
			this.#options.tracker.remove(space);
			this.#spaces.delete(`${space.start}:${space.vaBytes}`);
			this.onTracked(space.start, space.end);
			this.#options.dropTranslations(space.shadow);
			this.#free(space.shadow, PD_BYTES);
		}
	}

	/** Brings a space up to date; what it really did and what the modelled rescan costs. */
	sync(space: ShadowSpace, scope: ScanScope): SyncReport {
		const report: SyncReport = {changed: 0, refused: 0, examined: 0, system: 0, scanned: 0, priceNs: 0};
		space.sync(report);
		this.#price(space, scope, report);
		return report;
	}

	/** Fills in what the modelled sync of the space reads and costs. */
	#price(space: ShadowSpace, scope: ScanScope, report: SyncReport): void {
		const {costs} = this.#options;
		if (scope.kind === 'tracked') {
			report.scanned = report.examined;
			// Each entry looked at is read whole; only changed ones are written.
			report.priceNs =
				report.examined * 2 * costs.shadowReadNs + report.changed * 2 * costs.shadowWriteNs + report.system * costs.frameLookupNs;
			return;
		}
		let {tableEntries, present} = space;
		const directory = scope.kind === 'channel' ? PDE_COUNT : 1;
		if (scope.kind === 'bar') {
			tableEntries = Math.min(tableEntries, scope.barBytes / PAGE_BYTES);
			present = Math.min(present, tableEntries);
		}
		report.scanned = directory + tableEntries;
		// An absent entry costs one word each way, a present one two.
		const words = directory * 2 + tableEntries + present;
		report.priceNs = words * (costs.shadowReadNs + costs.shadowWriteNs) + space.presentSystem * costs.frameLookupNs;
	}

	/** For directory entries: the shadow of a guest table, made and filled if need be. Guest address. */
	acquireTable(guestTable: number, entries: number, isLarge: boolean, tally: EntryTally): ShadowTable | undefined {
		const bytes = entries * ENTRY_BYTES;
		const host = hostAddress(this.#options.partition, guestTable, bytes);
		if (host < 0) {
			tally.refused++;
			return undefined;
		}
		const key = tableKey(host, entries, isLarge);
		let table = this.#tables.get(key);
		if (table === undefined) {
			const shadow = this.#allocate(bytes);
			if (shadow === undefined) {
				tally.refused++;
				return undefined;
			}
			table = new ShadowTable(host, entries, isLarge, shadow, dirty => this.#dirtyTables.push(dirty));
			this.#tables.set(key, table);
			table.totals.push(this);
			table.build(this.vram, this.#options.translator, this.#options.scratch, tally);
			this.#options.tracker.add(table);
			this.onTracked(table.start, table.end);
		}
		table.users++;
		return table;
	}

	releaseTable(table: ShadowTable): void {
		assert(table.users > 0, 'table released too often');
		table.users--;
		if (table.users === 0) {
			this.#options.tracker.remove(table);
			if (table.pending > 0) {
				this.#dirtyTables.splice(this.#dirtyTables.indexOf(table), 1);
			}
			this.counted(table, -table.presentVram);
			this.#tables.delete(tableKey(table.start, table.entries, table.isLarge));
			this.onTracked(table.start, table.end);
			this.#free(table.shadow, table.entries * ENTRY_BYTES);
		}
	}

	syncDirtyTables(tally: EntryTally): void {
		for (let index = 0; index < this.#dirtyTables.length; index++) {
			(this.#dirtyTables[index] as ShadowTable).sync(this.vram, this.#options.translator, tally);
		}
		this.#dirtyTables.length = 0;
	}

	/** The running totals are those of the tables. */
	checkInvariants(): void {
		let mapped = 0;
		for (const table of this.#tables.values()) {
			mapped += table.presentVram * table.pageBytes;
		}
		assert(mapped === this.#mappedVramBytes, `${this.#mappedVramBytes} bytes counted as mapped, ${mapped} are`);
		for (const space of this.#spaces.values()) {
			const tables = [...space.tables()];
			const sum = (of: (table: ShadowTable) => number) => tables.reduce((total, table) => total + of(table), 0);
			assert(
				space.tableEntries === sum(table => table.entries) &&
					space.present === sum(table => table.present) &&
					space.presentSystem === sum(table => table.presentSystem),
				'totals of a space differ from its tables',
			);
		}
	}

	/** Our own fault if spaces are left: their users must be gone first. */
	close(): void {
		assert(this.#spaces.size === 0 && this.#tables.size === 0 && this.#shadowBytes === 0, 'shadow tables left behind');
	}

	/** Whole pages count against the quota: a short table takes as much as a page. */
	#allocate(bytes: number): number | undefined {
		const taken = roundUp(bytes, PAGE_BYTES);
		if (this.#shadowBytes + taken > this.#options.quotaBytes) {
			return undefined;
		}
		const address = this.#options.pages.allocate(taken);
		if (address !== undefined) {
			this.#shadowBytes += taken;
		}
		return address;
	}

	#free(address: number, bytes: number): void {
		const taken = roundUp(bytes, PAGE_BYTES);
		this.#options.pages.free(address, taken);
		this.#shadowBytes -= taken;
	}
}

function tableKey(host: number, entries: number, isLarge: boolean): string {
	return `${host}:${entries}:${isLarge ? 'large' : 'small'}`;
}
