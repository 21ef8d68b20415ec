/** The configuration from the command line: what it stands for, what is ignored, what is written and when. */
import {existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {configFile} from '../../source/commands/config-file.ts';
import {dispatch} from '../../source/commands/dispatch.ts';
import {FakeServices, Recorder} from '../lab/fake-services.ts';

let folder = '';
let services: FakeServices;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'gpuvmtop-config-'));
	writeFileSync(join(folder, 'demo.yaml'), 'title: The demo\ndomains: [{name: demo, workload: nop}]\n');
	writeFileSync(join(folder, 'two.yaml'), 'title: Two\nseed: 5\ndomains: [{name: web, workload: nop}]\n');
	services = new FakeServices(folder);
});

afterEach(() => rmSync(folder, {recursive: true, force: true}));

function configure(text: string): void {
	mkdirSync(dirname(services.configFile), {recursive: true});
	writeFileSync(services.configFile, text);
}

async function call(isTTY: boolean, ...words: string[]) {
	const stdout = new Recorder();
	stdout.isTTY = isTTY;
	const stderr = new Recorder();
	const code = await dispatch(words, {stdout, stderr, services});
	return {code, out: stdout.text, error: stderr.text, screen: services.screens.at(-1)};
}

test('where it lies follows the XDG standard', () => {
	expect(configFile({}, '/home/me')).toBe('/home/me/.config/gpuvmtop/config.yaml');
	expect(configFile({XDG_CONFIG_HOME: '/etc/xdg'}, '/home/me')).toBe('/etc/xdg/gpuvmtop/config.yaml');
	expect(configFile({XDG_CONFIG_HOME: 'relative'}, '/home/me')).toBe('/home/me/.config/gpuvmtop/config.yaml');
	expect(configFile({XDG_CONFIG_HOME: ''}, '/home/me')).toBe('/home/me/.config/gpuvmtop/config.yaml');
});

describe('what it stands for', () => {
	test('flags that are not given, and settings of the screen', async () => {
		configure('sort: -gpu\ndelay: 0.5\ndefaults: {scenario: two, policy: band, seed: 9, speed: 2x}\n');
		const {screen, error} = await call(true);
		expect(error).toBe('');
		expect(screen).toMatchObject({
			delaySeconds: 0.5,
			notice: undefined,
			scenario: {name: 'two', seed: 9, initial: {speed: 2, policy: {name: 'band'}}},
			settings: {sort: {column: 'gpu', isReversed: true}},
		});
	});

	test('what is given wins', async () => {
		configure('sort: -gpu\ndelay: 5\ncolumns: [name, mode]\ndefaults: {scenario: two, policy: band, seed: 9}\n');
		const {screen} = await call(true, '--policy', 'fifo', 'demo', '--seed', '3', '-d', '2', '--sort', 'exits', '-f');
		expect(screen).toMatchObject({
			delaySeconds: 2,
			scenario: {name: 'demo', seed: 3, initial: {policy: {name: 'fifo'}}},
			settings: {sort: {column: 'exits', isReversed: false}, columns: ['name', 'mode'], hasFullNames: true, delaySeconds: 2},
		});
	});

	test.each([
		[['-v'], {details: ['channels'], hasRepeatedHeading: false}],
		[['-n', '-x'], {details: ['exits', 'budget']}],
		[['-r', '-v'], {details: ['channels'], hasRepeatedHeading: true}],
		[['-f'], {details: [], hasFullNames: true}],
	])('%j is on the screen what it is in xentop', async (words, settings) => {
		expect((await call(true, ...words)).screen).toMatchObject({settings});
	});
	test('what is wanted of the terminal, and how often it is drawn', async () => {
		expect((await call(true, '--no-mouse')).screen).toMatchObject({settings: {mouse: false, theme: 'default'}, intervalMs: 100});
		expect((await call(true, '--mouse', 'on', '--ascii')).screen).toMatchObject({settings: {mouse: true, ascii: true}});
		configure('theme: tritanopia\nmouse: false\n');
		expect((await call(true)).screen).toMatchObject({settings: {theme: 'tritanopia', mouse: false}, intervalMs: 100});
		expect((await call(true, '--theme', 'light', '-d', '1')).screen).toMatchObject({
			settings: {theme: 'light', mouse: false},
			intervalMs: 1000,
		});
		configure('delay: 1\n');
		expect((await call(true)).screen).toMatchObject({intervalMs: 1000});
		configure('delay: auto\n');
		expect((await call(true)).screen).toMatchObject({intervalMs: 100});
		const {code, error} = await call(true, '--theme', 'drak');
		expect({code, error}).toEqual({
			code: 2,
			error: expect.stringContaining('no theme "drak" (did you mean "dark"?); expected default, dark,'),
		});
	});

	test('no file, or none wanted: the defaults', async () => {
		expect((await call(true)).screen?.settings).toBeUndefined();
		configure('delay: 5\n');
		expect((await call(true, '--no-config')).screen).toMatchObject({delaySeconds: 1, settings: undefined});
	});

	test('samples are for scripts: only a file that is named counts', async () => {
		configure('delay: 5\ndefaults: {seed: 9}\n');
		expect((await call(false)).screen).toMatchObject({delaySeconds: 1, scenario: {seed: 1}});
		expect((await call(false, '--config', services.configFile)).screen).toMatchObject({delaySeconds: 5, scenario: {seed: 9}});
	});
});

describe('a broken one', () => {
	test('is named and ignored as a whole, and the program runs', async () => {
		configure('delay: 5\nthem: dark\n');
		const {code, error, screen} = await call(true);
		expect(code).toBe(0);
		expect(error).toContain(`${services.configFile}:2:1: them: no such key (did you mean "theme"?)`);
		expect(screen).toMatchObject({delaySeconds: 1, settings: undefined, notice: expect.stringContaining('configuration ignored: ')});
	});

	test('that cannot be read is ignored too', async () => {
		mkdirSync(services.configFile, {recursive: true});
		const {code, error} = await call(true);
		expect({code, error}).toEqual({code: 0, error: expect.stringContaining('is a folder; expected a configuration file')});
	});

	test('that was named is a mistake of the command line', async () => {
		const file = join(folder, 'mine.yaml');
		expect(await call(true, '--config', file)).toMatchObject({code: 2, error: expect.stringContaining(`no configuration file ${file}`)});
		writeFileSync(file, 'delay: 500\n');
		expect(await call(true, '--config', file)).toMatchObject({
			code: 2,
			error: expect.stringContaining(`${file}:1:8: delay: is 500; expected seconds`),
		});
		expect(services.screens).toEqual([]);
	});

	test('with --no-config beside --config nobody knows what is meant', async () => {
		expect(await call(true, '--config', 'x', '--no-config')).toMatchObject({code: 2, error: expect.stringContaining('exclude each other')});
	});

	test('columns that only batch mode has are refused on the screen', async () => {
		expect(await call(true, '--columns', 'name,counters.exits')).toMatchObject({
			code: 2,
			error: expect.stringContaining('--columns names "counters.exits", which the screen does not have; expected some of name,state,'),
		});
	});
});

describe('gpuvmtop config', () => {
	test('--path says where, and nothing is made', async () => {
		expect(await call(false, 'config', '--path')).toMatchObject({code: 0, out: `${services.configFile}\n`});
		expect(existsSync(services.configFile)).toBe(false);
	});

	test('prints what would be written, and --write writes it, whole', async () => {
		const {out} = await call(false, 'config');
		expect(out).toContain('# theme: default\n');
		expect(existsSync(services.configFile)).toBe(false);
		expect(await call(false, 'config', '--write')).toMatchObject({code: 0, out: `written: ${services.configFile}\n`});
		expect(readFileSync(services.configFile, 'utf8')).toBe(out);
		expect(existsSync(`${services.configFile}.new`)).toBe(false);
		expect(await call(true)).toMatchObject({code: 0, error: ''});
	});

	test('--write keeps what is there, and refuses to write over what it cannot read', async () => {
		configure('# mine\ndelay: 5 # slow\n');
		expect((await call(false, 'config', '--write')).out).toContain('written again, with what was in it');
		expect(readFileSync(services.configFile, 'utf8')).toBe('# mine\ndelay: 5 # slow\n');
		configure('delay: never\n');
		expect(await call(false, 'config', '--write')).toMatchObject({code: 2, error: expect.stringContaining(':1:8: delay:')});
		expect(readFileSync(services.configFile, 'utf8')).toBe('delay: never\n');
	});

	test('--check says whether a file is good', async () => {
		const file = join(folder, 'mine.yaml');
		writeFileSync(file, 'delay: 5\n');
		expect(await call(false, 'config', '--check', file)).toMatchObject({code: 0, out: `${file} is good\n`});
		writeFileSync(file, 'delay: 500\nmouse: 1\n');
		const {code, error} = await call(false, 'config', '--check', file);
		expect(code).toBe(2);
		expect(error.trimEnd().split('\n')).toHaveLength(2);
	});

	test('one thing at a time', async () => {
		expect(await call(false, 'config', '--path', '--write')).toMatchObject({
			code: 2,
			error: expect.stringContaining('--path and --write exclude each other'),
		});
	});

	test('a place that cannot be written is a message', async () => {
		writeFileSync(join(folder, 'config'), 'a file where a folder should be');
		expect(await call(false, 'config', '--write')).toMatchObject({code: 2, error: expect.stringContaining('cannot write ')});
	});
});

describe('settings written from the screen', () => {
	test('go into the file that was read, and leave what else is in it', async () => {
		configure('# mine\ndefaults: {seed: 9}\n');
		const {screen} = await call(true, '--sort', '-gpu');
		const settings = screen?.settings ?? {delaySeconds: undefined};
		expect(await screen?.saveSettings(settings)).toBe(services.configFile);
		expect(readFileSync(services.configFile, 'utf8')).toBe('# mine\ndefaults: {seed: 9}\nsort: -gpu\n');
	});

	test('make a file where there is none', async () => {
		const file = join(folder, 'deep', 'mine.yaml');
		const {screen} = await call(true, '--sort', 'exits', '-f');
		services.configFile = file;
		expect(await screen?.saveSettings(screen.settings ?? {delaySeconds: undefined})).toBe(file);
		expect(readFileSync(file, 'utf8')).toMatch(/^sort: exits$/m);
	});

	test('do not overwrite a file with a mistake', async () => {
		const {screen} = await call(true, '--sort', 'exits');
		configure('keyz: 1\n');
		await expect(screen?.saveSettings(screen.settings ?? {delaySeconds: undefined})).rejects.toThrow('not written: ');
		expect(readFileSync(services.configFile, 'utf8')).toBe('keyz: 1\n');
	});
});

describe('plain mode', () => {
	test('is asked for by flag, or by the switch of screen readers on a terminal', async () => {
		expect((await call(true)).screen).toMatchObject({isPlain: false, isBatch: false});
		expect((await call(false, '--plain')).screen).toMatchObject({isPlain: true, isBatch: false});
		services.hasScreenReader = true;
		expect((await call(true)).screen).toMatchObject({isPlain: true, isBatch: false});
		expect((await call(false)).screen).toMatchObject({isPlain: false, isBatch: true});
		expect((await call(true, '--json')).screen).toMatchObject({isPlain: false, isBatch: true});
	});

	test('is no batch mode', async () => {
		expect(await call(true, '--plain', '--csv')).toMatchObject({code: 2, error: expect.stringContaining('--plain excludes --batch')});
		expect(await call(true, '--plain', '--filter', 'x')).toMatchObject({
			code: 2,
			error: expect.stringContaining('--filter is about samples'),
		});
		expect((await call(true, '--plain', '--until', '5s', '-i', '3')).screen).toMatchObject({iterations: 3, samples: {untilNs: 5e9}});
	});
});
