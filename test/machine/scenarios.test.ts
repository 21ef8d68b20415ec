/** The scenarios that come with the package, and the one in the readme, are good ones. */
import {readdirSync, readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {policyItems, workloadItems} from '../../source/machine/catalogues.ts';
import {MODE_NAMES} from '../../source/machine/configuration.ts';
import {parseScenario} from '../../source/machine/scenario.ts';

const folder = new URL('../../scenarios/', import.meta.url);
const offerings = {workloads: workloadItems, policies: policyItems};
const files = readdirSync(folder).filter(name => name.endsWith('.yaml') && !name.endsWith('.tour.yaml'));

describe('scenarios of the package', () => {
	test('are the ones that people are told about', () => {
		expect(files.map(name => name.replace('.yaml', '')).sort()).toEqual([
			'arrival',
			'bursty',
			'churn',
			'demo',
			'fairness',
			'five-to-one',
			'hostile',
			'idle-neighbour',
			'long-kernels',
			'mixed-kernels',
			'noisy-neighbour',
			'preemption',
			'scale',
			'short-and-long',
			'tenants',
			'weights',
		]);
	});

	test.each(files)('%s is accepted, says what it is, and what to look for', name => {
		const text = readFileSync(new URL(name, folder), 'utf8');
		const scenario = parseScenario(text, name, offerings);
		expect(scenario.title.length).toBeLessThanOrEqual(60);
		expect(scenario.description).toMatch(/\.$/);
		expect(scenario.initial.domains.length).toBeGreaterThan(0);
		expect(text).toContain('# What to see:');
	});
});

test('the readme explains every mode', () => {
	const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
	const explained = [...readme.matchAll(/^\| `([a-z+]+)` \|/gm)].map(match => match[1]);
	expect(explained).toEqual(expect.arrayContaining([...MODE_NAMES]));
});

test('the scenario in the readme is accepted', () => {
	const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
	const text = /^## Scenarios\n.*?```yaml\n(.*?)```/ms.exec(readme)?.[1] ?? '';
	const scenario = parseScenario(text, 'README.md', offerings);
	expect(scenario.initial.domains.map(({name}) => name)).toEqual(['web-1', 'web-2', 'batch']);
	expect(scenario.commands).toHaveLength(3);
});
