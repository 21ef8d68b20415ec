/**
The bus of a virtualized guest: every access traps, is counted by BAR and register block, priced, and
handed to the virtual device.

Owns: the counting and pricing of exits.
Not here: what an access means (aggregator).
Inaccuracies: the handler's effect is visible at the time of the access; its duration is charged to the
domain's thread in the aggregator, and so to the next access that waits for it.
*/

import {BAR0_CATALOGUE, BAR0_DECODED_BYTES, BAR0_IDS, blockAt, type RegisterBlock} from '../manual/bar0.ts';
import type {AccessSize, GpuBus, PciFunction} from '../manual/pci.ts';
import type {EventQueue} from '../simulation/event-queue.ts';
import {type ExitCounter, exitCounters} from './counters.ts';
import type {ExitThread} from './exit-price.ts';

/** What handling the latest access took beyond decoding it. The bus clears it before every access. */
export type Toll = {
	extraNs: number;
	/** The physical device was held all that time (a rescan). */
	holdsDevice: boolean;
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
const byBar = [at.exitsBar0, at.exitsBar1, -1, at.exitsBar3];
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

export class DomainBus implements GpuBus {
	priceNs = 0;
	/** Set once the aggregator has made the virtual device. */
	device: VirtualDevice | undefined;
	readonly #queue: EventQueue;
	readonly #counters: Float64Array;
	readonly #thread: ExitThread;

	constructor(queue: EventQueue, counters: Float64Array, thread: ExitThread) {
		this.#queue = queue;
		this.#counters = counters;
		this.#thread = thread;
	}

	configRead(offset: number, size: AccessSize): number {
		const device = this.#begin();
		const value = device?.configRead(offset, size) ?? 0xffff_ffff;
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
		const device = this.#begin();
		const value = device === undefined ? 0xffff_ffff : device.barRead(bar, offset, size);
		this.#count(bar, offset, 1);
		this.#asked(1);
		return value;
	}

	write(bar: number, offset: number, size: AccessSize, value: number): void {
		this.#begin()?.barWrite(bar, offset, size, value);
		this.#count(bar, offset, 1);
		this.#posted(1);
	}

	readBlock(bar: number, offset: number, into: Uint32Array): void {
		this.#begin()?.readWords(bar, offset, into);
		this.#count(bar, offset, into.length);
		this.#asked(into.length);
	}

	writeBlock(bar: number, offset: number, from: Uint32Array): void {
		this.#begin()?.writeWords(bar, offset, from);
		this.#count(bar, offset, from.length);
		this.#posted(from.length);
	}

	fillBlock(bar: number, offset: number, value: number, count: number): void {
		this.#begin()?.fillWords(bar, offset, value, count);
		this.#count(bar, offset, count);
		this.#posted(count);
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
		}
	}

	/** Each of `count` accesses waits for its own answer. */
	#asked(count: number): void {
		const device = this.device;
		const extraNs = device?.toll.extraNs ?? 0;
		const nowNs = this.#queue.viewNs;
		let priceNs = this.#thread.ask(nowNs, Math.ceil(extraNs / count), device?.toll.holdsDevice ?? false);
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
		let priceNs = this.#thread.post(nowNs, Math.ceil(extraNs / count), device?.toll.holdsDevice ?? false);
		for (let done = 1; done < count; done++) {
			priceNs += this.#thread.post(nowNs + priceNs, Math.floor(extraNs / count), false);
		}
		this.#charge(count, priceNs);
	}

	#charge(count: number, priceNs: number): void {
		this.priceNs = priceNs;
		this.#counters[at.exits] += count;
		this.#counters[at.exitNs] += priceNs;
	}
}
