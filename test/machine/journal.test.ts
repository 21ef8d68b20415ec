import fc from 'fast-check';
import {expect, test} from 'vitest';
import type {Command} from '../../source/machine/command.ts';
import type {Configuration} from '../../source/machine/configuration.ts';
import {Journal} from '../../source/machine/journal.ts';
import type {RecipeContext} from '../../source/machine/recipes.ts';

const start: Configuration = {policy: {name: 'fifo', parameters: {}}, device: {}, domains: [], speed: 1, isPaused: false, nextDomainId: 1};
const context: RecipeContext = {
	workloads: {nop: {doc: 'Nothing.', parameters: {}}},
	policies: {fifo: {doc: 'A.', parameters: {}}, direct: {doc: 'B.', parameters: {}}},
	refuse: () => undefined,
};

function session() {
	const journal = new Journal();
	let configuration = start;
	const act = (command: Command): string => {
		const proposal = journal.propose(command, configuration, context);
		if ('reason' in proposal) {
			return `refused: ${proposal.reason}`;
		}
		configuration = proposal.next;
		return journal.enter(command, 0, proposal).summary;
	};
	return {journal, act, now: () => configuration};
}

const add = (name: string): Command => ({kind: 'add-domain', name, workloads: [{kind: 'nop', parameters: {}}]});

test('undo takes back the newest change, redo does it again, and a fresh change forgets what could be redone', () => {
	const {act, now} = session();
	act(add('a'));
	act({kind: 'set-policy', policy: 'direct'});
	expect(act({kind: 'undo'})).toBe('undone: policy fifo -> direct');
	expect(now().policy.name).toBe('fifo');
	expect(act({kind: 'redo'})).toBe('again: policy fifo -> direct');
	act({kind: 'undo'});
	act(add('b'));
	expect(act({kind: 'redo'})).toBe('refused: nothing to redo');
	expect(act({kind: 'undo'})).toMatch(/^undone: b added/);
	expect(act({kind: 'undo'})).toMatch(/^undone: a added/);
	expect(act({kind: 'undo'})).toBe('refused: nothing to undo');
	expect(now().domains).toEqual([]);
});

test('undo passes by speed and pause, which only concern the viewer', () => {
	const {act, now} = session();
	act(add('a'));
	act({kind: 'set-speed', speed: 4});
	act({kind: 'pause'});
	act({kind: 'undo'});
	expect(now()).toMatchObject({domains: [], speed: 4, isPaused: true});
});

test('a domain number is never given twice', () => {
	const {act, now} = session();
	act(add('a'));
	act({kind: 'undo'});
	act(add('b'));
	expect(now().domains.map(domain => domain.id)).toEqual([2]);
});

test('any sequence followed by as many undos as changes ends where it began; redoing all ends where it was', () => {
	const command = fc.oneof(
		fc.constantFrom('a', 'b', 'c', 'd').map(add),
		fc.constantFrom('a', 'b', 'c', 'd').map((domain): Command => ({kind: 'remove-domain', domain})),
		fc.constantFrom('a', 'b').map((domain): Command => ({kind: 'pause-domain', domain})),
		fc.constantFrom('fifo', 'direct').map((policy): Command => ({kind: 'set-policy', policy})),
		fc.constant<Command>({kind: 'undo'}),
		fc.constant<Command>({kind: 'redo'}),
	);
	fc.assert(
		fc.property(fc.array(command, {maxLength: 40}), commands => {
			const {act, now} = session();
			for (const one of commands) {
				act(one);
			}
			const end = now();
			let undone = 0;
			while (!act({kind: 'undo'}).startsWith('refused')) {
				undone++;
			}
			expect({...now(), nextDomainId: 1}).toEqual(start);
			for (let count = 0; count < undone; count++) {
				act({kind: 'redo'});
			}
			expect(now()).toEqual(end);
		}),
	);
});

test('refusals say what is wrong and change nothing', () => {
	const {act, now} = session();
	act(add('a'));
	const before = now();
	expect(act(add('a'))).toBe('refused: there is a domain a already');
	expect(act(add('Bad Name'))).toMatch(/is not a name/);
	expect(act({kind: 'remove-domain', domain: 'zz'})).toBe('refused: no domain "zz"');
	expect(act({kind: 'set-policy', policy: 'magic'})).toBe('refused: no policy "magic"; expected one of fifo, direct');
	expect(act({kind: 'set-speed', speed: -1})).toMatch(/expected 0 for as fast as possible/);
	expect(act({kind: 'add-domain', name: 'x', workloads: [{kind: 'mine', parameters: {}}]})).toMatch(/no workload "mine"/);
	expect(now()).toBe(before);
});
