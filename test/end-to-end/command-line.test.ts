/** The built program from outside: exit codes, streams, and how fast the simple things are. */
import {spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, describe, expect, test} from 'vitest';
import type {Report} from '../../source/commands/report.ts';
import {PROGRAM} from '../lab/terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'gpuvmtop-end-'));

afterAll(() => rmSync(folder, {recursive: true, force: true}));

function run(...words: string[]) {
	const {stdout, stderr, status} = spawnSync(process.execPath, [PROGRAM, ...words], {encoding: 'utf8'});
	return {stdout, stderr, status};
}

describe('the program', () => {
	test('shows its help and its version', () => {
		expect(run('--help')).toMatchObject({status: 0, stderr: '', stdout: expect.stringContaining('gpuvmtop [SCENARIO] [FLAGS]')});
		const {version} = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
		expect(run('--version')).toEqual({status: 0, stderr: '', stdout: `${version}\n`});
	});

	test('refuses what it does not know with exit code 2', () => {
		expect(run('--colour')).toMatchObject({status: 2, stdout: '', stderr: expect.stringMatching(/^gpuvmtop: no flag --colour/)});
		expect(run('run', 'nowhere.yaml')).toMatchObject({
			status: 2,
			stdout: '',
			stderr: expect.stringContaining('no scenario file nowhere.yaml'),
		});
	});

	test('refuses a bad scenario by place', () => {
		const file = join(folder, 'bad.yaml');
		writeFileSync(file, 'domains:\n  - {name: web, workload: vector-ad}\n');
		const {status, stderr} = run('run', file);
		expect(stderr).toContain(`${file}:2:27: domains[0].workload: is "vector-ad" (did you mean "vector-add"?); expected a workload:`);
		expect(status).toBe(2);
	});

	test('lists what there is', () => {
		const {stdout, status} = run('list');
		for (const word of ['demo', 'hostile', 'vector-add', 'fifo', 'direct']) {
			expect(stdout).toMatch(new RegExp(`^ {2}${word} `, 'm'));
		}
		expect(status).toBe(0);
	});

	test('runs a scenario twice to the same digest, and to another with another seed', () => {
		const file = join(folder, 'small.yaml');
		writeFileSync(
			file,
			'until: 1s\ndomains: [{name: web, mode: full+remap+lazy, vram: 64M, workload: {kind: vector-add, size: 4096, pauseNs: 1ms}}, {name: desk, mode: full+remap+lazy, vram: 64M, workload: bursts}]\n',
		);
		const [first, second, other] = [
			['--seed', '4'],
			['--seed', '4'],
			['--seed', '5'],
		].map(seed => JSON.parse(run('run', file, '--json', ...seed).stdout) as Report);
		expect(first).toMatchObject({seed: 4, virtualNs: 1e9, machine: {domainCount: 2}});
		expect(first?.machine.counters.kernels).toBeGreaterThan(0);
		expect(first?.domains.map(({state, counters}) => [state, counters.workloadErrors])).toEqual([
			['running', 0],
			['running', 0],
		]);
		expect(second).toEqual(first);
		const inSlices = JSON.parse(run('run', file, '--json', '--seed', '4', '--window', '7ms').stdout) as Report;
		expect(inSlices.digest).toBe(first?.digest);
		expect(other?.digest).not.toBe(first?.digest);
	});

	test('a reader that goes away ends it quietly', async () => {
		const child = spawn(process.execPath, [PROGRAM, '--batch', '--delay', '0.1', 'demo'], {stdio: ['ignore', 'pipe', 'pipe']});
		let complaints = '';
		child.stderr.on('data', chunk => {
			complaints += chunk;
		});
		await once(child.stdout, 'data');
		child.stdout.destroy();
		const [code] = await once(child, 'exit');
		expect({code, complaints}).toEqual({code: 0, complaints: ''});
	});
});
