/** One unit's sight of one address space: which directory, how far, with which rights. */
import {join64} from '../base/words.ts';
import {RAMIN} from '../manual/instance-block.ts';
import {PAGE_BYTES, VA_LIMIT} from '../manual/mmu.ts';
import type {FaultUnit} from '../manual/pfifo.ts';
import type {Mmu} from './mmu.ts';
import type {Space} from './tlb.ts';
import type {Vram} from './vram.ts';

export class View {
	/** How FAULT_* numbers whoever looks through this view. */
	readonly unit: FaultUnit;
	space: Space;
	/** Last address that may be used. */
	limit = -1;
	/** May use pages for supervisors only. */
	isPrivileged: boolean;
	/** Address of the instance block. */
	instance = 0;

	constructor(unit: FaultUnit, isPrivileged: boolean) {
		this.unit = unit;
		this.isPrivileged = isPrivileged;
		this.space = {directory: 0, tag: 0};
	}

	/** Takes directory and limit from an instance block, as they stand now. */
	bind(vram: Vram, mmu: Mmu, instance: number): void {
		this.instance = instance;
		const directory = join64(vram.read32(instance + RAMIN.PD_LOW), vram.read32(instance + RAMIN.PD_HIGH)) % VA_LIMIT;
		this.space = mmu.space(directory - (directory % PAGE_BYTES));
		const limit = join64(vram.read32(instance + RAMIN.LIMIT_LOW), vram.read32(instance + RAMIN.LIMIT_HIGH)) % VA_LIMIT;
		// Whole words, so that no run of words is cut inside one.
		this.limit = limit - (limit % 4) + 3;
	}
}
