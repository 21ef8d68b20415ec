/** A policy that is not ours cannot stop the machine: it is named, and FIFO goes on. */
import {describe, expect, test} from 'vitest';
import {MS, SECOND} from '../../source/base/units.ts';
import {completePolicy} from '../../source/machine/policy-module.ts';
import {IDLE_MAX_NS, STARVATION_MAX_NS} from '../../source/scheduler/guard.ts';
import type {SchedulerPolicy} from '../../source/scheduler/policy.ts';
import {SchedulerLab} from '../lab/scheduler-lab.ts';

const first: SchedulerPolicy['decide'] = (_state, pending) => ({run: pending[0]?.domain ?? 0});

function labWith(given: Partial<SchedulerPolicy>): SchedulerLab {
	const policy = completePolicy({name: 'MINE', decide: first, ...given});
	if (typeof policy === 'string') {
		throw new Error(policy);
	}
	const lab = new SchedulerLab(policy);
	lab.add({depth: 2, lengthNs: () => 3 * MS});
	lab.add({depth: 2, lengthNs: () => MS});
	return lab;
}

/** Both clients are served to the end, and no doorbell is lost. */
function expectFifo(lab: SchedulerLab): void {
	const before = lab.clients.map((_client, slot) => lab.counter(slot, 'fired'));
	lab.runUntil(lab.queue.nowNs + SECOND);
	for (const slot of [0, 1]) {
		expect(lab.counter(slot, 'fired') - (before[slot] as number)).toBeCloseTo(250, -1);
		expect(lab.counter(slot, 'doorbells')).toBe(lab.counter(slot, 'fired') + lab.counter(slot, 'queueDepth'));
	}
	expect(lab.scheduler.inspect().policy).toBe('FIFO');
}

test('a good one is left alone', () => {
	const lab = labWith({});
	lab.runUntil(2 * SECOND);
	expect(lab.faults).toEqual([]);
	expect(lab.scheduler.inspect().policy).toBe('MINE');
	expect(lab.total('schedulerBusyNs')).toBe(2 * SECOND);
});

describe('one that throws', () => {
	const fail = () => {
		throw new Error('out of luck');
	};
	test.each(['start', 'join', 'changed', 'decide', 'charge', 'account'] as const)('in %s is named and replaced', place => {
		const lab = labWith({[place]: fail});
		lab.runUntil(100 * MS);
		lab.runUntil(101 * MS);
		expect(lab.faults).toEqual([`MINE threw in ${place}: out of luck`]);
		expectFifo(lab);
	});

	test('in replenish is named and replaced', () => {
		const lab = labWith({periodNs: () => 10 * MS, replenish: fail});
		lab.runUntil(100 * MS);
		expect(lab.faults).toEqual(['MINE threw in replenish: out of luck']);
		expectFifo(lab);
	});

	test.each([
		['throws', fail, 'threw in isTurnOver: out of luck'],
		['answers nonsense', () => 'perhaps' as unknown as boolean, 'answered isTurnOver with perhaps; expected true or false'],
	])('in isTurnOver, or %s there, is named and replaced', (_what, isTurnOver, fault) => {
		const lab = labWith({isTurnOver}).preempt(500_000, 10_000);
		lab.runUntil(100 * MS);
		lab.runUntil(101 * MS);
		expect(lab.faults).toEqual([`MINE ${fault}`]);
		expectFifo(lab);
	});

	test('one that gives every turn up at once gets somewhere all the same', () => {
		const lab = labWith({isTurnOver: () => true}).preempt(500_000, 400_000);
		lab.runUntil(SECOND);
		expect(lab.faults).toEqual([]);
		expect(lab.counter(0, 'fired') + lab.counter(1, 'fired')).toBeGreaterThan(100);
	});

	test('late, in the middle of a run, loses nothing', () => {
		let asked = 0;
		const lab = labWith({
			decide: (state, pending, nowNs, parameters) => (++asked > 100 ? fail() : first(state, pending, nowNs, parameters)),
		});
		lab.runUntil(SECOND);
		expect(lab.faults).toHaveLength(1);
		expect(lab.total('schedulerBusyNs')).toBe(SECOND);
		expectFifo(lab);
	});
});

describe('one that answers nonsense', () => {
	test.each([
		[undefined, "answered undefined; expected {run: domain}, {waitNs: time} or 'idle'"],
		['later', "answered later; expected {run: domain}, {waitNs: time} or 'idle'"],
		[{}, "answered an object without run and waitNs; expected {run: domain}, {waitNs: time} or 'idle'"],
		[{run: 7}, 'answered to run 7, which has nothing that may run'],
		[{run: Number.NaN}, 'answered to run NaN, which has nothing that may run'],
		[{run: '0'}, 'answered to run 0, which has nothing that may run'],
		[{waitNs: -1}, 'answered to wait for -1; expected nanoseconds above 0'],
		[{waitNs: Number.NaN}, 'answered to wait for NaN; expected nanoseconds above 0'],
		[{waitNs: Number.POSITIVE_INFINITY}, 'answered to wait for Infinity; expected nanoseconds above 0'],
	])('%j is named and replaced', (answer, fault) => {
		const lab = labWith({decide: () => answer as never});
		lab.runUntil(10 * MS);
		expect(lab.faults).toEqual([`MINE ${fault}`]);
		expectFifo(lab);
	});
});

describe('one that starves', () => {
	test.each([['idle'], [{waitNs: 50 * MS}], [{waitNs: 3600 * SECOND}]])('everybody, with %j, is replaced after a second', answer => {
		const lab = labWith({decide: () => answer as never});
		lab.runUntil(IDLE_MAX_NS - 1);
		expect(lab.faults).toEqual([]);
		lab.runUntil(IDLE_MAX_NS + 51 * MS);
		expect(lab.faults).toEqual([expect.stringMatching(/^MINE left the device free for 1(\.\d+)? s although 2 domains had work$/)]);
		expectFifo(lab);
	});

	test('one domain is replaced after ten seconds, and the domain is named', () => {
		const lab = labWith({decide: () => ({run: 0})});
		lab.runUntil(STARVATION_MAX_NS - 10 * MS);
		expect(lab.faults).toEqual([]);
		lab.runUntil(STARVATION_MAX_NS + 10 * MS);
		expect(lab.faults).toEqual([expect.stringMatching(/^MINE did not serve dom1 for 10(\.\d+)? s although it had work$/)]);
		expectFifo(lab);
	});
});

test.each([
	[undefined, 'no policy; expected an object'],
	[{name: 'has space', decide: first}, 'name is "has space"; expected a letter'],
	[{name: 'fifo', decide: first}, 'called fifo like one of ours'],
	[{name: 'MINE'}, 'no function decide'],
	[{name: 'MINE', decide: first, charge: 3}, 'charge is no function'],
	[{name: 'MINE', decide: first, tunables: {x: {unit: 'furlong'}}}, 'tunable x needs a unit'],
	[
		{name: 'MINE', decide: first, tunables: {x: {unit: 'ns', minimum: 0, maximum: 5, default: 9, step: 1, doc: 'A.'}}},
		'tunable x: default is 9; expected 0 to 5',
	],
])('a module with %j is refused by name', (value, reason) => {
	expect(completePolicy(value)).toEqual(expect.stringContaining(reason));
});
