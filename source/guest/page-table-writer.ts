/**
How a driver changes page tables. The native way writes them where the device walks them; a
para-virtual driver asks the hypervisor instead. Nothing else in the driver knows which.

An entry is two words; entry i of a run is (low + i * step, high): neighbouring pages in one call.
*/
import {high32, low32} from '../base/words.ts';
import {PAGE_BYTES, PTE_HIGH_SYSTEM, PTE_LOW} from '../manual/mmu.ts';
import {make} from '../manual/register.ts';
import type {InstanceObject} from './instance-memory.ts';
import type {Routine} from './thread.ts';

/** A directory or a table. Only the writer that made it knows where it lies. */
export type PageTable = {
	readonly bytes: number;
	/** What the instance block and the flush name: its VRAM address, or the writer's own number for it. */
	readonly address: number;
};

export type EntryRun = {
	readonly first: number;
	readonly count: number;
	readonly low: number;
	readonly high: number;
	readonly step: number;
};

/** What it will hold; a hypervisor that keeps it must know. */
export type TableKind = 'DIRECTORY' | 'SMALL_TABLE' | 'LARGE_TABLE';

/** Whose instance block it is; a channel by its number. */
export type SpaceUser = 'bar1' | 'bar3' | number;

export type PageTableWriter = {
	/** Zeroed. `isMapped` false: made before BAR3 works. Throws `DriverError` when there is no memory. */
	allocate(bytes: number, isMapped: boolean, kind: TableKind): Routine<PageTable>;
	free(table: PageTable): Routine;
	/** Makes `instance` translate through `directory`, addresses 0 to `limit` inclusive. Before anybody uses the instance block. */
	bind(directory: PageTable, instance: InstanceObject, limit: number, user: SpaceUser): Routine;
	/** Directory entry for 128 MiB; a table that is undefined is not there. */
	setDirectoryEntry(directory: PageTable, index: number, large: PageTable | undefined, small: PageTable | undefined): Routine;
	writeRun(table: PageTable, run: EntryRun): Routine;
	/** Entries from here on are not present. */
	clearRun(table: PageTable, first: number, count: number): Routine;
	/** Returns when the device has taken the flush. `isBar`: only BAR accesses use this directory. */
	flush(directory: PageTable, isBar: boolean): Routine;
};

/** Where pages lie and who may use them. */
export type Backing = {readonly kind: 'vram' | 'system'; readonly address: number; readonly isSupervisor?: boolean};

/** The two words of the entry for the first page of a backing, and the step to the next page's. */
export function entryRun(backing: Backing, pageBytes: number, first: number, count: number): EntryRun {
	const low = make(PTE_LOW, {PRESENT: 1, SUPERVISOR: backing.isSupervisor === true ? 1 : 0, FRAME: backing.address / PAGE_BYTES});
	const step = make(PTE_LOW, {FRAME: pageBytes / PAGE_BYTES});
	return {first, count, low, high: backing.kind === 'system' ? PTE_HIGH_SYSTEM : 0, step};
}

/** An address as two words, low then high. */
export function words64(address: number): [number, number] {
	return [low32(address), high32(address)];
}
