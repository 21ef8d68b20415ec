/** `gpuvmtop trace` on real machines: what it prints, what it leaves out, what it refuses. */
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {dispatch} from '../../source/commands/dispatch.ts';
import {machineServices} from '../../source/commands/machine-services.ts';
import {parseMode} from '../../source/machine/configuration.ts';
import {Machine} from '../../source/machine/machine.ts';
import type {TraceRecord} from '../../source/machine/mmio-trace.ts';
import {TRACE_KINDS} from '../../source/machine/trace-kinds.ts';
import {scenarioOf} from '../lab/machine-lab.ts';

const SCENARIO = `
title: Three domains
domains:
  - {name: web, mode: para+multicall, workload: {kind: nop, pauseNs: 5ms}}
  - {name: db, mode: full+remap+lazy}
commands:
  - {at: 5ms, do: add-domain, name: late, mode: full+remap, workload: nop}
`;

let folder: string;
let scenario: string;

beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), 'trace-'));
	scenario = join(folder, 'three.yaml');
	writeFileSync(scenario, SCENARIO);
	writeFileSync(join(folder, 'alone.yaml'), 'domains: [{name: alone, mode: native, workload: nop}]\n');
	writeFileSync(join(folder, 'empty.yaml'), 'title: Nobody\n');
});
afterAll(() => rmSync(folder, {recursive: true, force: true}));

async function call(...words: string[]): Promise<{code: number; lines: string[]; error: string}> {
	const [out, error] = [[] as string[], [] as string[]];
	const code = await dispatch(['trace', ...words], {
		stdout: {write: text => out.push(text)},
		stderr: {write: text => error.push(text)},
		services: machineServices(async () => 0),
	});
	return {code, lines: out.join('').trimEnd().split('\n'), error: error.join('')};
}

/** Seconds in a line. */
const timeOf = (line: string) => Number(/^(?:[RW] \d|MARK)\s+(\d+\.\d{9})/.exec(line)?.[1] ?? Number.NaN);

describe('prints', () => {
	test('columns of mmiotrace, the name from the manual and what became of the access', async () => {
		const {code, lines} = await call(scenario, '--domain', 'web', '--until', '1ms');
		expect(code).toBe(0);
		expect(lines[0]).toMatch(/^# Three domains \(.*three\.yaml\), domain web, seed 1$/);
		expect(lines.some(line => /^R 4 {4}0\.000\d{6} 0 0x00000000 0x0c0c00a3 {2}web PMC\.BOOT_0 = \S.* exit \d/.test(line))).toBe(true);
		expect(lines.some(line => /^R 2 {4}0\.000\d{6} - 0x00000000 0x000010de {2}web PCI\.VENDOR_ID +exit/.test(line))).toBe(true);
	});

	test('only what lies between --from and --until, only the kinds asked for, and those that exist', async () => {
		const all = (await call(scenario, '--domain', 'web', '--from', '100ms', '--until', '130ms')).lines.slice(1);
		expect(all.length).toBeGreaterThan(50);
		expect(all.map(timeOf).filter(seconds => !(seconds >= 0.1 && seconds < 0.13))).toEqual([]);
		const some = (await call(scenario, '--domain', 'web', '--from', '100ms', '--until', '130ms', '--only', 'doorbell,fire,call')).lines;
		expect(some.length).toBeGreaterThan(3);
		for (const line of some.slice(1)) {
			expect(all).toContain(line);
			expect(line).toMatch(/GP_PUT = \d+|call$/);
		}
	});

	test('a doorbell of the domain, then the same on its physical channel', async () => {
		const {lines} = await call(scenario, '--domain', 'web', '--until', '200ms', '--only', 'doorbell,fire');
		const puts = (who: string) => lines.flatMap(line => new RegExp(`${who} USERD\\[(\\d+)\\]\\.GP_PUT = (\\d+)`).exec(line)?.[2] ?? []);
		expect(puts('web').length).toBeGreaterThan(5);
		expect(puts('host')).toEqual(puts('web').slice(0, puts('host').length));
		expect(puts('web').length - puts('host').length).toBeLessThan(2);
	});

	test('a domain that a command adds, from its first access on', async () => {
		const {lines} = await call(scenario, '--domain', 'late', '--until', '8ms', '--only', 'exit');
		expect(timeOf(lines[1] as string)).toBeGreaterThanOrEqual(0.005);
		expect(lines[1]).toContain('late PCI.VENDOR_ID');
	});

	test('the only domain without being told its name, on its bare bus', async () => {
		const {lines} = await call(join(folder, 'alone.yaml'), '--until', '1ms', '--only', 'bus');
		expect(lines.length).toBeGreaterThan(20);
		expect(lines.slice(1).filter(line => !/ bus \d\S* \w+$/.test(line))).toEqual([]);
	});
});

describe('mistakes end with one message and exit code 2', () => {
	test.each([
		[[], 'no scenario given'],
		[['three'], '--domain is not given; expected one of web, db, late'],
		[['three', '--domain', 'wbe'], '--domain is "wbe" (did you mean "web"?); expected one of web, db, late'],
		[['empty', '--domain', 'web'], '--domain is "web"; expected a scenario with domains'],
		[['three', '--domain', 'web', '--only', 'fire,flsh'], '--only names "flsh" (did you mean "flush"?); expected some of exit,direct'],
		[['three', '--domain', 'web', '--from', '2s', '--until', '1s'], '--from is 2.00 s; expected less than --until, 1.00 s'],
		[['three', '--domain', 'web', '--until', '5'], '--until "5" is not a time'],
	])('%j', async ([name, ...words], message) => {
		const {code, lines, error} = await call(...(name === undefined ? [] : [join(folder, `${name}.yaml`)]), ...words);
		expect(error).toContain(`gpuvmtop: ${message}`);
		expect(error).toContain('\nSee: gpuvmtop trace --help\n');
		expect({code, lines}).toEqual({code: 2, lines: ['']});
	});
});

test.each(['native', 'full', 'full+remap+lazy', 'para+multicall'])('%s: a traced run is the same run', name => {
	const mode = parseMode(name);
	const made = scenarioOf({domains: [{...(mode === undefined ? {} : {mode}), workload: ['vector-add', {rounds: 1, size: 500}]}]});
	const records: TraceRecord[] = [];
	const plain = new Machine(made, {checks: 'off'});
	const traced = new Machine(made, {checks: 'off', trace: {domain: 'dom1', take: record => records.push(record)}});
	plain.runUntil(4e9);
	traced.runUntil(4e9);
	expect(plain.residents()[0]?.state()).toBe('done');
	expect(traced.digest()).toBe(plain.digest());
	expect(records.length).toBeGreaterThan(1000);
});

test('kinds are named once', () => {
	expect(new Set(TRACE_KINDS).size).toBe(TRACE_KINDS.length);
});
