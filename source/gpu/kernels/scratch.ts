/**
Host memory that kernels gather operands into; kept from launch to launch.

One WebAssembly memory: three operands of a chunk each, then room for a matrix that grows as it is asked for.
*/
import {KIB} from '../../base/units.ts';
import {makeRowSteps, type RowMemory, type RowSteps, STEP_SLACK_BYTES} from './row-steps.ts';

/** Words and single-precision numbers over the same bytes. */
export type Operand = {
	readonly words: Uint32Array;
	readonly floats: Float32Array;
	/** Where it lies in the memory, bytes. */
	readonly offset: number;
};

/** Elements that a kernel handles at a time. */
export const CHUNK_WORDS = 4 * KIB;
const OPERAND_BYTES = CHUNK_WORDS * 4 + STEP_SLACK_BYTES;
/** WebAssembly counts memory in these. */
const MEMORY_PAGE_BYTES = 64 * KIB;
const FIXED_PAGES = Math.ceil((3 * OPERAND_BYTES) / MEMORY_PAGE_BYTES);

export class Scratch {
	a: Operand;
	b: Operand;
	c: Operand;
	/** Steps of a product over operands of this scratch. */
	readonly steps: RowSteps;
	readonly #memory: RowMemory;
	#matrix: Operand | undefined;

	constructor() {
		const {memory, steps} = makeRowSteps(FIXED_PAGES);
		this.steps = steps;
		this.#memory = memory;
		[this.a, this.b, this.c] = this.#operands();
	}

	/** Room for a whole matrix; the largest asked for so far stays. Take the other operands after this: they move when it grows. */
	matrix(words: number): Operand {
		if (this.#matrix === undefined || this.#matrix.words.length < words) {
			const pages = FIXED_PAGES + Math.ceil((words * 4 + STEP_SLACK_BYTES) / MEMORY_PAGE_BYTES);
			this.#memory.grow(pages - this.#memory.buffer.byteLength / MEMORY_PAGE_BYTES);
			[this.a, this.b, this.c] = this.#operands();
			this.#matrix = this.#operand(FIXED_PAGES * MEMORY_PAGE_BYTES, words);
		}
		return this.#matrix;
	}

	#operands(): [Operand, Operand, Operand] {
		return [this.#operand(0, CHUNK_WORDS), this.#operand(OPERAND_BYTES, CHUNK_WORDS), this.#operand(2 * OPERAND_BYTES, CHUNK_WORDS)];
	}

	#operand(offset: number, words: number): Operand {
		const {buffer} = this.#memory;
		return {words: new Uint32Array(buffer, offset, words), floats: new Float32Array(buffer, offset, words), offset};
	}
}
