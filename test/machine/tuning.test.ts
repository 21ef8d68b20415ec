/** What an operator changes while the machine runs: reboots, sizes, work, prices; and that undo takes each of them back. */
import {describe, expect, test} from 'vitest';
import {MIB, MS, US} from '../../source/base/units.ts';
import {policyItems, workloadItems} from '../../source/machine/catalogues.ts';
import type {Command} from '../../source/machine/command.ts';
import type {Scenario} from '../../source/machine/configuration.ts';
import {costIn, costNames, costTunables} from '../../source/machine/cost-recipes.ts';
import {Machine} from '../../source/machine/machine.ts';
import {parseScenario} from '../../source/machine/scenario.ts';
import {COSTS} from '../../source/manual/costs.ts';
import {scenarioOf} from '../lab/machine-lab.ts';
import {QUICK} from '../properties/operator-lab.ts';

const offerings = {workloads: workloadItems, policies: policyItems};

function twoDomains(): Scenario {
	const scenario = scenarioOf({
		costs: QUICK,
		domains: [
			{name: 'web', vramBytes: 32 * MIB, ramBytes: 16 * MIB, workload: ['nop', {rounds: 0, pauseNs: 200 * US}]},
			{name: 'batch', vramBytes: 32 * MIB, ramBytes: 16 * MIB, workload: ['loop', {rounds: 0, iterations: 20_000}]},
		],
	});
	return {...scenario, hardware: {...scenario.hardware, vramBytes: 256 * MIB, guestVramBytes: 128 * MIB}};
}

function running(untilNs = 200 * MS): Machine {
	const machine = new Machine(twoDomains(), {checks: 'slice'});
	machine.runUntil(untilNs);
	return machine;
}

function give(machine: Machine, command: Command): string {
	const outcome = machine.submit(command);
	return outcome.ok ? outcome.summary : `refused: ${outcome.reason}`;
}

const domainOf = (machine: Machine, name: string) => machine.configuration.domains.find(domain => domain.name === name);
const residentOf = (machine: Machine, name: string) => machine.residents().find(resident => resident.name === name);

describe('a reboot', () => {
	test('loads the driver anew, and alone is nothing that undo could take back', () => {
		const machine = running();
		const before = residentOf(machine, 'web');
		expect(before?.state()).toBe('running');
		expect(give(machine, {kind: 'reboot-domain', domain: 'web'})).toBe('web rebooted: it starts anew');
		const after = residentOf(machine, 'web');
		expect(after).not.toBe(before);
		expect(after?.state()).toBe('booting');
		expect(machine.journal.at(-1)?.hasInverse).toBe(false);
		expect(give(machine, {kind: 'undo'})).toBe('refused: nothing to undo');
		machine.runUntil(machine.nowNs + 200 * MS);
		expect(residentOf(machine, 'web')?.state()).toBe('running');
		expect(machine.notices.filter(({severity}) => severity !== 'info')).toEqual([]);
	});

	test('with other settings is one change, and one undo puts all of them back', () => {
		const machine = running();
		const workloads = [{kind: 'copy', parameters: {rounds: 0}}];
		const summary = give(machine, {
			kind: 'reboot-domain',
			domain: 'web',
			mode: {kind: 'para', multicall: true},
			vramBytes: 48 * MIB,
			workloads,
		});
		expect(summary).toBe('web full -> para+multicall, VRAM 32 MiB -> 48 MiB, nop(...) -> copy(...); it starts anew');
		expect(domainOf(machine, 'web')).toMatchObject({mode: {kind: 'para'}, vramBytes: 48 * MIB, workloads});
		machine.runUntil(machine.nowNs + 200 * MS);
		expect(residentOf(machine, 'web')?.virtual?.state.partition.vramBytes).toBe(48 * MIB);
		give(machine, {kind: 'undo'});
		expect(domainOf(machine, 'web')).toEqual(twoDomains().initial.domains[0]);
		expect(residentOf(machine, 'web')?.virtual?.state.partition.vramBytes).toBe(32 * MIB);
	});

	test('of a stranger, or for what the card has not got, is refused and changes nothing', () => {
		const machine = running();
		const before = residentOf(machine, 'web');
		expect(give(machine, {kind: 'reboot-domain', domain: 'wbe'})).toBe('refused: no domain "wbe"');
		expect(give(machine, {kind: 'reboot-domain', domain: 'web', mode: {kind: 'native'}})).toContain(
			'has the card for itself; 1 other exists',
		);
		expect(give(machine, {kind: 'set-workloads', domain: 'web', workloads: [{kind: 'sing', parameters: {}}]})).toContain(
			'no workload "sing"',
		);
		expect(residentOf(machine, 'web')).toBe(before);
	});
});

describe('VRAM', () => {
	test('may grow into what the domain itself gives back, and no further', () => {
		const machine = running();
		expect(give(machine, {kind: 'set-vram', domain: 'web', vramBytes: 97 * MIB})).toBe(
			'refused: web: VRAM of 97 MiB does not fit; 96 MiB free, largest gap 64 MiB',
		);
		// The gap is behind batch, whose partition is in between.
		expect(give(machine, {kind: 'set-vram', domain: 'batch', vramBytes: 96 * MIB})).toBe('batch VRAM 32 MiB -> 96 MiB; it starts anew');
		machine.checkInvariants();
		expect(residentOf(machine, 'batch')?.virtual?.state.partition).toMatchObject({vramBytes: 96 * MIB});
	});

	test('an undo that would not fit any more is refused', () => {
		const machine = running();
		give(machine, {kind: 'set-vram', domain: 'batch', vramBytes: 16 * MIB});
		give(machine, {kind: 'add-domain', name: 'late', vramBytes: 80 * MIB, ramBytes: 16 * MIB});
		give(machine, {kind: 'remove-domain', domain: 'web'});
		expect(machine.configuration.domains.map(({name}) => name)).toEqual(['batch', 'late']);
		// Taking back the removal reaches the sizes as they are now, not as they were when it left.
		expect(give(machine, {kind: 'undo'})).toBe('undone: web removed');
		expect(
			machine
				.residents()
				.map(({name}) => name)
				.sort(),
		).toEqual(['batch', 'late', 'web']);
		machine.checkInvariants();
	});

	test('a change of one domain does not restart another, nor does an undo that puts one back before it', () => {
		const machine = running();
		const batch = residentOf(machine, 'batch');
		give(machine, {kind: 'set-vram', domain: 'web', vramBytes: 16 * MIB});
		give(machine, {kind: 'remove-domain', domain: 'web'});
		give(machine, {kind: 'undo'});
		give(machine, {kind: 'undo'});
		expect(residentOf(machine, 'batch')).toBe(batch);
	});
});

describe('a price', () => {
	test('holds from now on, is journaled, and undo puts the old one back', () => {
		const exitsIn = (command?: Command) => {
			const machine = running();
			if (command !== undefined) {
				give(machine, command);
			}
			const rounds = () => machine.snapshot().block.reduce((sum, value) => sum + value, 0);
			const start = machine.residents().map(({guest}) => guest.ranNs);
			machine.runUntil(400 * MS);
			rounds();
			return machine.residents().map(({guest}, index) => guest.ranNs - (start[index] as number));
		};
		const cheap = exitsIn();
		const dear = exitsIn({kind: 'set-cost', cost: 'deviceModelNs', value: 40 * US});
		expect((dear[0] as number) > (cheap[0] as number) * 2).toBe(true);
		const machine = running();
		expect(give(machine, {kind: 'set-cost', cost: 'vmExitNs', value: 2 * US})).toBe('cost vmExitNs 40 ns -> 2.00 us');
		expect(costIn(machine.configuration, 'vmExitNs')).toBe(2 * US);
		give(machine, {kind: 'undo'});
		expect(costIn(machine.configuration, 'vmExitNs')).toBe(40);
		expect(give(machine, {kind: 'set-cost', cost: 'vmExitNs', value: 40})).toBe('refused: vmExitNs is 40 ns already');
		expect(give(machine, {kind: 'set-cost', cost: 'shaderMhz', value: 0})).toBe(
			'refused: shaderMhz is 0; expected 1 to 1000000000 (count)',
		);
	});

	test('set at the start and set by command at the first instant are the same run', () => {
		const start = new Machine({...twoDomains(), hardware: {...twoDomains().hardware, costs: {...QUICK, copySetupNs: 1}}});
		const later = new Machine({...twoDomains(), commands: [{atNs: 0, command: {kind: 'set-cost', cost: 'copySetupNs', value: 1}}]});
		for (const machine of [start, later]) {
			machine.runUntil(100 * MS);
		}
		expect(later.digest()).toBe(start.digest());
	});

	test.each(costNames)('%s at its least and its most leaves a machine that runs on', name => {
		const machine = running(100 * MS);
		const {minimum, maximum, unit} = costTunables[name];
		for (const value of [minimum, unit === 'ns' ? 10 * MS : Math.min(maximum, 1_000_000)]) {
			const startMs = performance.now();
			give(machine, {kind: 'set-cost', cost: name, value});
			machine.runUntil(machine.nowNs + 30 * MS);
			expect(performance.now() - startMs, `${name} = ${value}`).toBeLessThan(5000);
		}
		machine.checkInvariants();
		expect(machine.notices.filter(({severity}) => severity === 'error').map(({text}) => text)).toEqual([]);
	});

	test('every figure of the table is a tunable with a range around it', () => {
		for (const name of costNames) {
			expect(costTunables[name].default).toBe(COSTS[name].value);
		}
	});
});

test('all of it may stand in a scenario, at its time', () => {
	const text = `
domains:
  - {name: web, vram: 64M, ram: 32M, workload: nop}
commands:
  - {at: 10ms, do: set-vram, domain: web, vram: 32M}
  - {at: 20ms, do: set-workloads, domain: web, workloads: [{kind: loop, iterations: 5}, copy]}
  - {at: 30ms, do: reboot-domain, domain: web, mode: para, workload: nop}
  - {at: 40ms, do: set-cost, cost: vmExitNs, value: 2us}
  - {at: 50ms, do: set-mode, domain: web, mode: para+multicall}
`;
	const scenario = parseScenario(text, 'test', offerings);
	expect(scenario.commands.map(({command}) => command)).toEqual([
		{kind: 'set-vram', domain: 'web', vramBytes: 32 * MIB},
		{
			kind: 'set-workloads',
			domain: 'web',
			workloads: [
				{kind: 'loop', parameters: {iterations: 5}},
				{kind: 'copy', parameters: {}},
			],
		},
		{kind: 'reboot-domain', domain: 'web', mode: {kind: 'para', multicall: false}, workloads: [{kind: 'nop', parameters: {}}]},
		{kind: 'set-cost', cost: 'vmExitNs', value: 2 * US},
		{kind: 'set-mode', domain: 'web', mode: {kind: 'para', multicall: true}},
	]);
	expect(() => parseScenario(`commands:\n  - {at: 10ms, do: set-cost, cost: vmExit, value: 2us}`, 'test', offerings)).toThrow(
		/vmExit.*did you mean "vmExitNs"/s,
	);
	const machine = new Machine(scenario, {checks: 'slice'});
	machine.runUntil(60 * MS);
	expect(machine.journal.map(({command}) => command.kind)).toEqual(['set-vram', 'set-workloads', 'reboot-domain', 'set-cost', 'set-mode']);
});
