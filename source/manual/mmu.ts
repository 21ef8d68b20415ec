/**
Page tables and TLB flush.

A virtual address has 40 bits. The directory has 8192 entries of 8 bytes, each for 128 MiB; an entry
points to a table of large (128 KiB) pages and to one of small (4 KiB) pages for the same span. A
present small entry wins.
See: envytools docs/hw/memory/gf100-vm; nouveau nvc0_vm; GPUvm prototype page_table.
*/
import {bit, bits, register, word} from './register.ts';

export const PAGE_BYTES = 0x1000;
export const LARGE_PAGE_BYTES = 0x20000;
/** Virtual bytes under one directory entry. */
export const PDE_SPAN = 0x800_0000;
export const PDE_COUNT = 8192;
export const PD_BYTES = 0x10000;
export const SMALL_TABLE_ENTRIES = 32768;
export const SMALL_TABLE_BYTES = 0x40000;
export const LARGE_TABLE_ENTRIES = 1024;
export const LARGE_TABLE_BYTES = 0x2000;
export const ENTRY_BYTES = 8;
export const VA_LIMIT = 2 ** 40;

/** Directory entry, low word: the table of large pages. */
export const PDE_LARGE = word({
	PRESENT: bit(0, 'There is a table of large pages.'),
	SIZE: bits(3, 2, '0 whole span, 1 half, 2 quarter, 3 eighth.'),
	FRAME: bits(31, 4, 'Its 4 KiB frame in VRAM.'),
});
/** Directory entry, high word: the table of small pages. */
export const PDE_SMALL = word({
	PRESENT: bit(0, 'There is a table of small pages.'),
	FRAME: bits(31, 4, 'Its 4 KiB frame in VRAM.'),
});

/** Page table entry, low word. */
export const PTE_LOW = word({
	PRESENT: bit(0, 'Maps something.'),
	SUPERVISOR: bit(1, 'Privileged access only.'),
	READ_ONLY: bit(2, 'Writes fault.'),
	ENCRYPTED: bit(3, 'System memory only.'),
	FRAME: bits(31, 4, '4 KiB frame, also for large pages.'),
});
/** Page table entry, high word. */
export const PTE_HIGH = word({
	VOLATILE: bit(0, 'Set by nouveau for system memory.'),
	TARGET: bits(2, 1, 'TARGET.'),
	STORAGE: bits(11, 4, '0 pitch linear, 0xfe block linear.'),
	COMPRESSION_TAG: bits(28, 12, 'Tag line.'),
});

export const TARGET = {VRAM: 0, PEER: 1, SYSTEM_SNOOPED: 2, SYSTEM: 3} as const;

/** High word that nouveau composes for snooped system memory: volatile, target 2. */
export const PTE_HIGH_SYSTEM = 0x5;

/** Entries of a large table by PDE_LARGE.SIZE. */
export const LARGE_TABLE_ENTRIES_BY_SIZE = [1024, 512, 256, 128] as const;

/** Memory controller registers: TLB flush and VRAM sizing. */
export const PFB = {
	FLUSH_CONTROL: register(0x100c80, 'rw', 'Page size and state of TLB flushes.', {
		LARGE_PAGE_64K: bit(0, 'Large pages are 64 KiB; clear means 128 KiB.'),
		ACCEPTED: bit(15, 'The flush was queued.'),
		FREE_SLOTS: bits(23, 16, 'How many flushes may be queued; wait until not zero.'),
	}),
	FLUSH_TARGET: register(0x100cb8, 'rw', 'Directory whose translations to drop.', {
		SYSTEM: bit(1, 'The directory is in system memory.'),
		FRAME: bits(31, 4, '4 KiB frame of the directory.'),
	}),
	FLUSH_TRIGGER: register(0x100cbc, 'trigger', 'Starts the flush.', {
		ALL_PAGES: bit(0, 'Every page.'),
		ALL_SPACES: bit(1, 'Every address space.'),
		HUB_ONLY: bit(2, 'Hub clients only; clear means the shader clusters as well.'),
		GO: bit(31, 'Start.'),
	}),
	SYSTEM_SCRATCH: register(0x100c10, 'rw', 'A page of system memory for the memory controller, address >> 8.'),
	PARTITION_CONFIG: register(0x100800, 'rw', 'Memory partition configuration.'),
	PARTITION_MIB: register(0x10f20c, 'ro', 'MiB of each memory partition, broadcast view.'),
} as const;

/** nouveau's flush triggers for channel and for BAR address spaces. */
export const FLUSH_CHANNEL_SPACE = 0x8000_0001;
export const FLUSH_BAR_SPACE = 0x8000_0005;
