/**
What the aggregator keeps for one domain: its slice, its virtual registers, its shadow channels and
tables, its conduct.

Not here: behaviour; that is in virtual-registers.ts (BAR0), bar-view.ts (BAR1, BAR3), channel-set.ts.
*/
import {assert} from '../base/assert.ts';
import type {Domain} from '../hypervisor/domain.ts';
import type {Toll} from '../hypervisor/domain-bus.ts';
import type {HostMemory} from '../hypervisor/host-memory.ts';
import type {SecondLevel} from '../hypervisor/second-level.ts';
import {BAR0_CATALOGUE, BAR0_IDS} from '../manual/bar0.ts';
import type {CostTable} from '../manual/costs.ts';
import {element, type Register} from '../manual/register.ts';
import type {EventQueue} from '../simulation/event-queue.ts';
import type {Conduct} from './conduct.ts';
import type {PageAllocator} from './page-allocator.ts';
import type {PageTracker} from './page-tracker.ts';
import type {PageTranslator} from './page-translator.ts';
import type {ParaMemory} from './para-memory.ts';
import type {Partition} from './partition.ts';
import type {PhysicalDevice} from './physical-device.ts';
import type {ShadowMemory} from './shadow-memory.ts';
import type {ShadowRunlist} from './shadow-runlist.ts';

/** Longer arrays are windows into memory and tables, which nobody keeps words of. */
const KEPT_ELEMENTS_MAX = 256;
const NO_SLOT = 0;

/** The place of each register word in a bank, by page and word of BAR0 as in BAR0_IDS; slot 0 is nobody's. */
function buildSlots(): {readonly pages: readonly Uint16Array[]; readonly offsets: readonly number[]} {
	const blank = new Uint16Array(1024);
	const pages: Uint16Array[] = BAR0_IDS.map(() => blank);
	const offsets = [-1];
	for (const {register} of BAR0_CATALOGUE.slice(1)) {
		for (let index = 0; register.count <= KEPT_ELEMENTS_MAX && index < register.count; index++) {
			const offset = element(register, index);
			const page = pages[offset >>> 12] as Uint16Array;
			const own = page === blank ? new Uint16Array(1024) : page;
			pages[offset >>> 12] = own;
			own[(offset >>> 2) & 1023] = offsets.length;
			offsets.push(offset);
		}
	}
	return {pages, offsets};
}

const slots = buildSlots();

/** A domain's own register words; 0 until written. */
export class RegisterBank {
	readonly #words = new Uint32Array(slots.offsets.length);

	get(register: Register, index = 0): number {
		return this.at(element(register, index));
	}

	set(register: Register, word: number, index = 0): void {
		this.put(element(register, index), word);
	}

	/** 0 where no word is kept. */
	at(offset: number): number {
		return this.#words[slots.pages[offset >>> 12][(offset >>> 2) & 1023]];
	}

	put(offset: number, word: number): void {
		const slot = slots.pages[offset >>> 12][(offset >>> 2) & 1023];
		assert(slot !== NO_SLOT, 'a register word that no bank keeps');
		this.#words[slot] = word;
	}

	clear(): void {
		this.#words.fill(0);
	}

	/** Offset and word of what is not zero, ascending. */
	inspect(): ReadonlyArray<readonly [number, number]> {
		return slots.offsets
			.map((offset, slot): readonly [number, number] => [offset, this.#words[slot]])
			.filter(([, word]) => word !== 0)
			.sort((a, b) => a[0] - b[0]);
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
	readonly queue: EventQueue;
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
