import {expect, test} from 'vitest';
import {POLICIES} from '../../source/scheduler/catalogue.ts';
import {fifo} from '../../source/scheduler/fifo.ts';

test('FIFO runs the oldest doorbell whatever the order in which queues changed', () => {
	const state = fifo.start([], {}, 0);
	const line = (domain: number, sequence: number) => ({domain, depth: 1, sequence, sinceNs: 0});
	for (const changed of [line(3, 12), line(1, 4), line(2, 7)]) {
		fifo.changed?.(state, changed, 0, {});
	}
	expect(fifo.decide(state, [], 100, {})).toEqual({run: 1});
	fifo.changed?.(state, line(1, 20), 100, {});
	expect(fifo.decide(state, [], 100, {})).toEqual({run: 2});
	fifo.changed?.(state, {...line(2, 7), depth: 0}, 100, {});
	expect(fifo.decide(state, [], 100, {})).toEqual({run: 3});
});

test('policies are found by their own name and say what they do', () => {
	expect(Object.keys(POLICIES).slice(0, 4)).toEqual(['direct', 'fifo', 'credit', 'band']);
	for (const [name, policy] of Object.entries(POLICIES)) {
		expect(policy.name.toLowerCase()).toBe(name);
		expect(policy.doc).toMatch(/\.$/);
	}
});
