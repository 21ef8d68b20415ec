/**
Kernels with one element per thread: vector and matrix addition.

A matrix is rows x columns words without gaps, so its addition is that of a vector.
*/
import {type Kernel, type Launch, pointerAt, threadsOf} from './kernel.ts';
import {CHUNK_WORDS} from './scratch.ts';

/** Places of the parameters: three pointers, then the sizes. */
const AT = {A: 0, B: 2, C: 4, SIZES: 6} as const;
/** Index, compare, three addresses, two loads, one sum, one store, exit. */
const INSTRUCTIONS = 10;
const BYTES_PER_ELEMENT = 12;

export type NumberKind = 'f32' | 'i32';

/** `sizes` words of the parameters multiply to the number of elements. */
export function addition(kind: NumberKind, sizes: 1 | 2): Kernel {
	const elementsOf = ({parameters}: Launch) => parameters[AT.SIZES] * (sizes === 2 ? parameters[AT.SIZES + 1] : 1);
	const covered = (launch: Launch) => Math.min(elementsOf(launch), threadsOf(launch));
	return {
		measure(launch) {
			if ((launch.parameters[AT.A] | launch.parameters[AT.B] | launch.parameters[AT.C]) % 4 !== 0) {
				return undefined;
			}
			const elements = covered(launch);
			const bytes = elements * BYTES_PER_ELEMENT;
			return {elements, products: 0, instructions: INSTRUCTIONS, dependentAccesses: 1, trafficBytes: bytes, footprintBytes: bytes};
		},
		run(launch) {
			return add(launch, kind, covered(launch));
		},
	};
}

function add({mmu, view, scratch, parameters}: Launch, kind: NumberKind, elements: number): boolean {
	const {a, b, c} = scratch;
	for (let done = 0; done < elements; done += CHUNK_WORDS) {
		const count = Math.min(CHUNK_WORDS, elements - done);
		const isRead =
			mmu.readWords(view, pointerAt(parameters, AT.A) + done * 4, a.words, count) &&
			mmu.readWords(view, pointerAt(parameters, AT.B) + done * 4, b.words, count);
		if (!isRead) {
			return false;
		}
		if (kind === 'f32') {
			addFloats(a.floats, b.floats, c.floats, count);
		} else {
			addWords(a.words, b.words, c.words, count);
		}
		if (!mmu.writeWords(view, pointerAt(parameters, AT.C) + done * 4, c.words, count)) {
			return false;
		}
	}
	return true;
}

/** The store rounds to single precision; the sum of two singles is exact enough in a double for that to be the only rounding. */
function addFloats(a: Float32Array, b: Float32Array, c: Float32Array, count: number): void {
	for (let index = 0; index < count; index++) {
		c[index] = a[index] + b[index];
	}
}

/** The store wraps. */
function addWords(a: Uint32Array, b: Uint32Array, c: Uint32Array, count: number): void {
	for (let index = 0; index < count; index++) {
		c[index] = a[index] + b[index];
	}
}
