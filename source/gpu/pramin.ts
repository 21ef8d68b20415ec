/** PRAMIN: a window of 1 MiB in BAR0 that shows VRAM or system memory, wherever its register says. See: manual/pbus.ts. */
import {PAGE_BYTES, TARGET} from '../manual/mmu.ts';
import {PBUS, PRAMIN, PRAMIN_BYTES, PRAMIN_UNIT} from '../manual/pbus.ts';
import type {AccessSize, SystemMemory} from '../manual/pci.ts';
import {get} from '../manual/register.ts';
import type {RegisterFile} from './register-file.ts';
import {extract, merge} from './sub-word.ts';
import {ALL_ONES, type Vram} from './vram.ts';

/** Whether a BAR0 offset lies in the window. */
export function isPramin(offset: number): boolean {
	return offset >= PRAMIN.offset && offset < PRAMIN.offset + PRAMIN_BYTES;
}

export class PraminWindow {
	readonly #vram: Vram;
	readonly #memory: SystemMemory;
	#base = 0;
	#target: number = TARGET.VRAM;

	constructor(file: RegisterFile, vram: Vram, memory: SystemMemory) {
		this.#vram = vram;
		this.#memory = memory;
		file.onWrite(PBUS.PRAMIN_WINDOW, value => {
			file.set(PBUS.PRAMIN_WINDOW, value);
			this.#move(value);
		});
	}

	/** `offset` is one of BAR0. No side effects. */
	read(offset: number, size: AccessSize): number {
		const aligned = offset - (offset % 4);
		const address = this.#base + (aligned - PRAMIN.offset);
		if (this.#target === TARGET.VRAM) {
			return extract(this.#vram.read32(address), offset, size);
		}
		const page = this.#pageOf(address, false);
		return extract(page === undefined ? ALL_ONES : page[(address % PAGE_BYTES) / 4], offset, size);
	}

	write(offset: number, size: AccessSize, value: number): void {
		const aligned = offset - (offset % 4);
		const address = this.#base + (aligned - PRAMIN.offset);
		if (this.#target === TARGET.VRAM) {
			this.#vram.write32(address, size === 4 ? value : merge(this.#vram.read32(address), offset, size, value));
			return;
		}
		const page = this.#pageOf(address, true);
		if (page !== undefined) {
			const index = (address % PAGE_BYTES) / 4;
			page[index] = merge(page[index], offset, size, value);
			this.#memory.written(address + (offset % 4), size);
		}
	}

	reset(): void {
		this.#move(0);
	}

	#move(register: number): void {
		this.#base = get(PBUS.PRAMIN_WINDOW, 'BASE', register) * PRAMIN_UNIT;
		this.#target = get(PBUS.PRAMIN_WINDOW, 'TARGET', register);
	}

	/** No other card is there to answer for a peer. */
	#pageOf(address: number, isWrite: boolean): Uint32Array | undefined {
		return this.#target === TARGET.PEER ? undefined : this.#memory.page(address, isWrite);
	}
}
