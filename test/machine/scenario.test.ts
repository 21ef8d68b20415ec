/** Scenario files: what a good one becomes, and what a bad one is told. */
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {GIB, MIB, SECOND} from '../../source/base/units.ts';
import {describeMode, MODE_NAMES, parseMode, type Scenario} from '../../source/machine/configuration.ts';
import {ScenarioError} from '../../source/machine/scenario.ts';
import {parse, refusal} from '../lab/scenario-text.ts';

describe('a good scenario', () => {
	test('needs no more than a domain', () => {
		expect(parse('domains: [{workload: nop}]')).toEqual({
			name: 'test.yaml',
			title: 'test.yaml',
			description: '',
			seed: 1,
			hardware: {vramBytes: 6 * GIB, guestVramBytes: 4 * GIB, costs: {}},
			initial: {
				policy: {name: 'fifo', parameters: {}},
				device: {},
				domains: [
					{
						id: 1,
						name: 'dom1',
						mode: {kind: 'full', barRemap: false, lazyShadowing: false},
						vramBytes: 128 * MIB,
						ramBytes: 64 * MIB,
						channels: 0,
						workloads: [{kind: 'nop', parameters: {}}],
						weight: 256,
						capPermille: 0,
						isPaused: false,
					},
				],
				speed: 1,
				isPaused: false,
				nextDomainId: 2,
			},
			commands: [],
			untilNs: 10 * SECOND,
		} satisfies Scenario);
	});

	test('reads every quantity in its unit', () => {
		const {hardware, initial, seed, untilNs} = parse(`
seed: 42
until: 1.5s
speed: max
gpu: {vram: 2G, guestVram: 1G, costs: {vmExitNs: 2us, methodNs: 12, shaderMhz: 1000}}
policy: {name: band, periodNs: 5ms}
domains:
  - name: web
    mode: full
    channels: 8
    vram: 64M
    ram: 1G
    weight: 3
    cap: 12.5%
    paused: true
    workloads:
      - {kind: vector-add, elements: 2048, pauseNs: 10us, isInteger: true, bytes: 64K, chance: 2.5%}
      - nop
`);
		expect({seed, untilNs, hardware}).toEqual({
			seed: 42,
			untilNs: 1_500_000_000,
			hardware: {vramBytes: 2 * GIB, guestVramBytes: GIB, costs: {vmExitNs: 2000, methodNs: 12, shaderMhz: 1000}},
		});
		expect(initial.speed).toBe(0);
		expect(initial.policy).toEqual({name: 'band', parameters: {periodNs: 5_000_000}});
		expect(initial.domains[0]).toMatchObject({
			mode: {kind: 'full', barRemap: false, lazyShadowing: false},
			channels: 8,
			vramBytes: 64 * MIB,
			ramBytes: GIB,
			weight: 3,
			capPermille: 125,
			isPaused: true,
			workloads: [
				{kind: 'vector-add', parameters: {elements: 2048, pauseNs: 10_000, isInteger: 1, bytes: 65_536, chance: 25}},
				{kind: 'nop', parameters: {}},
			],
		});
	});

	test('counts copies out, each with its own id and name', () => {
		const {initial} = parse('domains: [{name: web, count: 3, vram: 16M}, {vram: 16M}, {count: 1, vram: 16M}]');
		expect(initial.domains.map(({id, name}) => [id, name])).toEqual([
			[1, 'web-1'],
			[2, 'web-2'],
			[3, 'web-3'],
			[4, 'dom4'],
			[5, 'dom-1'],
		]);
		expect(initial.nextDomainId).toBe(6);
	});

	test('gives a domain the same work as one that is added by hand, unless told that it idles', () => {
		const {initial} = parse('domains: [{}, {workloads: []}]');
		expect(initial.domains.map(({workloads}) => workloads)).toEqual([[{kind: 'vector-add', parameters: {}}], []]);
	});

	test('may repeat itself with anchors and merge keys', () => {
		const {initial} = parse('domains:\n  - &web {name: web, vram: 32M, workload: nop}\n  - {<<: *web, name: db}\n');
		expect(initial.domains.map(({name, vramBytes}) => [name, vramBytes])).toEqual([
			['web', 32 * MIB],
			['db', 32 * MIB],
		]);
	});

	test('sorts commands by time and keeps the order of those at one instant', () => {
		const {commands} = parse(`
domains: [{name: web}]
commands:
  - {at: 3s, do: undo}
  - {at: 1s, do: add-domain, name: late, mode: full, vram: 32M, cap: none, workload: {kind: vector-add, elements: 1024}}
  - {at: 2s, do: set-policy, policy: {name: BAND, periodNs: 1ms}}
  - {at: 2s, do: pause-domain, domain: web}
  - {at: 0, do: set-speed, speed: 2x}
  - {at: 2s, do: remove-domain, domain: late}
  - {at: 2s, do: resume-domain, domain: web}
  - {at: 4s, do: redo}
`);
		expect(commands).toEqual([
			{atNs: 0, command: {kind: 'set-speed', speed: 2}},
			{
				atNs: SECOND,
				command: {
					kind: 'add-domain',
					name: 'late',
					mode: {kind: 'full', barRemap: false, lazyShadowing: false},
					vramBytes: 32 * MIB,
					capPermille: 0,
					workloads: [{kind: 'vector-add', parameters: {elements: 1024}}],
				},
			},
			{atNs: 2 * SECOND, command: {kind: 'set-policy', policy: 'band', parameters: {periodNs: 1_000_000}}},
			{atNs: 2 * SECOND, command: {kind: 'pause-domain', domain: 'web'}},
			{atNs: 2 * SECOND, command: {kind: 'remove-domain', domain: 'late'}},
			{atNs: 2 * SECOND, command: {kind: 'resume-domain', domain: 'web'}},
			{atNs: 3 * SECOND, command: {kind: 'undo'}},
			{atNs: 4 * SECOND, command: {kind: 'redo'}},
		]);
	});

	test('every mode is read back from its description', () => {
		for (const name of MODE_NAMES) {
			expect(describeMode(parseMode(name) ?? {kind: 'native'})).toBe(name);
		}
		expect(parseMode('full+lazy+remap')).toEqual(parseMode('full+remap+lazy'));
		for (const wrong of ['', 'Full', 'full+', 'full+remap+remap', 'full+multicall', 'native+lazy', 'constructor']) {
			expect(parseMode(wrong), wrong).toBeUndefined();
		}
	});
});

describe('a bad scenario is told where and why', () => {
	test.each([
		['seed: x', 'test.yaml:1:7: seed: is "x"; expected a whole number, 0 to 4294967295'],
		['seed:', 'test.yaml:1:6: seed: is empty; expected a whole number, 0 to 4294967295'],
		['sed: 1', 'test.yaml:1:1: sed: no such key (did you mean "seed"?); expected title, description, seed,'],
		['a: 1\nseed: 1', 'test.yaml:1:1: a: no such key; expected title'],
		['title: [a]', 'test.yaml:1:8: title: is a list; expected text'],
		['until: 10', 'test.yaml:1:8: until: "10" is not a time; expected a number with a unit'],
		['until: 25h', 'test.yaml:1:8: until: is "25h"; expected 1 ns to 86400 s'],
		['speed: fast', 'test.yaml:1:8: speed: is "fast"; expected max, or 0.01 to 1000 times'],
		['policy: fido', 'test.yaml:1:9: policy: is "fido" (did you mean "fifo"?); expected a policy: fifo, band'],
		['policy: {periodNs: 1ms}', 'test.yaml:1:9: policy.name: is missing; expected a policy: fifo, band'],
		['policy: {name: band, periodNs: 1ns}', 'test.yaml:1:32: policy.periodNs: is "1ns"; expected 1.00 ms to 1.00 s'],
		['policy: {name: fifo, periodNs: 1ms}', 'test.yaml:1:22: policy.periodNs: no such key; expected no keys here'],
		['gpu: {vram: 1G, guestVram: 1G}', 'test.yaml:1:28: gpu.guestVram: 1 GiB of VRAM leave less than 256 MiB beside guestVram'],
		['gpu: {costs: {vmExit: 1}}', 'test.yaml:1:15: gpu.costs.vmExit: no such key (did you mean "vmExitNs"?)'],
		['gpu: {costs: {vramBandwidth: 0}}', 'test.yaml:1:30: gpu.costs.vramBandwidth: is 0; expected a whole number, 1 to'],
		['domains: web', 'test.yaml:1:10: domains: is "web"; expected a list of domains'],
		['domains:\n  - web', 'test.yaml:2:5: domains[0]: is "web"; expected a map with keys such as name, mode, vram'],
		['domains:\n  - name: Web', 'test.yaml:2:11: domains[0].name: is "Web"; expected a small letter, then'],
		[
			'domains:\n  - mode: fuII+lazy',
			'test.yaml:2:11: domains[0].mode: is "fuII+lazy" (did you mean "full+lazy"?); expected a mode: native,',
		],
		['domains:\n  - vram: 100000', 'test.yaml:2:11: domains[0].vram: is 100000; expected a multiple of 1M'],
		['domains:\n  - vram: 8M', 'test.yaml:2:11: domains[0].vram: is "8M"; expected 16 MiB to 4 GiB'],
		['domains:\n  - ram: lots', 'test.yaml:2:10: domains[0].ram: "lots" is not a size'],
		['domains:\n  - cap: 101%', 'test.yaml:2:10: domains[0].cap: is "101%"; expected a share from 0.1% to 100%, or none'],
		['domains:\n  - weight: 0', 'test.yaml:2:13: domains[0].weight: is 0; expected a whole number, 1 to 65535'],
		[
			'domains:\n  - workload: vector-ad',
			'domains[0].workload: is "vector-ad" (did you mean "vector-add"?); expected a workload: nop, vector-add',
		],
		[
			'domains:\n  - workload: {kind: vector-add, elements: 3}',
			'test.yaml:2:44: domains[0].workload.elements: is 3; expected a whole number, 1024 to 1048576',
		],
		['domains:\n  - workload: {kind: vector-add, elements: 1024.5}', 'expected a whole number'],
		['domains:\n  - workload: {kind: vector-add, isInteger: 1}', 'isInteger: is 1; expected true or false'],
		['domains:\n  - workload: {kind: vector-add, toString: 1}', 'workload.toString: no such key; expected elements'],
		[
			'domains:\n  - {workload: nop, workloads: [nop]}',
			'test.yaml:2:21: domains[0].workloads: stands beside workload; expected one of the two',
		],
		['domains: [{name: a}, {name: a}]', 'test.yaml:1:29: domains[1].name: there is another domain called "a"'],
		['domains: [{name: abcdefghijklmno, count: 2, vram: 16M}]', 'domains[0].name: "abcdefghijklmno-1" is too long'],
		['domains: [{count: 33}]', 'test.yaml:1:11: domains[0]: no room for dom-33: VRAM of 128 MiB does not fit; 0 B free'],
		['domains: [{channels: 64}, {channels: 64}, {}]', 'domains[2]: no room for dom3: 2 channels do not fit; 0 of 128 free'],
		['domains: [{vram: 16M, count: 64}, {vram: 16M}]', 'domains: 65 domains; expected at most 64'],
		['domains: [{mode: native}, {}]', 'test.yaml:1:27: domains[1].mode: dom1 is native and has the card for itself'],
		['commands: [{at: 1s}]', 'test.yaml:1:12: commands[0].do: is missing; expected a command: add-domain'],
		['commands: [{at: 1s, do: pause}]', 'commands[0].do: is "pause"; expected a command: add-domain, remove-domain'],
		['commands: [{do: undo}]', 'test.yaml:1:12: commands[0].at: is missing; expected a time'],
		['commands: [{at: -1s, do: undo}]', 'test.yaml:1:17: commands[0].at: "-1s" is not a time'],
		['commands: [{at: 1s, do: undo, domain: a}]', 'test.yaml:1:31: commands[0].domain: no such key; expected at, do'],
		[
			'domains: [{name: web}]\ncommands: [{at: 1s, do: pause-domain, domain: wed}]',
			'commands[0].domain: no domain is ever called "wed" (did you mean "web"?)',
		],
		['a: 1\na: 2', 'test.yaml:2:1: Map keys must be unique'],
		['a: [', 'test.yaml:1:5: Flow sequence'],
		['a: *nowhere', 'test.yaml: Unresolved alias'],
		['a: !!python/object x', 'test.yaml:1:4: Unresolved tag'],
		['seed: 1\n---\nseed: 2', 'Source contains multiple documents'],
		['', 'test.yaml:1:1: the file is empty; expected keys such as title and domains'],
		['- 1', 'test.yaml:1:1: no map at the top'],
		[`a: ${'['.repeat(50_000)}`, 'test.yaml:'],
		[`title: "${'x'.repeat(1_000_001)}"`, 'test.yaml: 1000010 characters; expected at most 1000000'],
	])('%s', (text, message) => {
		expect(refusal(text)[0]).toContain(message);
	});

	test('aliases that explode are refused before they eat the memory', () => {
		const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
		for (let level = 1; level < 12; level++) {
			lines.push(`a${level}: &a${level} [${Array.from({length: 9}, () => `*a${level - 1}`).join(', ')}]`);
		}
		expect(refusal(lines.join('\n'))[0]).toContain('alias');
	});

	test('several faults are listed in the order of the file, ten at most', () => {
		const messages = refusal(`sed: 1\nseed: x\ndomains:\n${Array.from({length: 12}, () => '  - {vram: 1Q, weight: 1}\n').join('')}`);
		expect(messages).toHaveLength(11);
		expect(messages.slice(0, 3).map(message => message.split(':', 3).join(':'))).toEqual([
			'test.yaml:1:1',
			'test.yaml:2:7',
			'test.yaml:4:12',
		]);
		expect(messages[10]).toBe('and 4 more');
	});

	test('bytes of the file never reach the terminal as control characters', () => {
		expect(refusal('title: "a"\npolicy: "\\e[31mred\\n"')[0]).toBe(
			'test.yaml:2:9: policy: is "\\u001b[31mred\\n"; expected a policy: fifo, band',
		);
	});
});

describe('whatever the text', () => {
	const word = fc.constantFrom(
		'title',
		'seed',
		'domains',
		'name',
		'workload',
		'workloads',
		'kind',
		'vector-add',
		'elements',
		'policy',
		'band',
		'commands',
		'at',
		'do',
		'add-domain',
		'gpu',
		'vram',
		'costs',
		'16M',
		'1s',
		'-1',
		'0',
		'1e999',
		'.nan',
		'null',
		'true',
		'""',
		'<<',
		'*a',
		'&a',
		'__proto__',
		'constructor',
	);
	const glue = fc.constantFrom(
		': ',
		':',
		'\n',
		'\n  ',
		'\n  - ',
		'- ',
		'[',
		']',
		'{',
		'}',
		', ',
		'#',
		'|',
		'>',
		'!',
		'%',
		'\t',
		'? ',
		'---\n',
		'\u0000',
		'\ud800',
	);
	const soup = fc.array(fc.oneof({weight: 3, arbitrary: word}, {weight: 3, arbitrary: glue}, fc.string({maxLength: 6})), {maxLength: 40});

	test('nothing but a ScenarioError is ever thrown', () => {
		fc.assert(
			fc.property(soup, pieces => {
				try {
					parse(pieces.join(''));
				} catch (error) {
					expect(error).toBeInstanceOf(ScenarioError);
					expect((error as ScenarioError).messages.length).toBeGreaterThan(0);
				}
			}),
			{numRuns: 800},
		);
	});

	test('a good file with one piece cut out or doubled is read or refused, never worse', () => {
		const good =
			'title: t\nseed: 4\npolicy: {name: band, periodNs: 5ms}\ndomains:\n  - {name: web, count: 2, vram: 32M, workload: {kind: vector-add, elements: 4096}}\ncommands:\n  - {at: 1s, do: remove-domain, domain: web-1}\n';
		fc.assert(
			fc.property(fc.nat(good.length), fc.nat(12), fc.boolean(), (start, length, isDoubled) => {
				const piece = good.slice(start, start + length);
				const text = good.slice(0, start) + (isDoubled ? piece + piece : '') + good.slice(start + length);
				try {
					expect(parse(text).initial.domains.length).toBeLessThanOrEqual(64);
				} catch (error) {
					expect(error).toBeInstanceOf(ScenarioError);
				}
			}),
			{numRuns: 400},
		);
	});

	test('structured garbage under the right keys is refused by sentence', () => {
		const keys = fc.constantFrom('title', 'seed', 'until', 'gpu', 'policy', 'speed', 'domains', 'commands');
		fc.assert(
			fc.property(fc.dictionary(keys, fc.oneof(fc.jsonValue(), fc.array(fc.jsonValue()))), value => {
				try {
					parse(JSON.stringify(value));
				} catch (error) {
					expect(error).toBeInstanceOf(ScenarioError);
					for (const message of (error as ScenarioError).messages) {
						expect(message).toMatch(/^test\.yaml:\d+:\d+: .+|^and \d+ more$/);
						expect(message).not.toMatch(/Invalid input|undefined|\[object/);
					}
				}
			}),
			{numRuns: 400},
		);
	});
});
