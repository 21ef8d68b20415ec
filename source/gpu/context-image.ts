/** Where the context image of an instance block lies, for one engine. */
import {join64} from '../base/words.ts';
import {CONTEXT_POINTER} from '../manual/instance-block.ts';
import {VA_LIMIT} from '../manual/mmu.ts';
import type {FaultUnit} from '../manual/pfifo.ts';
import {get} from '../manual/register.ts';
import type {Board} from './board.ts';
import {View} from './view.ts';

export class ContextImage {
	readonly view: View;
	address = 0;
	/** False without the VALID bit: the state starts zeroed and is not saved. */
	isThere = false;
	readonly #board: Board;
	readonly #pointer: number;

	/** `pointer`: where in an instance block the engine's context pointer stands. */
	constructor(board: Board, unit: FaultUnit, pointer: number) {
		this.#board = board;
		this.#pointer = pointer;
		this.view = new View(unit, true);
	}

	bind(instance: number): void {
		const {vram, mmu} = this.#board;
		this.view.bind(vram, mmu, instance);
		const low = vram.read32(instance + this.#pointer);
		this.isThere = get(CONTEXT_POINTER, 'VALID', low) === 1;
		// The low bits of the pointer are flags: images are 16-byte aligned.
		this.address = join64(low - (low % 16), vram.read32(instance + this.#pointer + 4)) % VA_LIMIT;
	}
}
