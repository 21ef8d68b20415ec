/** Resets units of the card through PMC.ENABLE: off, then on. See: nouveau nvc0_graph, nvc0_copy (init). */
import {u32} from '../base/words.ts';
import {PMC} from '../manual/pmc.ts';
import type {Routine} from './thread.ts';
import type {Vcpu} from './vcpu.ts';

export function* resetUnits(cpu: Vcpu, mask: number): Routine {
	yield* cpu.exact();
	const enable = cpu.read32(0, PMC.ENABLE.offset);
	cpu.write32(0, PMC.ENABLE.offset, u32(enable & ~mask));
	cpu.write32(0, PMC.ENABLE.offset, u32(enable | mask));
}
