/** The same programs in every mode give the same bytes back; what differs is what it costs. */
import {describe, expect, test} from 'vitest';
import {describeMode, type Mode} from '../../source/machine/configuration.ts';
import {full, MachineLab} from '../lab/machine-lab.ts';

const modes: readonly Mode[] = [
	{kind: 'full', barRemap: true, lazyShadowing: true, tracked: true},
	{kind: 'full', barRemap: true, lazyShadowing: false, tracked: true},

	{kind: 'passthrough'},
	full(false, false),
	full(true, false),
	full(false, true),
	full(true, true),
	{kind: 'para', multicall: false},
	{kind: 'para', multicall: true, batch: 128},
	{kind: 'para', multicall: true},
];

const programs: ReadonlyArray<readonly [kind: string, parameters: Readonly<Record<string, number>>]> = [
	['nop', {rounds: 3}],
	['loop', {rounds: 3}],
	['vector-add', {rounds: 2, size: 5000, isInteger: 0}],
	['vector-add', {rounds: 2, size: 5000, isInteger: 1}],
	['matrix-add', {rounds: 2, size: 70, isInteger: 0}],
	['matrix-add', {rounds: 2, size: 70, isInteger: 1}],
	['matrix-multiply', {rounds: 2, size: 40, isInteger: 0}],
	['matrix-multiply', {rounds: 2, size: 40, isInteger: 1}],
	['copy', {rounds: 2, bytes: 700_000}],
	['open-close', {rounds: 1}],
];

function runIn(mode: Mode, workload: (typeof programs)[number]) {
	const lab = new MachineLab({domains: [{mode, workload, vramBytes: 256 * 2 ** 20}]}).runUntilDone(60e9, 500e6);
	return {
		states: lab.states(),
		received: lab.received('dom1'),
		rounds: lab.value('dom1', 'workloadRounds'),
		errors: lab.value('dom1', 'workloadErrors'),
		launches: lab.value('dom1', 'launches'),
		bytes: lab.value('dom1', 'workloadBytes'),
	};
}

describe.each(programs)('%s %o', (...workload) => {
	const native = runIn({kind: 'native'}, workload);

	test('ends well on the bare device', () => {
		expect(native).toMatchObject({states: ['dom1 done'], errors: 0, rounds: workload[1].rounds});
	});

	// Integers and floats take the same way through driver and tables: floats go through a few modes only.
	const some = workload[1].isInteger === 0 ? modes.filter((_mode, index) => index % 4 === 0) : modes;
	test.each(some.map(mode => [describeMode(mode), mode] as const))('%s gives the same bytes', (_name, mode) => {
		expect(runIn(mode, workload)).toEqual(native);
	});
});
