/** PBUS: the window into VRAM, the instance blocks of BAR1 and BAR3, MSI re-arm. See: envytools docs/hw/bus/bars; nouveau nvc0. */
import {bit, bits, register, registerArray} from './register.ts';

const barInstance = {
	FRAME: bits(27, 0, 'Instance block, 4 KiB frame.'),
	TARGET: bits(29, 28, '0 VRAM.'),
	UNKNOWN_30: bit(30, 'nouveau sets it for BAR3 and not for BAR1.'),
	MODE: bit(31, 'Through the address space of the instance block; clear means physical VRAM.'),
} as const;

export const PBUS = {
	INTR: register(0x001100, 'w1c', 'Bus interface interrupts.'),
	INTR_EN: register(0x001140, 'rw', 'Their enables.'),
	PRAMIN_WINDOW: register(0x001700, 'rw', 'Where the 1 MiB window at 0x700000 looks.', {
		BASE: bits(23, 0, 'Address, 64 KiB units.'),
		TARGET: bits(25, 24, '0 VRAM, 2 and 3 system memory.'),
	}),
	BAR1_INSTANCE: register(0x001704, 'rw', 'Address space of BAR1.', barInstance),
	BAR3_INSTANCE: register(0x001714, 'rw', 'Address space of BAR3.', barInstance),
	PEEPHOLE: register(0x001718, 'rw', 'Peephole address space.', barInstance),
	FLUSH: register(0x070000, 'rw', 'Write 1 to flush BAR writes to memory.', {
		TRIGGER: bit(0, 'Start.'),
		BUSY: bit(1, 'Not yet done.'),
	}),
	MSI_REARM: register(0x088068, 'wo', 'Byte write of 0xff re-arms the message interrupt.'),
} as const;

/** The PRAMIN window itself: 1 MiB of VRAM in BAR0. */
export const PRAMIN = registerArray(0x700000, 0x40000, 4, 'rw', 'VRAM through PRAMIN_WINDOW.');
export const PRAMIN_BYTES = 0x100000;
/** PRAMIN_WINDOW.BASE counts in these. */
export const PRAMIN_UNIT = 0x10000;

/** Expansion ROM image window. */
export const PROM = registerArray(0x300000, 0x4000, 4, 'ro', 'Video BIOS image.');
