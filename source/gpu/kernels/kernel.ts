/**
What a built-in kernel is to the compute engine: how much work a launch means, and the work itself.

A thread's index counts through its block first, x fastest, then through the grid. Thread i works on
element i; threads beyond the last element do nothing.
*/
import {join64} from '../../base/words.ts';
import {VA_LIMIT} from '../../manual/mmu.ts';
import type {Mmu} from '../mmu.ts';
import type {View} from '../view.ts';
import type {Scratch} from './scratch.ts';

export type Launch = {
	readonly mmu: Mmu;
	readonly view: View;
	readonly scratch: Scratch;
	/** The kernel's own parameters, as words. */
	readonly parameters: Uint32Array;
	readonly blocks: number;
	readonly threadsPerBlock: number;
};

/** Static counts, from which the duration follows. Per thread unless said otherwise. */
export type Work = {
	/** Elements written, all threads together. */
	readonly elements: number;
	/** Multiplications of a product, all threads together; zero for kernels without one. */
	readonly products: number;
	/** Instructions of a thread that has an element. */
	readonly instructions: number;
	/** Accesses to memory that wait for one another. */
	readonly dependentAccesses: number;
	/** Bytes that cross the memory bus, all threads together. */
	readonly trafficBytes: number;
	/** Distinct bytes touched, all threads together. */
	readonly footprintBytes: number;
};

export type Kernel = {
	/** Sizes the launch; undefined if its parameters mean nothing (a pointer that is no multiple of four). */
	measure(launch: Launch): Work | undefined;
	/** Does the work; false is a fault that the MMU has. */
	run(launch: Launch): boolean;
};

/** The address in two parameter words, the low one at `index`. */
export function pointerAt(parameters: Uint32Array, index: number): number {
	return join64(parameters[index], parameters[index + 1]) % VA_LIMIT;
}

export function threadsOf(launch: Launch): number {
	return launch.blocks * launch.threadsPerBlock;
}
