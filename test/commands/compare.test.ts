import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {ComparisonRow} from '../../source/commands/compare.ts';
import {dispatch} from '../../source/commands/dispatch.ts';
import {machineServices} from '../../source/commands/machine-services.ts';
import {MEASURES} from '../../source/commands/measures.ts';
import type {Scenario} from '../../source/machine/configuration.ts';
import {FakeServices, Recorder, ScriptedEngine} from '../lab/fake-services.ts';

let folder: string;
let services: FakeServices;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'gpuvmtop-compare-'));
	writeFileSync(
		join(folder, 'two.yaml'),
		'title: Two domains\npolicy: fifo\ndomains:\n  - {name: web, workload: nop}\n  - {name: db, workload: nop}\n',
	);
	services = new FakeServices(folder);
	// Under BAND a longer period is fairer; weights do nothing; the seed moves the delay.
	services.makeEngine = (scenario: Scenario) => {
		const {policy} = scenario.initial;
		const unfair = policy.name === 'fifo' ? 4 : 30e6 / (policy.parameters.periodNs ?? 30e6);
		return new ScriptedEngine(
			scenario,
			(domain, atNs) => ({
				gpuBusyNs: ((domain === 'web' ? 1 : unfair) * atNs) / 10,
				entitledNs: atNs / 2,
				doorbells: atNs / 1e6,
				fired: 1,
				queueDelayP99Ns: scenario.seed * 1000,
				workloadRounds: 5,
			}),
			atNs => ({anyBusyNs: atNs / 2, idleBackloggedNs: policy.name === 'fifo' ? 0 : atNs / 100}),
		);
	};
});
afterEach(() => rmSync(folder, {recursive: true, force: true}));

async function call(...words: string[]): Promise<{code: number; out: string; error: string}> {
	const [stdout, stderr] = [new Recorder(), new Recorder()];
	const code = await dispatch(['compare', ...words], {stdout, stderr, services});
	return {code, out: stdout.text, error: stderr.text};
}

async function rows(...words: string[]): Promise<Array<ComparisonRow & {readonly best: readonly string[]}>> {
	return JSON.parse((await call(...words, '--json')).out).rows;
}

test('varies what can be tuned at the device, under every policy', async () => {
	const found = await rows('two', '--vary', 'policy=band,fifo', '--vary', 'preemptionQuantum=0,2ms');
	expect(found.map(({settings}) => Object.values(settings).join(' '))).toEqual(['band 0', 'band 2ms', 'fifo 0', 'fifo 2ms']);
	const {code, error} = await call('two', '--vary', 'preemptionQuantum=1ms,20s');
	expect([code, error.split('\n')[0]]).toEqual([2, 'gpuvmtop: --vary preemptionQuantum is "20s"; expected 0 ns to 10.0 s']);
});

test('runs every combination once, in the order in which they were written', async () => {
	const found = await rows('two', '--vary', 'policy=band,fifo', '--vary', 'period=10ms,30ms', '--vary', 'seed=1,2');
	expect(found.map(({settings}) => Object.values(settings).join(' '))).toEqual([
		'band 10ms 1',
		'band 10ms 2',
		'band 30ms 1',
		'band 30ms 2',
		'fifo - 1',
		'fifo - 2',
	]);
	expect(found[0]?.measures).toMatchObject({jain: 0.8, minMax: 0.333333, delayP99: 1000, idleBacklogged: 10, busy: 500, rounds: 10});
	expect(found[2]?.measures).toMatchObject({jain: 1, deviationMean: 0});
});

test('marks the best of each column, ties included, and nothing where all are the same', async () => {
	const found = await rows('two', '--vary', 'policy=fifo,band', '--vary', 'seed=1,2');
	expect(found.map(({best}) => best)).toEqual([
		['delayP99', 'idleBacklogged'],
		['idleBacklogged'],
		['jain', 'minMax', 'deviationMean', 'deviationMax', 'delayP99'],
		['jain', 'minMax', 'deviationMean', 'deviationMax'],
	]);
	const {out} = await call('two', '--vary', 'policy=fifo,band');
	expect(out).toMatch(/^POLICY +JAIN +MIN\/MAX /m);
	expect(out).toMatch(/^fifo +0\.735 +0\.250 +30\.0% /m);
	expect(out).toMatch(/^band +1\.000\* +1\.000\* +0\.0%\* /m);
});

test('values for spreadsheets, one line per run', async () => {
	const {out} = await call('two', '--vary', 'policy=fifo,band', '--csv');
	const [header, ...lines] = out.trimEnd().split('\n');
	expect(header).toBe(['policy', ...Object.keys(MEASURES), 'digest'].join(','));
	expect(lines.map(line => line.split(',')[0])).toEqual(['fifo', 'band']);
});

test('weights and caps of a domain vary, too', async () => {
	const seen: Array<readonly [number, number]> = [];
	const make = services.makeEngine;
	services.makeEngine = scenario => {
		const [web] = scenario.initial.domains;
		seen.push([web?.weight as number, web?.capPermille as number]);
		return make(scenario);
	};
	await rows('two', '--vary', 'web.weight=1,50', '--vary', 'web.cap=none,30%');
	expect(seen).toEqual([
		[1, 0],
		[1, 300],
		[50, 0],
		[50, 300],
	]);
});

test.each([
	[['two'], 'nothing varies; expected for example --vary policy=fifo,credit,band'],
	[['two', '--vary', 'policy'], '--vary is "policy"; expected a name, =, and values'],
	[['two', '--vary', 'policy=fifo,bnad'], '--vary policy has "bnad" (did you mean "band"?); expected fifo, direct, band'],
	[['two', '--vary', 'policy=fifo', '--vary', 'policy=band'], '--vary policy stands there twice'],
	[
		['two', '--vary', 'period=10ms'],
		'--vary is "period"; expected a parameter of a policy: none: no policy has any (of fifo), or policy, seed',
	],
	[
		['two', '--vary', 'policy=band', '--vary', 'perod=1ms'],
		'--vary is "perod" (did you mean "period"?); expected a parameter of a policy: period (of band)',
	],
	[['two', '--vary', 'policy=band', '--vary', 'period=2'], '--vary period "2" is not a time'],
	[['two', '--vary', 'wbe.weight=2'], '--vary wbe.weight names no domain (did you mean "web"?)'],
	[['two', '--vary', 'web.size=2'], '--vary web.size is about "size"; expected weight or cap'],
	[['two', '--vary', 'web.weight=0'], '--vary web.weight is 0; expected a whole number, 1 to 65535'],
	[['two', '--vary', `seed=${Array.from({length: 1001}, (_value, index) => index).join(',')}`], '--vary makes more than 1000 combinations'],
])('%j ends with one message and exit code 2', async (words, message) => {
	const {code, out, error} = await call(...words);
	expect(error).toContain(message);
	expect({code, out}).toEqual({code: 2, out: ''});
});

describe('in worker threads, on the real machine', () => {
	test('gives the same digests as running one after the other, and the published order', async () => {
		const file = join(folder, 'mixed.yaml');
		writeFileSync(
			file,
			[
				'seed: 4',
				'until: 8s',
				'domains:',
				...[13_000, 39_000, 117_000].map(
					(iterations, index) => `  - {name: d${index}, vram: 64M, ram: 32M, workload: {kind: loop, iterations: ${iterations}}}`,
				),
			].join('\n'),
		);
		const real = machineServices(async () => 0);
		const [stdout, stderr] = [new Recorder(), new Recorder()];
		expect(await dispatch(['compare', file, '--vary', 'policy=fifo,credit,band', '--json'], {stdout, stderr, services: real})).toBe(0);
		const {rows: found} = JSON.parse(stdout.text) as {rows: ComparisonRow[]};
		const [fifo, credit, band] = found.map(({measures}) => measures.deviationMean) as [number, number, number];
		expect(fifo).toBeGreaterThan(credit);
		expect(credit).toBeGreaterThan(band);
		const single = new Recorder();
		await dispatch(['run', file, '--policy', 'band', '--json'], {stdout: single, stderr, services: real});
		expect(JSON.parse(single.text).digest).toBe(found[2]?.digest);
	}, 60_000);
});
