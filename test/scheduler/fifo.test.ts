import {expect, test} from 'vitest';
import {POLICIES} from '../../source/scheduler/catalogue.ts';
import {fifo} from '../../source/scheduler/fifo.ts';

test('FIFO runs the oldest doorbell whatever the order of the lines', () => {
	const pending = [
		{domain: 3, depth: 9, sequence: 12, sinceNs: 5},
		{domain: 1, depth: 1, sequence: 4, sinceNs: 9},
		{domain: 2, depth: 2, sequence: 7, sinceNs: 1},
	];
	const state = fifo.start([], {}, 0);
	expect(fifo.decide(state, pending, 100, {})).toEqual({run: 1});
	expect(fifo.decide(state, [], 100, {})).toBe('idle');
});

test('policies are found by their own name and say what they do', () => {
	for (const [name, policy] of Object.entries(POLICIES)) {
		expect(policy.name.toLowerCase()).toBe(name);
		expect(policy.doc).toMatch(/\.$/);
	}
});
