/** Kernels for timing: one that returns at once, one that counts. */
import {type Kernel, pointerAt} from './kernel.ts';

const AT = {OUT: 0, ITERATIONS: 2} as const;
/** Add, compare, predicate, branch. */
const INSTRUCTIONS_PER_ITERATION = 4;
const INSTRUCTIONS_AROUND = 6;
const WORD_BYTES = 4;

export const nop: Kernel = {
	measure() {
		return {elements: 0, products: 0, instructions: 1, dependentAccesses: 0, trafficBytes: 0, footprintBytes: 0};
	},
	run() {
		return true;
	},
};

/** Every thread counts, so every thread costs; only thread 0 writes. */
export const loop: Kernel = {
	measure({parameters}) {
		if (parameters[AT.OUT] % WORD_BYTES !== 0) {
			return undefined;
		}
		return {
			elements: 1,
			products: 0,
			instructions: INSTRUCTIONS_PER_ITERATION * parameters[AT.ITERATIONS] + INSTRUCTIONS_AROUND,
			dependentAccesses: 0,
			trafficBytes: WORD_BYTES,
			footprintBytes: WORD_BYTES,
		};
	},
	run({mmu, view, parameters}) {
		return mmu.write32(view, pointerAt(parameters, AT.OUT), parameters[AT.ITERATIONS]);
	},
};
