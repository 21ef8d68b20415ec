/** Turns that end although a doorbell is not done: what slices mean on a device that can stop kernels. */
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {WATCHDOG_NS} from '../../source/aggregator/device-hold.ts';
import {MS, SECOND, US} from '../../source/base/units.ts';
import {POLICIES} from '../../source/scheduler/catalogue.ts';
import {Random} from '../../source/simulation/random.ts';
import {SchedulerLab} from '../lab/scheduler-lab.ts';

const constant = (lengthNs: number) => () => lengthNs;
const QUANTUM = MS;
const COST = 50 * US;
const SLICING = Object.entries(POLICIES).flatMap(([name, policy]) => (policy.isTurnOver === undefined ? [] : [name]));
const LONG = 150 * MS;

/** A hog with kernels that outlast any turn, beside a domain with short ones. */
function hogLab(policy: string, quantumNs: number, costNs = COST): SchedulerLab {
	const lab = new SchedulerLab(policy).preempt(quantumNs, costNs);
	lab.add({depth: 2, lengthNs: constant(LONG), periodNs: 20 * MS, budgetNs: 8 * MS});
	lab.add({depth: 2, lengthNs: constant(500 * US), periodNs: 20 * MS, budgetNs: 8 * MS});
	return lab;
}

test('every policy with turns says when one is over; FIFO and DIRECT have none', () => {
	expect(SLICING.toSorted()).toEqual(
		Object.keys(POLICIES)
			.filter(name => !['fifo', 'direct'].includes(name))
			.toSorted(),
	);
});

describe('the share error in any window is at most a quantum and a stop over the window, not a kernel', () => {
	const windowNs = 50 * MS;
	/** Error of the first domain's part of the time that both received, in windows of 50 ms. */
	function worstError(policy: string, quantumNs: number, costNs: number): number {
		const lab = hogLab(policy, quantumNs, costNs);
		lab.runUntil(SECOND);
		let before = [lab.counter(0, 'gpuBusyNs'), lab.counter(1, 'gpuBusyNs')];
		let worst = 0;
		for (let atNs = SECOND + windowNs; atNs <= 4 * SECOND; atNs += windowNs) {
			lab.runUntil(atNs);
			const now = [lab.counter(0, 'gpuBusyNs'), lab.counter(1, 'gpuBusyNs')];
			const grown = now.map((value, slot) => value - (before[slot] as number));
			worst = Math.max(worst, Math.abs((grown[0] as number) / ((grown[0] as number) + (grown[1] as number)) - 0.5));
			before = now;
		}
		return worst;
	}

	test.each([
		[MS, 50 * US],
		[3 * MS, 400 * US],
		[500 * US, 0],
	])('fair, quantum %i ns, cost %i ns', (quantumNs, costNs) => {
		expect(worstError('fair', quantumNs, costNs)).toBeLessThanOrEqual((quantumNs + costNs) / windowNs);
		expect(worstError('fair', 0, 0)).toBeGreaterThan(0.49);
	});

	test('equal share, which also owes the rest of a slice', () => {
		const sliceNs = SECOND / 480;
		expect(worstError('equal-share', 500 * US, COST)).toBeLessThanOrEqual((500 * US + COST + sliceNs) / windowNs);
		expect(worstError('equal-share', 0, 0)).toBeGreaterThan(0.49);
	});
});

test.each(SLICING.filter(name => name !== 'fixed-share'))('%s: the neighbour of a hog no longer waits for a whole kernel', policy => {
	const [whole, sliced] = [0, QUANTUM].map(quantumNs => hogLab(policy, quantumNs).runUntil(10 * SECOND));
	expect(whole?.counter(1, 'starvedMaxNs')).toBeGreaterThanOrEqual(LONG - 5 * MS);
	// At most a period of credit, or a turn of the hog's, and what cannot be stopped.
	expect(sliced?.counter(1, 'starvedMaxNs')).toBeLessThanOrEqual(62 * MS);
	expect(whole?.counter(1, 'queueDelayMaxNs')).toBeGreaterThanOrEqual(LONG - 5 * MS);
	expect(sliced?.counter(1, 'queueDelayMaxNs')).toBeLessThanOrEqual(65 * MS);
	expect(sliced?.total('suspensions')).toBeGreaterThan(50);
});

test('a domain whose kernels are stopped pays for it, by name', () => {
	const lab = hogLab('fair', QUANTUM).runUntil(10 * SECOND);
	const stops = lab.counter(0, 'preemptions');
	expect(stops).toBe(lab.total('suspensions'));
	expect([lab.counter(1, 'preemptions'), lab.counter(1, 'preemptionNs')]).toEqual([0, 0]);
	const stopNs = lab.counter(0, 'preemptionNs');
	expect(stopNs).toBeGreaterThan((stops - 1) * COST);
	expect(stopNs).toBeLessThanOrEqual(stops * COST);
	expect(lab.counter(0, 'engineNs')).toBe(lab.counter(0, 'gpuBusyNs'));
});

test('FIFO never takes the device away', () => {
	const lab = hogLab('fifo', QUANTUM).runUntil(5 * SECOND);
	expect([lab.total('suspensions'), lab.counter(0, 'preemptions')]).toEqual([0, 0]);
});

test('nothing is stopped for nobody', () => {
	for (const policy of SLICING.filter(name => name !== 'fixed-share' && name !== 'rtds')) {
		const lab = new SchedulerLab(policy).preempt(QUANTUM, COST);
		lab.add({depth: 3, lengthNs: constant(LONG)});
		expect([policy, lab.runUntil(3 * SECOND).total('suspensions')]).toEqual([policy, 0]);
	}
});

test('a fixed share and a reservation without extra time are limits, whatever the length of a kernel', () => {
	const fixed = new SchedulerLab('fixed-share', {seats: 4}).preempt(200 * US, COST);
	fixed.add({depth: 2, lengthNs: constant(LONG)});
	expect(fixed.runUntil(8 * SECOND).counter(0, 'gpuBusyNs') / (8 * SECOND)).toBeCloseTo(0.25, 1);
	const reserved = new SchedulerLab('rtds', {extraTime: 0}).preempt(500 * US, COST);
	reserved.add({periodNs: 10 * MS, budgetNs: 2 * MS, depth: 2, lengthNs: constant(LONG)});
	expect(reserved.runUntil(8 * SECOND).counter(0, 'gpuBusyNs') / (8 * SECOND)).toBeCloseTo(0.2, 2);
});

test('a cap holds to within a quantum and a stop', () => {
	for (const policy of SLICING) {
		const lab = new SchedulerLab(policy).preempt(QUANTUM, COST);
		lab.add({capPermille: 250, depth: 2, lengthNs: constant(LONG), periodNs: 100 * MS, budgetNs: 60 * MS});
		lab.add({depth: 1, lengthNs: constant(MS), gapNs: constant(20 * MS)});
		lab.runUntil(4 * SECOND);
		const uses = lab.intervals().filter(({domain}) => domain === 1000);
		for (const {toNs} of uses) {
			const startNs = toNs - 100 * MS;
			const usedNs = uses.reduce((sum, use) => sum + Math.max(0, Math.min(use.toNs, toNs) - Math.max(use.fromNs, startNs)), 0);
			expect(usedNs, policy).toBeLessThanOrEqual(25 * MS + QUANTUM + COST);
		}
	}
});

test('a doorbell that is stopped again and again is still found to hang', () => {
	const lab = new SchedulerLab('fair').preempt(QUANTUM, 0);
	let hung = 0;
	lab.onHung = () => {
		hung++;
	};
	lab.add({lengthNs: constant(10 * WATCHDOG_NS)});
	lab.add({depth: 2, lengthNs: constant(MS)});
	lab.runUntil(WATCHDOG_NS);
	expect([hung, lab.counter(0, 'gpuBusyNs') < 0.6 * WATCHDOG_NS]).toEqual([0, true]);
	for (let atNs = WATCHDOG_NS; hung === 0; atNs += MS) {
		lab.runUntil(atNs);
		expect(lab.counter(0, 'gpuBusyNs')).toBeLessThanOrEqual(WATCHDOG_NS + 2 * MS);
	}
	expect(lab.counter(0, 'gpuBusyNs')).toBeGreaterThanOrEqual(WATCHDOG_NS);
});

test('a policy without turns, or no policy, lets what was stopped go on at once', () => {
	for (const next of ['fifo', 'direct']) {
		const lab = hogLab('fair', QUANTUM).runUntil(20 * MS + 1);
		const isStopped = () => lab.device.stopped.size > 0;
		for (let atNs = lab.queue.nowNs; !isStopped(); atNs += 100 * US) {
			lab.runUntil(atNs);
		}
		lab.use(next);
		lab.runUntil(lab.queue.nowNs + 2 * LONG);
		expect([next, isStopped(), lab.counter(0, 'queueDepth')]).toEqual([next, false, expect.any(Number)]);
		expect(lab.counter(0, 'fired')).toBeGreaterThan(1);
	}
});

test('under DIRECT received is what engines worked, with shares and measures', () => {
	const lab = new SchedulerLab('direct');
	lab.add({depth: 2, lengthNs: constant(3 * MS)});
	lab.add({depth: 2, lengthNs: constant(MS)});
	lab.runUntil(4 * SECOND);
	expect(lab.shares()[0]).toBeCloseTo(0.75, 2);
	expect(lab.counter(0, 'engineNs')).toBe(lab.counter(0, 'gpuBusyNs'));
	expect(lab.counter(0, 'received500Ns')).toBeGreaterThan(370 * MS);
	expect(lab.counter(0, 'entitled500Ns')).toBe(250 * MS);
	expect(lab.total('jain500Permille')).toBeCloseTo(800, -1);
	expect(lab.total('schedulerBusyNs')).toBe(0);
});

test('with random quanta and costs, work is conserved and lasts as long as it would have alone', () => {
	fc.assert(
		fc.property(
			fc.constantFrom(...SLICING.filter(name => POLICIES[name]?.isWorkConserving === true)),
			fc.integer({min: 50 * US, max: 5 * MS}),
			fc.integer({min: 0, max: 500 * US}),
			fc.nat(),
			(policy, quantumNs, costNs, seed) => {
				const lab = new SchedulerLab(policy).preempt(quantumNs, costNs);
				const asked = [0, 0, 0];
				for (let slot = 0; slot < 3; slot++) {
					const random = new Random(seed).fork(`client${slot}`);
					const lengthNs = () => {
						const length = random.integer(10 * US, 40 * MS);
						asked[slot] = (asked[slot] as number) + length;
						return length;
					};
					lab.add({depth: 2, lengthNs});
				}
				lab.runUntil(2 * SECOND);
				expect(lab.total('idleBackloggedNs')).toBe(0);
				for (let slot = 0; slot < 3; slot++) {
					const usefulNs = lab.counter(slot, 'engineNs') - lab.counter(slot, 'preemptionNs');
					// Two doorbells of each may be unfinished.
					expect(usefulNs).toBeLessThanOrEqual(asked[slot] as number);
					expect(usefulNs).toBeGreaterThanOrEqual((asked[slot] as number) - 2 * 40 * MS - 2 * costNs);
				}
			},
		),
		{numRuns: 60},
	);
});
