/** What every unit of the device has at hand. */
import type {CostTable} from '../manual/costs.ts';
import type {EventQueue} from '../simulation/event-queue.ts';
import type {Mmu} from './mmu.ts';
import type {Preemption} from './preemption.ts';
import type {Vram} from './vram.ts';

export type Board = {
	readonly queue: EventQueue;
	readonly costs: CostTable;
	readonly preemption: Preemption;
	/** One cell for each of `gpuCounters`. */
	readonly counters: Float64Array;
	readonly vram: Vram;
	readonly mmu: Mmu;
	/** Says that an interrupt source changed; the line follows at the interrupt priority of this instant. */
	readonly interruptsChanged: () => void;
};

/** No channel. */
export const NO_CHANNEL = -1;
