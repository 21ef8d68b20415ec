import {describe, expect, test} from 'vitest';
import {copyNs, kernelNs} from '../../source/gpu/cost-model.ts';
import {kernelOf} from '../../source/gpu/kernels/catalogue.ts';
import type {Launch, Work} from '../../source/gpu/kernels/kernel.ts';
import {costTable} from '../../source/manual/costs.ts';
import {KERNELS, type KernelName} from '../../source/manual/kernel-image.ts';

const costs = costTable();
const none: Work = {elements: 0, products: 0, instructions: 0, dependentAccesses: 0, trafficBytes: 0, footprintBytes: 0};

function durationOf(name: KernelName, parameters: readonly number[], blocks: number, threadsPerBlock: number): number {
	const launch = {parameters: Uint32Array.from(parameters), blocks, threadsPerBlock} as unknown as Launch;
	const work = kernelOf(KERNELS[name].id)?.kernel.measure(launch);
	return kernelNs(costs, launch, work ?? none, true);
}

describe('cost model', () => {
	test('an empty kernel costs its launch, less with work queued', () => {
		expect(kernelNs(costs, {blocks: 1, threadsPerBlock: 1}, none, false)).toBe(9_000);
		expect(kernelNs(costs, {blocks: 1, threadsPerBlock: 1}, none, true)).toBe(3_000);
	});

	test('issue: one warp instruction a cycle on each multiprocessor', () => {
		const work = {...none, instructions: 1_000_000};
		// 14 blocks of 32 warps: each multiprocessor issues 32 million instructions at 1.147 GHz.
		expect(kernelNs(costs, {blocks: 14, threadsPerBlock: 1024}, work, true)).toBe(3_000 + Math.ceil((32_000_000 * 1000) / 1147));
		// A fifteenth block goes onto an occupied multiprocessor, evenly spread.
		expect(kernelNs(costs, {blocks: 28, threadsPerBlock: 1024}, work, true)).toBe(3_000 + Math.ceil((64_000_000 * 1000) / 1147));
	});

	test('latency: one warp waits for each of its instructions', () => {
		const work = {...none, instructions: 1_000};
		expect(kernelNs(costs, {blocks: 1, threadsPerBlock: 32}, work, true)).toBe(3_000 + Math.ceil((22_000 * 1000) / 1147));
	});

	test('memory: the bus at its share of the peak, the cache counts a small footprint once', () => {
		const work = {...none, trafficBytes: 1_147_200_000, footprintBytes: 2 ** 20};
		expect(kernelNs(costs, {blocks: 1000, threadsPerBlock: 1024}, work, true)).toBe(3_000 + 10_000_000);
		const cached = kernelNs(costs, {blocks: 1000, threadsPerBlock: 1024}, {...work, footprintBytes: 768 * 1024}, true);
		expect(cached).toBe(3_000 + Math.ceil((768 * 1024 * 1000) / 114_720));
	});

	test('memory: few warps do not fill the bus', () => {
		const work = {...none, trafficBytes: 2 ** 30, footprintBytes: 2 ** 30};
		const full = kernelNs(costs, {blocks: 1000, threadsPerBlock: 640}, work, true);
		const half = kernelNs(costs, {blocks: 14, threadsPerBlock: 320}, work, true);
		expect((half - 3_000) / (full - 3_000)).toBeCloseTo(2, 3);
	});

	test('copies: set-up and bytes by the way they took', () => {
		expect(copyNs(costs, 0, 0)).toBe(10_000);
		expect(copyNs(costs, 5_700_000, 0)).toBe(10_000 + 1_000_000);
		expect(copyNs(costs, 5_700, 57_500)).toBe(10_000 + 1_000 + 1_000);
	});

	/** Response times published with Gdev for 1024 x 1024 on a GTX 480 were 9.9 ms with copies and 11.2 ms; ours is a slower card. */
	test('addition is bound by memory, multiplication by issue, in the published order of magnitude', () => {
		const add = durationOf('matrix-add-i32', [0, 0, 0, 0, 0, 0, 1024, 1024], 4096, 256);
		const multiply = durationOf('matrix-multiply-i32', [0, 0, 0, 0, 0, 0, 1024], 4096, 256);
		expect(add).toBe(3_000 + Math.ceil((12 * 2 ** 20 * 1000) / 114_720));
		expect(multiply).toBeGreaterThan(11_200_000 * 0.4);
		expect(multiply).toBeLessThan(11_200_000 * 1.6);
	});

	test('whole nanoseconds, and more work never takes less', () => {
		let before = 0;
		for (let iterations = 0; iterations < 5_000; iterations += 137) {
			const ns = durationOf('loop', [0, 0, iterations], 100, 96);
			expect(Number.isInteger(ns)).toBe(true);
			expect(ns).toBeGreaterThanOrEqual(before);
			before = ns;
		}
	});
});
