/**
Instance block (RAMIN) of a channel: 4 KiB of VRAM. Its first 256 bytes, RAMFC, mirror the PBDMA's
registers and are loaded and saved when the hardware turns to another channel.
See: envytools docs/hw/fifo; nouveau nvc0_fifo (values written).
*/
import {bit, bits, word} from './register.ts';

export const INSTANCE_BYTES = 0x1000;

/** Byte offsets. */
export const RAMIN = {
	USERD_LOW: 0x008,
	USERD_HIGH: 0x00c,
	SIGNATURE: 0x010,
	GP_GET: 0x014,
	DMA_GET_LOW: 0x018,
	DMA_GET_HIGH: 0x01c,
	DMA_MGET_LOW: 0x020,
	DMA_MGET_HIGH: 0x024,
	REFERENCE: 0x028,
	SEMAPHORE_TIMEOUT: 0x030,
	GP_BASE_LOW: 0x048,
	GP_BASE_HIGH: 0x04c,
	GP_ENTRY_LOW: 0x054,
	/** High word of the GP entry in progress; its LENGTH is what is left of it. Zero: none. */
	GP_ENTRY_HIGH: 0x058,
	/** Method header in progress, COUNT and METHOD as they stand; zero: none. This model's choice of place. */
	METHOD_HEADER: 0x05c,
	/** Semaphore methods 0x10 to 0x18 of the channel. This model's choice of place. */
	SEMAPHORE_HIGH: 0x060,
	SEMAPHORE_LOW: 0x064,
	SEMAPHORE_PAYLOAD: 0x068,
	/** Trigger word of an acquire that is not yet satisfied; zero: none. This model's choice of place. */
	SEMAPHORE_PENDING: 0x06c,
	PUSHER_STATE: 0x084,
	SLI: 0x094,
	FORMATS: 0x09c,
	SUBCHANNELS: 0x0a4,
	UNKNOWN_B8: 0x0b8,
	TIMESLICE: 0x0f8,
	TIMESLICE_HIGH: 0x0fc,
	PD_LOW: 0x200,
	PD_HIGH: 0x204,
	LIMIT_LOW: 0x208,
	LIMIT_HIGH: 0x20c,
	PGRAPH_CONTEXT_LOW: 0x210,
	PGRAPH_CONTEXT_HIGH: 0x214,
	PCOPY0_CONTEXT_LOW: 0x230,
	PCOPY0_CONTEXT_HIGH: 0x234,
	PCOPY1_CONTEXT_LOW: 0x240,
	PCOPY1_CONTEXT_HIGH: 0x244,
} as const;

/** RAMFC ends here; words below are hardware state of the channel. */
export const RAMFC_BYTES = 0x100;

export const GP_BASE_HIGH_WORD = word({
	ADDRESS: bits(7, 0, 'Ring address, bits 32-39.'),
	ORDER: bits(31, 16, 'Ring holds 2^ORDER entries.'),
});

/** TIMESLICE (engines) and TIMESLICE_HIGH (PBDMA): TIMEOUT << SCALE units of 1024 ns. See: nvgpu, eng_timeslice and pb_timeslice. */
export const TIMESLICE_WORD = word({
	TIMEOUT: bits(7, 0, 'Length.'),
	SCALE: bits(15, 12, 'Power of two that it is multiplied with.'),
	ENABLE: bit(28, 'Clear: no limit.'),
});
export const TIMESLICE_UNIT_NS = 1024;

/** Set in the low word of an engine context pointer. */
export const CONTEXT_POINTER = word({VALID: bit(2, 'There is a context.')});

/** The low half of SIGNATURE must be this. */
export const SIGNATURE_VALUE = 0xface;

/** Values that nouveau writes into a fresh RAMFC, by offset. */
export const RAMFC_INITIAL: ReadonlyArray<readonly [offset: number, value: number]> = [
	[RAMIN.SIGNATURE, 0x0000_face],
	[RAMIN.SEMAPHORE_TIMEOUT, 0xffff_f902],
	[RAMIN.GP_ENTRY_LOW, 0x0000_0002],
	[RAMIN.PUSHER_STATE, 0x2040_0000],
	[RAMIN.SLI, 0x3000_0001],
	[RAMIN.FORMATS, 0x0000_0100],
	[RAMIN.SUBCHANNELS, 0x1f1f_1f1f],
	[RAMIN.SUBCHANNELS + 4, 0x1f1f_1f1f],
	[RAMIN.SUBCHANNELS + 8, 0x0000_001f],
	[RAMIN.UNKNOWN_B8, 0xf800_0000],
	[RAMIN.TIMESLICE, 0x1000_3080],
	[RAMIN.TIMESLICE_HIGH, 0x1000_0010],
];
