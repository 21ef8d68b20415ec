/**
Chance: one seed, forked by name. A stream per consumer, so a new consumer does not move the draws of
the others. Whole numbers only.
*/
import {uniformInt} from 'pure-rand/distribution/uniformInt';
import {xoroshiro128plus} from 'pure-rand/generator/xoroshiro128plus';
import type {JumpableRandomGenerator} from 'pure-rand/types/JumpableRandomGenerator';
import {assert} from '../base/assert.ts';

/** FNV-1a over the name, mixed with the parent's seed: neighbouring names get unrelated streams. */
function mix(seed: number, name: string): number {
	let hash = 2_166_136_261 ^ seed;
	for (let index = 0; index < name.length; index++) {
		hash = Math.imul(hash ^ name.charCodeAt(index), 16_777_619);
	}
	return Math.imul(hash ^ (hash >>> 15), 739_982_445) | 0;
}

export class Random {
	readonly seed: number;
	readonly #generator: JumpableRandomGenerator;

	constructor(seed: number) {
		this.seed = seed | 0;
		this.#generator = xoroshiro128plus(this.seed);
	}

	/** A stream of its own for the consumer of that name; always the same for the same seed and name. */
	fork(name: string): Random {
		return new Random(mix(this.seed, name));
	}

	/** A whole number, both ends included. */
	integer(minimum: number, maximum: number): number {
		assert(Number.isInteger(minimum) && Number.isInteger(maximum) && minimum <= maximum, `integer in ${minimum}..${maximum}`);
		return uniformInt(this.#generator, minimum, maximum);
	}
}
