/** Weight, cap, reservation and policy parameters change live, are journaled, and can be undone; a policy of one's own runs in a whole machine. */
import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {describe, expect, test} from 'vitest';
import {MS, SECOND} from '../../source/base/units.ts';
import {policyItems, workloadItems} from '../../source/machine/catalogues.ts';
import type {Scenario} from '../../source/machine/configuration.ts';
import {Machine} from '../../source/machine/machine.ts';
import {loadPolicies, loadPolicy} from '../../source/machine/policy-module.ts';
import {parseScenario} from '../../source/machine/scenario.ts';
import {domainValue, type Snapshot, timelineOf} from '../../source/machine/snapshot.ts';

const offerings = {workloads: workloadItems, policies: policyItems};
const example = fileURLToPath(new URL('../fixtures/policies/shortest-first.ts', import.meta.url));

const HOGS = `
seed: 7
policy: fair
domains:
  - {name: one, vram: 64M, ram: 32M, workloads: [{kind: hog, iterations: 26000}, {kind: hog, iterations: 26000}]}
  - {name: two, vram: 64M, ram: 32M, workloads: [{kind: hog, iterations: 52000}, {kind: hog, iterations: 52000}]}
`;
const scenario = (text: string): Scenario => parseScenario(text, 'test', offerings);

/** Share of the busy time of both that the first got between two snapshots. */
function shareOfFirst(before: Snapshot, after: Snapshot): number {
	const [one, two] = [0, 1].map(slot => domainValue(after.block, slot, 'gpuBusyNs') - domainValue(before.block, slot, 'gpuBusyNs')) as [
		number,
		number,
	];
	return one / (one + two);
}

describe('a machine with two domains that always have work', () => {
	const machine = new Machine(scenario(HOGS), {checks: 'slice'});
	/** Share of the first over the next two seconds. */
	const next = (): number => {
		const before = machine.snapshot();
		machine.runUntil(machine.nowNs + 2 * SECOND);
		return shareOfFirst(before, machine.snapshot());
	};

	test('shares follow a weight as soon as it changes, and go back when it is undone', () => {
		machine.runUntil(5 * SECOND);
		expect(next()).toBeCloseTo(0.5, 2);
		expect(machine.submit({kind: 'set-weight', domain: 'one', weight: 768})).toEqual({ok: true, summary: 'weight of one 256 -> 768'});
		expect(next()).toBeCloseTo(0.75, 2);
		expect(machine.submit({kind: 'undo'})).toEqual({ok: true, summary: 'undone: weight of one 256 -> 768'});
		expect(next()).toBeCloseTo(0.5, 2);
		expect(machine.submit({kind: 'redo'}).ok).toBe(true);
		expect(next()).toBeCloseTo(0.75, 2);
	});

	test('a cap holds from the next doorbell on, and is lifted by another command', () => {
		expect(machine.submit({kind: 'set-cap', domain: 'one', capPermille: 200})).toMatchObject({summary: 'cap of one none -> 20%'});
		const before = machine.snapshot();
		machine.runUntil(machine.nowNs + 2 * SECOND);
		const used = domainValue(machine.snapshot().block, 0, 'gpuBusyNs') - domainValue(before.block, 0, 'gpuBusyNs');
		expect(used / (2 * SECOND)).toBeGreaterThan(0.17);
		expect(used / (2 * SECOND)).toBeLessThan(0.22);
		expect(machine.submit({kind: 'set-cap', domain: 'one', capPermille: 0})).toMatchObject({summary: 'cap of one 20% -> none'});
		expect(next()).toBeCloseTo(0.75, 2);
	});

	test('a parameter belongs to the policy in force, keeps its state, and is undone', () => {
		expect(machine.submit({kind: 'set-parameter', parameter: 'periodNs', value: 10 * MS})).toEqual({
			ok: false,
			reason: 'policy fair: no parameter "periodNs"; expected one of memoryNs',
		});
		machine.submit({kind: 'set-policy', policy: 'credit'});
		machine.runUntil(machine.nowNs + 100 * MS);
		expect(machine.submit({kind: 'set-parameter', parameter: 'periodNs', value: 10 * MS})).toEqual({
			ok: true,
			summary: 'credit periodNs 30.0 ms -> 10.0 ms',
		});
		expect(machine.submit({kind: 'set-parameter', parameter: 'periodNs', value: 10 * MS})).toMatchObject({ok: false});
		expect(machine.submit({kind: 'set-parameter', parameter: 'periodNs', value: 1})).toMatchObject({ok: false});
		expect(machine.submit({kind: 'undo'}).ok).toBe(true);
		expect(machine.configuration.policy.parameters.periodNs).toBeUndefined();
	});

	test.each([
		[{kind: 'set-weight', domain: 'one', weight: 0}, 'one: weight is 0; expected 1 to 65535'],
		[{kind: 'set-weight', domain: 'nobody', weight: 1}, 'no domain "nobody"'],
		[{kind: 'set-cap', domain: 'one', capPermille: 1001}, 'one: cap is 1001; expected 1 to 1000 permille, or 0 for none'],
		[
			{kind: 'set-reservation', domain: 'one', reservation: {periodNs: 10 * MS, budgetNs: 20 * MS}},
			'one: a budget of 20.0 ms does not fit a period of 10.0 ms',
		],
	] as const)('%j is refused and changes nothing', (command, reason) => {
		const before = machine.configuration;
		expect(machine.submit(command)).toEqual({ok: false, reason});
		expect(machine.configuration).toBe(before);
	});

	test('a reservation holds under the policy that reserves', () => {
		machine.submit({kind: 'set-policy', policy: 'rtds'});
		const outcome = machine.submit({kind: 'set-reservation', domain: 'two', reservation: {periodNs: 100 * MS, budgetNs: 70 * MS}});
		expect(outcome).toMatchObject({summary: 'reservation of two none -> 70.0 ms in 100 ms'});
		machine.submit({kind: 'set-reservation', domain: 'one', reservation: {periodNs: 100 * MS, budgetNs: 20 * MS}});
		const share = next();
		expect(1 - share).toBeGreaterThanOrEqual(0.69);
		expect(share).toBeGreaterThanOrEqual(0.19);
	});

	test('the timeline says who held the device, without overlap, and agrees with what was charged', () => {
		const from = machine.snapshot();
		const since = timelineOf(from).at(-1)?.sequence ?? 0;
		machine.runUntil(machine.nowNs + 200 * MS);
		const snapshot = machine.snapshot();
		const intervals = timelineOf(snapshot, since);
		const ids = snapshot.facts.domains.map(({configuration}) => configuration.id);
		for (const [index, {domain, fromNs, toNs}] of intervals.entries()) {
			expect(ids).toContain(domain);
			expect(toNs).toBeGreaterThan(fromNs);
			expect(fromNs).toBeGreaterThanOrEqual(intervals[index - 1]?.toNs ?? 0);
		}
		const seen = intervals.reduce((sum, {fromNs, toNs}) => sum + Math.max(0, toNs - Math.max(fromNs, from.atNs)), 0);
		const charged = [0, 1].reduce(
			(sum, slot) => sum + domainValue(snapshot.block, slot, 'gpuBusyNs') - domainValue(from.block, slot, 'gpuBusyNs'),
			0,
		);
		expect(Math.abs(seen - charged) / charged).toBeLessThan(0.01);
	});
});

test('scenario keys and timed commands: parameters with or without unit, weights, caps, reservations', () => {
	const {initial, commands} = scenario(`
policy: {name: credit, period: 10ms, creditIdle: true}
domains:
  - {name: one, vram: 64M, weight: 3, cap: 25%, reservation: {period: 20ms, budget: 5ms}, workload: nop}
commands:
  - {at: 1s, do: set-weight, domain: one, weight: 9}
  - {at: 2s, do: set-cap, domain: one, cap: none}
  - {at: 3s, do: set-parameter, parameter: period, value: 50ms}
  - {at: 4s, do: set-reservation, domain: one}
`);
	expect(initial.policy).toEqual({name: 'credit', parameters: {periodNs: 10 * MS, creditIdle: 1}});
	expect(initial.domains[0]).toMatchObject({weight: 3, capPermille: 250, reservation: {periodNs: 20 * MS, budgetNs: 5 * MS}});
	expect(commands.map(({command}) => command)).toEqual([
		{kind: 'set-weight', domain: 'one', weight: 9},
		{kind: 'set-cap', domain: 'one', capPermille: 0},
		{kind: 'set-parameter', parameter: 'periodNs', value: 50 * MS},
		{kind: 'set-reservation', domain: 'one'},
	]);
	for (const [line, fault] of [
		['{at: 1s, do: set-parameter, parameter: perod, value: 1ms}', 'commands[0].parameter: is "perod" (did you mean "period"?)'],
		['{at: 1s, do: set-parameter, parameter: period, value: soon}', 'commands[0].value: "soon" is not a time'],
		['{at: 1s, do: set-reservation, domain: one, reservation: {period: 1ms, budget: 2ms}}', 'budget: is longer than the period'],
	]) {
		expect(() => scenario(`domains: [{name: one, vram: 64M, workload: nop}]\ncommands: [${line}]`)).toThrow(fault);
	}
});

describe('a policy of your own', () => {
	const withModule = {...scenario(HOGS.replace('fair', 'fifo')), policyModules: [{name: 'shortest-first', path: example}]};

	test('runs in a whole machine, twice to the same digest, and prefers short kernels', async () => {
		const policies = await loadPolicies(withModule.policyModules);
		const run = () => {
			const machine = new Machine(withModule, {policies});
			expect(machine.submit({kind: 'set-policy', policy: 'shortest-first', parameters: {patienceNs: 30 * MS}})).toMatchObject({
				summary: 'policy fifo -> shortest-first',
			});
			machine.runUntil(6 * SECOND);
			return machine;
		};
		const [machine, again] = [run(), run()];
		expect(machine.digest()).toBe(again.digest());
		expect(machine.notices.filter(({severity}) => severity === 'error')).toEqual([]);
		const {block} = machine.snapshot();
		expect(domainValue(block, 0, 'queueDelayNs') / domainValue(block, 0, 'fired')).toBeLessThan(
			domainValue(block, 1, 'queueDelayNs') / domainValue(block, 1, 'fired'),
		);
	});

	test('that breaks is replaced by FIFO in configuration and journal too, and the machine goes on', async () => {
		const good = await loadPolicy(example);
		const broken = {
			...good,
			decide: () => {
				throw new Error('out of luck');
			},
		};
		const machine = new Machine(
			{...withModule, initial: {...withModule.initial, policy: {name: 'shortest-first', parameters: {}}}},
			{policies: {...(await loadPolicies([])), 'shortest-first': broken}, checks: 'slice'},
		);
		machine.runUntil(6 * SECOND);
		expect(machine.configuration.policy).toEqual({name: 'fifo', parameters: {}});
		expect(machine.journal).toMatchObject([{by: 'guard', changes: [{what: 'policy', before: 'shortest-first', after: 'fifo'}]}]);
		expect(machine.notices.map(({text}) => text)).toContain('policy SHORTEST-FIRST threw in decide: out of luck; FIFO is in force instead');
		expect(machine.journal.map(({summary}) => summary)).toEqual(['policy shortest-first -> fifo']);
		expect(domainValue(machine.snapshot().block, 0, 'workloadRounds')).toBeGreaterThan(10);
	});

	test('is refused by path and reason if there is none', async () => {
		await expect(loadPolicy('/nowhere/mine.ts')).rejects.toThrow('cannot load policy /nowhere/mine.ts: ');
		await expect(loadPolicy(fileURLToPath(new URL('../lab/terminal.ts', import.meta.url)))).rejects.toThrow('no policy; expected');
	});
});

test('the policy in the readme is the one under test, and short enough to read', () => {
	const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
	const text = /```ts\n(.*?)```/s.exec(readme)?.[1];
	expect(text).toBe(readFileSync(example, 'utf8'));
	expect(text?.split('\n').length).toBeLessThanOrEqual(60);
});
