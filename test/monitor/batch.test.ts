import {PassThrough} from 'node:stream';
import {describe, expect, test} from 'vitest';
import {domainCatalogue} from '../../source/machine/catalogue.ts';
import {needsBatch, runBatch} from '../../source/monitor/batch/batch.ts';
import type {BatchFormat} from '../../source/monitor/batch/sample-writer.ts';
import {columns} from '../../source/monitor/columns.ts';
import {FakeHost} from '../lab/fake-host.ts';

async function batch(
	format: BatchFormat,
	iterations: number,
	host = new FakeHost(2),
): Promise<{code: number; text: string; host: FakeHost}> {
	const stdout = new PassThrough();
	let text = '';
	stdout.on('data', data => {
		text += data;
	});
	const run = runBatch({host, iterations, delaySeconds: 1, stdout, format});
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
				/^gpuvmtop {2}0:0\d\.000 virtual {2}running 1\.00x of 1x {2}policy CREDIT {2}demo seed 42 {2}rates over 1\.000 s$/,
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
		expect(lines[0].split(',').length).toBe(13 + domainCatalogue.length);
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
});
