/**
PFIFO: channels, runlist, PBDMAs and their interrupts.
See: envytools rnndb fifo/gf100_pfifo, docs/hw/fifo; nouveau nvc0_fifo; GPUvm prototype pfifo, playlist.
*/
import {bit, bits, register, registerArray} from './register.ts';

export const CHANNELS = 128;
export const PBDMAS = 3;

export const PFIFO = {
	INTR: register(0x002100, 'w1c', 'Pending channel engine interrupts.', {
		CHANNEL_ERROR: bit(0, 'Bad channel table entry.'),
		RUNLIST: bit(8, 'Runlist trouble.'),
		MMU_FAULT: bit(28, 'A translation failed; FAULT says where.'),
		PBDMA: bit(29, 'A PBDMA stopped; PBDMA_INTR says why.'),
		RUNLIST_EVENT: bit(30, 'A new runlist was taken.'),
		CHANNEL_NOTIFY: bit(31, 'A NOTIFY_INTERRUPT method asked for it.'),
	}),
	INTR_EN: register(0x002140, 'rw', 'Enables, same bits as INTR.'),
	ENABLE: register(0x002200, 'rw', 'Channel engine runs.', {RUN: bit(0, 'On.')}),
	PBDMA_EN: register(0x002204, 'rw', 'Reads back the PBDMAs that exist.', {MASK: bits(2, 0, 'One bit each.')}),
	ENGINE_PBDMA: registerArray(0x002208, 6, 4, 'rw', 'PBDMAs that may serve engine n (bit clear: allowed).'),
	POLL_AREA: register(0x002254, 'rw', 'Where in BAR1 the USERD pages lie.', {
		FRAME: bits(27, 0, 'BAR1 address, 4 KiB frames.'),
		ENABLE: bit(28, 'On.'),
	}),
	RUNLIST_BASE: register(0x002270, 'rw', 'Where the next runlist lies.', {
		FRAME: bits(27, 0, '4 KiB frame of the list.'),
		TARGET: bits(29, 28, '0 VRAM.'),
	}),
	RUNLIST_COMMIT: register(0x002274, 'rw', 'Takes the list.', {
		LENGTH: bits(11, 0, 'Entries.'),
		ENGINES: bits(24, 20, 'nouveau writes 0x1f.'),
	}),
	RUNLIST_STATUS: register(0x00227c, 'ro', 'Progress of the switch to a new list.', {BUSY: bit(20, 'Not yet taken.')}),
	FAULT_SOURCES: register(0x00259c, 'w1c', 'Units with a latched translation fault.'),
	PBDMA_SOURCES: register(0x0025a0, 'ro', 'PBDMAs with an interrupt.'),
	KICK: register(0x002634, 'rw', 'Write a channel to take it off the engines; reads it back when done.', {
		CHANNEL: bits(6, 0, 'Number.'),
		PENDING: bit(20, 'Not yet off.'),
	}),
	FAULT_INSTANCE: registerArray(0x002800, 32, 16, 'ro', 'Instance block of the faulting channel, 4 KiB frame.'),
	FAULT_ADDRESS_LOW: registerArray(0x002804, 32, 16, 'ro', 'Faulting virtual address, bits 0-31.'),
	FAULT_ADDRESS_HIGH: registerArray(0x002808, 32, 16, 'ro', 'Faulting virtual address, bits 32-39.'),
	FAULT_INFO: registerArray(0x00280c, 32, 16, 'ro', 'What went wrong.', {
		REASON: bits(3, 0, 'FAULT_REASON.'),
		HUB: bit(6, 'From the hub.'),
		WRITE: bit(7, 'A write.'),
		CLIENT: bits(12, 8, 'Client number.'),
	}),
	RUNLIST_EVENT: register(0x002a00, 'w1c', 'Runlist events.', {TAKEN: bit(28, 'A new runlist was taken.')}),
	CHANNEL: registerArray(0x003000, CHANNELS, 8, 'rw', 'Channel table: instance block of channel n.', {
		FRAME: bits(27, 0, 'Instance block, 4 KiB frame.'),
		TARGET: bits(29, 28, '0 VRAM.'),
		POLL: bit(30, 'Its USERD page is watched.'),
		VALID: bit(31, 'In use.'),
	}),
	CHANNEL_STATE: registerArray(0x003004, CHANNELS, 8, 'rw', 'Channel table: state of channel n.', {
		RUNNABLE: bit(0, 'May be put on an engine.'),
		ACQUIRE_PENDING: bit(4, 'Waits for a semaphore.'),
		UNKNOWN_8: bit(8, 'Busy flag that the prototype tests.'),
		LOADED: bit(12, 'On a PBDMA.'),
		ENGINES: bits(20, 16, 'Engines it may use; nouveau writes 0x1f.'),
		PENDING: bit(28, 'Has work that has not started.'),
	}),
	PBDMA_METHOD: registerArray(0x0400c0, PBDMAS, 0x2000, 'ro', 'Method that stopped PBDMA n.'),
	PBDMA_DATA: registerArray(0x0400c4, PBDMAS, 0x2000, 'ro', 'Its datum.'),
	PBDMA_INTR: registerArray(0x040108, PBDMAS, 0x2000, 'w1c', 'Why PBDMA n stopped.', {
		BAD_ENTRY: bit(15, 'A GP entry that means nothing.'),
		BAD_HEADER: bit(18, 'A method header that means nothing.'),
		BAD_METHOD: bit(21, 'A host method that does not exist or names no engine.'),
		SIGNATURE: bit(24, 'Instance block without its signature.'),
	}),
	PBDMA_INTR_EN: registerArray(0x04010c, PBDMAS, 0x2000, 'rw', 'Enables.'),
	PBDMA_CHANNEL: registerArray(0x040120, PBDMAS, 0x2000, 'ro', 'Channel on PBDMA n.', {CHANNEL: bits(6, 0, 'Number.')}),
} as const;

/** Value that nouveau writes to start a channel: all engines, runnable. */
export const CHANNEL_START = 0x001f_0001;

/** PBDMA_INTR_EN and INTR_EN as nouveau writes them. */
export const PBDMA_INTR_EN_VALUE = 0xffff_feff;
export const PFIFO_INTR_EN_VALUE = 0xbfff_ffff;
/** ENGINE_PBDMA as nouveau writes it for three PBDMAs: engine n may use the PBDMA whose bit is clear. */
export const ENGINE_PBDMA_VALUES = [~1, ~2, ~2, ~2, ~4, ~2] as const;

/** Entry of the runlist: two words, channel then this constant. */
export const RUNLIST_ENTRY = {BYTES: 8, SECOND_WORD: 0x0000_0004} as const;

/** Units that translate addresses, as FAULT_* number them. */
export const FAULT_UNIT = {PGRAPH: 0, PEEPHOLE: 3, BAR1: 4, BAR3: 5, PFIFO: 7, PCOPY0: 0x15, PCOPY1: 0x16} as const;
export type FaultUnit = (typeof FAULT_UNIT)[keyof typeof FAULT_UNIT];

export const FAULT_REASON = {
	TABLE_NOT_PRESENT: 0,
	TABLE_TOO_SHORT: 1,
	PAGE_NOT_PRESENT: 2,
	LIMIT_EXCEEDED: 3,
	NO_CHANNEL: 4,
	SUPERVISOR_ONLY: 5,
	READ_ONLY: 6,
	COMPRESSED_SYSTEM_MEMORY: 0xa,
	BAD_STORAGE_TYPE: 0xc,
} as const;
export type FaultReason = (typeof FAULT_REASON)[keyof typeof FAULT_REASON];
