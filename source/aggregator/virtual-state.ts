/**
What the aggregator keeps for one domain: its slice, its virtual registers, its shadow channels and
tables, its conduct.

Not here: behaviour; that is in virtual-registers.ts (BAR0), bar-view.ts (BAR1, BAR3), channel-set.ts.
*/
import type {Domain} from '../hypervisor/domain.ts';
import type {Toll} from '../hypervisor/domain-bus.ts';
import type {HostMemory} from '../hypervisor/host-memory.ts';
import type {SecondLevel} from '../hypervisor/second-level.ts';
import type {CostTable} from '../manual/costs.ts';
import {element, type Register} from '../manual/register.ts';
import type {Conduct} from './conduct.ts';
import type {PageAllocator} from './page-allocator.ts';
import type {PageTracker} from './page-tracker.ts';
import type {PageTranslator} from './page-translator.ts';
import type {ParaMemory} from './para-memory.ts';
import type {Partition} from './partition.ts';
import type {PhysicalDevice} from './physical-device.ts';
import type {ShadowMemory} from './shadow-memory.ts';
import type {ShadowRunlist} from './shadow-runlist.ts';

/** A domain's own register words, by offset; 0 until written. */
export class RegisterBank {
	readonly #words = new Map<number, number>();

	get(register: Register, index = 0): number {
		return this.at(element(register, index));
	}

	set(register: Register, word: number, index = 0): void {
		this.put(element(register, index), word);
	}

	at(offset: number): number {
		return this.#words.get(offset) ?? 0;
	}

	put(offset: number, word: number): void {
		this.#words.set(offset, word >>> 0);
	}

	clear(): void {
		this.#words.clear();
	}

	/** Offset and word, ascending. */
	inspect(): ReadonlyArray<readonly [number, number]> {
		return [...this.#words.entries()].sort((a, b) => a[0] - b[0]);
	}
}

/** Options of full virtualization; they change while the domain runs. */
export type FullOptions = {
	barRemap: boolean;
	lazyShadowing: boolean;
	/** Writes to guest page tables trap even where BAR3 is mapped through; a sync costs what changed. */
	tracked: boolean;
};

export type VirtualState = {
	readonly options: FullOptions;
	readonly secondLevel: SecondLevel;
	readonly domain: Domain;
	readonly partition: Partition;
	readonly bank: RegisterBank;
	readonly toll: Toll;
	readonly costs: CostTable;
	/** aggregatorCounters.length cells. */
	readonly counters: Float64Array;
	readonly conduct: Conduct;
	readonly device: PhysicalDevice;
	readonly pages: PageAllocator;
	readonly tracker: PageTracker;
	readonly memory: ShadowMemory;
	readonly translator: PageTranslator;
	/** The domain's own page table objects, where it is para-virtual. */
	readonly para: ParaMemory | undefined;
	readonly runlist: ShadowRunlist;
	readonly hostMemory: HostMemory;
};
