/** Notes stand in the journal and change nothing: same digest with and without, live or in the scenario. */
import {expect, test} from 'vitest';
import {MS} from '../../source/base/units.ts';
import {policyItems, workloadItems} from '../../source/machine/catalogues.ts';
import {Machine} from '../../source/machine/machine.ts';
import {parseScenario} from '../../source/machine/scenario.ts';

const domains = `
domains:
  - {name: one, mode: para+multicall, workload: vector-add}
  - {name: two, mode: full+remap+lazy, workload: loop}
commands:
  - {at: 250ms, do: set-policy, policy: fair}
`;

function machineOf(text: string): Machine {
	return new Machine(parseScenario(text, 'noted.yaml', {workloads: workloadItems, policies: policyItems}));
}

function digestAfter(text: string, notesAtNs: readonly number[] = []): string {
	const machine = machineOf(text);
	for (const atNs of notesAtNs) {
		machine.runUntil(atNs);
		expect(machine.submit({kind: 'note', text: `at ${atNs}`}, 'key')).toEqual({ok: true, summary: `note: at ${atNs}`});
	}
	machine.runUntil(600 * MS);
	expect(machine.journal.filter(({command}) => command.kind === 'note')).toHaveLength(notesAtNs.length);
	return machine.digest();
}

test('live notes leave the digest as it is, at whatever instant', () => {
	const plain = digestAfter(domains);
	expect(digestAfter(domains, [0, 1, 123_456_789, 123_456_790, 249_999_999, 250 * MS, 599_999_998])).toBe(plain);
	// The digest does tell runs apart.
	expect(digestAfter(domains.replace('fair', 'direct'))).not.toBe(plain);
});

test('notes of a scenario too; they stand in the journal with their author', () => {
	const noted = machineOf(`${domains}  - {at: 100ms, do: note, text: "warm-up over, now it counts"}\n`);
	noted.runUntil(600 * MS);
	expect(noted.digest()).toBe(digestAfter(domains));
	expect(noted.journal[0]).toEqual({
		sequence: 0,
		atNs: 100 * MS,
		by: 'scenario',
		command: {kind: 'note', text: 'warm-up over, now it counts'},
		summary: 'note: warm-up over, now it counts',
		changes: [],
		hasInverse: false,
	});
	expect(noted.submit({kind: 'undo'})).toMatchObject({summary: 'undone: policy fifo -> fair'});
});

test('an empty, an endless and a note of several lines are refused', () => {
	const machine = machineOf(domains);
	for (const text of ['', '  ', 'x'.repeat(201), 'two\nlines', 'bell \u{7}']) {
		expect(machine.submit({kind: 'note', text})).toMatchObject({ok: false, reason: expect.stringContaining('a note ')});
	}
	expect(machine.journal).toEqual([]);
	expect(() => machineOf(`${domains}  - {at: 1s, do: note, text: ""}\n`)).toThrow(/text.*expected one line of 1 to 200 characters/);
});
