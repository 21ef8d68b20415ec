/** What can be computed by hand holds: shares, bounds, caps, periods. */
import {describe, expect, test} from 'vitest';
import {MS, SECOND, US} from '../../source/base/units.ts';
import {jainIndex} from '../../source/commands/fairness.ts';
import {SchedulerLab} from '../lab/scheduler-lab.ts';

const constant = (lengthNs: number) => () => lengthNs;
/** Policies that promise shares by weight to whoever always has work. */
const PROPORTIONAL = ['fair', 'deficit', 'credit', 'band'] as const;

test('FIFO with one outstanding kernel each, of lengths 5:1, gives 5/6 and 1/6', () => {
	const lab = new SchedulerLab('fifo');
	lab.add({lengthNs: constant(5 * MS)});
	lab.add({lengthNs: constant(MS)});
	lab.runUntil(10 * SECOND);
	const shares = lab.shares();
	expect(shares[0]).toBeCloseTo(5 / 6, 3);
	expect(shares[1]).toBeCloseTo(1 / 6, 3);
	expect(jainIndex(shares)).toBeCloseTo(0.692, 3);
});

describe.each(PROPORTIONAL)('%s', policy => {
	test('meets weights 50/30/20 within one kernel of each over 10 s', () => {
		const lab = new SchedulerLab(policy);
		const lengths = [7 * MS, 3 * MS, 11 * MS];
		for (const [index, weight] of [50, 30, 20].entries()) {
			lab.add({weight, depth: 2, lengthNs: constant(lengths[index] as number)});
		}
		lab.runUntil(10 * SECOND);
		const shares = lab.shares();
		// A period of credit may be spent in advance by the policies that hand it out by the period.
		const slackNs = Math.max(...lengths) + (policy === 'fair' ? 0 : policy === 'deficit' ? 4 * MS : 30 * MS);
		for (const [index, promised] of [0.5, 0.3, 0.2].entries()) {
			expect(Math.abs((shares[index] as number) - promised), `domain ${index}`).toBeLessThanOrEqual(slackNs / (10 * SECOND));
		}
	});

	test('does not let an idle neighbour change what the others get from each other', () => {
		const lab = new SchedulerLab(policy);
		lab.add({depth: 2, lengthNs: constant(9 * MS)});
		lab.add({depth: 2, lengthNs: constant(2 * MS)});
		lab.add({depth: 1, lengthNs: constant(100 * US), gapNs: constant(5 * SECOND)});
		lab.runUntil(10 * SECOND);
		const [first, second] = lab.shares();
		expect(Math.abs((first as number) - (second as number))).toBeLessThan(0.01);
	});

	test('makes kernels longer than the period pay for themselves', () => {
		const lab = new SchedulerLab(policy);
		lab.add({depth: 2, lengthNs: constant(200 * MS)});
		lab.add({depth: 2, lengthNs: constant(5 * MS)});
		lab.runUntil(20 * SECOND);
		expect(Math.abs((lab.shares()[0] as number) - 0.5)).toBeLessThanOrEqual(200 / 20_000 + 0.002);
	});
});

test('the share error of virtual-time fairness in any window is at most one kernel over the window', () => {
	const lab = new SchedulerLab('fair');
	const lengths = [8 * MS, 3 * MS];
	for (const lengthNs of lengths) {
		lab.add({depth: 2, lengthNs: constant(lengthNs)});
	}
	const windowNs = 100 * MS;
	let before = [0, 0];
	for (let atNs = windowNs; atNs <= 5 * SECOND; atNs += windowNs) {
		lab.runUntil(atNs);
		const now = lengths.map((_length, slot) => lab.counter(slot, 'gpuBusyNs'));
		const grown = now.map((value, slot) => value - (before[slot] as number));
		before = now;
		expect(Math.abs((grown[0] as number) / windowNs - 0.5)).toBeLessThanOrEqual(Math.max(...lengths) / windowNs);
	}
});

test('in no window of 100 ms does a domain exceed its cap by more than one kernel, under any queued policy', () => {
	for (const policy of ['fifo', 'credit', 'band', 'fair', 'deficit', 'best-effort', 'quantum', 'rtds', 'equal-share', 'fixed-share']) {
		const lab = new SchedulerLab(policy);
		const kernelNs = 7 * MS;
		lab.add({capPermille: 250, depth: 4, lengthNs: constant(kernelNs)});
		lab.add({depth: 1, lengthNs: constant(3 * MS), gapNs: constant(20 * MS)});
		lab.runUntil(4 * SECOND);
		const uses = lab.intervals().filter(({domain}) => domain === 1000);
		expect(uses.length, policy).toBeGreaterThan(20);
		for (const {toNs} of uses) {
			const startNs = toNs - 100 * MS;
			const used = uses.map(use => Math.max(0, Math.min(use.toNs, toNs) - Math.max(use.fromNs, startNs)));
			expect(
				used.reduce((sum, ns) => sum + ns, 0),
				policy,
			).toBeLessThanOrEqual(25 * MS + kernelNs);
		}
		if (policy === 'fifo') {
			expect(lab.counter(0, 'gpuBusyNs') / (4 * SECOND)).toBeGreaterThan(0.2);
			expect(lab.counter(0, 'throttledNs')).toBeGreaterThan(SECOND);
		}
	}
});

test('a time slice lets a domain run as long as it lasts; what a kernel runs over nobody repays', () => {
	const lab = new SchedulerLab('best-effort', {sliceNs: 4 * MS});
	lab.add({depth: 2, lengthNs: constant(MS)});
	lab.add({depth: 2, lengthNs: constant(10 * MS)});
	lab.runUntil(7 * SECOND);
	// Four short ones, then one long one, for ever.
	expect(lab.shares()[0]).toBeCloseTo(4 / 14, 2);
});

test('a quantum of nothing is without end', () => {
	const lab = new SchedulerLab('quantum', {quantumNs: 0});
	lab.add({depth: 2, lengthNs: constant(MS)});
	lab.add({depth: 2, lengthNs: constant(MS)});
	lab.runUntil(SECOND);
	expect(lab.shares()).toEqual([1, 0]);
});

describe('strict round robin', () => {
	test('repays overshoots, so long kernels gain nothing in the long run', () => {
		const lab = new SchedulerLab('equal-share', {frequency: 250, averaging: 10});
		lab.add({depth: 2, lengthNs: constant(20 * MS)});
		lab.add({depth: 2, lengthNs: constant(MS)});
		lab.runUntil(20 * SECOND);
		expect(lab.shares()[0]).toBeGreaterThan(0.45);
		expect(lab.shares()[0]).toBeLessThan(0.55);
		expect(lab.counter(0, 'overshootNs')).toBeGreaterThan(0);
	});

	test('gives the same part of the clock whether neighbours have work or not', () => {
		const alone = new SchedulerLab('fixed-share', {seats: 4});
		alone.add({depth: 2, lengthNs: constant(100 * US)});
		alone.runUntil(4 * SECOND);
		const among = new SchedulerLab('fixed-share', {seats: 4});
		for (let index = 0; index < 4; index++) {
			among.add({depth: 2, lengthNs: constant(100 * US)});
		}
		among.runUntil(4 * SECOND);
		for (const lab of [alone, among]) {
			expect(lab.counter(0, 'gpuBusyNs') / (4 * SECOND)).toBeCloseTo(0.25, 1);
		}
		expect(alone.total('idleBackloggedNs') / (4 * SECOND)).toBeCloseTo(0.75, 1);
	});
});

test('a reservation is kept in every period, whatever the others do', () => {
	const lab = new SchedulerLab('rtds');
	// 3 ms in every 20 ms, asked for by kernels of 1 ms, against two that ask for everything with kernels of 2 ms.
	lab.add({periodNs: 20 * MS, budgetNs: 3 * MS, depth: 4, lengthNs: constant(MS)});
	lab.add({periodNs: 50 * MS, budgetNs: 10 * MS, depth: 4, lengthNs: constant(2 * MS)});
	lab.add({periodNs: 50 * MS, budgetNs: 10 * MS, depth: 4, lengthNs: constant(2 * MS)});
	let before = 0;
	for (let atNs = 20 * MS; atNs <= 2 * SECOND; atNs += 20 * MS) {
		lab.runUntil(atNs);
		const now = lab.counter(0, 'gpuBusyNs');
		expect(now - before).toBeGreaterThanOrEqual(3 * MS);
		before = now;
	}
});

test('without extra time a reservation is also a limit', () => {
	const lab = new SchedulerLab('rtds', {extraTime: 0});
	lab.add({periodNs: 10 * MS, budgetNs: 2 * MS, depth: 4, lengthNs: constant(500 * US)});
	lab.runUntil(2 * SECOND);
	expect(lab.counter(0, 'gpuBusyNs') / (2 * SECOND)).toBeCloseTo(0.2, 2);
});

test('BAND leaves the device to a domain that had too little, and the wait shows as idle time', () => {
	const run = (policy: string) => {
		const lab = new SchedulerLab(policy);
		lab.add({lengthNs: constant(MS), gapNs: constant(50 * US)});
		lab.add({lengthNs: constant(10 * MS), gapNs: constant(50 * US)});
		return lab.runUntil(10 * SECOND);
	};
	const [credit, band] = [run('credit'), run('band')];
	// Both have one kernel out: whoever was served has nothing queued at the moment of the choice.
	expect(credit.shares()[0]).toBeCloseTo(1 / 11, 2);
	expect(band.shares()[0]).toBeGreaterThan(0.4);
	expect(band.total('policyWaits')).toBeGreaterThan(100);
	expect(band.total('idleBackloggedNs')).toBeGreaterThan(credit.total('idleBackloggedNs'));
});

test('promises follow weights among those that have work', () => {
	const lab = new SchedulerLab('fifo');
	lab.add({weight: 3, depth: 2, lengthNs: constant(MS)});
	lab.add({weight: 1, depth: 2, lengthNs: constant(MS)});
	lab.add({weight: 4, lengthNs: constant(MS), gapNs: constant(20 * SECOND)});
	lab.runUntil(4 * SECOND);
	expect(lab.counter(0, 'entitledNs') / (4 * SECOND)).toBeCloseTo(0.75, 2);
	expect(lab.counter(1, 'entitledNs') / (4 * SECOND)).toBeCloseTo(0.25, 2);
	expect(lab.counter(0, 'received500Ns')).toBe(250 * MS);
	expect(lab.counter(0, 'entitled100Ns')).toBe(75 * MS);
	expect(lab.total('jain500Permille')).toBe(800);
	expect(lab.total('deviation500Permille')).toBe(250);
	expect(lab.total('minMax500Permille')).toBe(333);
});
