/** The word why a domain waits, against machines in each situation. */
import {describe, expect, test} from 'vitest';
import {MS, SECOND} from '../../source/base/units.ts';
import {type Wait, waitWord} from '../../source/machine/waiting.ts';
import {FULL, full, type LabDomain, MachineLab} from '../lab/machine-lab.ts';

const fast = full(true, true);
const loop = (iterations: number, parameters: Readonly<Record<string, number>> = {}): LabDomain => ({
	mode: fast,
	workload: ['loop', {iterations, ...parameters}],
});
const hog: LabDomain = {mode: fast, workload: ['hog', {iterations: 500_000}]};

/** How often each word was seen of a domain, looking every `everyNs`. */
function watch(lab: MachineLab, name: string, durationNs: number, everyNs: number): Map<Wait, number> {
	const seen = new Map<Wait, number>();
	for (let passedNs = 0; passedNs < durationNs; passedNs += everyNs) {
		lab.run(everyNs);
		const word = waitWord(lab.value(name, 'waitsFor'));
		seen.set(word, (seen.get(word) ?? 0) + 1);
	}
	return seen;
}

/** A lab whose drivers are loaded and whose programs have opened the device. */
function booted(domains: readonly LabDomain[], policy = 'fifo'): MachineLab {
	const lab = new MachineLab({domains, policy});
	return lab.run(SECOND);
}

const most = (seen: ReadonlyMap<Wait, number>) => [...seen].sort((a, b) => b[1] - a[1])[0]?.[0];

describe('a domain waits', () => {
	test('for its driver at first', () => {
		const lab = new MachineLab({domains: [loop(1000)]}).run(MS);
		expect(waitWord(lab.value('dom1', 'waitsFor'))).toBe('boot');
	});

	test('for the device while another has it, and not while it has it itself; never two run at a time', () => {
		const lab = booted([hog, hog]);
		for (let look = 0; look < 50; look++) {
			lab.run(3 * MS);
			const words = ['dom1', 'dom2'].map(name => waitWord(lab.value(name, 'waitsFor')));
			expect([
				['run', 'device'],
				['device', 'run'],
			]).toContainEqual(words);
		}
	});

	test('for its cap', () => {
		const lab = booted([{...hog, capPermille: 50}]);
		const seen = watch(lab, 'dom1', 500 * MS, MS);
		expect(most(seen)).toBe('cap');
		expect(seen.get('run')).toBeGreaterThan(0);
	});

	test('for budget, where its reservation is used up and the device is left free', () => {
		const lab = booted([{...hog, reservation: {periodNs: 50 * MS, budgetNs: 5 * MS}}], 'rtds');
		expect(lab.machine.submit({kind: 'set-parameter', parameter: 'extraTime', value: 0}).ok).toBe(true);
		const seen = watch(lab, 'dom1', 500 * MS, MS);
		expect(most(seen)).toBe('budget');
		expect(seen.has('device')).toBe(false);
	});

	test('for budget, where the policy has it in debt and others go first', () => {
		const lab = booted([hog, loop(20_000), loop(20_000)], 'credit');
		lab.run(500 * MS);
		const seen = watch(lab, 'dom1', 500 * MS, MS);
		expect(seen.get('budget')).toBeGreaterThan(0);
		for (const name of ['dom2', 'dom3']) {
			expect(watch(lab, name, 100 * MS, MS).get('device')).toBeGreaterThan(0);
		}
	});

	test('for the rescan of its page tables, and for the aggregator', () => {
		const lab = booted([{mode: FULL, workload: ['open-close', {}]}]);
		const seen = watch(lab, 'dom1', 800 * MS, MS);
		expect(seen.get('shadow')).toBeGreaterThan(100);
		expect(seen.get('trap')).toBeGreaterThan(100);
	});

	test('for its own vCPU, and for nothing', () => {
		const lab = booted([loop(1000, {pauseNs: 20 * MS})]);
		const seen = watch(lab, 'dom1', 500 * MS, 100_000);
		expect(most(seen)).toBe('idle');
		expect(waitWord(booted([{mode: fast}]).value('dom1', 'waitsFor'))).toBe('idle');
		const busy = booted([{mode: fast, workload: ['open-close', {}]}]);
		expect(watch(busy, 'dom1', 500 * MS, MS).get('cpu')).toBeGreaterThan(0);
	});

	test('for the operator, and once it has ended for nothing any more', () => {
		const lab = booted([loop(1000, {pauseNs: MS}), loop(1000, {rounds: 3})]);
		lab.machine.submit({kind: 'pause-domain', domain: 'dom1'});
		lab.run(50 * MS);
		expect(waitWord(lab.value('dom1', 'waitsFor'))).toBe('paused');
		expect(waitWord(lab.value('dom2', 'waitsFor'))).toBe('ended');
	});

	test('for the device under a policy that queues nothing, too', () => {
		const lab = booted([hog, hog], 'direct');
		const seen = watch(lab, 'dom1', 300 * MS, MS);
		expect(seen.get('run')).toBeGreaterThan(0);
		expect(seen.get('device')).toBeGreaterThan(0);
		expect(seen.has('budget')).toBe(false);
	});

	test('for nobody where it has the card alone', () => {
		const lab = booted([{...hog, mode: {kind: 'passthrough'}}]);
		expect(most(watch(lab, 'dom1', 100 * MS, MS))).toBe('run');
	});
});

test('looking does not change the run', () => {
	const domains = [hog, loop(20_000, {pauseNs: MS})];
	const watched = new MachineLab({domains, policy: 'credit'});
	for (let atNs = 0; atNs < SECOND; atNs += 3 * MS) {
		watched.machine.runUntil(atNs);
		watched.machine.snapshot();
	}
	watched.machine.runUntil(SECOND);
	const alone = new MachineLab({domains, policy: 'credit'});
	alone.machine.runUntil(SECOND);
	expect(watched.machine.digest()).toBe(alone.machine.digest());
});

test('a number that is none of the reasons is not known', () => {
	expect([waitWord(0), waitWord(-1), waitWord(999), waitWord(Number.NaN)]).toEqual(['-', '-', '-', '-']);
});
