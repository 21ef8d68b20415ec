/**
What the registers around the engines do: identity and enables, bus, timer, memory controller.

Inaccuracies: a TLB flush that finds no free slot is queued all the same; a BAR flush is done at once.
See: manual/pmc.ts, pbus.ts, ptimer.ts, mmu.ts, pmfb.ts.
*/
import {assert} from '../base/assert.ts';
import {MIB} from '../base/units.ts';
import {high32, low32, u32} from '../base/words.ts';
import {PAGE_BYTES, PFB} from '../manual/mmu.ts';
import {PBUS, PROM} from '../manual/pbus.ts';
import {BOOT_0_VALUE, PMC} from '../manual/pmc.ts';
import {MEMORY_PARTITIONS_MAX, PMFB} from '../manual/pmfb.ts';
import {PTIMER} from '../manual/ptimer.ts';
import {get, make, put} from '../manual/register.ts';
import type {EventHandle, EventKind} from '../simulation/event-queue.ts';
import {Priority} from '../simulation/priority.ts';
import type {BarWindow} from './bar-window.ts';
import type {Board} from './board.ts';
import {gpuCounters} from './counters.ts';
import type {RegisterFile} from './register-file.ts';
import {ALL_ONES} from './vram.ts';

/** Flushes that the memory controller can queue. */
const FLUSH_SLOTS = 8;

/** VRAM in each partition, MiB: as many equal partitions as divide it, at most six. */
export function partitionsOf(vramBytes: number): {count: number; mib: number} {
	const mib = vramBytes / MIB;
	assert(Number.isInteger(mib) && mib > 0, `VRAM of ${vramBytes} bytes is no whole number of MiB`);
	let count = MEMORY_PARTITIONS_MAX;
	while (mib % count !== 0) {
		count--;
	}
	return {count, mib: mib / count};
}

export type BoardHooks = {
	/** Enables of units changed. */
	enablesChanged(enable: number): void;
	/** Sources of the interrupt tree that are pending, as PMC.INTR shows them. */
	pendingUnits(): number;
	rearm(): void;
	readonly bar1: BarWindow;
	readonly bar3: BarWindow;
};

export class BoardRegisters {
	readonly #file: RegisterFile;
	readonly #board: Board;
	readonly #hooks: BoardHooks;
	readonly #flushedKind: EventKind;
	#flushesQueued = 0;
	#isFlushAccepted = false;
	#flushEvents: EventHandle[] = [];
	/** When the last of them is through: a cheaper flush does not overtake those before it. */
	#flushedAtNs = 0;

	constructor(file: RegisterFile, board: Board, hooks: BoardHooks) {
		this.#file = file;
		this.#board = board;
		this.#hooks = hooks;
		this.#flushedKind = board.queue.kind('gpu.tlb.flushed', Priority.device, () => {
			this.#flushesQueued--;
			this.#flushEvents.shift();
		});
		this.#addPmc();
		this.#addBus();
		this.#addTimer();
		this.#addMemory();
	}

	reset(): void {
		for (const event of this.#flushEvents) {
			this.#board.queue.cancel(event);
		}
		this.#flushEvents = [];
		this.#flushedAtNs = 0;
		this.#flushesQueued = 0;
		this.#isFlushAccepted = false;
		this.#file.set(PMC.BOOT_0, BOOT_0_VALUE);
		this.#file.set(PMC.ENABLE, ALL_ONES);
		this.#file.set(PTIMER.NUMERATOR, 1);
		this.#file.set(PTIMER.DENOMINATOR, 1);
		const {count, mib} = partitionsOf(this.#board.vram.bytes);
		this.#file.set(PMFB.PARTITION_COUNT_OLD, count);
		this.#file.set(PMFB.PARTITION_COUNT, count);
		this.#file.set(PFB.PARTITION_MIB, mib);
		for (let partition = 0; partition < count; partition++) {
			this.#file.set(PMFB.PARTITION_MIB, mib, partition);
		}
		this.#hooks.bar1.bind(0);
		this.#hooks.bar3.bind(0);
	}

	#addPmc(): void {
		this.#file.onRead(PMC.INTR, () => this.#hooks.pendingUnits());
		this.#file.onWrite(PMC.INTR_EN, value => {
			this.#file.set(PMC.INTR_EN, value);
			this.#board.interruptsChanged();
		});
		this.#file.onWrite(PMC.ENABLE, value => {
			this.#file.set(PMC.ENABLE, value);
			this.#hooks.enablesChanged(value);
		});
	}

	#addBus(): void {
		for (const [register, window] of [
			[PBUS.BAR1_INSTANCE, this.#hooks.bar1],
			[PBUS.BAR3_INSTANCE, this.#hooks.bar3],
		] as const) {
			this.#file.onRead(register, () => window.register);
			this.#file.onWrite(register, value => window.bind(value));
		}
		// A flush of BAR writes is done at once: stores reach memory in order.
		this.#file.onRead(PBUS.FLUSH, () => 0);
		this.#file.onWrite(PBUS.FLUSH, () => {});
		this.#file.onWrite(PBUS.MSI_REARM, value => {
			if (value % 2 ** 8 === 2 ** 8 - 1) {
				this.#hooks.rearm();
			}
		});
		// No expansion ROM is fitted.
		this.#file.onRead(PROM, () => ALL_ONES);
	}

	#addTimer(): void {
		const {queue} = this.#board;
		this.#file.onRead(PTIMER.TIME_LOW, () => low32(queue.viewNs));
		this.#file.onRead(PTIMER.TIME_HIGH, () => high32(queue.viewNs));
	}

	#addMemory(): void {
		this.#file.onRead(PFB.FLUSH_CONTROL, () =>
			put(PFB.FLUSH_CONTROL, this.#file.get(PFB.FLUSH_CONTROL), {
				ACCEPTED: this.#isFlushAccepted ? 1 : 0,
				FREE_SLOTS: Math.max(0, FLUSH_SLOTS - this.#flushesQueued),
			}),
		);
		this.#file.onWrite(PFB.FLUSH_CONTROL, value => {
			// Only the page size is kept; the rest is the hardware's.
			this.#file.set(PFB.FLUSH_CONTROL, make(PFB.FLUSH_CONTROL, {LARGE_PAGE_64K: get(PFB.FLUSH_CONTROL, 'LARGE_PAGE_64K', value)}));
		});
		this.#file.onWrite(PFB.FLUSH_TRIGGER, value => this.#flush(value));
	}

	/** Translations go at once; a slot is taken until the flush would be through. */
	#flush(trigger: number): void {
		const {mmu, queue, costs, counters} = this.#board;
		this.#isFlushAccepted = get(PFB.FLUSH_TRIGGER, 'GO', trigger) === 1;
		if (!this.#isFlushAccepted) {
			return;
		}
		if (get(PFB.FLUSH_TRIGGER, 'ALL_SPACES', trigger) === 1) {
			mmu.flushAll();
		} else {
			mmu.flush(get(PFB.FLUSH_TARGET, 'FRAME', this.#file.get(PFB.FLUSH_TARGET)) * PAGE_BYTES);
		}
		counters[gpuCounters.at.tlbFlushes]++;
		this.#flushesQueued++;
		this.#flushedAtNs = Math.max(this.#flushedAtNs, queue.nowNs + costs.tlbFlushNs * this.#flushesQueued);
		this.#flushEvents.push(queue.scheduleAt(this.#flushedKind, this.#flushedAtNs));
	}
}

/** Whether a unit is enabled in PMC.ENABLE. */
export function isUnitEnabled(enable: number, unit: keyof typeof PMC.ENABLE.fields): boolean {
	return u32(get(PMC.ENABLE, unit, enable)) === 1;
}
