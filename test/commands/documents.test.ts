/** What is made from the declarations: completions, man page, lists; and whether the README names only what there is. */
import {spawnSync} from 'node:child_process';
import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {SUBCOMMANDS, WATCH} from '../../source/commands/catalogue.ts';
import {dispatch} from '../../source/commands/dispatch.ts';
import {flagName, HELP} from '../../source/commands/subcommand.ts';
import {EXIT_CODES} from '../../source/commands/surroundings.ts';
import {columns} from '../../source/monitor/columns.ts';
import {readKey} from '../../source/monitor/keymap/key-names.ts';
import {bindings} from '../../source/monitor/keymap/keymap.ts';
import {readSettings} from '../../source/monitor/settings-file.ts';
import {FakeServices, OFFERINGS, Recorder} from '../lab/fake-services.ts';

const SCENARIOS = fileURLToPath(new URL('../../scenarios', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'gpuvmtop-documents-'));
const commands = [WATCH, ...Object.values(SUBCOMMANDS)];

afterAll(() => rmSync(folder, {recursive: true, force: true}));

async function call(...words: string[]) {
	const stdout = new Recorder();
	const stderr = new Recorder();
	const code = await dispatch(words, {stdout, stderr, services: new FakeServices(SCENARIOS)});
	return {code, out: stdout.text, error: stderr.text};
}

const hasProgram = (name: string) => spawnSync('sh', ['-c', `command -v ${name}`]).status === 0;

describe('completions for bash', () => {
	const file = join(folder, 'completions.bash');

	beforeAll(async () => {
		writeFileSync(file, (await call('completions', 'bash')).out);
	});

	/** What bash offers for the last of the words. */
	function offered(...words: string[]): string[] {
		const line = words.map(word => `'${word}'`).join(' ');
		const script = `source '${file}'; COMP_WORDS=(gpuvmtop ${line}); COMP_CWORD=${words.length}; _gpuvmtop; printf '%s\\n' "\${COMPREPLY[@]}"`;
		const {stdout, stderr, status} = spawnSync('bash', ['--norc', '-c', script], {encoding: 'utf8', cwd: folder});
		expect({stderr, status}).toEqual({stderr: '', status: 0});
		return stdout.split('\n').filter(word => word !== '');
	}

	test('are good bash', () => {
		expect(spawnSync('bash', ['-n', file], {encoding: 'utf8'})).toMatchObject({status: 0, stderr: ''});
	});

	test('sub-commands and scenarios, then what belongs to the sub-command', () => {
		expect(offered('run', 'fa')).toEqual(['fairness']);
		expect(offered('fa')).toEqual(['fairness']);
		expect(offered('com')).toEqual(['compare', 'completions']);
		expect(offered('list', '')).toEqual(SUBCOMMANDS.list?.operandWords);
		expect(offered('completions', 'f')).toEqual(['fish']);
		expect(offered('reproduce', '')).toEqual([]);
	});

	test('flags of the sub-command and no others', () => {
		expect(offered('--dom')).toEqual([]);
		expect(offered('--fu')).toEqual(['--full-name']);
		expect(offered('trace', 'demo', '--o')).toEqual(['--only']);
		expect(offered('run', '--o')).toEqual([]);
	});

	test('values of flags, also the last of a list, also behind an equals sign', () => {
		expect(offered('--policy', 'ba')).toEqual(['band']);
		expect(offered('run', 'fairness', '--policy', '=', 'ba')).toEqual(['band']);
		expect(offered('--columns', 'na')).toEqual(['name']);
		expect(offered('--columns', 'name,gp')).toEqual(['name,gpu', 'name,gpuOfTime', 'name,gpuOfBusy']);
		expect(offered('-d', '')).toEqual([]);
		expect(offered('list', 'keys', '--preset', 'v')).toEqual(['vim']);
	});

	test('files where a scenario is none of ours', () => {
		writeFileSync(join(folder, 'mine.yaml'), '');
		expect(offered('run', './mi')).toEqual(['./mine.yaml']);
		expect(offered('--config', 'mi')).toEqual(['mine.yaml']);
	});
});

describe.each([
	['zsh', (name: string, short: string | undefined) => (short === undefined ? `'${name}[` : `{-${short},${name}}'[`)],
	['fish', (name: string, short: string | undefined) => `${short === undefined ? '' : ` -s ${short}`} -l ${name.slice(2)} `],
] as const)('completions for %s', (shell, spelling) => {
	test('name every sub-command, flag, scenario and policy', async () => {
		const {code, out} = await call('completions', shell);
		expect(code).toBe(0);
		for (const {name, flags} of commands) {
			expect(out).toContain(name);
			for (const [key, {short}] of Object.entries({...flags, help: HELP})) {
				expect(out).toContain(spelling(flagName(key), short));
			}
		}
		expect(out).toContain('fairness');
		for (const policy of Object.keys(OFFERINGS.policies)) {
			expect(out).toMatch(new RegExp(`\\b${policy}\\b`));
		}
	});

	test.runIf(hasProgram(shell))('are good for the shell itself', async () => {
		const file = join(folder, `completions.${shell}`);
		writeFileSync(file, (await call('completions', shell)).out);
		expect(spawnSync(shell, ['-n', file], {encoding: 'utf8'})).toMatchObject({status: 0, stderr: ''});
	});

	test('quotes are closed', async () => {
		const {out} = await call('completions', shell);
		for (const line of out.split('\n').filter(one => !one.startsWith('#'))) {
			const bare = shell === 'fish' ? line.replaceAll(/\\[\\']/g, '') : line.replaceAll("'\\''", '');
			expect(bare.split("'").length % 2, line).toBe(1);
		}
	});
});

test.each([
	[[], 'no shell given'],
	[['bsh'], 'no completions for "bsh" (did you mean "bash"?)'],
])('completions %j are refused', async (words, message) => {
	expect(await call('completions', ...words)).toMatchObject({code: 2, error: expect.stringContaining(message)});
});

describe('the man page', () => {
	test('has every flag, sub-command, key, column and exit code', async () => {
		const {out} = await call('man');
		const plain = out.replaceAll('\\-', '-').replaceAll(/\\f[BIR]/g, '');
		for (const {name, flags} of commands) {
			expect(plain).toContain(name === '' ? '.SH OPTIONS' : `.SS ${name}\n`);
			for (const key of Object.keys(flags)) {
				expect(plain).toContain(flagName(key));
			}
		}
		for (const {command, doc} of bindings) {
			expect(plain, doc).toContain(`(${command})`);
		}
		for (const {name, title} of columns) {
			expect(plain).toContain(`${name} (${title}, `);
		}
		for (const {code} of EXIT_CODES) {
			expect(plain).toContain(`\n${code}\n`);
		}
		expect(plain.match(/^\.SH .*/gm)?.slice(0, 3)).toEqual(['.SH NAME', '.SH SYNOPSIS', '.SH DESCRIPTION']);
	});

	test('is ASCII, and every line is text or a known request', async () => {
		const {out} = await call('man');
		expect(out).toMatch(/^[\n -~]*$/);
		expect(new Set(out.match(/^\.\w+/gm))).toEqual(new Set(['.TH', '.SH', '.SS', '.TP', '.br', '.PP', '.B', '.nf', '.fi']));
		expect(out).not.toMatch(/^'/m);
	});

	test.runIf(hasProgram('groff'))('is set without a warning', async () => {
		const {out} = await call('man');
		const {stdout, stderr} = spawnSync('groff', ['-man', '-Tutf8', '-ww', '-P-cbou'], {input: out, encoding: 'utf8'});
		expect(stderr).toBe('');
		expect(stdout).toMatch(/-d, --delay SECONDS/);
		expect(stdout).toMatch(/ {7}gpuvmtop - xentop for virtual GPUs/);
	});
});

describe('the README', () => {
	const path = fileURLToPath(new URL('../../README.md', import.meta.url));
	const readme = existsSync(path) ? readFileSync(path, 'utf8') : '';
	const section = (title: string) => readme.split(/^## /m).find(part => part.startsWith(`${title}\n`)) ?? '';

	test('names only flags that there are', () => {
		const known = commands
			.flatMap(({flags}) => Object.entries({...flags, help: HELP}))
			.flatMap(([key, {aliases = []}]) => [flagName(key), ...aliases.map(alias => `--${alias}`)]);
		// Flags of npm, of node and of the bench beside it.
		const foreign = ['--quick', '--only', '--json', '--omit', '--seed'];
		const named = new Set(readme.match(/(?<![\w-])--[a-z][a-z0-9-]*/g));
		expect(named.size).toBeGreaterThan(10);
		expect([...named].filter(flag => !known.includes(flag) && !foreign.includes(flag))).toEqual([]);
	});

	test('the table of keys names only keys that are bound', () => {
		const bound = new Set(bindings.flatMap(({keys}) => keys));
		const cells = section('Keys')
			.split('\n')
			.filter(line => line.startsWith('| `'))
			.flatMap(line => [...(line.split(' | ')[0] ?? '').matchAll(/`([^`]+)`/g)].map(match => match[1] as string));
		expect(cells.length).toBeGreaterThan(15);
		const spelled = cells.filter(cell => !cell.startsWith(':')).map(cell => (cell === '\\' ? cell : cell.replace('\\', '')));
		for (const cell of spelled) {
			const key = readKey(cell);
			expect(key.ok && bound.has(key.value), cell).toBe(true);
		}
	});

	test('the table of exit codes is the one of the program', () => {
		for (const {code} of EXIT_CODES) {
			expect(section('Batch and scripts')).toMatch(new RegExp(`^\\| ${code} \\|`, 'm'));
		}
	});

	test('the table of xentop has a row for each of its options', () => {
		const rows = section('From xentop').split('\n');
		for (const option of ['-h', '-V', '-d', '-n', '-x', '-v', '-r', '-b', '-i', '-f', '-z', '-p']) {
			expect(
				rows.some(row => row.startsWith(`| \`${option}\``)),
				option,
			).toBe(true);
		}
	});

	test('the configuration it shows is good', () => {
		const text = /^```yaml\n([\s\S]*?)^```/m.exec(section('Configuration'))?.[1] ?? '';
		const known = {isScenario: () => true, scenarios: [], policies: ['credit']};
		expect(readSettings(text, 'README.md', known)).toMatchObject({
			settings: {keys: {preset: 'vim'}, delaySeconds: 0.5},
			defaults: {policy: 'credit'},
		});
	});
});
