/** Watching changes nothing: paced and sampled, a machine ends with the same digest as when it just runs. */
import {expect, test} from 'vitest';
import {MS} from '../../source/base/units.ts';
import type {Scenario} from '../../source/machine/configuration.ts';
import {LocalHost} from '../../source/machine/local-host.ts';
import {Machine} from '../../source/machine/machine.ts';
import {openEngineHost} from '../../source/machine/open-engine-host.ts';
import type {WallClock} from '../../source/simulation/pacer.ts';
import {full, scenarioOf} from '../lab/machine-lab.ts';

const END_NS = 700 * MS;
const scenario: Scenario = {
	...scenarioOf({
		domains: [
			{workload: ['vector-add', {size: 3000, pauseNs: 1_000_000}], mode: {kind: 'para', multicall: true}},
			{workload: ['bursts', {}], mode: full(true, true)},
		],
	}),
	commands: [
		{atNs: 200 * MS, command: {kind: 'set-policy', policy: 'direct'}},
		{atNs: 300 * MS, command: {kind: 'set-speed', speed: 100}},
		{atNs: END_NS, command: {kind: 'pause'}},
	],
};

/** A wall clock that only moves when it is told to. */
class HandClock implements WallClock {
	#nowMs = 0;
	#timers: Array<{atMs: number; callback: () => void}> = [];

	nowMs(): number {
		return this.#nowMs;
	}

	after(milliseconds: number, callback: () => void): () => void {
		const timer = {atMs: this.#nowMs + milliseconds, callback};
		this.#timers.push(timer);
		return () => {
			this.#timers = this.#timers.filter(other => other !== timer);
		};
	}

	soon(callback: () => void): () => void {
		return this.after(0, callback);
	}

	/** What is due runs once; what that schedules for the same instant runs with the next step. */
	advance(milliseconds: number): void {
		this.#nowMs += milliseconds;
		const due = this.#timers.filter(timer => timer.atMs <= this.#nowMs);
		this.#timers = this.#timers.filter(timer => timer.atMs > this.#nowMs);
		for (const {callback} of due) {
			callback();
		}
	}
}

function unwatched(): string {
	const machine = new Machine(scenario);
	machine.runUntil(END_NS);
	return machine.digest();
}

test('paced, sampled every 20 ms and looked at, the digest is the same', async () => {
	const clock = new HandClock();
	const machine = new Machine({...scenario, initial: {...scenario.initial, speed: 1}});
	const host = new LocalHost(machine, 20, {clock});
	let samples = 0;
	host.subscribe(() => samples++);
	for (let step = 0; step < 6000 && !machine.configuration.isPaused; step++) {
		clock.advance(1);
	}
	await host.close();
	expect(machine.configuration).toMatchObject({isPaused: true, speed: 100});
	expect(samples).toBeGreaterThan(10);
	expect(machine.nowNs).toBe(END_NS);
	expect(machine.digest()).toBe(unwatched());
});

test('two machines in one process do not disturb each other', () => {
	const first = new Machine(scenario);
	const second = new Machine(scenario);
	for (let atNs = 50 * MS; atNs <= END_NS; atNs += 50 * MS) {
		first.runUntil(atNs);
		second.runUntil(atNs);
	}
	expect([first.digest(), second.digest()]).toEqual([unwatched(), unwatched()]);
});

test('another seed gives another digest', () => {
	const machine = new Machine({...scenario, seed: 2});
	machine.runUntil(END_NS);
	expect(machine.digest()).not.toBe(unwatched());
});

test('in a worker thread a scenario runs, takes commands and ends', async () => {
	const host = await openEngineHost({...scenario, initial: {...scenario.initial, speed: 0}}, {inWorker: true, intervalMs: 20});
	try {
		expect(await host.submit({kind: 'remove-domain', domain: 'nobody'})).toEqual({ok: false, reason: 'no domain "nobody"'});
		const paused = await new Promise(resolve => {
			host.subscribe(snapshot => {
				if (snapshot.facts.configuration.isPaused) {
					resolve(snapshot.atNs);
				}
			});
		});
		expect(paused).toBe(END_NS);
		expect(await host.submit({kind: 'add-domain', name: 'late'})).toMatchObject({ok: true});
	} finally {
		await host.close();
	}
	expect(await host.submit({kind: 'resume'})).toEqual({ok: false, reason: 'the engine is closed'});
});

test('a worker that was closed leaves no timer that would keep the process', async () => {
	const timers = () => process.getActiveResourcesInfo().filter(name => name === 'Timeout').length;
	const host = await openEngineHost(scenario, {inWorker: true, intervalMs: 20});
	await host.submit({kind: 'pause'});
	const before = timers();
	await host.close();
	expect(timers()).toBe(before);
});
