/**
BAR window: what BAR1 and BAR3 show, VRAM through an address space of their own.

Owns: the translation of one BAR, from the register that names its instance block.
Not here: doorbells (gpu.ts looks at stores into the poll area).
Inaccuracies: the directory is read when the register is written, not at the first access after.
See: manual/pbus.ts, BAR1_INSTANCE; envytools docs/hw/bus/bars.
*/
import {PAGE_BYTES} from '../manual/mmu.ts';
import {PBUS} from '../manual/pbus.ts';
import type {AccessSize} from '../manual/pci.ts';
import type {FaultUnit} from '../manual/pfifo.ts';
import {get} from '../manual/register.ts';
import type {Board} from './board.ts';
import type {FaultLatches} from './fault.ts';
import {extract, merge} from './sub-word.ts';
import {View} from './view.ts';
import {ALL_ONES} from './vram.ts';

export class BarWindow {
	readonly #board: Board;
	readonly #faults: FaultLatches;
	readonly #view: View;
	#isTranslated = false;
	#register = 0;

	constructor(board: Board, faults: FaultLatches, unit: FaultUnit) {
		this.#board = board;
		this.#faults = faults;
		this.#view = new View(unit, true);
	}

	/** The register as it was written. */
	get register(): number {
		return this.#register;
	}

	/** Takes the address space that the register names. */
	bind(register: number): void {
		this.#register = register;
		this.#isTranslated = get(PBUS.BAR1_INSTANCE, 'MODE', register) === 1;
		if (this.#isTranslated) {
			this.#view.bind(this.#board.vram, this.#board.mmu, get(PBUS.BAR1_INSTANCE, 'FRAME', register) * PAGE_BYTES);
		}
	}

	read(offset: number, size: AccessSize): number {
		return extract(this.#readWord(offset - (offset % 4), true), offset, size);
	}

	/** The word, without latching a fault. */
	peek(offset: number): number {
		return this.#readWord(offset, false);
	}

	write(offset: number, size: AccessSize, value: number): void {
		const {mmu} = this.#board;
		if (!this.#isTranslated) {
			this.#writeVram(offset, size, value);
		} else if (!mmu.translate(this.#view, offset, true)) {
			this.#faults.latch(this.#view);
		} else if (mmu.words !== undefined) {
			mmu.words[mmu.index] = merge(mmu.words[mmu.index], offset, size, value);
			mmu.stored(size);
		}
	}

	#writeVram(address: number, size: AccessSize, value: number): void {
		const {vram} = this.#board;
		if (size === 4) {
			vram.write32(address, value);
		} else if (size === 2) {
			vram.write16(address, value);
		} else {
			vram.write8(address, value);
		}
	}

	#readWord(offset: number, isLatching: boolean): number {
		const {vram, mmu} = this.#board;
		if (!this.#isTranslated) {
			return vram.read32(offset);
		}
		if (mmu.read32(this.#view, offset)) {
			return mmu.value;
		}
		if (isLatching) {
			this.#faults.latch(this.#view);
		}
		return ALL_ONES;
	}
}
