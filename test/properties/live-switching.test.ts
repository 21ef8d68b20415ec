/**
Options of full virtualization switched under load: the bytes that come back are those of the bare device,
whatever is switched and when. Invariants are asked after every event around each switch.
*/
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {MIB, MS} from '../../source/base/units.ts';
import type {Mode} from '../../source/machine/configuration.ts';
import type {LabDomain} from '../lab/machine-lab.ts';
import {MachineLab} from '../lab/machine-lab.ts';
import {complaints, scenarioFor} from './operator-lab.ts';

const SEED = 2014;
const programs: ReadonlyArray<NonNullable<LabDomain['workload']>> = [
	['vector-add', {rounds: 4, size: 700, isInteger: 0}],
	['copy', {rounds: 3, bytes: 70_000}],
	['open-close', {rounds: 2}],
	['matrix-multiply', {rounds: 4, size: 17, isInteger: 1}],
];

const options: fc.Arbitrary<Mode> = fc
	.tuple(fc.boolean(), fc.boolean(), fc.boolean())
	.map(([barRemap, lazyShadowing, tracked]) => ({kind: 'full', barRemap, lazyShadowing, tracked}));
const switches = fc.array(fc.record({afterNs: fc.integer({min: 0, max: 3_000_000}), mode: options}), {maxLength: 12});

function machineOf(mode: Mode, workload: NonNullable<LabDomain['workload']>, others: number): MachineLab {
	const other: LabDomain = {mode: {kind: 'full', barRemap: true, lazyShadowing: true}, workload: ['nop', {rounds: 0, pauseNs: MS}]};
	const domains = [{mode, workload}, ...new Array<LabDomain>(others).fill(other)].map(domain => ({
		vramBytes: 16 * MIB,
		ramBytes: 8 * MIB,
		...domain,
	}));
	return new MachineLab(scenarioFor({domains: domains.map(named), policy: 'fifo', seed: 5}), {checks: 'off'});
}

function named({workload, ...domain}: LabDomain): LabDomain {
	return workload === undefined ? domain : {...domain, workloads: [{kind: workload[0], parameters: workload[1] ?? {}}]};
}

/** Until the first domain is done; in steps, because others may run for ever. */
function finish(lab: MachineLab): MachineLab {
	for (let steps = 0; lab.machine.residents()[0]?.state() !== 'done' && steps < 400; steps++) {
		lab.run(2 * MS);
	}
	return lab;
}

const native = programs.map(program => {
	const lab = finish(machineOf({kind: 'native'}, program, 0));
	return {received: lab.received('dom1'), rounds: lab.value('dom1', 'workloadRounds')};
});

test.each(programs.map((program, index) => [program[0], index] as const))(
	'%s gives the bytes of the bare device',
	(_kind, index) => {
		fc.assert(
			fc.property(options, switches, fc.integer({min: 0, max: 1}), (first, list, others) => {
				const lab = machineOf(first, programs[index] as NonNullable<LabDomain['workload']>, others);
				for (const {afterNs, mode} of list) {
					lab.run(afterNs);
					lab.machine.submit({kind: 'set-mode', domain: 'dom1', mode});
					lab.machine.checkInvariants('changed');
					for (let event = 0; event < 20; event++) {
						lab.machine.queue.step();
						lab.machine.checkInvariants('changed');
					}
				}
				finish(lab);
				lab.machine.checkInvariants('all');
				expect(complaints(lab.machine)).toEqual([]);
				expect(lab.value('dom1', 'workloadErrors')).toBe(0);
				expect({received: lab.received('dom1'), rounds: lab.value('dom1', 'workloadRounds')}).toEqual(native[index]);
			}),
			{numRuns: 30, seed: SEED + index},
		);
	},
	60_000,
);
