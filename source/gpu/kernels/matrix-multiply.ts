/**
C = A x B, n x n. Every product and every sum is rounded to single precision (or wraps), k ascending, so
the result is the same on every host.

B is gathered once; A is read and C is written row by row. A row of C is the sum over k of a factor from A
times a row of B (row-steps.ts).
*/

import type {NumberKind} from './elementwise.ts';
import {type Kernel, type Launch, pointerAt, threadsOf} from './kernel.ts';
import {CHUNK_WORDS} from './scratch.ts';

const AT = {A: 0, B: 2, C: 4, N: 6} as const;
/** Of one step of the inner loop: two loads, address, product, sum, branch. */
const INSTRUCTIONS_PER_STEP = 6;
const INSTRUCTIONS_AROUND = 12;
const WARP_THREADS = 32;
/** One step of a warp loads 128 bytes of B and one segment of A. */
const BYTES_PER_WARP_STEP = 160;
/** Threads of a block that share what the L1 cache holds. */
const L1_REUSE = 16;
const MATRICES = 3;
/** Longest row that the operands of `Scratch` hold; a longer one is refused. */
const ROW_MAX = CHUNK_WORDS;

export function multiplication(kind: NumberKind): Kernel {
	return {
		measure(launch) {
			if ((launch.parameters[AT.A] | launch.parameters[AT.B] | launch.parameters[AT.C]) % 4 !== 0) {
				return undefined;
			}
			const n = launch.parameters[AT.N];
			if (n > ROW_MAX) {
				return undefined;
			}
			const elements = Math.min(n * n, threadsOf(launch));
			return {
				elements,
				products: elements * n,
				instructions: INSTRUCTIONS_PER_STEP * n + INSTRUCTIONS_AROUND,
				dependentAccesses: 1,
				trafficBytes: Math.ceil((Math.ceil(elements / WARP_THREADS) * n * BYTES_PER_WARP_STEP) / L1_REUSE),
				footprintBytes: MATRICES * elements * 4,
			};
		},
		run(launch) {
			return multiply(launch, kind);
		},
	};
}

function multiply(launch: Launch, kind: NumberKind): boolean {
	const {mmu, view, scratch, parameters} = launch;
	const n = parameters[AT.N];
	const elements = Math.min(n * n, threadsOf(launch));
	if (elements === 0) {
		return true;
	}
	const b = scratch.matrix(n * n);
	if (!mmu.readWords(view, pointerAt(parameters, AT.B), b.words, n * n)) {
		return false;
	}
	const {a, c} = scratch;
	const factors = kind === 'f32' ? a.floats : a.words;
	const step = scratch.steps[kind];
	for (let first = 0; first < elements; first += n) {
		const row = first * 4;
		const count = Math.min(n, elements - first);
		if (!mmu.readWords(view, pointerAt(parameters, AT.A) + row, a.words, n)) {
			return false;
		}
		c.words.fill(0, 0, count);
		const end = c.offset + count * 4;
		for (let k = 0; k < n; k++) {
			step(c.offset, b.offset + k * n * 4, factors[k], end);
		}
		if (!mmu.writeWords(view, pointerAt(parameters, AT.C) + row, c.words, count)) {
			return false;
		}
	}
	return true;
}
