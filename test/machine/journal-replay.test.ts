/** A journal repeated on a new machine is the same run: same digest, same journal, same notices, at any moment of it. */
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {MS} from '../../source/base/units.ts';
import type {Command} from '../../source/machine/command.ts';
import {HostSwitch} from '../../source/machine/host-switch.ts';
import {JournalReplay, ReplayDiverged, replayJournal} from '../../source/machine/journal-replay.ts';
import {Machine} from '../../source/machine/machine.ts';
import {openEngineHost} from '../../source/machine/open-engine-host.ts';
import {completePolicy} from '../../source/machine/policy-module.ts';
import {POLICIES} from '../../source/scheduler/catalogue.ts';
import type {SchedulerPolicy} from '../../source/scheduler/policy.ts';
import {full, scenarioOf} from '../lab/machine-lab.ts';
import {scenarioFor, session} from '../properties/operator-lab.ts';

const END_NS = 30 * MS;

const scenario = {
	...scenarioOf({
		domains: [
			{workload: ['vector-add', {size: 3000, pauseNs: 1_000_000}], mode: {kind: 'para', multicall: true}},
			{workload: ['bursts', {}], mode: full(true, true)},
		],
	}),
	commands: [
		{atNs: 25 * MS, command: {kind: 'set-policy', policy: 'credit'} satisfies Command},
		{atNs: 400 * MS, command: {kind: 'set-policy', policy: 'direct'} satisfies Command},
	],
};

describe('a journal', () => {
	test('of a random session comes out the same, up to any moment and in any slices', () => {
		let commands = 0;
		fc.assert(
			fc.property(session, fc.integer({min: 1, max: 9}), fc.nat({max: 10}), (one, slices, which) => {
				// Half of the steps are ordered by the scenario, half by the operator: both stand in the journal.
				const timed = one.steps.slice(0, 3).map(({command}, index) => ({atNs: (index + 1) * 4 * MS, command}));
				const from = {...scenarioFor(one), commands: timed};
				const live = new Machine(from, {checks: 'off'});
				const moments: Array<readonly [atNs: number, digest: string]> = [];
				for (const {afterNs, command} of one.steps) {
					live.runUntil(live.nowNs + Math.floor(afterNs / 4));
					live.submit(command);
					moments.push([live.nowNs, live.digest()]);
				}
				live.runUntil(Math.max(END_NS, live.nowNs));
				moments.push([live.nowNs, live.digest()]);
				const [untilNs, digest] = moments[which % moments.length] as (typeof moments)[number];
				const again = new Machine(from, {checks: 'off'});
				const replay = new JournalReplay(again, {journal: live.journal, untilNs});
				for (let slice = 1; slice <= slices; slice++) {
					replay.runUntil((untilNs * slice) / slices);
					again.snapshot();
				}
				expect(replay.isDone).toBe(true);
				expect(again.nowNs).toBe(untilNs);
				expect(again.digest()).toBe(digest);
				expect(again.journal).toEqual(live.journal.filter(({atNs}) => atNs <= untilNs));
				commands += again.journal.length;
			}),
			{numRuns: 14, seed: 2014},
		);
		expect(commands).toBeGreaterThan(15);
	}, 120_000);

	test('holds what the scenario ordered and what the guard did, and neither is done twice', () => {
		const faulty = completePolicy({
			name: 'FAULTY',
			decide: () => {
				throw new Error('out of luck');
			},
		}) as SchedulerPolicy;
		const policies = {...POLICIES, faulty};
		const live = new Machine(scenario, {checks: 'off', policies});
		live.runUntil(250 * MS);
		expect(live.submit({kind: 'set-policy', policy: 'faulty'}).ok).toBe(true);
		live.runUntil(350 * MS);
		live.submit({kind: 'pause'});
		live.submit({kind: 'step', durationNs: MS});
		live.submit({kind: 'set-speed', speed: 5});
		live.runUntil(450 * MS);
		expect(live.journal.map(({by, command}) => [by, command.kind])).toEqual([
			['scenario', 'set-policy'],
			['script', 'set-policy'],
			['guard', 'set-policy'],
			['script', 'pause'],
			['script', 'step'],
			['script', 'set-speed'],
			['scenario', 'set-policy'],
		]);
		const again = new Machine(scenario, {checks: 'off', policies});
		new JournalReplay(again, {journal: live.journal, untilNs: live.nowNs}).runUntil(Number.POSITIVE_INFINITY);
		expect(again.journal).toEqual(live.journal);
		expect(again.notices).toEqual(live.notices);
		expect(again.digest()).toBe(live.digest());
	});

	test('of another run is noticed', () => {
		const live = new Machine(scenario, {checks: 'off'});
		live.runUntil(10 * MS);
		live.submit({kind: 'remove-domain', domain: 'dom2'});
		const other = new Machine(scenarioOf({domains: [{workload: ['nop']}]}), {checks: 'off'});
		const replay = new JournalReplay(other, {journal: live.journal, untilNs: live.nowNs});
		expect(() => replay.runUntil(live.nowNs)).toThrow(ReplayDiverged);
		expect(() => replay.runUntil(live.nowNs)).toThrow(/command 0 \(remove-domain\) of 10000001 ns was refused: no domain "dom2"/);
	});

	test('is repeated in slices, tells how far it is, and can be given up', async () => {
		const live = new Machine(scenario, {checks: 'off'});
		live.runUntil(60 * MS);
		const again = new Machine(scenario, {checks: 'off'});
		expect(await replayJournal(again, {journal: live.journal, untilNs: live.nowNs})).toBeGreaterThan(0);
		expect(again.digest()).toBe(live.digest());
		const giving = new AbortController();
		const options = {signal: giving.signal, onProgress: () => giving.abort()};
		const request = {journal: [], untilNs: 1e15};
		await expect(replayJournal(new Machine(scenario, {checks: 'off'}), request, options)).rejects.toThrow('cancelled');
		await expect(replayJournal(new Machine(scenario, {checks: 'off'}), request, options)).rejects.toThrow(/abort/);
	});
});

describe.each([true, false])('an engine that repeats a run (in a worker: %s)', inWorker => {
	test('waits, paused, where the run was, with the same facts and counters', async () => {
		const live = new Machine(scenario, {checks: 'off'});
		live.runUntil(30 * MS);
		live.submit({kind: 'set-weight', domain: 'dom1', weight: 512});
		live.runUntil(50 * MS);
		const journal = live.journal;
		// The pause moves the machine on to the next instant at which it can be given a command.
		live.submit({kind: 'pause'});
		const paused = live.snapshot();
		live.submit({kind: 'remove-domain', domain: 'dom2'});
		const host = await openEngineHost(scenario, {inWorker, intervalMs: 20, replay: {journal, untilNs: 50 * MS}});
		try {
			const latest = host.latest();
			expect(latest?.atNs).toBe(paused.atNs);
			expect(latest?.facts).toEqual(paused.facts);
			expect(latest?.block).toEqual(paused.block);
			expect(latest?.workedMs).toBeGreaterThan(0);
			expect((await host.journal()).map(({command}) => command.kind)).toEqual(['set-policy', 'set-weight', 'pause']);
		} finally {
			await host.close();
		}
	});

	test('that cannot repeat it, or is not waited for, is no engine', async () => {
		const journal = [
			{
				sequence: 0,
				atNs: 5,
				command: {kind: 'remove-domain', domain: 'nobody'} as const,
				summary: '',
				by: 'key' as const,
				changes: [],
				hasInverse: true,
			},
		];
		await expect(openEngineHost(scenario, {inWorker, intervalMs: 20, replay: {journal, untilNs: MS}})).rejects.toThrow(
			/no domain "nobody"/,
		);
		const waiting = new AbortController();
		const opening = openEngineHost(scenario, {
			inWorker,
			intervalMs: 20,
			replay: {journal: [], untilNs: 1e15, signal: waiting.signal, onProgress: () => waiting.abort()},
		});
		await expect(opening).rejects.toThrow('cancelled');
	});
});

test('a switch of hosts shows the run that is live, and closes the branch it leaves', async () => {
	const open = (untilNs: number) => openEngineHost(scenario, {inWorker: false, intervalMs: 1000, replay: {journal: [], untilNs}});
	const main = await open(10 * MS);
	const hosts = new HostSwitch(main);
	const seen: number[] = [];
	hosts.subscribe(({atNs}) => seen.push(atNs));
	await hosts.submit({kind: 'step', durationNs: 1});
	const branch = await open(5 * MS);
	await hosts.follow(branch);
	expect(hosts.latest()?.atNs).toBe(5 * MS + 1);
	await hosts.submit({kind: 'set-speed', speed: 3});
	expect(seen.at(-1)).toBe(5 * MS + 2);
	expect((await hosts.journal()).at(-1)?.command.kind).toBe('set-speed');
	await main.submit({kind: 'set-speed', speed: 7});
	expect(seen.at(-1)).toBe(5 * MS + 2);
	await hosts.closeBranch();
	expect(hosts.current).toBe(main);
	expect(hosts.latest()?.facts.configuration.speed).toBe(7);
	await hosts.close();
});
