/** Samples and sentences from the built program: ends, exit codes, and the configuration of whoever runs it. */
import {spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {afterAll, describe, expect, onTestFinished, test} from 'vitest';
import {PROGRAM, TestTerminal} from '../lab/terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'gpuvmtop-batch-'));
const environment = {...process.env, XDG_CONFIG_HOME: folder};

afterAll(() => rmSync(folder, {recursive: true, force: true}));

function run(...words: string[]) {
	const {stdout, stderr, status} = spawnSync(process.execPath, [PROGRAM, ...words], {encoding: 'utf8', env: environment});
	return {stdout, stderr, status};
}

describe('samples', () => {
	test('as many as asked for, whole lines, the columns asked for', () => {
		const {stdout, stderr, status} = run(
			'demo',
			'--json',
			'-n',
			'2',
			'-d',
			'0.2',
			'--columns',
			'name,gpu,counters.exits',
			'--sort',
			'-name',
		);
		expect({stderr, status}).toEqual({stderr: '', status: 0});
		const samples = stdout
			.trimEnd()
			.split('\n')
			.map(line => JSON.parse(line));
		expect(samples).toHaveLength(2);
		expect(samples[0].atNs).toBeGreaterThan(0);
		expect(samples[1].windowNs).toBe(samples[1].atNs - samples[0].atNs);
		expect(samples[1].domains.map(({name}: {name: string}) => name)).toEqual(['web', 'train', 'ingest', 'desk']);
		expect(Object.keys(samples[1].domains[0])).toEqual(['name', 'gpu', 'counters.exits']);
	});

	test('with channels, in text, until a virtual time', () => {
		const {stdout, status} = run('demo', '-b', '-v', '-z', '-d', '0.5', '--speed', 'max', '--until', '500ms');
		expect(status).toBe(0);
		expect(stdout).toMatch(/^card +running/m);
		expect(stdout).toMatch(/^ {4}channel: VCH\(own\) 1 {2}PCH\(card\) \d+ {2}STATE /m);
	});

	test('end with 130 on Ctrl-C, without a word', async () => {
		const child = spawn(process.execPath, [PROGRAM, '-b', '-d', '0.1'], {stdio: ['ignore', 'pipe', 'pipe'], env: environment});
		onTestFinished(() => {
			child.kill('SIGKILL');
		});
		let complaints = '';
		child.stderr.on('data', chunk => {
			complaints += chunk;
		});
		await once(child.stdout, 'data');
		child.kill('SIGINT');
		const [code, signal] = await once(child, 'exit');
		expect({end: signal ?? code, complaints}).toEqual({end: 'SIGINT', complaints: ''});
	});
});

describe('sentences', () => {
	test('a scripted operator: commands by line, answers by sentence', async () => {
		const child = spawn(process.execPath, [PROGRAM, 'demo', '--plain', '-d', '0.1'], {
			stdio: ['pipe', 'pipe', 'inherit'],
			env: environment,
		});
		const said: string[] = [];
		const lines = createInterface({input: child.stdout});
		const heard = (what: RegExp) =>
			new Promise<void>(resolve => {
				const check = () => said.some(line => what.test(line)) && resolve();
				lines.on('line', check);
				check();
			});
		lines.on('line', line => said.push(line));
		onTestFinished(() => {
			child.kill('SIGKILL');
		});
		await heard(/^gpuvmtop, scenario demo, seed 42: 4 domains/);
		child.stdin.write('pause\n');
		await heard(/^machine paused$/);
		child.stdin.write('undo\n');
		await heard(/^refused: nothing to undo$/);
		child.stdin.write('quit\n');
		const [code] = await once(child, 'exit');
		expect(code).toBe(0);
		expect(said.filter(line => line === 'machine paused')).toHaveLength(1);
	});

	test('instead of a screen where a screen reader is in use', async () => {
		const terminal = TestTerminal.start(['-i', '3'], {environment: {INK_SCREEN_READER: 'true', XDG_CONFIG_HOME: folder}});
		await terminal.waitFor('gpuvmtop, scenario demo');
		expect(await terminal.waitForExit()).toMatchObject({code: 0});
		expect(terminal.isFullScreen).toBe(false);
		expect(terminal.leftovers()).toEqual([]);
		terminal.close();
	});
});

describe('the configuration', () => {
	test('is read from the XDG folder, and a broken one does not stop the screen', async () => {
		mkdirSync(join(folder, 'gpuvmtop'), {recursive: true});
		const file = join(folder, 'gpuvmtop', 'config.yaml');
		writeFileSync(file, 'keys: {bindings: {quit: [x]}}\ncolumns: [exits, name]\ndefaults: {scenario: weights}\n');
		const terminal = TestTerminal.start([], {columns: 120, rows: 40, environment: {XDG_CONFIG_HOME: folder}});
		await terminal.waitFor(/EXITS +NAME/);
		await terminal.waitFor('gold');
		terminal.press('x');
		expect(await terminal.waitForExit()).toMatchObject({code: 0});
		terminal.close();
		writeFileSync(file, 'keyz: {}\n');
		const broken = TestTerminal.start([], {columns: 120, rows: 40, environment: {XDG_CONFIG_HOME: folder}});
		await broken.waitFor('configuration ignored: ');
		broken.press('q');
		expect(await broken.waitForExit()).toMatchObject({code: 0});
		expect(broken.output).toContain('no such key (did you mean "keys"?)');
		broken.close();
		expect(run('config', '--check', file)).toMatchObject({
			status: 2,
			stdout: '',
			stderr: expect.stringContaining(`${file}:1:1: keyz: no such key`),
		});
	});
});
