/**
Kernels stopped anywhere, under any policy, with policies, caps, modes, quanta and domains changed meanwhile: the
bytes that come back are those of the bare device, no doorbell is lost, and nothing is left behind.
*/
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {MIB, MS, US} from '../../source/base/units.ts';
import {deviceTunables} from '../../source/gpu/preemption.ts';
import type {Command} from '../../source/machine/command.ts';
import {POLICIES} from '../../source/scheduler/catalogue.ts';
import {type LabDomain, MachineLab} from '../lab/machine-lab.ts';
import {complaints, scenarioFor, setDevice} from './operator-lab.ts';

const SEED = 2634;
const programs = [
	{kind: 'loop', parameters: {rounds: 3, iterations: 40_000}},
	{kind: 'vector-add', parameters: {rounds: 4, size: 700, isInteger: 0}},
	{kind: 'matrix-multiply', parameters: {rounds: 4, size: 17, isInteger: 1}},
	{kind: 'copy', parameters: {rounds: 3, bytes: 70_000}},
] as const;
const names = ['dom1', 'dom2', 'dom3'] as const;
const mode = {kind: 'full', barRemap: true, lazyShadowing: true} as const;

/** Of the first domain everything is looked at; the third one has kernels that outlast every quantum. */
function machineOf(program: (typeof programs)[number], others: number): MachineLab {
	const hog = {kind: 'loop', parameters: {rounds: 0, iterations: 200_000}};
	const small = {kind: 'vector-add', parameters: {rounds: 0, size: 300, isInteger: 1, waitByInterrupt: 1}};
	const rest: LabDomain[] = [{workloads: [small, hog]}, {workloads: [hog]}];
	const domains = [{workloads: [program]}, ...rest.slice(0, others)].map(domain => ({
		mode,
		vramBytes: 16 * MIB,
		ramBytes: 8 * MIB,
		...domain,
	}));
	return new MachineLab(scenarioFor({domains, policy: 'fair', seed: 5}), {checks: 'off'});
}

function finish(lab: MachineLab): MachineLab {
	for (let steps = 0; lab.machine.residents()[0]?.state() !== 'done' && steps < 800; steps++) {
		lab.run(2 * MS);
	}
	return lab;
}

const alone = programs.map(program => {
	const lab = finish(machineOf(program, 0));
	return {received: lab.received('dom1'), rounds: lab.value('dom1', 'workloadRounds')};
});

const operator: fc.Arbitrary<Command> = fc.oneof(
	{weight: 3, arbitrary: setDevice},
	{weight: 3, arbitrary: fc.constantFrom(...Object.keys(POLICIES)).map((policy): Command => ({kind: 'set-policy', policy}))},
	{weight: 1, arbitrary: fc.constantFrom(...names.slice(1)).map((domain): Command => ({kind: 'pause-domain', domain}))},
	{weight: 1, arbitrary: fc.constantFrom(...names.slice(1)).map((domain): Command => ({kind: 'resume-domain', domain}))},
	{weight: 1, arbitrary: fc.constantFrom(...names.slice(1)).map((domain): Command => ({kind: 'remove-domain', domain}))},
	{weight: 1, arbitrary: fc.constantFrom(...names).map((domain): Command => ({kind: 'set-cap', domain, capPermille: 300}))},
	{
		weight: 1,
		arbitrary: fc
			.constantFrom(...names)
			.map((domain): Command => ({kind: 'set-mode', domain, mode: {kind: 'full', barRemap: false, lazyShadowing: true}})),
	},
	{
		weight: 1,
		arbitrary: fc
			.constantFrom(...names.slice(1))
			.map((domain): Command => ({kind: 'set-mode', domain, mode: {kind: 'para', multicall: true}})),
	},
	{weight: 1, arbitrary: fc.constant<Command>({kind: 'undo'})},
);
const steps = fc.array(fc.record({afterNs: fc.integer({min: 0, max: 3_000_000}), command: operator}), {maxLength: 12});

test('a device parameter that the scenario may set is declared with a sentence and a default', () => {
	expect(Object.keys(deviceTunables)).toEqual(['preemptionQuantumNs', 'preemptionCostNs']);
	expect(deviceTunables.preemptionQuantumNs.default).toBe(0);
});

test.each(programs.map(({kind}, index) => [kind, index] as const))(
	'%s gives the bytes of an undisturbed run',
	(_kind, index) => {
		let stops = 0;
		fc.assert(
			fc.property(fc.constantFrom(...Object.keys(POLICIES)), fc.constantFrom(20 * US, 100 * US, MS), steps, (policy, quantumNs, list) => {
				const lab = machineOf(programs[index] as (typeof programs)[number], 2);
				const {machine} = lab;
				machine.submit({kind: 'set-policy', policy});
				machine.submit({kind: 'set-device', parameter: 'preemptionQuantumNs', value: quantumNs});
				lab.run(12 * MS);
				for (const {afterNs, command} of list) {
					lab.run(afterNs);
					machine.submit(command);
					for (let event = 0; event < 60; event++) {
						machine.queue.step();
						machine.checkInvariants('changed');
					}
				}
				machine.submit({kind: 'set-cap', domain: 'dom1', capPermille: 0});
				finish(lab);
				machine.checkInvariants('all');
				stops += machine.gpu.inspect().counters.preemptions as number;
				expect(complaints(machine)).toEqual([]);
				expect(lab.value('dom1', 'workloadErrors')).toBe(0);
				expect({received: lab.received('dom1'), rounds: lab.value('dom1', 'workloadRounds')}).toEqual(alone[index]);
			}),
			{numRuns: 6, seed: SEED + index},
		);
		expect(stops).toBeGreaterThan(10);
	},
	120_000,
);
