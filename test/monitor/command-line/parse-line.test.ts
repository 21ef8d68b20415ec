import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {MIB, MS, SECOND, US} from '../../../source/base/units.ts';
import {deviceItem} from '../../../source/machine/catalogues.ts';
import type {Command} from '../../../source/machine/command.ts';
import {MODE_NAMES, type Mode, parseMode} from '../../../source/machine/configuration.ts';
import {costNames, costTunables} from '../../../source/machine/cost-recipes.ts';
import {describeCommand, lineCommands} from '../../../source/monitor/command-line/lines.ts';
import {namesOf, parseLine, usageOf} from '../../../source/monitor/command-line/parse-line.ts';
import {bindings} from '../../../source/monitor/keymap/keymap.ts';
import {tabs} from '../../../source/monitor/ui-state.ts';
import {lineContext, realOffers} from '../../lab/line-lab.ts';

const context = lineContext();

function commandOf(line: string): Command {
	const reading = parseLine(line, context);
	if (!reading.ok || reading.value.kind !== 'command') {
		throw new Error(`${line}: ${reading.ok ? reading.value.kind : reading.reason}`);
	}
	return reading.value.command;
}

function reasonOf(line: string, where = context): string {
	const reading = parseLine(line, where);
	return reading.ok ? `taken: ${line}` : reading.reason;
}

describe('a line is a command', () => {
	test.each<[string, Command]>([
		[
			'add name=late workload=loop vram=256M mode=full+remap weight=512',
			{
				kind: 'add-domain',
				name: 'late',
				mode: {kind: 'full', barRemap: true, lazyShadowing: false},
				vramBytes: 256 * MIB,
				workloads: [{kind: 'loop', parameters: {}}],
				weight: 512,
			},
		],
		['add', {kind: 'add-domain'}],
		['remove web', {kind: 'remove-domain', domain: 'web'}],
		['remove-domain web', {kind: 'remove-domain', domain: 'web'}],
		['pause web', {kind: 'pause-domain', domain: 'web'}],
		['pause', {kind: 'pause'}],
		['resume', {kind: 'resume'}],
		['resume web', {kind: 'resume-domain', domain: 'web'}],
		['reboot web', {kind: 'reboot-domain', domain: 'web'}],
		['reboot web vram=64M', {kind: 'reboot-domain', domain: 'web', vramBytes: 64 * MIB}],
		['mode web para+multicall', {kind: 'set-mode', domain: 'web', mode: {kind: 'para', multicall: true}}],
		['weight web 512', {kind: 'set-weight', domain: 'web', weight: 512}],
		['  set-weight   web  512  ', {kind: 'set-weight', domain: 'web', weight: 512}],
		['cap web 30%', {kind: 'set-cap', domain: 'web', capPermille: 300}],
		['cap web 2.5', {kind: 'set-cap', domain: 'web', capPermille: 25}],
		['cap web none', {kind: 'set-cap', domain: 'web', capPermille: 0}],
		['reservation web 20ms/5ms', {kind: 'set-reservation', domain: 'web', reservation: {periodNs: 20 * MS, budgetNs: 5 * MS}}],
		['reservation web none', {kind: 'set-reservation', domain: 'web'}],
		['vram web 512M', {kind: 'set-vram', domain: 'web', vramBytes: 512 * MIB}],
		[
			'workload web loop iterations=1000',
			{kind: 'set-workloads', domain: 'web', workloads: [{kind: 'loop', parameters: {iterations: 1000}}]},
		],
		[
			'workload web copy:pause=2ms,loop iterations=1000',
			{
				kind: 'set-workloads',
				domain: 'web',
				workloads: [
					{kind: 'copy', parameters: {pauseNs: 2 * MS}},
					{kind: 'loop', parameters: {iterations: 1000}},
				],
			},
		],
		['workload web none', {kind: 'set-workloads', domain: 'web', workloads: []}],
		['policy band period=10ms', {kind: 'set-policy', policy: 'band', parameters: {periodNs: 10 * MS}}],
		['policy FIFO', {kind: 'set-policy', policy: 'fifo', parameters: {}}],
		['period=5ms', {kind: 'set-parameter', parameter: 'periodNs', value: 5 * MS}],
		['set period 5ms', {kind: 'set-parameter', parameter: 'periodNs', value: 5 * MS}],
		['cost vmExitNs 2us', {kind: 'set-cost', cost: 'vmExitNs', value: 2 * US}],
		['device preemptionQuantum 2ms', {kind: 'set-device', parameter: 'preemptionQuantumNs', value: 2 * MS}],
		['speed 2x', {kind: 'set-speed', speed: 2}],
		['speed max', {kind: 'set-speed', speed: 0}],
		['step 10ms', {kind: 'step', durationNs: 10 * MS}],
		['step', {kind: 'step', durationNs: MS}],
		['undo', {kind: 'undo'}],
		['redo', {kind: 'redo'}],
	])('%s', (line, command) => {
		expect(commandOf(line)).toEqual(command);
	});

	test('the name alone asks as its key does; a key that takes no words says so', () => {
		for (const line of ['mode', 'remove-domain', 'add-domain', 'weight-up', 'show-exits', 'filter']) {
			expect(parseLine(line, context)).toMatchObject({ok: true, value: {kind: 'key', binding: {command: line}}});
		}
		expect(reasonOf('weight-up now')).toBe('weight-up takes no words; it does what its key does');
	});

	test('a screen is opened by its name or the first letters of it', () => {
		expect(parseLine('memory', context)).toMatchObject({ok: true, value: {kind: 'key', binding: {command: 'show-memory'}}});
		expect(parseLine('mem', context)).toMatchObject({ok: true, value: {kind: 'key', binding: {command: 'show-memory'}}});
		expect(parseLine('help', context)).toMatchObject({ok: true, value: {kind: 'key', binding: {command: 'help'}}});
		expect(reasonOf('e')).toContain('no command or screen "e"');
	});
});

describe('a refusal names the word and what was expected', () => {
	test.each([
		['', 'nothing is typed; Tab shows what can be'],
		['wieght web 3', 'no command or screen "wieght" (did you mean "weight"?); Tab shows them all'],
		['weight wbe 3', 'domain is "wbe" (did you mean "web"?); expected one of web, batch'],
		['weight web', 'weight DOMAIN WEIGHT: weight is missing; expected a whole number, 1 to 65535, default 256'],
		['weight web 0', 'weight is 0; expected a whole number, 1 to 65535'],
		['weight web 1.5', 'weight is "1.5"; expected a whole number, 1 to 65535'],
		['weight web 3 4', '"4" is one word too many; expected weight DOMAIN WEIGHT'],
		['cap web 130%', 'cap is "130%"; expected a share from 0.1% to 100%, or none'],
		['mode web half', 'mode is "half"; expected a mode: native, passthrough, full'],
		['reservation web 5ms', 'reservation is "5ms"; expected period/budget such as 20ms/5ms, or none'],
		['reservation web 20ms/5', 'reservation budget "5" is not a time'],
		['vram web 1000', 'vram is "1000"; expected a multiple of 1M'],
		['workload web lopp', 'workload is "lopp" (did you mean "loop"?)'],
		['workload web loop iteration=3', '"iteration" is no option of workload (did you mean "iterations"?)'],
		['workload web loop:pase=3', 'workload loop has no parameter "pase" (did you mean "pause"?)'],
		['add nam=web', '"nam" is no option of add (did you mean "name"?)'],
		['add weight=1 weight=2', 'weight is given twice'],
		['policy bond', 'policy is "bond" (did you mean "band"?)'],
		['policy band period=1', 'period "1" is not a time'],
		['priod=5ms', 'parameter is "priod" (did you mean "period"?)'],
		['period=5h', 'value is "5h"; expected 1.00 ms to'],
		['cost vmExit 2us', 'cost is "vmExit" (did you mean "vmExitNs"?)'],
		['speed 5000', 'speed is 5000; expected max, or 0.01 to 1000'],
		['step -1ms', 'time "-1ms" is not a time'],
		['sort nonsense', 'column is "nonsense"; expected one of name, state'],
		['filter exits>lots', '"lots" is not a number for EXITS'],
	])('%s', (line, reason) => {
		expect(reasonOf(line)).toContain(reason);
	});

	test('a parameter under a policy that has none', () => {
		expect(reasonOf('period=5ms', lineContext('fifo'))).toBe('parameter is "period"; expected none: fifo has no parameters');
	});
});

describe('the declarations', () => {
	test('every example can be typed as it stands', () => {
		for (const {example} of lineCommands) {
			expect(parseLine(example, context), example).toMatchObject({ok: true});
		}
	});

	test('every key’s command and every screen has its name, and no two commands of the line share one', () => {
		const own = lineCommands.flatMap(({name, aliases}) => [name, ...aliases]);
		expect(new Set(own).size).toBe(own.length);
		expect(namesOf(context)).toEqual(expect.arrayContaining([...bindings.map(({command}) => command), ...tabs.map(({screen}) => screen)]));
		for (const {doc} of lineCommands) {
			expect(doc).toMatch(/^[A-Z].*\.$/);
		}
		for (const command of lineCommands) {
			expect(usageOf(command)).toMatch(/^[a-z-]+( \[?[A-Z]+\]?)*$/);
		}
	});
});

const domain = fc.constantFrom('web', 'batch');
const mode = fc.constantFrom(...MODE_NAMES).map(name => parseMode(name) as Mode);
const values = (list: Readonly<Record<string, {readonly minimum: number; readonly maximum: number}>>) =>
	fc.record(
		Object.fromEntries(Object.entries(list).map(([name, {minimum, maximum}]) => [name, fc.integer({min: minimum, max: maximum})])),
		{requiredKeys: []},
	) as fc.Arbitrary<Record<string, number>>;
const workloads = fc.array(
	fc.constantFrom(...realOffers.workloads).chain(({kind, parameters}) => values(parameters).map(given => ({kind, parameters: given}))),
	{maxLength: 3},
);
const vramBytes = fc.integer({min: 16, max: 4096}).map(mib => mib * MIB);
const reservation = fc
	.tuple(fc.integer({min: 100 * US, max: 10 * SECOND}), fc.integer({min: 100 * US, max: 10 * SECOND}))
	.map(([periodNs, budgetNs]) => ({periodNs, budgetNs}));

const anyCommand: fc.Arbitrary<Command> = fc.oneof(
	fc.record(
		{
			kind: fc.constant('add-domain' as const),
			name: fc.stringMatching(/^[a-z][a-z0-9-]{0,15}$/),
			mode,
			vramBytes,
			ramBytes: fc.integer({min: 16, max: 2048}).map(mib => mib * MIB),
			channels: fc.integer({min: 1, max: 128}),
			workloads,
			weight: fc.integer({min: 1, max: 65_535}),
			capPermille: fc.integer({min: 0, max: 1000}),
			reservation,
		},
		{requiredKeys: ['kind']},
	),
	fc.record({kind: fc.constantFrom('remove-domain' as const, 'pause-domain' as const, 'resume-domain' as const), domain}),
	fc.record({kind: fc.constant('reboot-domain' as const), domain, mode, vramBytes, workloads}, {requiredKeys: ['kind', 'domain']}),
	fc.record({kind: fc.constant('set-vram' as const), domain, vramBytes}),
	fc.record({kind: fc.constant('set-workloads' as const), domain, workloads}),
	fc.record({kind: fc.constant('set-mode' as const), domain, mode}),
	fc.record({kind: fc.constant('set-weight' as const), domain, weight: fc.integer({min: 1, max: 65_535})}),
	fc.record({kind: fc.constant('set-cap' as const), domain, capPermille: fc.integer({min: 0, max: 1000})}),
	fc.record({kind: fc.constant('set-reservation' as const), domain, reservation}, {requiredKeys: ['kind', 'domain']}),
	fc
		.constantFrom(...realOffers.policies)
		.chain(({name, tunables}) => values(tunables).map(parameters => ({kind: 'set-policy' as const, policy: name, parameters}))),
	fc
		.constantFrom(...costNames)
		.chain(cost =>
			fc
				.integer({min: costTunables[cost].minimum, max: costTunables[cost].maximum})
				.map(value => ({kind: 'set-cost' as const, cost, value})),
		),
	values(deviceItem.parameters)
		.filter(given => Object.keys(given).length > 0)
		.map(given => Object.entries(given)[0] as [string, number])
		.map(([parameter, value]) => ({kind: 'set-device' as const, parameter, value})),
	values(realOffers.policies.find(({name}) => name === 'band')?.tunables ?? {})
		.filter(given => Object.keys(given).length > 0)
		.map(given => Object.entries(given)[0] as [string, number])
		.map(([parameter, value]) => ({kind: 'set-parameter' as const, parameter, value})),
	fc.constantFrom(0, 0.01, 0.5, 1, 7.25, 1000).map(speed => ({kind: 'set-speed' as const, speed})),
	fc.integer({min: 1, max: 10 * SECOND}).map(durationNs => ({kind: 'step' as const, durationNs})),
	fc.constantFrom<Command>({kind: 'pause'}, {kind: 'resume'}, {kind: 'undo'}, {kind: 'redo'}),
);

describe('properties', () => {
	test('a command written as a line is read back as the same command', () => {
		fc.assert(
			fc.property(anyCommand, command => {
				expect(commandOf(describeCommand(command, context))).toEqual(command);
			}),
			{numRuns: 1000},
		);
	});

	test('no text makes the parser throw, and every refusal says something', () => {
		const word = fc.oneof(
			fc.constantFrom(...namesOf(context), 'web', 'loop', 'period=', '=', '"', '\\', 'weight=5'),
			fc.string({unit: 'grapheme'}),
		);
		const line = fc.array(word, {maxLength: 6}).map(words => words.join(' '));
		fc.assert(
			fc.property(line, text => {
				const reading = parseLine(text, context);
				expect(reading.ok || reading.reason.length > 3).toBe(true);
			}),
			{numRuns: 3000},
		);
	});
});
