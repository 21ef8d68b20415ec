/** Scheduling on the whole machine: guests, traps, device and all. Numbers after the drivers have loaded. */
import {describe, expect, test} from 'vitest';
import {SECOND} from '../../source/base/units.ts';
import {fairnessBetween} from '../../source/commands/fairness.ts';
import {policyItems, workloadItems} from '../../source/machine/catalogues.ts';
import {Machine} from '../../source/machine/machine.ts';
import {parseScenario} from '../../source/machine/scenario.ts';

const offerings = {workloads: workloadItems, policies: policyItems};
/** Drivers have loaded and all workloads run by then. */
const STARTED_NS = 6 * SECOND;

function sharesOver(text: string, spanNs: number) {
	const machine = new Machine(parseScenario(text, 'test', offerings), {checks: 'slice'});
	machine.runUntil(STARTED_NS);
	const before = machine.snapshot();
	machine.runUntil(STARTED_NS + spanNs);
	return fairnessBetween(before, machine.snapshot());
}

test('FIFO with one kernel out each, five times as long as the other: 5/6 and 1/6, Jain 0.692', () => {
	const {domains, jain, idleBackloggedPermille} = sharesOver(
		`
policy: fifo
domains:
  - {name: long, vram: 64M, ram: 32M, workload: {kind: loop, iterations: 500000}}
  - {name: short, vram: 64M, ram: 32M, workload: {kind: loop, iterations: 100000}}
`,
		10 * SECOND,
	);
	expect(domains[0]?.receivedPermille).toBeGreaterThanOrEqual(823);
	expect(domains[0]?.receivedPermille).toBeLessThanOrEqual(843);
	expect(domains.map(({entitledPermille}) => entitledPermille).every(share => Math.abs((share as number) - 500) <= 10)).toBe(true);
	expect(jain).toBeGreaterThan(0.68);
	expect(jain).toBeLessThan(0.71);
	expect(idleBackloggedPermille).toBe(0);
});

describe('weights 50, 30 and 20, work queued at all times', () => {
	// The longest kernel takes about 10 ms.
	const hogs = (weight: number, iterations: number) =>
		`{vram: 64M, ram: 32M, weight: ${weight}, workloads: [{kind: hog, iterations: ${iterations}}, {kind: hog, iterations: ${iterations}}]}`;

	test.each(['fair', 'deficit', 'credit', 'band'])('%s meets them over 10 s to within a kernel and what it hands out at a time', policy => {
		const {domains, weightedJain} = sharesOver(
			`policy: ${policy}\ndomains:\n  - ${hogs(50, 65_000)}\n  - ${hogs(30, 26_000)}\n  - ${hogs(20, 130_000)}\n`,
			10 * SECOND,
		);
		const slackPermille = policy === 'fair' ? 2 : 5;
		for (const [index, promised] of [500, 300, 200].entries()) {
			expect(Math.abs((domains[index]?.receivedPermille as number) - promised)).toBeLessThanOrEqual(slackPermille);
		}
		expect(weightedJain).toBeGreaterThan(0.999);
	});
});
