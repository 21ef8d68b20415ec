/** A recording played: at its pace, with pause, step and jumps, and without an engine to order about. */
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {MS, SECOND} from '../../../source/base/units.ts';
import {RecordingEncoder} from '../../../source/machine/recording/encoder.ts';
import {Recording} from '../../../source/machine/recording/recording.ts';
import {ReplayHost} from '../../../source/machine/recording/replay-host.ts';
import type {Snapshot} from '../../../source/machine/snapshot.ts';
import {FakeHost} from '../../lab/fake-host.ts';

/** A wall clock whose time passes when it is told to. */
class Clock {
	#nowMs = 0;
	#due: Array<{readonly atMs: number; readonly callback: () => void}> = [];

	nowMs = () => this.#nowMs;
	after = (milliseconds: number, callback: () => void) => {
		const one = {atMs: this.#nowMs + milliseconds, callback};
		this.#due.push(one);
		return () => {
			this.#due = this.#due.filter(other => other !== one);
		};
	};
	soon = (callback: () => void) => this.after(0.05, callback);

	pass(milliseconds: number): void {
		const endMs = this.#nowMs + milliseconds;
		for (;;) {
			const next = this.#due.toSorted((one, other) => one.atMs - other.atMs)[0];
			if (next === undefined || next.atMs > endMs) {
				break;
			}
			this.#due = this.#due.filter(one => one !== next);
			this.#nowMs = Math.max(this.#nowMs, next.atMs);
			next.callback();
		}
		this.#nowMs = endMs;
	}
}

let folder = '';
let clock: Clock;
let host: ReplayHost;
let seen: Snapshot[];

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'replay-'));
	const engine = new FakeHost(2);
	const encoder = new RecordingEncoder();
	let text = encoder.header({program: '', recordedAt: '', scenario: 'demo', scenarioText: '', seed: 1}, 0);
	engine.subscribe(snapshot => {
		text += encoder.snapshot(snapshot);
	});
	engine.advance(2000);
	void engine.submit({kind: 'set-weight', domain: 'dom1', weight: 512});
	engine.advance(2000);
	engine.broken = 'two owners of one page';
	engine.advance(1000);
	const path = join(folder, 'a.jsonl');
	writeFileSync(path, text);
	clock = new Clock();
	host = new ReplayHost(new Recording(path), {intervalMs: 100, clock});
	seen = [];
	host.subscribe(snapshot => seen.push(snapshot));
});

afterEach(async () => {
	await host.close();
	rmSync(folder, {recursive: true});
});

const atMs = () => (host.latest()?.atNs ?? 0) / MS;
const settings = () => host.latest()?.facts.configuration;

test('plays at the speed of the clock, and ends paused at the last sample', async () => {
	expect(atMs()).toBe(100);
	clock.pass(1000);
	expect(atMs()).toBeGreaterThanOrEqual(1000);
	expect(atMs()).toBeLessThanOrEqual(1100);
	expect(settings()?.isPaused).toBe(false);
	clock.pass(10_000);
	expect(atMs()).toBe(5000);
	expect(settings()?.isPaused).toBe(true);
	clock.pass(5000);
	expect(atMs()).toBe(5000);
	// Playing on from the end begins anew.
	await host.submit({kind: 'resume'});
	clock.pass(300);
	expect(atMs()).toBeLessThan(600);
});

test("speed, pause and step are the viewer's", async () => {
	await host.submit({kind: 'set-speed', speed: 2});
	expect(settings()?.speed).toBe(2);
	clock.pass(1000);
	expect(atMs()).toBeGreaterThan(1900);
	expect(await host.submit({kind: 'step', durationNs: MS})).toEqual({ok: false, reason: 'a step needs a paused replay'});
	await host.submit({kind: 'pause'});
	const before = atMs();
	clock.pass(1000);
	expect(atMs()).toBe(before);
	expect(await host.submit({kind: 'step', durationNs: MS})).toMatchObject({ok: true});
	expect(atMs()).toBe(before + 100);
	host.seek(1e18);
	expect(await host.submit({kind: 'step', durationNs: MS})).toEqual({ok: false, reason: 'this is the last sample of the recording'});
});

test('goes to any time, forwards and backwards, and plays on from there', async () => {
	host.seek(3 * SECOND);
	expect(atMs()).toBe(3000);
	expect(host.latest()?.facts.domains[0]?.configuration.weight).toBe(512);
	host.seek(1.55 * SECOND);
	expect(atMs()).toBe(1500);
	expect(host.latest()?.facts.domains[0]?.configuration.weight).toBe(256);
	host.seek(-5);
	expect(atMs()).toBe(100);
	clock.pass(500);
	expect(atMs()).toBeGreaterThanOrEqual(500);
	expect(atMs()).toBeLessThanOrEqual(700);
	expect(seen.every(({sequence}, index) => index === 0 || sequence > (seen[index - 1]?.sequence ?? 0))).toBe(true);
});

test('what would change the engine is refused with the reason', async () => {
	for (const command of [{kind: 'remove-domain', domain: 'dom1'}, {kind: 'undo'}, {kind: 'set-policy', policy: 'fifo'}] as const) {
		expect(await host.submit(command)).toEqual({ok: false, reason: 'this is a recording; only speed, pause and step work on it'});
	}
	expect(host.latest()?.facts.undoable).toBeUndefined();
});

test('an engine that broke is told as a notice, not as the end', () => {
	host.seek(1e18);
	expect(host.latest()?.facts.broken).toBeUndefined();
	expect(host.latest()?.facts.notices.at(-1)).toMatchObject({severity: 'error', text: 'the engine stopped: two owners of one page'});
});

test('details that were not recorded are said to be missing', async () => {
	await expect(host.inspect()).rejects.toThrow('holds no details');
});
