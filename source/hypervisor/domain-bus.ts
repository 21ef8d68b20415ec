/**
The bus of a virtualized guest: every access traps, is counted by BAR and register block, priced, and
handed to the virtual device.

Owns: the counting and pricing of exits.
Not here: what an access means (aggregator).
Inaccuracies: the handler's effect is visible at the time of the access; its duration is charged to the
domain's thread in the aggregator, and so to the next access that waits for it.
*/

import {BAR0_CATALOGUE, BAR0_DECODED_BYTES, BAR0_IDS, blockAt, type RegisterBlock} from '../manual/bar0.ts';
import type {CostTable} from '../manual/costs.ts';
import {BAR4} from '../manual/hypercall.ts';
import {PAGE_BYTES} from '../manual/mmu.ts';
import type {AccessSize, GpuBus, PciFunction} from '../manual/pci.ts';
import type {EventQueue} from '../simulation/event-queue.ts';
import {type ExitCounter, exitCounters} from './counters.ts';
import type {ExitThread} from './exit-price.ts';
import type {SecondLevel} from './second-level.ts';

/** What handling the latest access took beyond decoding it. The bus clears it before every access. */
export type Toll = {
	extraNs: number;
	/** The physical device was held all that time (a rescan). */
	holdsDevice: boolean;
};

/** The way around the trap: guest BAR3 page -> the same page of a window in the physical BAR3. */
export type DirectWindow = {
	readonly mapping: SecondLevel;
	readonly device: PciFunction;
	/** First byte of the domain's window in the physical BAR3. */
	readonly base: number;
};

/** A virtual device: what it does and what handling the latest access cost. */
export type VirtualDevice = PciFunction & {
	readonly toll: Toll;
	/** `count` reads of consecutive words; the sum of their work in `extraNs`. */
	readWords(bar: number, offset: number, into: Uint32Array): void;
	writeWords(bar: number, offset: number, from: Uint32Array): void;
	fillWords(bar: number, offset: number, value: number, count: number): void;
	hypercall?(slot: number): void;
};

const at = exitCounters.at;
const PAGE_SHIFT = 12;
/** What a read gives where nothing answers. */
const NOBODY = 2 ** 32 - 1;
const byBar = [at.exitsBar0, at.exitsBar1, -1, at.exitsBar3, at.exitsBar4];
const byBlock: Readonly<Record<RegisterBlock, ExitCounter>> = {
	PMC: 'exitsPmc',
	PBUS: 'exitsPbus',
	PFIFO: 'exitsPfifo',
	PTIMER: 'exitsPtimer',
	PFB: 'exitsPfb',
	PMFB: 'exitsPmfb',
	PGRAPH: 'exitsPgraph',
	PCOPY: 'exitsPcopy',
	PRAMIN: 'exitsPramin',
	PROM: 'exitsOther',
	other: 'exitsOther',
};
/** Counter column by register id: one lookup on the hot path. */
const byRegister = Uint8Array.from(BAR0_CATALOGUE, entry => at[byBlock[entry.block]]);
/** Parts of a block that are counted by themselves as well, by how the names of their registers begin. */
const parts: ReadonlyArray<readonly [name: string, counter: ExitCounter]> = [
	['PFIFO.RUNLIST_', 'exitsRunlist'],
	['PFIFO.CHANNEL', 'exitsChannels'],
	['PFIFO.KICK', 'exitsChannels'],
	['PFIFO.PBDMA_', 'exitsPbdma'],
	['PFB.FLUSH_', 'exitsTlb'],
];
const NO_PART = 255;
const partByRegister = Uint8Array.from(BAR0_CATALOGUE, ({name}) => {
	const part = parts.find(([start]) => name.startsWith(start));
	return part === undefined ? NO_PART : at[part[1]];
});

export class DomainBus implements GpuBus {
	priceNs = 0;
	/** Set once the aggregator has made the virtual device. */
	device: VirtualDevice | undefined;
	/** Pages of BAR3 that reach the device without an exit. */
	direct: DirectWindow | undefined;
	readonly #queue: EventQueue;
	readonly #costs: CostTable;
	readonly #counters: Float64Array;
	readonly #thread: ExitThread;

	constructor(queue: EventQueue, costs: CostTable, counters: Float64Array, thread: ExitThread) {
		this.#queue = queue;
		this.#costs = costs;
		this.#counters = counters;
		this.#thread = thread;
	}

	configRead(offset: number, size: AccessSize): number {
		const device = this.#begin();
		const value = device?.configRead(offset, size) ?? NOBODY;
		this.#counters[at.exitsConfig]++;
		this.#asked(1);
		return value;
	}

	configWrite(offset: number, size: AccessSize, value: number): void {
		this.#begin()?.configWrite(offset, size, value);
		this.#counters[at.exitsConfig]++;
		this.#asked(1);
	}

	read(bar: number, offset: number, size: AccessSize): number {
		const direct = bar === 3 ? this.#directAt(offset) : undefined;
		if (direct !== undefined) {
			this.#passed(1, this.#costs.pcieReadNs);
			return direct.device.barRead(3, direct.base + offset, size);
		}
		const device = this.#begin();
		const value = device === undefined ? NOBODY : device.barRead(bar, offset, size);
		this.#count(bar, offset, 1);
		this.#asked(1);
		return value;
	}

	write(bar: number, offset: number, size: AccessSize, value: number): void {
		const direct = bar === 3 ? this.#directAt(offset) : undefined;
		if (direct !== undefined) {
			this.#passed(1, this.#costs.pcieWriteNs);
			direct.device.barWrite(3, direct.base + offset, size, value);
			return;
		}
		this.#begin()?.barWrite(bar, offset, size, value);
		this.#count(bar, offset, 1);
		if (bar === 4) {
			// A para-virtual call is answered before the vCPU goes on.
			this.#counters[at.hypercalls] += offset === BAR4.EXECUTE ? 1 : 0;
			this.#asked(1);
		} else {
			this.#posted(1);
		}
	}

	readBlock(bar: number, offset: number, into: Uint32Array): void {
		this.#eachPiece(bar, offset, into.length, (at, first, count, direct) => {
			const piece = into.subarray(first, first + count);
			if (direct === undefined) {
				this.#begin()?.readWords(bar, at, piece);
				this.#count(bar, at, count);
				this.#asked(count);
			} else {
				for (let index = 0; index < count; index++) {
					piece[index] = direct.device.barRead(3, direct.base + at + index * 4, 4);
				}
				this.#passed(count, this.#costs.pcieReadNs);
			}
		});
	}

	writeBlock(bar: number, offset: number, from: Uint32Array): void {
		this.#eachPiece(bar, offset, from.length, (at, first, count, direct) => {
			if (direct === undefined) {
				this.#begin()?.writeWords(bar, at, from.subarray(first, first + count));
				this.#count(bar, at, count);
				this.#posted(count);
			} else {
				for (let index = 0; index < count; index++) {
					direct.device.barWrite(3, direct.base + at + index * 4, 4, from[first + index]);
				}
				this.#passed(count, this.#costs.pcieWriteNs);
			}
		});
	}

	fillBlock(bar: number, offset: number, value: number, words: number): void {
		this.#eachPiece(bar, offset, words, (at, _first, count, direct) => {
			if (direct === undefined) {
				this.#begin()?.fillWords(bar, at, value, count);
				this.#count(bar, at, count);
				this.#posted(count);
			} else {
				for (let index = 0; index < count; index++) {
					direct.device.barWrite(3, direct.base + at + index * 4, 4, value);
				}
				this.#passed(count, this.#costs.pcieWriteNs);
			}
		});
	}

	#directAt(offset: number): DirectWindow | undefined {
		const direct = this.direct;
		return direct !== undefined && direct.mapping.isDirect[offset >>> PAGE_SHIFT] === 1 ? direct : undefined;
	}

	/** Accesses that the second-level mapping let through. */
	#passed(count: number, eachNs: number): void {
		this.#counters[at.directAccesses] += count;
		this.priceNs = count * (eachNs + this.#costs.directAccessNs);
	}

	/** Cuts a block where direct pages and trapping pages meet; `priceNs` is the sum of the pieces. */
	#eachPiece(
		bar: number,
		offset: number,
		words: number,
		take: (at: number, first: number, count: number, direct: DirectWindow | undefined) => void,
	): void {
		let priceNs = 0;
		const startNs = this.#queue.viewNs;
		for (let first = 0; first < words; ) {
			const start = offset + first * 4;
			const direct = bar === 3 ? this.#directAt(start) : undefined;
			let count = words - first;
			if (bar === 3 && this.direct !== undefined) {
				count = Math.min(count, (PAGE_BYTES - (start % PAGE_BYTES)) / 4);
				while (first + count < words && this.#directAt(start + count * 4) === direct) {
					count = Math.min(words - first, count + PAGE_BYTES / 4);
				}
			}
			this.#queue.viewNs = startNs + priceNs;
			take(start, first, count, direct);
			priceNs += this.priceNs;
			first += count;
		}
		this.#queue.viewNs = startNs;
		this.priceNs = priceNs;
	}

	#begin(): VirtualDevice | undefined {
		const device = this.device;
		if (device !== undefined) {
			device.toll.extraNs = 0;
			device.toll.holdsDevice = false;
		}
		return device;
	}

	#count(bar: number, offset: number, accesses: number): void {
		const column = byBar[bar];
		if (column !== undefined && column >= 0) {
			this.#counters[column] += accesses;
		}
		if (bar === 0) {
			const id = offset < BAR0_DECODED_BYTES ? (BAR0_IDS[offset >>> 12] as Uint16Array)[(offset >>> 2) & 1023] : 0;
			this.#counters[id === 0 ? at[byBlock[blockAt(offset)]] : byRegister[id]] += accesses;
			const part = partByRegister[id];
			if (part !== NO_PART) {
				this.#counters[part] += accesses;
			}
		}
	}

	/** Each of `count` accesses waits for its own answer. */
	#asked(count: number): void {
		const device = this.device;
		const extraNs = device?.toll.extraNs ?? 0;
		const nowNs = this.#queue.viewNs;
		const isHeld = device?.toll.holdsDevice ?? false;
		let priceNs = this.#thread.ask(nowNs, count === 1 ? extraNs : Math.ceil(extraNs / count), isHeld);
		for (let done = 1; done < count; done++) {
			priceNs += this.#thread.ask(nowNs + priceNs, Math.floor(extraNs / count), false);
		}
		this.#counters[at.exitReads] += count;
		this.#charge(count, priceNs);
	}

	#posted(count: number): void {
		const device = this.device;
		const extraNs = device?.toll.extraNs ?? 0;
		const nowNs = this.#queue.viewNs;
		const isHeld = device?.toll.holdsDevice ?? false;
		let priceNs = this.#thread.post(nowNs, count === 1 ? extraNs : Math.ceil(extraNs / count), isHeld);
		for (let done = 1; done < count; done++) {
			priceNs += this.#thread.post(nowNs + priceNs, Math.floor(extraNs / count), false);
		}
		this.#charge(count, priceNs);
	}

	#charge(count: number, priceNs: number): void {
		this.priceNs = priceNs;
		this.#counters[at.exits] += count;
		this.#counters[at.exitNs] += priceNs;
		this.#counters[at.servedNs] = this.#thread.servedNs;
		this.#counters[at.serviceWaitNs] = this.#thread.waitedNs;
	}
}
