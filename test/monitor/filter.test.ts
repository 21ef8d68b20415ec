/** Filters: what each kind of term keeps, and what it says when it is none. */
import {describe, expect, test} from 'vitest';
import {parseFilter} from '../../source/monitor/filter.ts';
import {screenNamed} from '../../source/monitor/prompt.ts';
import {Rates} from '../../source/monitor/rates.ts';
import {FakeHost} from '../lab/fake-host.ts';

function kept(text: string): string {
	const host = new FakeHost(5);
	host.advance(2000);
	host.park('dom4', 'it asked for it');
	const rates = new Rates(1e9);
	const snapshot = host.latest();
	if (snapshot === undefined) {
		throw new Error('no snapshot');
	}
	rates.push(snapshot);
	const filter = parseFilter(text);
	return filter.ok
		? snapshot.facts.domains
				.filter(domain => filter.test(domain, rates))
				.map(({configuration}) => configuration.name)
				.join(' ')
		: filter.reason;
}

describe('terms', () => {
	test.each([
		['', 'dom1 dom2 dom3 dom4 dom5'],
		['dom2', 'dom2'],
		['DOM2', 'dom2'],
		['parked', 'dom4'],
		['!parked', 'dom1 dom2 dom3 dom5'],
		['/dom[12]$/', 'dom1 dom2'],
		['mode:para', 'dom3'],
		['mode:full !dom1', 'dom2 dom4 dom5'],
		['state:running workload:copy', 'dom1'],
		['vram>=512M', 'dom1 dom2 dom3 dom4 dom5'],
		['vram>512M', ''],
		['gpu>30', 'dom1'],
		['gpu>30%', 'dom1'],
		['GPU%>30', 'dom1'],
		['delay>200us', 'dom1 dom2 dom3 dom4 dom5'],
		['delay>1ms', ''],
		['exits>1k exits<5k', 'dom4 dom5'],
	])('%s', (text, names) => {
		expect(kept(text)).toBe(names);
	});
});

describe('refusals name what was expected', () => {
	test.each([
		['/[/', '/[/ is not a regular expression'],
		['colour:red', '"colour" is no field; expected name, state, mode, workload'],
		['exits>many', '"many" is not a number for EXITS'],
		['speed>3', /^"speed" is no figure; expected channels, vram, gpu/],
		['name>3', /^"name" is no figure/],
	])('%s', (text, reason) => {
		expect(kept(text)).toMatch(reason);
	});
});

test('a screen is found by its name or by a beginning that only it has', () => {
	const screens = ['events', 'exits', 'memory'] as const;
	expect(['memory', 'mem', 'EX', 'e', '', 'memoryx'].map(word => screenNamed(word, screens))).toEqual([
		'memory',
		'memory',
		'exits',
		undefined,
		undefined,
		undefined,
	]);
});
