/** The command line against doubles: what is asked for, what is refused, and with which exit code. */
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {InvariantBroken} from '../../source/base/assert.ts';
import {dispatch} from '../../source/commands/dispatch.ts';
import type {Report} from '../../source/commands/report.ts';
import {cardCatalogue, domainCatalogue} from '../../source/machine/catalogue.ts';
import {FakeServices, Recorder, ScriptedEngine} from '../lab/fake-services.ts';

const TWO =
	'title: Two domains\nuntil: 10s\ndomains: [{name: web, weight: 100, workload: loop}, {name: db, weight: 300, workload: loop}]\n';

let folder = '';
let services: FakeServices;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'gpuvmtop-commands-'));
	writeFileSync(join(folder, 'demo.yaml'), 'title: The demo\ndomains: [{name: demo, workload: nop}]\n');
	writeFileSync(join(folder, 'two.yaml'), TWO);
	services = new FakeServices(folder);
});

afterEach(() => rmSync(folder, {recursive: true, force: true}));

async function call(...words: string[]): Promise<{code: number; out: string; error: string}> {
	const stdout = new Recorder();
	const stderr = new Recorder();
	const code = await dispatch(words, {stdout, stderr, services});
	return {code, out: stdout.text, error: stderr.text};
}

describe('help', () => {
	test('names every flag and every sub-command', async () => {
		const {code, out} = await call('--help');
		expect(code).toBe(0);
		for (const word of [
			'--policy NAME',
			'-d, --delay SECONDS',
			'-b, --batch',
			'-i, --iterations N',
			'-n, --exits',
			'-v, --channels',
			'-f, --full-name',
			'-h, --help',
			'  run ',
			'  list ',
		]) {
			expect(out).toContain(word);
		}
		expect((await call('-h')).out).toBe(out);
		for (const words of [['--help'], ['run', '--help'], ['list', '--help']]) {
			expect(Math.max(...(await call(...words)).out.split('\n').map(line => line.length))).toBeLessThanOrEqual(80);
		}
	});

	test('of a sub-command is its own, wherever the flag stands', async () => {
		const {code, out} = await call('run', '--help');
		expect(code).toBe(0);
		expect(out).toContain('gpuvmtop run SCENARIO [FLAGS]');
		expect(out).toContain('--until TIME');
		expect((await call('run', 'two', '--json', '--help')).out).toBe(out);
		expect((await call('help', 'run')).out).toBe(out);
		expect((await call('help')).out).toBe((await call('--help')).out);
	});

	test('the version is printed alone', async () => {
		expect(await call('--version')).toEqual({code: 0, out: '1.2.3\n', error: ''});
	});
});

describe('mistakes end with one message and exit code 2', () => {
	test.each([
		[['--polciy', 'fifo'], 'no flag --polciy (did you mean "--policy"?); expected --policy, --set, --seed,'],
		[['-X'], 'no flag -X; expected --policy'],
		[['run', 'two', '--untill', '5s'], 'no flag --untill (did you mean "--until"?)'],
		[['run', 'two', '--until', '5'], '--until "5" is not a time; expected a number with a unit'],
		[['run', 'two', '--until'], '--until is empty; expected TIME'],
		[['run', 'two', '--seed', '1.5'], '--seed is "1.5"; expected a whole number, 0 to 4294967295'],
		[['run', 'two', '--seed', '1', '--seed', '2'], 'The flag --seed can only be set once.'],
		[['run', 'two', '--policy', 'bnad'], '--policy is "bnad" (did you mean "band"?); expected one of fifo, direct, band'],
		[['run', 'two', '--json', '--csv'], '--json and --csv exclude each other'],
		[['run', 'two', 'three'], '"three" is too much; expected SCENARIO'],
		[['run', 'two', '--window', '1us'], '--window cuts the run into more than 10000 pieces'],
		[['run', 'two', '--no-json'], '--json is a switch'],
		[['run'], 'no scenario given; expected a file'],
		[['run', 'tow'], 'no scenario file tow (did you mean "two"?); expected a file, or one of demo, two'],
		[['rnu'], 'no scenario file rnu (did you mean "run"?)'],
		[['run', '/'], '/ is a folder; expected a scenario file'],
		[['--speed', 'fast'], '--speed is "fast"; expected max, or 0.01 to 1000 times'],
		[['--delay', '0'], '--delay is "0"; expected seconds, 0.1 to 60'],
		[['-n', '0', '-b'], '--iterations is "0"; expected a whole number, 1 to'],
		[['-b', '--columns', 'nmae'], '--columns names "nmae" (did you mean "name"?); expected some of name,state,'],
		[['-b', '--sort', '-gup'], '--sort names "gup" (did you mean "gpu"?)'],
		[['-b', '--filter', 'exits>many'], '--filter "many" is not a number for EXITS'],
		[['--csv', '-v'], '--csv has one line a domain; expected none of -v, -n, -x, -p, -z beside it'],
		[['reproduce', '--json', '--csv'], '--json and --csv exclude each other'],
		[['demo', '--spede', '2'], 'no flag --spede (did you mean "--speed"?)'],
		[['demo', 'none.yaml'], 'no file none.yaml; expected a tour'],
		[['reproduce', 'demo'], '"demo" is too much; expected flags only'],
		[
			['list', 'workload'],
			'nothing to list called "workload" (did you mean "workloads"?); expected scenarios, workloads, policies, device',
		],
	])('%j', async (words, message) => {
		const {code, out, error} = await call(...words);
		expect(error).toContain(`gpuvmtop: ${message}`);
		expect(error).toMatch(/\nSee: gpuvmtop (run |list |reproduce |demo )?--help\n$/);
		expect({code, out}).toEqual({code: 2, out: ''});
		expect(error.trimEnd().split('\n')).toHaveLength(2);
	});

	test('a bad scenario file is refused by place', async () => {
		const file = join(folder, 'bad.yaml');
		writeFileSync(file, 'sed: 1\ndomains: [{workload: loob}]\n');
		const {code, out, error} = await call('run', file);
		expect(error.split('\n')).toEqual([
			expect.stringContaining(`${file}:1:1: sed: no such key (did you mean "seed"?)`),
			expect.stringContaining(`${file}:2:22: domains[0].workload: is "loob" (did you mean "loop"?)`),
			'',
		]);
		expect({code, out}).toEqual({code: 2, out: ''});
	});
});

describe('run', () => {
	beforeEach(() => {
		// web is charged 1 ms and db 3 ms of every 5 ms.
		services.script = (domain, atNs) => ({
			gpuBusyNs: (domain === 'web' ? 1 : 3) * (atNs / 5),
			doorbells: atNs / 1e6,
			fired: atNs / 1e6,
			queueDelayNs: atNs,
			queueDelayMaxNs: 2e6,
			workloadRounds: 7,
		});
		services.card = atNs => ({anyBusyNs: 0.8 * atNs, kernels: 12});
	});

	test('prints one JSON object with every declared counter and the fairness of each window', async () => {
		const {code, out} = await call('run', 'two', '--until', '20s', '--seed', '9', '--policy', 'BAND', '--json');
		expect(code).toBe(0);
		expect(out.endsWith('}\n')).toBe(true);
		const report = JSON.parse(out) as Report;
		expect(report).toMatchObject({
			scenario: 'two',
			title: 'Two domains',
			seed: 9,
			digest: 'digest-of-seed-9-at-20000000000',
			virtualNs: 20e9,
			policy: {name: 'band', parameters: {periodNs: 30e6}},
			machine: {domainCount: 2, counters: {anyBusyNs: 16e9, kernels: 12}},
		});
		expect(Object.keys(report.machine.counters)).toEqual(cardCatalogue.names);
		for (const domain of report.domains) {
			expect(Object.keys(domain.counters)).toEqual(domainCatalogue.names);
		}
		expect(report.domains.map(({name, mode, counters}) => [name, mode, counters.gpuBusyNs])).toEqual([
			['web', 'full', 4e9],
			['db', 'full', 12e9],
		]);
		expect(report.fairness.whole).toMatchObject({
			busyNs: 16e9,
			jain: 0.8,
			weightedJain: 1,
			domains: [
				{name: 'web', receivedPermille: 250, entitledPermille: 250},
				{name: 'db', receivedPermille: 750, entitledPermille: 750},
			],
		});
		expect(report.fairness.windows).toHaveLength(40);
		expect(report.fairness.windows[3]).toMatchObject({fromNs: 1.5e9, toNs: 2e9, busyNs: 4e8, jain: 0.8, maxDeviationPermille: 0});
	});

	test('sets parameters of the policy and of the device by one flag', async () => {
		const words = ['--policy', 'band', '--set', 'preemptionQuantum=2ms', '--set', 'period=10ms', '--json'];
		expect(JSON.parse((await call('run', 'two', ...words)).out)).toMatchObject({
			policy: {name: 'band', parameters: {periodNs: 10e6}},
			device: {preemptionQuantumNs: 2e6, preemptionCostNs: 50e3},
		});
		const {code, error} = await call('run', 'two', '--set', 'preemptionCost=soon');
		expect(code).toBe(2);
		expect(error).toContain('--set preemptionCost');
	});

	test('stops where the scenario says if not told otherwise', async () => {
		expect(JSON.parse((await call('run', 'two', '--json')).out)).toMatchObject({
			virtualNs: 10e9,
			seed: 1,
			policy: {name: 'fifo', parameters: {}},
		});
	});

	test('cuts the run into the windows asked for, the last one shorter', async () => {
		const {fairness} = JSON.parse((await call('run', 'two', '--until', '1s', '--window', '300ms', '--json')).out) as Report;
		expect(fairness.windows.map(({fromNs, toNs}) => [fromNs / 1e6, toNs / 1e6])).toEqual([
			[0, 300],
			[300, 600],
			[600, 900],
			[900, 1000],
		]);
	});

	test('prints a report that names units, bases and what is not known', async () => {
		const {out} = await call('run', 'two');
		expect(out).toContain('Two domains (two)\n10.0 s of virtual time, seed 1, policy fifo, digest digest-of-seed-1-at-10000000000\n');
		expect(out).toContain('GPU busy 80.0% of the time; 12 kernels, 0 copies (0 B), 0 faults');
		expect(out).toMatch(
			/^web +running +full +128 MiB +2\.00 s +20\.0% +25\.0% +25\.0% +7 +0 +10000 +1\.00 ms +2\.00 ms +0 ns +0 ns +0 +0 ns +0 +0 +0$/m,
		);
		expect(out).toContain(
			'Fairness: Jain 0.800, of received / entitled 1.000, min-max ratio 1.000, largest deviation 0.0%; shares of the GPU time charged to 2 domains with work.',
		);
		expect(out).toContain('Lowest window, of received / entitled: 1.000, largest deviation 0.0%, from 0 ns to 500 ms.');
		services.script = () => ({});
		const idle = (await call('run', 'two')).out;
		expect(idle).toMatch(/^web +running +full +128 MiB +0 ns +- +- +- +0 +0 +0 +- +- +- +- +0 +0 ns +0 +0 +0$/m);
		expect(idle).toContain('Fairness: not known; 0 domains with work');
	});

	test('says that shares under a policy without a queue are of what engines worked', async () => {
		const direct = join(folder, 'direct.yaml');
		writeFileSync(direct, `policy: direct\n${TWO}`);
		const {out} = await call('run', direct);
		expect(out).toMatch(/^web +running +full +128 MiB +2\.00 s +20\.0% +25\.0% +25\.0% +7 /m);
		expect(out).toContain('shares of the GPU time that engines worked for 2 domains with work.');
		const {fairness} = JSON.parse((await call('run', direct, '--json')).out) as Report;
		expect(fairness.whole).toMatchObject({received: 'worked', jain: 0.8, weightedJain: 1, maxDeviationPermille: 0});
		expect(fairness.windows[3]).toMatchObject({received: 'worked', domains: [{receivedPermille: 250}, {receivedPermille: 750}]});
	});

	test('prints one line of values per domain under the declared names', async () => {
		const [header, ...lines] = (await call('run', 'two', '--csv')).out.trimEnd().split('\n');
		const names = header?.split(',') ?? [];
		expect(names).toEqual(expect.arrayContaining(['name', 'mode', 'receivedPermille', ...domainCatalogue.names]));
		const rows = lines.map(line => Object.fromEntries(line.split(',').map((cell, index) => [names[index], cell])));
		expect(rows).toMatchObject([
			{name: 'web', gpuBusyNs: '2000000000', receivedPermille: '250'},
			{name: 'db', gpuBusyNs: '6000000000'},
		]);
	});

	test('an invariant that breaks ends with seed, the line that shows it again, and exit code 70', async () => {
		services.makeEngine = scenario => {
			const engine = new ScriptedEngine(
				scenario,
				() => ({}),
				() => ({}),
			);
			engine.runUntil = atNs => {
				engine.nowNs = atNs - 1;
				throw new InvariantBroken('two owners of one page');
			};
			return engine;
		};
		const {code, out, error} = await call('run', 'two', '--seed', '5', '--policy', 'band', '--until', '1s');
		expect(error).toContain('gpuvmtop: invariant broken at 499999999 ns: two owners of one page\n');
		expect(error).toContain('to see it again: gpuvmtop run two --seed 5 --policy band --until 500000000ns\n');
		expect({code, out}).toEqual({code: 70, out: ''});
	});

	test('what nobody foresaw is not swallowed', async () => {
		services.makeEngine = () => {
			throw new RangeError('unforeseen');
		};
		await expect(call('run', 'two')).rejects.toThrow('unforeseen');
	});
});

describe('list', () => {
	test('shows scenarios by title, workloads and policies with their parameters', async () => {
		const {code, out} = await call('list');
		expect(code).toBe(0);
		expect(out).toMatch(/^Scenarios\n {2}demo {2}The demo\n {2}two {3}Two domains\n\nWorkloads\n/);
		expect(out).toMatch(/^ {4}pauseNs +0 ns \(0 ns to 1\.00 s\): Longer pauses\.$/m);
		expect(out).toMatch(/^Policies\n {2}fifo +In order of arrival\.$/m);
	});

	test('shows what can be tuned, with what takes a reboot', async () => {
		const {out} = await call('list', 'tunables');
		expect(out).toMatch(/^ {4}weight +256 \(a whole number, 1 to 65535\): More of the GPU/m);
		expect(out).toMatch(/^ {4}vramBytes +128 MiB \(16 MiB to 4 GiB, at reboot\): /m);
		expect(out).toMatch(/^ {4}vmExitNs +1\.00 us \(0 ns to 1\.00 s\): Leaving and re-entering a guest\. Source: KVM\.$/m);
		expect(out).toMatch(/^ {4}shaderMhz +1147 MHz /m);
	});

	test('shows one topic, also as JSON', async () => {
		const {out} = await call('list', 'policies', '--json');
		expect(JSON.parse(out)).toMatchObject({policies: {band: {doc: 'By bandwidth.', parameters: {periodNs: {unit: 'ns', default: 30e6}}}}});
		expect(Object.keys(JSON.parse(out))).toEqual(['policies']);
	});
});

describe('the screen', () => {
	async function watch(isTTY: boolean, ...words: string[]) {
		const stdout = new Recorder();
		stdout.isTTY = isTTY;
		const stderr = new Recorder();
		const code = await dispatch(words, {stdout, stderr, services});
		return {code, error: stderr.text, screen: services.screens[0]};
	}

	test('opens the demo on a terminal', async () => {
		const {code, screen} = await watch(true);
		expect(code).toBe(0);
		expect(screen).toMatchObject({
			isBatch: false,
			format: 'text',
			delaySeconds: 1,
			iterations: undefined,
			scenario: {name: 'demo', title: 'The demo'},
		});
		expect(services.hosts).toEqual([{inWorker: true, intervalMs: 100}]);
		expect(services.closedHosts).toBe(1);
	});

	test('demo with flags that a tour does not have is the scenario of that name', async () => {
		const {code, screen} = await watch(true, 'demo', '--policy', 'band', '--speed', '2');
		expect(code).toBe(0);
		expect(screen).toMatchObject({scenario: {name: 'demo', initial: {speed: 2, policy: {name: 'band'}}}});
		expect(screen?.tour).toBeUndefined();
	});

	test('takes scenario and overrides', async () => {
		const {screen} = await watch(true, 'two', '--policy', 'band', '--seed', '3', '--speed', '2x', '-d', '0.5');
		expect(screen).toMatchObject({
			delaySeconds: 0.5,
			scenario: {name: 'two', seed: 3, initial: {speed: 2, policy: {name: 'band', parameters: {}}}},
		});
	});

	test.each([
		[true, ['-b', '-n', '3'], 'text', 3],
		[false, [], 'text', undefined],
		[true, ['--json', '-n', '1'], 'json', 1],
		[false, ['--csv'], 'csv', undefined],
	] as const)('terminal %s, %j: prints samples', async (isTTY, words, format, iterations) => {
		const {screen} = await watch(isTTY, ...words);
		expect(screen).toMatchObject({isBatch: true, format, iterations});
		expect(services.hosts).toEqual([{inWorker: true, intervalMs: 1000}]);
	});

	test.each([
		[['-n', '3'], {iterations: 3, samples: {rows: {exits: false}}}],
		[['-n3'], {iterations: 3}],
		[['-vn', '3'], {iterations: 3, samples: {rows: {channels: true, exits: false}}}],
		[['-n'], {iterations: undefined, samples: {rows: {exits: true}}}],
		[['-n', 'two'], {iterations: undefined, samples: {rows: {exits: true}}, scenario: {name: 'two'}}],
		[['-ni', '3'], {iterations: 3, samples: {rows: {exits: true}}}],
		[['-n', '--', 'two'], {samples: {rows: {exits: true}}, scenario: {name: 'two'}}],
		[
			['--networks', '--vcpus', '--vbds', '--pcpus', '--dom0-first'],
			{samples: {rows: {channels: true, exits: true, scheduler: true, engines: true, card: true}}},
		],
		[['-r', '-f'], {samples: {hasRepeatedHeader: true, rows: {channels: false}}}],
		[['--columns', 'gpu,name', '--sort', '-gpu'], {samples: {columns: ['gpu', 'name'], sort: {name: 'gpu', isReversed: true}}}],
		[['--sort=exits', '--filter', '!two gpu>3'], {samples: {sort: {name: 'exits', isReversed: false}, filter: '!two gpu>3'}}],
		[['--until', '2s'], {samples: {untilNs: 2e9}}],
	] as const)('what xentop and top are used to: %j', async (words, request) => {
		expect((await watch(true, '-b', ...words)).screen).toMatchObject(request);
	});

	test('a number of updates ends a screen as well, as in xentop; what is about samples does not fit it', async () => {
		expect((await watch(true, '-i', '3')).screen).toMatchObject({isBatch: false, iterations: 3});
		const {code, error} = await watch(true, '--until', '3s');
		expect({code, error}).toEqual({
			code: 2,
			error: expect.stringContaining('--until is about samples of batch mode; expected --batch beside it'),
		});
	});

	test('an engine that broke ends with the line that shows it again', async () => {
		services.screenAnswer = async () => {
			const engine = await services.createMachine(services.screens[0]?.scenario as never);
			engine.runUntil(1234);
			const snapshot = engine.snapshot();
			services.latest = {...snapshot, facts: {...snapshot.facts, broken: 'two owners of one page'}};
			return 70;
		};
		expect(await watch(true, 'two', '--seed', '5')).toMatchObject({
			code: 70,
			error: 'seed 5; to see it again: gpuvmtop run two --seed 5 --until 1235ns (without the commands given by hand)\n',
		});
	});

	test('the engine is closed when the screen fails, and its exit code is handed on', async () => {
		services.screenAnswer = async () => 70;
		expect((await watch(true)).code).toBe(70);
		services.screenAnswer = () => Promise.reject(new Error('no more paper'));
		await expect(watch(true)).rejects.toThrow('no more paper');
		expect(services.closedHosts).toBe(2);
	});
});
