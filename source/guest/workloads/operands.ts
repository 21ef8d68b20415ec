/**
Operands of a kernel: words that integers and single precision numbers share, filled from a seed.

A round draws one seed from the guest's random stream and spreads it with a xorshift generator.
Numbers are small multiples of 2^-12, so no result is infinite or not a number.
*/
import type {Random} from '../../simulation/random.ts';

export type NumberKind = 'f32' | 'i32';

export type Operand = {readonly words: Uint32Array; readonly floats: Float32Array};

const SEED_MAX = 2 ** 31 - 1;
const FRACTION = 2 ** -12;

export function operandOver(words: Uint32Array): Operand {
	return {words, floats: new Float32Array(words.buffer, words.byteOffset, words.length)};
}

export function numberKind(isInteger: number | undefined): NumberKind {
	return isInteger === 1 ? 'i32' : 'f32';
}

export function fillRandom(operand: Operand, kind: NumberKind, random: Random): void {
	let state = random.integer(1, SEED_MAX);
	const {words, floats} = operand;
	for (let index = 0; index < words.length; index++) {
		state ^= state << 13;
		state ^= state >>> 17;
		state ^= state << 5;
		if (kind === 'i32') {
			words[index] = state;
		} else {
			floats[index] = (state >> 16) * FRACTION;
		}
	}
}

/** A plain loop: `every` calls a function for each of a million words. */
export function isEqual(a: Uint32Array, b: Uint32Array): boolean {
	for (let index = 0; index < a.length; index++) {
		if (a[index] !== b[index]) {
			return false;
		}
	}
	return a.length === b.length;
}

/** True if `sum` is `a` plus `b`, element by element, as a GPU adds. */
export function isSum(a: Operand, b: Operand, sum: Operand, kind: NumberKind): boolean {
	for (let index = 0; index < sum.words.length; index++) {
		const isRight =
			kind === 'i32'
				? ((a.words[index] + b.words[index] - sum.words[index]) | 0) === 0
				: Math.fround(a.floats[index] + b.floats[index]) === sum.floats[index];
		if (!isRight) {
			return false;
		}
	}
	return true;
}

/** `product` = `a` x `b`, n x n: every product and sum rounded (or wrapped), k ascending. */
export function multiply(a: Operand, b: Operand, product: Operand, n: number, kind: NumberKind): void {
	product.words.fill(0);
	for (let row = 0; row < n; row++) {
		const out = row * n;
		for (let k = 0; k < n; k++) {
			const from = k * n;
			if (kind === 'i32') {
				const factor = a.words[out + k];
				for (let column = 0; column < n; column++) {
					product.words[out + column] += Math.imul(factor, b.words[from + column]);
				}
			} else {
				const factor = a.floats[out + k];
				for (let column = 0; column < n; column++) {
					product.floats[out + column] += Math.fround(factor * b.floats[from + column]);
				}
			}
		}
	}
}
