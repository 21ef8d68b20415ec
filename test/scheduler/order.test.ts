/**
The published order of unfairness, FIFO > CREDIT > BAND, on mixed kernel lengths, over stated seeds; and where
it does not hold, and why.

Deviation is the largest distance between received and promised share of the busy time in a window of 500 ms
(the prototype's sampling window), averaged over the windows of 10 s.
*/
import {describe, expect, test} from 'vitest';
import {MS, US} from '../../source/base/units.ts';
import {Random} from '../../source/simulation/random.ts';
import {SchedulerLab} from '../lab/scheduler-lab.ts';

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24];
const WINDOW_NS = 500 * MS;
const WINDOWS = 20;

/** Clients with kernels about that long, each kernel half to one and a half of it, and so many out at a time. */
function deviation(policy: string, seed: number, lengthsNs: readonly number[], depth: number): number {
	const lab = new SchedulerLab(policy, {}, US);
	for (const [index, lengthNs] of lengthsNs.entries()) {
		const random = new Random(seed).fork(`client${index}`);
		lab.add({
			depth,
			lengthNs: () => random.integer(lengthNs / 2, (3 * lengthNs) / 2),
			gapNs: () => random.integer(20 * US, 200 * US),
		});
	}
	let before = lengthsNs.map(() => 0);
	let sum = 0;
	for (let window = 1; window <= WINDOWS; window++) {
		lab.runUntil(window * WINDOW_NS);
		const busy = lengthsNs.map((_length, slot) => lab.counter(slot, 'gpuBusyNs'));
		const grown = busy.map((value, slot) => value - (before[slot] as number));
		const all = grown.reduce((total, value) => total + value, 0);
		sum += Math.max(...grown.map(value => Math.abs(value / all - 1 / lengthsNs.length)));
		before = busy;
	}
	return sum / WINDOWS;
}

const MIXED = [MS, 3 * MS, 9 * MS, 27 * MS];

test.each(SEEDS)('synchronous clients with kernels of 1, 3, 9 and 27 ms, seed %i: FIFO deviates most, then CREDIT, then BAND', seed => {
	const [fifo, credit, band] = ['fifo', 'credit', 'band'].map(policy => deviation(policy, seed, MIXED, 1)) as [number, number, number];
	expect(fifo).toBeGreaterThan(credit);
	expect(credit).toBeGreaterThan(band);
});

describe('where the order does not hold', () => {
	test.each([1, 2, 3])('two synchronous clients, seed %i: CREDIT can only alternate, as FIFO does; only waiting helps', seed => {
		const [fifo, credit, band] = ['fifo', 'credit', 'band'].map(policy => deviation(policy, seed, [MS, 9 * MS], 1));
		expect(credit).toBeCloseTo(fifo as number, 2);
		expect(band).toBeLessThan((credit as number) / 4);
	});

	test.each([1, 2, 3])(
		'clients that always have work queued, seed %i: there is nothing to wait for, so BAND is no better than CREDIT',
		seed => {
			const [fifo, credit, band] = ['fifo', 'credit', 'band'].map(policy => deviation(policy, seed, MIXED, 3)) as [number, number, number];
			expect(credit).toBeLessThan(fifo / 4);
			// Both within what one kernel of 40 ms makes in a window of 500 ms.
			expect(credit).toBeLessThan(40 / 500);
			expect(band).toBeLessThan(40 / 500);
		},
	);
});
