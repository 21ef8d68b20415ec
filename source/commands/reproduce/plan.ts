/**
What `gpuvmtop reproduce` runs: the benchmarks of the GPUvm paper by name, and the modes.

Owns: sizes. The paper's own were not recovered (only the programs and their defaults), so these are ours, chosen small
enough that control outweighs computing; ratios depend on them.
See: Gdev test/cuda (idle, loop, madd, mmul, fmadd, fmmul, memcpy, memcpy_pinned).
*/
import {MIB} from '../../base/units.ts';
import type {WorkloadConfiguration} from '../../machine/configuration.ts';

export type Benchmark = {
	readonly name: string;
	/** What it does here. */
	readonly doc: string;
	readonly workload: WorkloadConfiguration;
};

export type Plan = {
	readonly benchmarks: readonly Benchmark[];
	/** Domains that run the same at once, and contexts in one domain. */
	readonly counts: readonly number[];
	/** Virtual time of a fairness run. */
	readonly fairnessNs: number;
	/** Policies to judge; undefined for all that charge time. */
	readonly policies: readonly string[] | undefined;
};

/** The benchmark that does hardly anything but control the card. */
export const CONTROL = 'CTRL';
/** The paper's, from the least fair to the fairest as published. */
const PAPER_POLICIES = ['fifo', 'credit', 'band'];
/** The one that is run in many domains and contexts. */
export const SCALED = 'NOP';

function benchmark(name: string, doc: string, kind: string, parameters: Readonly<Record<string, number>>): Benchmark {
	return {name, doc, workload: {kind, parameters: {rounds: 1, ...parameters}}};
}

export function planOf(isQuick: boolean): Plan {
	const side = isQuick ? 64 : 256;
	const bytes = (isQuick ? 1 : 4) * MIB;
	return {
		benchmarks: [
			benchmark('NOP', 'a kernel that returns at once', 'nop', {}),
			benchmark('LOOP', 'a kernel that counts to 10000', 'loop', {iterations: 10_000}),
			benchmark('MADD', `integer matrix addition, ${side} x ${side}`, 'matrix-add', {size: side, isInteger: 1}),
			benchmark('FMADD', `the same in single precision, ${side} x ${side}`, 'matrix-add', {size: side, isInteger: 0}),
			benchmark('MMUL', `integer matrix multiplication, ${side} x ${side}`, 'matrix-multiply', {size: side, isInteger: 1}),
			benchmark('FMMUL', `the same in single precision, ${side} x ${side}`, 'matrix-multiply', {size: side, isInteger: 0}),
			benchmark('CPY', `${bytes / MIB} MiB to the device and back, through bounce buffers`, 'copy', {bytes}),
			benchmark('PINCPY', `${bytes / MIB} MiB to the device and back, pinned`, 'copy', {bytes, isPinned: 1}),
			benchmark(CONTROL, 'open, 16 small buffers, 4 short kernels, close', 'open-close', {buffers: 16, kernels: 4, pauseNs: 0}),
		],
		counts: isQuick ? [1, 4] : [1, 2, 4, 8],
		fairnessNs: isQuick ? 1e9 : 5e9,
		policies: isQuick ? PAPER_POLICIES : undefined,
	};
}
