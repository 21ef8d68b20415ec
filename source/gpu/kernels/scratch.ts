/** Host memory that kernels gather operands into; kept from launch to launch. */
import {KIB} from '../../base/units.ts';

/** Words and single-precision numbers over the same bytes. */
export type Operand = {words: Uint32Array; floats: Float32Array};

/** Elements that a kernel handles at a time. */
export const CHUNK_WORDS = 4 * KIB;

function makeOperand(words: number): Operand {
	const buffer = new ArrayBuffer(words * 4);
	return {words: new Uint32Array(buffer), floats: new Float32Array(buffer)};
}

export class Scratch {
	readonly a = makeOperand(CHUNK_WORDS);
	readonly b = makeOperand(CHUNK_WORDS);
	readonly c = makeOperand(CHUNK_WORDS);
	#matrix = makeOperand(0);

	/** Room for a whole matrix; the largest asked for so far stays. */
	matrix(words: number): Operand {
		if (this.#matrix.words.length < words) {
			this.#matrix = makeOperand(words);
		}
		return this.#matrix;
	}
}
