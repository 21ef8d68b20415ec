/**
The para-virtual door: BAR4, its call slots in guest memory, and the eleven operations.

A guest puts its arguments into a slot and writes the slot's number to EXECUTE; the write returns when the
operation is done. Page tables of a para-virtual guest live in the hypervisor's VRAM: the guest names
them by the numbers that ALLOCATE gave it, never by address.
Arguments are little-endian words of the slot; a page table entry takes two words, low first.
See: GPUvm prototype pv_slot, context_bar4; its guest's nouveau_para_virt.
*/

/** BAR4 offsets. */
export const BAR4 = {
	BYTES: 0x1000,
	/** Reading it maps the slots; the value is 0 or a negative error. */
	REGISTER: 0x0,
	/** Guest physical address of slot 0, written before REGISTER is read. */
	SLOTS_LOW: 0x4,
	SLOTS_HIGH: 0x8,
	/** Writing a slot number executes it. */
	EXECUTE: 0xc,
} as const;

export const HYPERCALL_SLOTS = 64;
/** A slot holds a batch of 2048 entries and its header. */
export const SLOT_BYTES = 0x10000;
export const BATCH_SMALL = 128;
export const BATCH_LARGE = 2048;

/** Operation numbers: byte 0 of word 0. */
export const HYPERCALL = {
	/** [1] directory, [2] channel, or CHANNEL_BAR1, CHANNEL_BAR3. */
	SET_DIRECTORY: 0,
	/** [1] directory, [2] small table or 0, [3] large table or 0, [4] index. */
	MAP_TABLE: 1,
	/** [1] table, [2] index, [4..5] entry. */
	MAP: 2,
	/** [1] table, [2] index, [3] step of the raw low word, [4] count, [6..7] first entry. */
	MAP_BATCH: 3,
	/** [1] table, [2] index, [3] count, [4 + 2i ..] entries. */
	MAP_SCATTERED: 4,
	/** [1] table, [2] index, [3] count. */
	UNMAP_BATCH: 5,
	/** [1] directory, [2] 1 for a channel's, 5 for a BAR's. */
	FLUSH: 6,
	/** [1] bytes; returns the number in [1]. */
	ALLOCATE: 7,
	/** [1] number. */
	FREE: 8,
	/** [1] table: declares the small table of BAR3. */
	BAR3_TABLE: 9,
	/** [1] directory, [2] index, [3] count, [4 + 2i] small, [5 + 2i] large. */
	MAP_TABLES: 10,
} as const;
export type HypercallName = keyof typeof HYPERCALL;

export const CHANNEL_BAR1 = -1;
export const CHANNEL_BAR3 = -3;

/** First word of a slot after the call. */
export const HYPERCALL_RESULT = {OK: 0, INVALID: -22, NO_MEMORY: -12, BUSY: -16} as const;

/** ALLOCATE takes exactly these sizes: a directory, a table of small pages, a table of large pages. */
export const HYPERCALL_SIZES = {DIRECTORY: 0x10000, SMALL_TABLE: 0x40000, LARGE_TABLE: 0x2000} as const;
