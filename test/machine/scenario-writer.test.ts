/** Scenarios and sessions as text: read again they are the same, and run again they give the same digest. */
import {readdirSync, readFileSync} from 'node:fs';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {MIB, MS, parseDuration, parseSize, SECOND} from '../../source/base/units.ts';
import {policyItems, workloadItems} from '../../source/machine/catalogues.ts';
import type {Command} from '../../source/machine/command.ts';
import {Machine} from '../../source/machine/machine.ts';
import {parseScenario} from '../../source/machine/scenario.ts';
import {exactSize, exactTime, writeScenario, writeSession} from '../../source/machine/scenario-writer.ts';
import {play, type Session, scenarioFor, session} from '../properties/operator-lab.ts';

const OFFERINGS = {workloads: workloadItems, policies: policyItems};
const SCENARIOS = new URL('../../scenarios/', import.meta.url);

describe('a scenario as text', () => {
	test.each(readdirSync(SCENARIOS).filter(file => !file.endsWith('.tour.yaml')))('%s is the same when it is read again', file => {
		const scenario = parseScenario(readFileSync(new URL(file, SCENARIOS), 'utf8'), file, OFFERINGS);
		expect(parseScenario(writeScenario(scenario, OFFERINGS), file, OFFERINGS)).toEqual(scenario);
	});

	test('sizes and times lose nothing', () => {
		fc.assert(
			fc.property(fc.nat({max: 2 ** 31 - 1}), value => {
				expect(parseDuration(exactTime(value))).toEqual({ok: true, value});
				expect(parseSize(exactSize(value))).toEqual({ok: true, value});
			}),
		);
		expect(exactTime(90 * SECOND)).toBe('90s');
		expect(exactTime(1_500_000)).toBe('1500us');
	});

	test('titles may hold anything', () => {
		const scenario = parseScenario('title: x\ndomains: [{}]\n', 'x', OFFERINGS);
		fc.assert(
			fc.property(fc.string({unit: 'grapheme'}), title => {
				expect(parseScenario(writeScenario({...scenario, title}, OFFERINGS), 'x', OFFERINGS).title).toBe(title);
			}),
		);
	});
});

/** Scenario files ask for more than the lab's smallest guests have. */
function withEnoughMemory(one: Session): Session {
	const ramBytes = 16 * MIB;
	return {
		...one,
		domains: one.domains.map(domain => ({...domain, ramBytes})),
		steps: one.steps.map(step => (step.command.kind === 'add-domain' ? {...step, command: {...step.command, ramBytes}} : step)),
	};
}

describe('a session as a script', () => {
	test('every kind of command, at odd times, gives the digest of the session', () => {
		const scenario = parseScenario(
			`seed: 7
policy: credit
domains:
  - {name: web, mode: para+multicall, vram: 64M, workload: {kind: vector-add, size: 4096, pauseNs: 200us}}
  - {name: batch, mode: para, vram: 64M, weight: 100, workload: {kind: loop, iterations: 20000}}
commands:
  - {at: 15ms, do: set-weight, domain: web, weight: 300}
`,
			'odd',
			OFFERINGS,
		);
		const commands: readonly Command[] = [
			{kind: 'set-policy', policy: 'BAND', parameters: {periodNs: 12_345_678}},
			{kind: 'set-parameter', parameter: 'periodNs', value: 7_654_321},
			{
				kind: 'add-domain',
				workloads: [{kind: 'copy', parameters: {bytes: 40_001, isPinned: 1, pauseNs: 300_001}}],
				vramBytes: 32 * 2 ** 20,
				mode: {kind: 'para', multicall: true, batch: 128},
			},
			{kind: 'set-cap', domain: 'web', capPermille: 305},
			{kind: 'pause'},
			{kind: 'step', durationNs: 1000},
			{kind: 'resume'},
			{kind: 'set-mode', domain: 'batch', mode: {kind: 'full', barRemap: true, lazyShadowing: true}},
			{kind: 'set-reservation', domain: 'web', reservation: {periodNs: 20 * MS, budgetNs: 5_000_001}},
			{kind: 'undo'},
			{kind: 'redo'},
			{kind: 'set-cap', domain: 'web', capPermille: 0},
			{kind: 'set-speed', speed: 0.25},
			{kind: 'set-speed', speed: 0},
			{kind: 'set-reservation', domain: 'web'},
			{kind: 'set-device', parameter: 'preemptionQuantumNs', value: 2_000_001},
			{kind: 'set-cost', cost: 'vmExitNs', value: 1777},
			{kind: 'set-vram', domain: 'web', vramBytes: 48 * MIB},
			{kind: 'set-workloads', domain: 'batch', workloads: [{kind: 'loop', parameters: {iterations: 9999}}]},
			{kind: 'reboot-domain', domain: 'web'},
			{kind: 'reboot-domain', domain: 'batch', mode: {kind: 'para', multicall: true}, vramBytes: 80 * MIB},
			{kind: 'pause-domain', domain: 'web'},
			{kind: 'resume-domain', domain: 'web'},
			{kind: 'remove-domain', domain: 'dom3'},
			{kind: 'undo'},
		];
		const live = new Machine(scenario, {checks: 'slice'});
		for (const [index, command] of commands.entries()) {
			live.runUntil(live.nowNs + 3 * MS + index * 7919);
			expect(live.submit(command)).toMatchObject({ok: true});
		}
		live.runUntil(live.nowNs + 20 * MS);
		const text = writeSession(scenario, live.journal, live.nowNs, OFFERINGS);
		expect(text).toContain('# A session on odd as a script');
		const again = parseScenario(text, 'script.yaml', OFFERINGS);
		// The scenario's own command is among them; pause, step and resume are not.
		expect(again.commands).toHaveLength(commands.length - 3 + 1);
		const replayed = new Machine(again, {checks: 'off'});
		replayed.runUntil(again.untilNs);
		expect(replayed.digest()).toBe(live.digest());
	});

	test('so does whatever an operator does', () => {
		fc.assert(
			fc.property(session.map(withEnoughMemory), one => {
				const small = scenarioFor(one);
				const scenario = {...small, hardware: {...small.hardware, vramBytes: 512 * MIB}};
				const live = play(scenario, one.steps, {checks: 'off'}, 30 * MS);
				const again = parseScenario(writeSession(scenario, live.journal, live.nowNs, OFFERINGS), 'script', OFFERINGS);
				const replayed = new Machine(again, {checks: 'off'});
				replayed.runUntil(again.untilNs);
				expect(replayed.digest()).toBe(live.digest());
			}),
			{numRuns: 10, seed: 1985},
		);
	}, 60_000);
});
