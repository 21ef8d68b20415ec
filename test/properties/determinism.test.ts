/** Two machines in one process do not know of each other; a run does not depend on how it is sliced. */
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {MS} from '../../source/base/units.ts';
import {Machine} from '../../source/machine/machine.ts';
import {complaints, play, scenarioFor, session} from './operator-lab.ts';

const END_NS = 25 * MS;

test('interleaved with another machine, in other slices, looked at all the time: the same digest', () => {
	fc.assert(
		fc.property(
			session,
			session,
			fc.array(fc.integer({min: 100_000, max: 3_000_000}), {minLength: 1, maxLength: 8}),
			(one, other, slices) => {
				const alone = play(scenarioFor(one), [], {checks: 'off'}, END_NS).digest();
				const [left, right] = [one, other].map(each => new Machine(scenarioFor(each), {checks: 'off'})) as [Machine, Machine];
				for (let turn = 0; left.nowNs < END_NS; turn++) {
					left.runUntil(Math.min(END_NS, left.nowNs + (slices[turn % slices.length] ?? 1)));
					right.runUntil(right.nowNs + (slices[(turn + 1) % slices.length] ?? 1));
					left.snapshot();
					left.checkInvariants('changed');
				}
				expect(left.digest()).toBe(alone);
			},
		),
		{numRuns: 5, seed: 2014},
	);
}, 60_000);

test('invariants hold after every single event of a short run', () => {
	fc.assert(
		fc.property(session, one => {
			const machine = play(scenarioFor(one), one.steps.slice(0, 3), {checks: 'event'}, 12 * MS);
			expect(complaints(machine)).toEqual([]);
		}),
		{numRuns: 6, seed: 2014},
	);
}, 60_000);
