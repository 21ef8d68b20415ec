/** Finds the card on the bus: identity, BAR sizes and places, bus mastering. See: PCI Local Bus 3.0, type 0 header. */
import {GIB} from '../base/units.ts';
import {hex, roundUp, u32} from '../base/words.ts';
import {type BarNumber, PCI_COMMAND, PCI_CONFIG, PCI_IDENTITY} from '../manual/pci.ts';
import {DriverError} from './driver-error.ts';
import type {Vcpu} from './vcpu.ts';

const ALL_ONES = u32(-1);
/** Guest physical addresses from here on are for devices. */
const DEVICE_SPACE = 3 * GIB;
/** Low bits of a memory BAR that say its kind. */
const MEMORY_KIND_BITS = 0xf;
const MEMORY_BARS: readonly BarNumber[] = [0, 1, 3, 4];
const DOOR: BarNumber = 4;

export type BarBytes = {
	readonly bar1: number;
	readonly bar3: number;
	/** There is a BAR4: the hypervisor takes page tables by call. */
	readonly hasDoor: boolean;
};

/** Gives every memory BAR a place; returns the sizes that matter to the driver. Throws `DriverError` on a foreign card. */
export function setUpPci(cpu: Vcpu): BarBytes {
	const vendor = cpu.configRead(PCI_CONFIG.VENDOR_ID, 2);
	const device = cpu.configRead(PCI_CONFIG.DEVICE_ID, 2);
	if (vendor !== PCI_IDENTITY.VENDOR || device !== PCI_IDENTITY.DEVICE) {
		throw new DriverError(`no driver for PCI device ${hex(vendor, 4)}:${hex(device, 4)}`);
	}
	const command = cpu.configRead(PCI_CONFIG.COMMAND, 2);
	cpu.configWrite(PCI_CONFIG.COMMAND, 2, u32(command & ~PCI_COMMAND.MEMORY));
	const sizes: number[] = [];
	let next = DEVICE_SPACE;
	for (const bar of MEMORY_BARS) {
		const offset = PCI_CONFIG.BAR0 + bar * 4;
		cpu.configWrite(offset, 4, ALL_ONES);
		const mask = u32(cpu.configRead(offset, 4) & ~MEMORY_KIND_BITS);
		const bytes = mask === 0 ? 0 : u32(-mask);
		if (bytes === 0 && bar === DOOR) {
			sizes.push(0);
			continue;
		}
		if (bytes === 0 || bytes >= GIB) {
			throw new DriverError(`BAR${bar} answers ${hex(mask, 8)} when asked for its size`);
		}
		const address = roundUp(next, bytes);
		cpu.configWrite(offset, 4, address);
		next = address + bytes;
		sizes.push(bytes);
	}
	cpu.configWrite(PCI_CONFIG.COMMAND, 2, u32(command | PCI_COMMAND.MEMORY | PCI_COMMAND.BUS_MASTER));
	return {bar1: sizes[1] as number, bar3: sizes[2] as number, hasDoor: sizes[3] !== 0};
}
