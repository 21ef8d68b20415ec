/** The public door, as built: what the readme promises to library users. */
import {expect, test} from 'vitest';
import type * as Library from '../../source/index.ts';

const library: typeof Library = await import(new URL('../../dist/index.js', import.meta.url).href);
const {Machine, domainValue, openEngineHost, parseScenario, policies, ScenarioError, workloads} = library;

const TEXT =
	'until: 1s\ndomains: [{name: web, mode: full+remap+lazy, vram: 64M, workload: {kind: vector-add, size: 1024, pauseNs: 10ms}}]\n';

test('a scenario runs on a machine, and a command changes it', () => {
	const scenario = parseScenario(TEXT, 'library', {workloads, policies});
	const machine = new Machine(scenario, {checks: 'slice'});
	machine.runUntil(scenario.untilNs);
	const {block, facts} = machine.snapshot();
	expect(facts.domains.map(({configuration, state}) => [configuration.name, state])).toEqual([['web', 'running']]);
	expect(domainValue(block, facts.domains[0]?.slot ?? -1, 'workloadRounds')).toBeGreaterThan(0);
	expect(machine.submit({kind: 'remove-domain', domain: 'web'})).toEqual({ok: true, summary: 'web removed'});
	expect(machine.submit({kind: 'remove-domain', domain: 'web'})).toMatchObject({ok: false});
});

test('a bad scenario is a ScenarioError', () => {
	expect(() => parseScenario('sed: 1', 'library', {workloads, policies})).toThrow(ScenarioError);
});

test.each([true, false])('an engine host runs it against the clock, in a worker: %s', async inWorker => {
	const scenario = parseScenario(`speed: max\n${TEXT}`, 'library', {workloads, policies});
	const host = await openEngineHost(scenario, {inWorker, intervalMs: 20});
	try {
		await new Promise<void>(resolve => {
			host.subscribe(({atNs}) => atNs > 1e8 && resolve());
		});
		expect(await host.submit({kind: 'pause'})).toMatchObject({ok: true});
		expect(host.latest()?.facts.scenario).toBe('library');
	} finally {
		await host.close();
	}
});
