/** P20: what a viewer costs the engine: a machine of 64 domains copies its counters, and has no new facts to tell. */

import {MIB} from '../../../source/base/units.ts';
import {BLOCK_LENGTH} from '../../../source/machine/catalogue.ts';
import {Machine} from '../../../source/machine/machine.ts';
import {scenarioOf} from '../../lab/machine-lab.ts';
import {type BenchCase, perOperation} from '../harness.ts';

const DOMAINS = 64;
const FRAMES_PER_SECOND = 30;

export const snapshot: BenchCase = {
	id: 'P20',
	name: 'snapshot of 64 domains',
	goal: 'within 10 us; at most 1% of the engine at 30 frames/s',
	run(bench) {
		const machine = new Machine(scenarioOf({domains: Array.from({length: DOMAINS}, () => ({vramBytes: 32 * MIB, ramBytes: 16 * MIB}))}), {
			checks: 'off',
		});
		machine.runUntil(20_000_000);
		const shared = new Float64Array(new SharedArrayBuffer(BLOCK_LENGTH * 8));
		const block = new Float64Array(BLOCK_LENGTH);
		const count = bench.scale(50_000);
		const facts = machine.facts();
		const figures = bench.compare({
			ours: () =>
				perOperation(count, () => {
					for (let index = 0; index < count; index++) {
						machine.copyBlock(shared);
						if (machine.facts() !== facts) {
							throw new Error('snapshot: facts changed while nothing did');
						}
					}
				}),
			copy: () =>
				perOperation(count, () => {
					for (let index = 0; index < count; index++) {
						block[index % BLOCK_LENGTH] = index;
						shared.set(block);
					}
				}),
		});
		const loss = (figures.ours * FRAMES_PER_SECOND) / 1e7;
		return [
			{
				id: 'P20',
				name: 'counters copied, facts unchanged',
				value: figures.ours / 1000,
				unit: 'us',
				baseline: (figures.copy as number) / 1000,
				ratio: figures.ours / (figures.copy as number),
				goal: '<= 10 us',
				isMet: figures.ours <= 10_000,
				note: 'baseline: the bare copy',
			},
			{id: 'P20', name: 'share of the engine at 30 frames/s', value: loss, unit: '%', goal: '<= 1 %', isMet: loss <= 1},
		];
	},
};
