/**
Whatever an operator does and when: no invariant breaks, no honest workload sees a wrong byte, and the
journal tells the whole story.
*/
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {MS} from '../../source/base/units.ts';
import {domainCatalogue, ROW_LENGTH} from '../../source/machine/catalogue.ts';
import {Machine} from '../../source/machine/machine.ts';
import {complaints, play, scenarioFor, session} from './operator-lab.ts';

const END_NS = 50 * MS;
const SEED = 2014;

function workloadErrors(machine: Machine): number {
	const {block} = machine.snapshot();
	return machine.residents().reduce((sum, {slot}) => sum + block[ROW_LENGTH * (1 + slot) + domainCatalogue.at.workloadErrors], 0);
}

test('random commands at random times, replayed from the journal in other slices: no complaint, the same digest', () => {
	let rounds = 0;
	fc.assert(
		fc.property(session, fc.integer({min: 1, max: 12}), (one, slices) => {
			const scenario = scenarioFor(one);
			const live = play(scenario, one.steps, {checks: 'slice'}, END_NS);
			expect(complaints(live)).toEqual([]);
			expect(workloadErrors(live)).toBe(0);
			const commands = live.journal.map(({atNs, command, by}) => ({atNs, command, by}));
			const replayed = new Machine({...scenario, commands}, {checks: 'off'});
			for (let slice = 1; slice <= slices; slice++) {
				replayed.runUntil(Math.floor((live.nowNs * slice) / slices));
				replayed.snapshot();
			}
			expect(replayed.journal).toEqual(live.journal);
			expect(replayed.digest()).toBe(live.digest());
			const {block} = live.snapshot();
			rounds += live.residents().reduce((sum, {slot}) => sum + block[ROW_LENGTH * (1 + slot) + domainCatalogue.at.workloadRounds], 0);
		}),
		{numRuns: 20, seed: SEED},
	);
	// The machines did something between the commands.
	expect(rounds).toBeGreaterThan(1000);
}, 120_000);
