/** A policy from a module, in the built program: in this thread, in the engine's worker thread, in the worker threads of a comparison. */
import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {afterAll, beforeAll, expect, test} from 'vitest';
import type {Report} from '../../source/commands/report.ts';
import {PROGRAM} from '../lab/terminal.ts';

const example = fileURLToPath(new URL('../fixtures/policies/shortest-first.ts', import.meta.url));
let folder = '';
let scenario = '';

beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), 'gpuvmtop-policy-'));
	scenario = join(folder, 'two.yaml');
	writeFileSync(
		scenario,
		'until: 4s\ndomains:\n  - {name: a, vram: 64M, ram: 32M, workload: {kind: hog, iterations: 26000}}\n  - {name: b, vram: 64M, ram: 32M, workload: hog}\n',
	);
	writeFileSync(join(folder, 'broken.mjs'), "export default {name: 'broken', decide() { return {run: 99}; }};\n");
});
afterAll(() => rmSync(folder, {recursive: true, force: true}));

function run(...words: string[]) {
	const {stdout, stderr, status} = spawnSync(process.execPath, [PROGRAM, ...words], {encoding: 'utf8', cwd: folder});
	return {stdout, stderr, status};
}

test('runs with its parameters, and a comparison gives the same digest', () => {
	const {stdout, stderr, status} = run('run', scenario, '--policy', example, '--set', 'patience=20ms', '--json');
	expect({stderr, status}).toEqual({stderr: '', status: 0});
	const report = JSON.parse(stdout) as Report;
	expect(report.policy).toEqual({name: 'shortest-first', parameters: {patienceNs: 20e6}});
	expect(report.notices.filter(({severity}) => severity === 'error')).toEqual([]);
	expect(report.timeline.length).toBeGreaterThan(0);
	const compared = run('compare', scenario, '--policy', example, '--vary', 'patience=20ms,1s', '--json');
	expect({stderr: compared.stderr, status: compared.status}).toEqual({stderr: '', status: 0});
	expect(JSON.parse(compared.stdout).rows[0].digest).toBe(report.digest);
});

test('a relative path will do, and one that answers nonsense is replaced while the run goes on', () => {
	const {stdout, status} = run('run', scenario, '--policy', './broken.mjs');
	expect(status).toBe(0);
	expect(stdout).toContain('error  machine: policy broken answered to run 99, which has nothing that may run; FIFO is in force instead');
	expect(stdout).toContain('policy fifo, digest');
});

test('the live engine takes it into its worker thread', () => {
	const {stdout, stderr, status} = run('-b', '-n', '2', '-d', '1', scenario, '--policy', example, '--speed', 'max', '--json');
	expect({stderr, status}).toEqual({stderr: '', status: 0});
	expect(stdout).toContain('shortest-first');
});

test('what cannot be loaded is refused with exit code 2', () => {
	const {stderr, status} = run('run', scenario, '--policy', './missing.ts');
	expect(stderr).toContain(`cannot load policy ${join(folder, 'missing.ts')}`);
	expect(status).toBe(2);
});
