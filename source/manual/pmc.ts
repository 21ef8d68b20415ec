/** PMC: identity, unit enables, the top of the interrupt tree. See: envytools rnndb pmc; nouveau nvc0. */
import {bit, bits, register} from './register.ts';

export const PMC = {
	BOOT_0: register(0x000000, 'ro', 'Identity of the chip.', {
		STEPPING: bits(7, 0, 'Mask revision.'),
		CHIPSET: bits(28, 20, '0xc0 is GF100.'),
	}),
	ENDIAN: register(0x000004, 'ro', 'Zero: little endian.'),
	BOOT_2: register(0x000008, 'ro', 'Second identity word.'),
	INTR: register(0x000100, 'ro', 'Units with a pending interrupt.', {
		PCOPY0: bit(5, 'Copy engine 0.'),
		PCOPY1: bit(6, 'Copy engine 1.'),
		PFIFO: bit(8, 'Channel engine.'),
		PGRAPH: bit(12, 'Graphics and compute engine.'),
		THERM: bit(18, 'Thermal sensor.'),
		PTIMER: bit(20, 'Alarm.'),
		PFB: bit(25, 'Memory controller.'),
		PDISPLAY: bit(26, 'Display.'),
		PBUS: bit(28, 'Bus interface.'),
	}),
	INTR_EN: register(0x000140, 'rw', 'Lets pending interrupts reach the line.', {LINE: bit(0, 'Enabled.')}),
	ENABLE: register(0x000200, 'rw', 'Unit enables; clearing and setting a bit resets the unit.', {
		PCOPY0: bit(6, 'Copy engine 0.'),
		PCOPY1: bit(7, 'Copy engine 1.'),
		PFIFO: bit(8, 'Channel engine.'),
		PGRAPH: bit(12, 'Graphics and compute engine.'),
		PTIMER: bit(16, 'Timer.'),
		PFFB: bit(29, 'Frame buffer hub.'),
	}),
	SUBFIFO_EN: register(0x000204, 'rw', 'One bit for each PBDMA that runs.', {MASK: bits(2, 0, 'GF100 has three.')}),
} as const;

/** BOOT_0 of the Quadro 6000: GF100, revision a3. */
export const BOOT_0_VALUE = 0x0c0c_00a3;
/** ENABLE bits that PGRAPH's reset sequence toggles. See: nouveau nvc0 PGRAPH init. */
export const PGRAPH_RESET_MASK = 0x1800_1000;
