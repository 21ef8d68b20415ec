/** The loop itself: leaving, switching policy with work on the device, counting, waiting. */
import {expect, test} from 'vitest';
import {MS, SECOND, US} from '../../source/base/units.ts';
import {SchedulerLab} from '../lab/scheduler-lab.ts';

const constant = (lengthNs: number) => () => lengthNs;

test('a domain that leaves in the middle of its kernel is charged up to then, and the device goes to the next', () => {
	const lab = new SchedulerLab('fifo');
	lab.add({lengthNs: constant(100 * MS)});
	lab.runUntil(MS);
	lab.add({depth: 2, lengthNs: constant(MS)});
	lab.runUntil(50 * MS);
	expect(lab.counter(1, 'fired')).toBe(0);
	lab.remove(0);
	lab.runUntil(100 * MS);
	expect(lab.counter(0, 'gpuBusyNs')).toBe(50 * MS);
	expect(lab.counter(1, 'gpuBusyNs')).toBe(50 * MS);
	expect(lab.counter(1, 'starvedMaxNs')).toBe(49 * MS);
	expect(lab.total('schedulerBusyNs')).toBe(100 * MS);
	expect(lab.intervals().map(({domain, fromNs, toNs}) => [domain, fromNs / MS, toNs / MS])).toEqual([
		[1000, 0, 50],
		[1001, 50, 100],
	]);
});

test('a slot can be given to another domain, which starts with a clean account', () => {
	const lab = new SchedulerLab('credit');
	lab.add({depth: 2, lengthNs: constant(MS)});
	lab.add({depth: 2, lengthNs: constant(20 * MS)});
	lab.runUntil(100 * MS);
	lab.remove(1);
	lab.add({depth: 2, lengthNs: constant(MS)}, 1);
	lab.scheduler.sample();
	expect(lab.counter(1, 'budgetNs')).toBe(0);
	lab.runUntil(SECOND + 100 * MS);
	expect(lab.shares()[1]).toBeCloseTo(0.48, 1);
});

test('DIRECT fires what is queued at once and queues nothing; back in a queue, the device is emptied first', () => {
	const lab = new SchedulerLab('fifo');
	lab.add({depth: 3, lengthNs: constant(10 * MS)});
	lab.runUntil(5 * MS);
	expect(lab.counter(0, 'queueDepth')).toBe(2);
	lab.use('direct');
	expect([lab.counter(0, 'queueDepth'), lab.counter(0, 'fired')]).toEqual([0, 3]);
	lab.runUntil(45 * MS);
	lab.use('fair');
	const {length} = [...lab.intervals()];
	// Three are on the device; nothing more is fired until they are through.
	const fired = lab.counter(0, 'fired');
	lab.runUntil(69 * MS);
	expect(lab.counter(0, 'fired')).toBe(fired);
	lab.runUntil(SECOND);
	expect(lab.counter(0, 'fired')).toBeGreaterThan(fired + 80);
	expect(lab.intervals().length).toBeGreaterThanOrEqual(length);
});

test('switching between CREDIT and BAND keeps budgets; to others it starts afresh', () => {
	const lab = new SchedulerLab('credit');
	lab.add({depth: 2, lengthNs: constant(40 * MS)});
	lab.add({depth: 2, lengthNs: constant(MS)});
	lab.runUntil(45 * MS);
	const budget = lab.counter(0, 'budgetNs');
	expect(budget).toBeLessThan(0);
	lab.use('band');
	lab.scheduler.sample();
	expect(lab.counter(0, 'budgetNs')).toBe(budget);
	lab.use('fifo');
	lab.scheduler.sample();
	expect(lab.counter(0, 'budgetNs')).toBeNaN();
});

test('a change of the period keeps the state, and the next credit comes one new period after the last', () => {
	const lab = new SchedulerLab('credit', {periodNs: 30 * MS});
	lab.add({depth: 2, lengthNs: constant(3 * MS)});
	lab.add({depth: 2, lengthNs: constant(3 * MS)});
	lab.runUntil(40 * MS);
	const before = lab.counter(0, 'budgetNs') + lab.counter(1, 'budgetNs');
	lab.use('credit', {periodNs: 12 * MS});
	lab.runUntil(41 * MS);
	expect(lab.counter(0, 'budgetNs') + lab.counter(1, 'budgetNs')).toBeGreaterThanOrEqual(before - MS);
	lab.runUntil(42 * MS);
	// Twelve milliseconds after the credit at 30 ms, all that ran has been credited.
	expect(Math.abs(lab.counter(0, 'budgetNs') + lab.counter(1, 'budgetNs'))).toBeLessThanOrEqual(1);
});

test('queue delays are told by percentile, with their number', () => {
	const lab = new SchedulerLab('fifo');
	lab.add({depth: 1, lengthNs: constant(10 * MS), gapNs: constant(90 * MS)});
	lab.add({depth: 1, lengthNs: constant(100 * US), gapNs: constant(900 * US)});
	lab.runUntil(10 * SECOND);
	expect(lab.counter(1, 'fired')).toBeGreaterThan(8000);
	expect(lab.counter(1, 'queueDelayP50Ns')).toBe(0);
	expect(lab.counter(1, 'queueDelayP99Ns')).toBeLessThanOrEqual(lab.counter(1, 'queueDelayMaxNs'));
	expect(lab.counter(1, 'queueDelayMaxNs')).toBeGreaterThan(8 * MS);
	expect(lab.counter(1, 'queueDelayMaxNs')).toBeLessThanOrEqual(10 * MS);
	expect(lab.counter(1, 'starvedMaxNs')).toBe(lab.counter(1, 'queueDelayMaxNs'));
});

test('a sample has no influence on what comes', () => {
	const run = (step: number) => {
		const lab = new SchedulerLab('band');
		lab.add({lengthNs: constant(7 * MS), gapNs: constant(100 * US)});
		lab.add({depth: 2, capPermille: 300, lengthNs: constant(3 * MS)});
		for (let atNs = step; atNs <= 2 * SECOND; atNs += step) {
			lab.runUntil(atNs);
		}
		lab.runUntil(2 * SECOND);
		return {counters: lab.clients.map(({counters}) => [...counters]), state: lab.scheduler.inspect()};
	};
	expect(run(7 * MS)).toEqual(run(2 * SECOND));
});
