/**
What our code does when an option of full virtualization changes under load, and when a domain is made anew for
para-virtualization: wall time, and the entries it touches (BAR3 pages asked, shadow entries looked at).

Turning BAR remapping on asks for each of the 1024 pages of the window what it shows, by walking the shadow tables, in
code that runs seldom: milliseconds the first time, half of one once it is compiled. No other option walks anything.

The domain copies buffers without end, so tables are mapped and instance blocks are live.
*/
import {MIB} from '../../../source/base/units.ts';
import type {Mode} from '../../../source/machine/configuration.ts';
import {Machine} from '../../../source/machine/machine.ts';
import {domainValue} from '../../../source/machine/snapshot.ts';
import {full, scenarioOf} from '../../lab/machine-lab.ts';
import {type BenchCase, median, type Result} from '../harness.ts';

const BOOT_NS = 3_000_000_000;
const BETWEEN_NS = 2_000_000;

const naive = full(false, false);

/** Each step starts where the one before it ended, so a round comes back to its start. */
const STEPS: ReadonlyArray<readonly [name: string, mode: Mode]> = [
	['BAR remapping on', full(true, false)],
	['BAR remapping off', naive],
	['lazy shadowing on', full(false, true)],
	['lazy shadowing off', naive],
	['tracked shadowing on', {kind: 'full', barRemap: false, lazyShadowing: false, tracked: true}],
	['tracked shadowing off', naive],
	['to para-virtual: made anew', {kind: 'para', multicall: true}],
	['back to full: made anew', naive],
];

export const modeSwitch: BenchCase = {
	id: 'mode-switch',
	name: 'cost of a mode switch',
	goal: 'each option within a millisecond',
	run(bench) {
		const machine = new Machine(scenarioOf({domains: [{mode: naive, vramBytes: 128 * MIB, ramBytes: 64 * MIB, workload: ['copy']}]}), {
			checks: 'off',
		});
		machine.runUntil(BOOT_NS);
		const [resident] = machine.residents();
		const name = resident?.name as string;
		const touched = () => {
			const {block} = machine.snapshot();
			return domainValue(block, 0, 'mapPages') + domainValue(block, 0, 'shadowEntriesChanged');
		};
		const times = STEPS.map((): number[] => []);
		const entries = STEPS.map((): number[] => []);
		for (let round = -1; round < bench.rounds; round++) {
			for (const [index, [what, mode]] of STEPS.entries()) {
				machine.runUntil(machine.nowNs + BETWEEN_NS);
				const before = touched();
				const start = performance.now();
				const outcome = machine.submit({kind: 'set-mode', domain: name, mode});
				const spentMs = performance.now() - start;
				if (!outcome.ok) {
					throw new Error(`mode switch, ${what}: ${outcome.reason}`);
				}
				if (round >= 0) {
					times[index]?.push(spentMs);
					entries[index]?.push(Math.max(0, touched() - before));
				}
			}
			// Made anew, the driver loads again.
			machine.runUntil(machine.nowNs + BOOT_NS);
		}
		return STEPS.map(([what], index): Result => {
			const value = median(times[index] as number[]);
			const isLive = !what.endsWith('anew');
			return {
				id: 'mode-switch',
				name: what,
				value: value * 1000,
				unit: 'us',
				goal: isLive ? '<= 1000 us' : '-',
				...(isLive && {isMet: value <= 1}),
				...(isLive && {note: `${median(entries[index] as number[])} entries and pages changed`}),
			};
		});
	},
};
