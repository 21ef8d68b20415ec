/**
PGRAPH: status, interrupts, and the mailbox of its context-switch microcontroller.
See: envytools docs/hw/graph; nouveau nvc0_graph; GPUvm prototype context_bar0.
*/
import {bit, bits, register, registerArray} from './register.ts';

const engineInstance = {
	FRAME: bits(27, 0, 'Instance block, 4 KiB frame.'),
	VALID: bit(31, 'There is one.'),
} as const;

export const PGRAPH = {
	INTR: register(0x400100, 'w1c', 'Pending graphics interrupts.', {
		NOTIFY: bit(0, 'A NOTIFY method asked for it.'),
		QUERY: bit(1, 'A QUERY method asked for it.'),
		ILLEGAL_METHOD: bit(4, 'No such method.'),
		ILLEGAL_CLASS: bit(5, 'No such class.'),
		BUFFER_NOTIFY: bit(16, 'A copy asked for it.'),
		CONTEXT_CONTROL: bit(19, 'The context-switch microcontroller.'),
		DATA_ERROR: bit(20, 'A method with a bad datum.'),
		TRAP: bit(21, 'A unit trapped; here: a kernel that cannot run.'),
	}),
	INTR_EN: register(0x40013c, 'rw', 'Enables, same bits.'),
	ICMD: register(0x400200, 'trigger', 'Injects an internal command.'),
	ICMD_DATA: register(0x400204, 'rw', 'Its datum, written first.'),
	CONTROL: register(0x400500, 'rw', 'nouveau writes 0x00010001 after an interrupt.'),
	STATUS: register(0x400700, 'ro', 'Busy units; zero is idle.', {
		ANY: bit(0, 'Any unit.'),
		ICMD: bit(1, 'Internal command.'),
		M2MF: bit(6, 'Memory to memory copy.'),
		CONTEXT_CONTROL: bit(7, 'Context switch.'),
		GPC: bit(24, 'Shader clusters.'),
		ROP: bit(25, 'Raster output.'),
	}),
	TRAPPED_ADDRESS: register(0x400704, 'ro', 'Method of the latest interrupt.', {
		METHOD: bits(13, 2, 'Method, in words.'),
		SUBCHANNEL: bits(18, 16, 'Its subchannel.'),
	}),
	TRAPPED_DATA: register(0x400708, 'ro', 'Its datum.'),
	MTHD: register(0x404488, 'trigger', 'Writes default method state.', {
		CLASS: bits(15, 0, 'Object class.'),
		METHOD: bits(29, 16, 'Method, in words.'),
		GO: bit(31, 'Write.'),
	}),
	MTHD_DATA: register(0x40448c, 'rw', 'Its datum, written first.'),
	MACRO_STATUS: register(0x4044a0, 'ro', 'Reads 0xf when idle.'),
	MAILBOX_DATA: register(0x409500, 'rw', 'Argument of a mailbox command.', engineInstance),
	MAILBOX_COMMAND: register(0x409504, 'trigger', 'Mailbox command.'),
	FALCON_START: register(0x409100, 'trigger', 'Starts the microcontroller when 2 is written.'),
	FALCON_ENTRY: register(0x40910c, 'rw', 'Its entry point.'),
	UCODE_DATA: register(0x4091c4, 'wo', 'Microcode upload, data segment.'),
	UCODE_CODE: register(0x409184, 'wo', 'Microcode upload, code segment.'),
	UNITS: register(0x409604, 'ro', 'Shader clusters.', {
		GPCS: bits(4, 0, 'Graphics processing clusters.'),
		ROPS: bits(20, 16, 'Raster units.'),
	}),
	TPCS: registerArray(0x502608, 4, 0x8000, 'ro', 'Multiprocessors of cluster n.'),
	SCRATCH_0: register(0x409800, 'rw', 'Microcontroller scratch; bit 31 says done.', {DONE: bit(31, 'Finished.')}),
	CONTEXT_BYTES: register(0x409804, 'ro', 'Bytes of a context image.'),
	SCRATCH_CLEAR: register(0x409840, 'trigger', 'Clears the bits of SCRATCH_0 that are written as one.'),
	CURRENT: register(0x409b00, 'ro', 'Instance block of the channel on the engine.', engineInstance),
	NEXT: register(0x409b04, 'ro', 'Instance block of the channel that comes next.', engineInstance),
	SCRATCH_PAGE_READ: register(0x4188b4, 'rw', 'A 4 KiB VRAM page for the engine, address >> 8.'),
	SCRATCH_PAGE_WRITE: register(0x4188b8, 'rw', 'A 4 KiB VRAM page for the engine, address >> 8.'),
} as const;

/** Mailbox commands of nouveau's microcode. */
export const MAILBOX = {SET_CHANNEL: 1, SAVE_CONTEXT: 2} as const;

/** CONTROL value that lets the engine go on after an interrupt. */
export const PGRAPH_CONTINUE = 0x0001_0001;

/** MACRO_STATUS when idle. */
export const MACRO_IDLE = 0xf;

/** Bytes of a context image in this model: a header and the method state of both classes. */
export const CONTEXT_IMAGE_BYTES = 0x8000;
