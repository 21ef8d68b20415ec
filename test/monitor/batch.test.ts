import {PassThrough} from 'node:stream';
import {describe, expect, test} from 'vitest';
import {domainCatalogue} from '../../source/machine/catalogue.ts';
import {type BatchOptions, needsBatch, runBatch} from '../../source/monitor/batch/batch.ts';
import {CSV_FIELDS, fields, readFieldNames, readSort} from '../../source/monitor/batch/fields.ts';
import type {BatchFormat} from '../../source/monitor/batch/sample-writer.ts';
import {columns} from '../../source/monitor/columns.ts';
import {FakeHost} from '../lab/fake-host.ts';

const NOW = new Date('2026-01-02T03:04:05.678Z');

async function batch(
	format: BatchFormat,
	iterations: number,
	host = new FakeHost(2),
	options: Partial<BatchOptions> = {},
): Promise<{code: number; text: string; host: FakeHost}> {
	const stdout = new PassThrough();
	let text = '';
	stdout.on('data', data => {
		text += data;
	});
	const run = runBatch({host, iterations, delaySeconds: 1, stdout, format, now: () => NOW, ...options});
	host.advance(5000, 1000);
	const code = await run;
	return {code, text, host};
}

describe('batch mode', () => {
	test('is for pipes and dumb terminals', () => {
		expect(needsBatch({isTTY: true}, {TERM: 'xterm'})).toBe(false);
		expect(needsBatch({}, {TERM: 'xterm'})).toBe(true);
		expect(needsBatch({isTTY: true}, {TERM: 'dumb'})).toBe(true);
	});

	test('text: as many samples as asked for, each with its heading, aligned under it, no colour', async () => {
		const {code, text, host} = await batch('text', 3);
		expect(code).toBe(0);
		expect(host.intervalMs).toBe(1000);
		const lines = text.trimEnd().split('\n');
		expect(lines).toHaveLength(3 * (2 + 2 + 2));
		expect(text).not.toContain('\u{1b}');
		for (const at of [0, 6, 12]) {
			expect(lines[at]).toMatch(
				/^gpuvmtop {2}2026-01-02T03:04:05\.678Z {2}0:0\d\.000 virtual {2}running 1\.00x of 1x {2}policy CREDIT {2}demo seed 42 {2}rates over 1\.000 s$/,
			);
			const heading = lines[at + 2];
			const unit = lines[at + 3];
			const row = lines[at + 4];
			const end = heading.indexOf('GPU%') + 4;
			expect(unit.slice(end - 4, end)).toBe('time');
			expect(Number(row.slice(end - 5, end))).toBeGreaterThan(0);
			for (const {title} of columns) {
				expect(heading).toContain(title);
			}
		}
	});

	test('json: one object a line; counters by declared names; rates are of the time since the sample before', async () => {
		const {text} = await batch('json', 3);
		const samples = text
			.trimEnd()
			.split('\n')
			.map(line => JSON.parse(line));
		expect(samples).toHaveLength(3);
		for (const [index, sample] of samples.entries()) {
			expect(sample.windowNs).toBe(1e9);
			expect(sample.domains.map((domain: {name: string}) => domain.name)).toEqual(['dom1', 'dom2']);
			expect(Object.keys(sample.domains[0].counters)).toEqual(domainCatalogue.names);
			if (index > 0) {
				const grown = sample.domains[0].counters.exits - samples[index - 1].domains[0].counters.exits;
				expect(sample.domains[0].perSecond.exits).toBeCloseTo(grown, 6);
			}
		}
	});

	test('csv: a heading once, then a line per domain, all of one length, quoted where needed', async () => {
		const host = new FakeHost(1);
		await host.submit({kind: 'add-domain', name: 'odd,"name"'});
		const {text} = await batch('csv', 2, host);
		const lines = text.trimEnd().split('\n');
		expect(lines).toHaveLength(1 + 2 * 2);
		expect(lines[0]).toBe(CSV_FIELDS.join(','));
		expect(lines[1].split(',').length).toBe(lines[0].split(',').length);
		expect(lines[2]).toContain('"odd,""name"""');
	});

	test('no end is ended by the signal', async () => {
		const host = new FakeHost(1);
		const stdout = new PassThrough();
		stdout.resume();
		const controller = new AbortController();
		const run = runBatch({host, iterations: 0, delaySeconds: 0.1, stdout, format: 'json', signal: controller.signal});
		host.advance(1000);
		controller.abort();
		expect(await run).toBe(0);
	});

	test('a reader that goes away ends it quietly', async () => {
		const host = new FakeHost(1);
		const stdout = new PassThrough();
		const run = runBatch({host, iterations: 0, delaySeconds: 0.1, stdout, format: 'text'});
		stdout.emit('error', Object.assign(new Error('EPIPE'), {code: 'EPIPE'}));
		expect(await run).toBe(0);
	});

	test('any other failure of the output is not hidden', async () => {
		const host = new FakeHost(1);
		const stdout = new PassThrough();
		const run = runBatch({host, iterations: 0, delaySeconds: 0.1, stdout, format: 'text'});
		stdout.emit('error', Object.assign(new Error('disk full'), {code: 'ENOSPC'}));
		await expect(run).rejects.toThrow('disk full');
	});

	test('a broken engine ends it with 70', async () => {
		const host = new FakeHost(1);
		host.broken = 'assertion';
		const {code} = await batch('json', 0, host);
		expect(code).toBe(70);
	});

	test('time zero, at which nothing has happened, is no sample', async () => {
		const host = new FakeHost(1);
		const stdout = new PassThrough();
		const run = runBatch({host, iterations: 1, delaySeconds: 1, stdout, format: 'json', now: () => NOW});
		host.configuration = {...host.configuration, isPaused: true};
		host.advance(1000, 1000);
		host.configuration = {...host.configuration, isPaused: false};
		host.advance(1000, 1000);
		await run;
		expect(JSON.parse(String(stdout.read()))).toMatchObject({atNs: 1e9, windowNs: 1e9, wallTime: '2026-01-02T03:04:05.678Z'});
	});

	test('delays above ten seconds leave snapshots out', async () => {
		const host = new FakeHost(1);
		const stdout = new PassThrough();
		const run = runBatch({host, iterations: 2, delaySeconds: 30, stdout, format: 'json', now: () => NOW});
		expect(host.intervalMs).toBe(10_000);
		host.advance(60_000, 10_000);
		await run;
		const samples = String(stdout.read()).trimEnd().split('\n');
		expect(samples.map(line => JSON.parse(line).windowNs)).toEqual([30e9, 30e9]);
	});

	test('ends with the first sample at or after the time asked for', async () => {
		const {code, text} = await batch('csv', 0, new FakeHost(1), {untilNs: 2.5e9, columns: ['atNs']});
		expect({code, text}).toEqual({code: 0, text: 'atNs\n1000000000\n2000000000\n3000000000\n'});
	});
});

describe('the choice of columns and domains', () => {
	test.each(['text', 'json', 'csv'] as const)('%s: chosen columns, in that order', async format => {
		const {text} = await batch(format, 1, new FakeHost(2), {columns: ['exits', 'name', 'counters.exits', 'weight']});
		const last = text.trimEnd().split('\n').at(-1) ?? '';
		if (format === 'text') {
			expect(text.split('\n')[2]).toMatch(/^ *EXITS NAME +EXITS +weight$/);
			expect(last).toMatch(/^ *\d+ dom2 +\d+ +256$/);
		} else if (format === 'csv') {
			expect(text.split('\n')[0]).toBe('exits,name,counters.exits,weight');
			expect(last).toMatch(/^\d+\.?\d*,dom2,\d+\.?\d*,256$/);
		} else {
			const [, domain] = JSON.parse(last).domains;
			expect(Object.keys(domain)).toEqual(['exits', 'name', 'counters.exits', 'weight']);
			expect(domain.exits).toBeCloseTo(domain['counters.exits'], 3);
		}
	});

	test('every field has a value of its quantity, or none', async () => {
		const {text} = await batch('json', 1, new FakeHost(1), {columns: fields.map(({name}) => name)});
		const [domain] = JSON.parse(text).domains;
		for (const {name, quantity, doc} of fields) {
			expect([quantity === 'text' ? 'string' : 'number', 'object'], name).toContain(typeof domain[name]);
			expect(doc, name).toMatch(/^[A-Z\d].*\.$/);
		}
		expect(new Set(fields.map(({name}) => name)).size).toBe(fields.length);
	});

	test('sorted by any field, most first, or turned round; only those that match', async () => {
		const rowsOf = async (options: Partial<BatchOptions>) => {
			const {text} = await batch('csv', 1, new FakeHost(6), {columns: ['name', 'delay', 'gpu'], ...options});
			return text
				.trimEnd()
				.split('\n')
				.slice(1)
				.map(line => line.split(',') as [string, string, string]);
		};
		const shares = (await rowsOf({sort: {name: 'gpu', isReversed: false}})).map(([, , gpu]) => Number(gpu));
		expect(shares).toEqual([...shares].sort((a, b) => b - a));
		const least = await rowsOf({sort: {name: 'counters.gpuBusyNs', isReversed: true}});
		expect(least.map(([, , gpu]) => Number(gpu))).toEqual([...shares].reverse());
		const some = await rowsOf({filter: `mode:full gpu>${Number(shares[3]) * 100}`, sort: {name: 'name', isReversed: true}});
		expect(some.length).toBeGreaterThan(0);
		expect(some.length).toBeLessThanOrEqual(3);
		expect(some.map(([name]) => name)).toEqual(
			some
				.map(([name]) => name)
				.sort()
				.reverse(),
		);
	});

	test('names of columns, letter case aside; groups; what is refused says what there is', () => {
		expect(readFieldNames('Name, GPU,perSecond.exits')).toEqual({ok: true, value: ['name', 'gpu', 'perSecond.exits']});
		expect(readFieldNames('counters.*')).toMatchObject({ok: true, value: {length: domainCatalogue.length}});
		expect(readFieldNames('gpu,exit')).toMatchObject({
			ok: false,
			reason: expect.stringContaining('names "exit" (did you mean "exits"?); expected'),
		});
		expect(readFieldNames('gpu,')).toMatchObject({ok: false, reason: expect.stringContaining('names ""')});
		expect(readFieldNames('gpu,gpu')).toMatchObject({ok: false, reason: expect.stringContaining('twice')});
		expect(readFieldNames('constructor')).toMatchObject({ok: false});
		expect(readSort('-exits')).toEqual({ok: true, value: {name: 'exits', isReversed: true}});
		expect(readSort('--exits')).toMatchObject({ok: false});
		expect(readSort('counters.*')).toMatchObject({ok: false});
	});
});

describe('text that fits', () => {
	test('columns widen for what stands in them, stay aligned, and names are never cut', async () => {
		const host = new FakeHost(1);
		await host.submit({
			kind: 'add-domain',
			name: 'sixteen-letters1',
			mode: {kind: 'full', barRemap: true, lazyShadowing: true, tracked: true},
		});
		const {text} = await batch('text', 2, host, {columns: ['mode', 'name', 'gpu']});
		const rows = text.split('\n').filter(line => /dom1|sixteen|NAME/.test(line));
		expect(rows[2]).toMatch(/^full\+remap\+lazy\+tracked sixteen-letters1 +\d/);
		expect(new Set(rows.map(row => row.length)).size).toBe(1);
		expect(new Set(rows.map(row => row.search(/NAME|dom1|sixteen/))).size).toBe(1);
	});

	test('-r: the heading before each domain; -z: the card is a row', async () => {
		const {text} = await batch('text', 1, new FakeHost(2), {
			hasRepeatedHeader: true,
			rows: {card: true},
			columns: ['name', 'gpu', 'exits', 'delay'],
		});
		const lines = text.trimEnd().split('\n').slice(2);
		expect(lines.map(line => line.split(' ')[0])).toEqual(['NAME', '', 'card', 'NAME', '', 'dom1', 'NAME', '', 'dom2']);
		const number = (line = '', index = 0) => Number(line.trim().split(/ +/)[index]);
		expect(number(lines[2], 2)).toBeCloseTo(number(lines[5], 2) + number(lines[8], 2), -1);
		expect(lines[2]).toMatch(/ -$/);
	});

	test('-v, -n, -x and -p: what belongs to a domain stands below it, by the columns of the screens', async () => {
		const rows = {channels: true, exits: true, scheduler: true, engines: true};
		const {text, host} = await batch('text', 2, new FakeHost(2), {rows});
		const lines = text.split('\n');
		expect(lines[2]).toMatch(/^engine graph +\d+\.\d% busy +\d+\S* kernels\/s$/);
		expect(lines[3]).toMatch(/^engine copy +\d/);
		const labels = lines.map(line => /^ {4}(\w+): /.exec(line)?.[1] ?? line.split(' ')[0]);
		const first = labels.indexOf('dom1');
		const below = labels.slice(first + 1, labels.indexOf('dom2'));
		expect(below.at(-1)).toBe('scheduler');
		expect(below.at(-2)).toBe('exits');
		expect(below.slice(0, -2).length).toBeGreaterThan(0);
		expect(below.slice(0, -2).every(label => label === 'channel')).toBe(true);
		expect(text).toMatch(/exits: EXITS\/s \d+.* {2}BAR1\/s \d/);
		expect(text).toMatch(/scheduler: WGT 256 .*P95\(delay\) \d/);
		expect(host.inspections).toBe(2);
	});

	test('json has the channels of each domain when they are asked for', async () => {
		const {text} = await batch('json', 1, new FakeHost(2), {rows: {channels: true}});
		for (const {id, channels} of JSON.parse(text).domains) {
			expect(channels.length).toBeGreaterThan(0);
			expect(channels.every((channel: {domain: number}) => channel.domain === id)).toBe(true);
		}
	});

	test('an engine that breaks while details are awaited still ends it with 70', async () => {
		const host = new FakeHost(1);
		host.inspect = () => Promise.reject(new Error('the engine has stopped'));
		host.broken = 'assertion';
		const {code, text} = await batch('json', 0, host, {rows: {channels: true}});
		expect(code).toBe(70);
		expect(JSON.parse(text).broken).toBe('assertion');
	});
});
