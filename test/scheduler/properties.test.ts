/** What holds for every policy under random arrivals, weights, caps, joins, leaves and live switches. */
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {MS, SECOND, US} from '../../source/base/units.ts';
import {POLICIES} from '../../source/scheduler/catalogue.ts';
import {Random} from '../../source/simulation/random.ts';
import {type ClientRule, SchedulerLab} from '../lab/scheduler-lab.ts';

const QUEUED = Object.entries(POLICIES)
	.filter(([, policy]) => policy.isDirect !== true)
	.map(([name]) => name);
const CONSERVING = QUEUED.filter(name => POLICIES[name]?.isWorkConserving === true);
const LONGEST = 20 * MS;

type Step =
	| {readonly do: 'add'; readonly seed: number; readonly depth: number; readonly weight: number}
	| {readonly do: 'remove' | 'reshare'; readonly which: number; readonly weight: number}
	| {readonly do: 'switch'; readonly policy: string}
	| {readonly do: 'preempt'; readonly quantumNs: number; readonly costNs: number}
	| {readonly do: 'run'; readonly forNs: number};

const weight = fc.integer({min: 1, max: 8});
const preempt = fc.record({
	do: fc.constant('preempt' as const),
	quantumNs: fc.constantFrom(0, 100 * US, MS, 3 * MS),
	costNs: fc.constantFrom(0, 1, 50 * US, 400 * US),
});
const step = (policies: readonly string[]): fc.Arbitrary<Step> =>
	fc.oneof(
		{weight: 1, arbitrary: preempt},
		{weight: 3, arbitrary: fc.record({do: fc.constant('add' as const), seed: fc.nat(), depth: fc.integer({min: 1, max: 4}), weight})},
		{weight: 1, arbitrary: fc.record({do: fc.constant('remove' as const), which: fc.nat(), weight})},
		{weight: 1, arbitrary: fc.record({do: fc.constant('reshare' as const), which: fc.nat(), weight})},
		{weight: policies.length > 1 ? 2 : 0, arbitrary: fc.record({do: fc.constant('switch' as const), policy: fc.constantFrom(...policies)})},
		{weight: 3, arbitrary: fc.record({do: fc.constant('run' as const), forNs: fc.integer({min: 1, max: 200 * MS})})},
	);

function rule(seed: number, depth: number, weightOf: number, longestNs = LONGEST): ClientRule {
	const random = new Random(seed);
	const scale = random.integer(1, 10);
	return {
		weight: weightOf,
		depth,
		lengthNs: () => random.integer(US, Math.floor((longestNs * scale) / 10)),
		gapNs: () => (random.integer(0, 3) === 0 ? random.integer(0, 30 * MS) : random.integer(0, 100 * US)),
	};
}

/** Plays the steps; `look` sees the lab after each. */
function play(lab: SchedulerLab, steps: readonly Step[], look: () => void): void {
	for (const one of steps) {
		const live = lab.clients.flatMap(({isLive}, slot) => (isLive ? [slot] : []));
		if (one.do === 'add') {
			lab.add(rule(one.seed, one.depth, one.weight));
		} else if (one.do === 'switch') {
			lab.use(one.policy);
		} else if (one.do === 'preempt') {
			lab.preempt(one.quantumNs, one.costNs);
		} else if (one.do === 'run') {
			lab.runUntil(lab.queue.nowNs + one.forNs);
		} else if (live.length > 0) {
			const slot = live[one.which % live.length] as number;
			if (one.do === 'remove') {
				lab.remove(slot);
			} else {
				lab.reshare(slot, one.weight, one.weight > 6 ? 100 * one.weight : 0);
			}
		}
		lab.scheduler.checkInvariants();
		look();
	}
}

/** Doorbells taken are fired, dropped or still queued. */
function expectNoneLost(lab: SchedulerLab): void {
	for (const [slot, {isLive}] of lab.clients.entries()) {
		const [taken, fired, dropped, queued] = (['doorbells', 'fired', 'dropped', 'queueDepth'] as const).map(name => lab.counter(slot, name));
		expect(taken).toBe((fired as number) + (dropped as number) + (queued as number));
		if (isLive) {
			expect(dropped).toBe(0);
		}
	}
}

test('joins, leaves, weights, caps and live switches lose no doorbell, and charges are the busy time', () => {
	fc.assert(
		fc.property(fc.array(step(Object.keys(POLICIES)), {minLength: 5, maxLength: 40}), fc.constantFrom(...QUEUED), (steps, policy) => {
			const lab = new SchedulerLab(policy);
			play(lab, steps, () => expectNoneLost(lab));
			lab.runUntil(lab.queue.nowNs + SECOND);
			expect(lab.faults).toEqual([]);
		}),
		{numRuns: 200},
	);
});

describe.each(CONSERVING)('%s', policy => {
	test('never leaves the device free while work without a cap is queued', () => {
		fc.assert(
			fc.property(fc.array(step([policy]), {minLength: 5, maxLength: 30}), steps => {
				const lab = new SchedulerLab(policy);
				play(
					lab,
					steps.map(one => (one.do === 'reshare' ? {...one, weight: Math.min(6, one.weight)} : one)),
					() => undefined,
				);
				lab.runUntil(lab.queue.nowNs + 300 * MS);
				expect(lab.total('idleBackloggedNs')).toBe(0);
			}),
			{numRuns: 60},
		);
	});
});

const RESERVED_PERIOD = 100 * MS;

/**
Longest time without service for one of `count` equal clients that always have work, with kernels of at most
`longestNs`: what must pass before everybody else is behind it.
*/
const BOUNDS: Readonly<Record<string, (count: number, depth: number) => number>> = {
	// Everything that was queued before.
	fifo: (count, depth) => count * depth * LONGEST,
	// Others run until each is one kernel ahead in virtual time, and one more.
	fair: count => 2 * count * LONGEST,
	// Debt of one kernel takes LONGEST / quantum rounds; a round serves everybody a quantum and a kernel's surplus at most once.
	deficit: count => 2 * count * (LONGEST + 2 * MS),
	// One slice and what a kernel runs over it, each.
	'best-effort': count => count * (LONGEST + 2 * MS),
	quantum: count => count * (LONGEST + 16 * MS),
	// Its reservation fits: a period, what is owed from a kernel that ran over, and a kernel of each other that blocks.
	rtds: count => 2 * RESERVED_PERIOD + 2 * count * LONGEST,
	// Overdrawn by a kernel: credit comes at 1/count of the time, so the debt lasts count times as long, and a period.
	credit: count => 2 * count * (LONGEST + 30 * MS),
	band: count => 2 * count * (LONGEST + 30 * MS) + 2 * (count + 1) * 30 * MS,
	// A slice is used up by overshoot at most as often as it takes to repay it.
	'equal-share': count => 4 * count * (LONGEST + 3 * MS),
	'fixed-share': count => 4 * Math.max(8, count) * (LONGEST + 3 * MS),
};

test.each(QUEUED)('%s lets nobody with work wait longer than its bound', policy => {
	fc.assert(
		fc.property(fc.integer({min: 2, max: 6}), fc.integer({min: 2, max: 4}), fc.nat(), (count, depth, seed) => {
			const lab = new SchedulerLab(policy);
			for (let index = 0; index < count; index++) {
				const random = new Random(seed).fork(`client${index}`);
				const longestNs = random.integer(100 * US, LONGEST);
				lab.add({
					depth,
					lengthNs: () => random.integer(10 * US, longestNs),
					// Reservations that fit; nobody else looks at them.
					periodNs: RESERVED_PERIOD,
					budgetNs: Math.floor(RESERVED_PERIOD / (count + 1)),
				});
			}
			lab.runUntil(3 * SECOND);
			const bound = (BOUNDS[policy] as (typeof BOUNDS)[string])(count, depth);
			for (let slot = 0; slot < count; slot++) {
				expect(lab.counter(slot, 'starvedMaxNs')).toBeLessThanOrEqual(bound);
				expect(lab.counter(slot, 'fired')).toBeGreaterThan(0);
			}
		}),
		{numRuns: 40},
	);
});

test.each(['credit', 'band'])('%s keeps budgets between a period of debt, or the longest kernel, and what others owe', policy => {
	fc.assert(
		fc.property(fc.array(step(['credit', 'band']), {minLength: 5, maxLength: 30}), steps => {
			const lab = new SchedulerLab(policy);
			play(lab, steps, () => {
				lab.scheduler.sample();
				const count = lab.clients.length;
				for (const [slot, {isLive}] of lab.clients.entries()) {
					if (isLive) {
						expect(lab.counter(slot, 'budgetNs')).toBeGreaterThanOrEqual(-30 * MS - 2 * LONGEST - 30 * MS);
						expect(lab.counter(slot, 'budgetNs')).toBeLessThanOrEqual((count + 1) * (60 * MS + 2 * LONGEST));
					}
				}
			});
		}),
		{numRuns: 100},
	);
});

test.each(['credit', 'band', 'fair', 'deficit'])(
	'%s gives clients that always have work shares by weight, whatever their kernels',
	policy => {
		fc.assert(
			fc.property(fc.array(fc.integer({min: 1, max: 5}), {minLength: 2, maxLength: 5}), fc.nat(), (weights, seed) => {
				const lab = new SchedulerLab(policy);
				for (const [index, weightOf] of weights.entries()) {
					const random = new Random(seed).fork(`client${index}`);
					const longestNs = random.integer(100 * US, LONGEST);
					lab.add({weight: weightOf, depth: 2, lengthNs: () => random.integer(50 * US, longestNs)});
				}
				lab.runUntil(10 * SECOND);
				const sum = weights.reduce((total, value) => total + value, 0);
				for (const [slot, share] of lab.shares().entries()) {
					expect(Math.abs(share - (weights[slot] as number) / sum)).toBeLessThanOrEqual((2 * LONGEST + 60 * MS) / (10 * SECOND));
				}
			}),
			{numRuns: 30},
		);
	},
);
