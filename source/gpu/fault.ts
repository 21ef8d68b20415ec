/** Latches of failed translations, one for each unit that translates. See: manual/pfifo.ts, FAULT_*. */
import {high32, low32} from '../base/words.ts';
import {PAGE_BYTES} from '../manual/mmu.ts';
import {FAULT_REASON, FAULT_UNIT, type FaultReason, PFIFO} from '../manual/pfifo.ts';
import {make} from '../manual/register.ts';
import type {Board} from './board.ts';
import {gpuCounters} from './counters.ts';
import type {View} from './view.ts';

const UNITS = PFIFO.FAULT_INFO.count;

/** Shader clusters translate on their own; everybody else sits behind the hub. */
function isHub(unit: number): boolean {
	return unit !== FAULT_UNIT.PGRAPH;
}

export class FaultLatches {
	/** Units with a latched fault, one bit each. */
	sources = 0;
	readonly #board: Board;
	readonly #instances = new Uint32Array(UNITS);
	readonly #addresses = new Float64Array(UNITS);
	readonly #infos = new Uint32Array(UNITS);

	constructor(board: Board) {
		this.#board = board;
	}

	/** Latches what the MMU said last. The newest fault of a unit replaces the one before. */
	latch(view: View): void {
		const {mmu} = this.#board;
		this.#latch(view, mmu.faultAddress, mmu.faultReason, mmu.faultIsWrite);
	}

	/** The instance block names no usable engine context. */
	latchNoChannel(view: View, address: number): void {
		this.#latch(view, address, FAULT_REASON.NO_CHANNEL, false);
	}

	#latch(view: View, address: number, reason: FaultReason, isWrite: boolean): void {
		this.sources |= 1 << view.unit;
		this.#instances[view.unit] = view.instance / PAGE_BYTES;
		this.#addresses[view.unit] = address;
		this.#infos[view.unit] = make(PFIFO.FAULT_INFO, {REASON: reason, HUB: isHub(view.unit) ? 1 : 0, WRITE: isWrite ? 1 : 0});
		this.#board.counters[gpuCounters.at.mmuFaults]++;
		this.#board.interruptsChanged();
	}

	acknowledge(units: number): void {
		this.sources &= ~units;
		this.#board.interruptsChanged();
	}

	instanceOf(unit: number): number {
		return this.#instances[unit];
	}

	addressLowOf(unit: number): number {
		return low32(this.#addresses[unit]);
	}

	addressHighOf(unit: number): number {
		return high32(this.#addresses[unit]);
	}

	infoOf(unit: number): number {
		return this.#infos[unit];
	}

	reset(): void {
		this.sources = 0;
		this.#instances.fill(0);
		this.#addresses.fill(0);
		this.#infos.fill(0);
	}
}
