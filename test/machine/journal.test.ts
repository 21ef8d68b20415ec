import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
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
		const {summary, sequence} = journal.enter(proposal, 0, 'script');
		configurations[sequence] = configuration;
		return summary;
	};
	/** The configuration right after each entry. */
	const configurations: Configuration[] = [];
	return {journal, act, now: () => configuration, configurations};
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

const anyCommand: fc.Arbitrary<Command> = fc.oneof(
	fc.constantFrom('a', 'b', 'c', 'd').map(add),
	fc.constantFrom('a', 'b', 'c', 'd').map((domain): Command => ({kind: 'remove-domain', domain})),
	fc.constantFrom('a', 'b').map((domain): Command => ({kind: 'pause-domain', domain})),
	fc
		.tuple(fc.constantFrom('a', 'b'), fc.integer({min: 1, max: 4}))
		.map(([domain, weight]): Command => ({kind: 'set-weight', domain, weight})),
	fc.constantFrom('fifo', 'direct').map((policy): Command => ({kind: 'set-policy', policy})),
	fc.integer({min: 1, max: 3}).map((count): Command => ({kind: 'undo', count})),
	fc.constant<Command>({kind: 'undo'}),
	fc.constant<Command>({kind: 'redo'}),
	fc.integer({min: -1, max: 12}).map((sequence): Command => ({kind: 'undo-to', sequence})),
);

test('any sequence followed by as many undos as changes ends where it began; redoing all ends where it was', () => {
	fc.assert(
		fc.property(fc.array(anyCommand, {maxLength: 40}), commands => {
			const {act, now} = session();
			for (const one of commands) {
				act(one);
			}
			const end = now();
			let undone = 0;
			// Undo and redo of several at once leave groups behind that come back together: one change now, each comes back alone.
			act({kind: 'set-policy', policy: now().policy.name === 'fifo' ? 'direct' : 'fifo'});
			act({kind: 'undo'});
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

describe('undo to an entry', () => {
	const weights = (weight: number): Command => ({kind: 'set-weight', domain: 'a', weight});

	test('takes back at once what came after it, and one redo does it all again', () => {
		const {act, now, journal} = session();
		act(add('a'));
		act(weights(2));
		act({kind: 'set-policy', policy: 'direct'});
		act(weights(3));
		const before = now();
		expect(act({kind: 'undo-to', sequence: 1})).toBe('undone: 2 changes, from "policy fifo -> direct" on');
		expect(now()).toMatchObject({policy: {name: 'fifo'}, domains: [{weight: 2}]});
		expect(journal.entries().at(-1)).toMatchObject({
			command: {kind: 'undo', count: 2},
			undoes: 2,
			changes: [
				{what: 'policy', before: 'direct', after: 'fifo'},
				{what: 'weight of a', domainId: 1, before: '3', after: '2'},
			],
		});
		expect(act({kind: 'redo'})).toBe('again: 2 changes, from "policy fifo -> direct" on');
		expect(now()).toEqual(before);
		act({kind: 'undo'});
		expect(now()).toMatchObject({policy: {name: 'direct'}, domains: [{weight: 2}]});
	});

	test('-1 is the start; the journal is never rewritten', () => {
		const {act, now, journal} = session();
		act(add('a'));
		act(weights(2));
		act({kind: 'undo-to', sequence: -1});
		expect(now().domains).toEqual([]);
		expect(journal.entries().map(({command}) => command.kind)).toEqual(['add-domain', 'set-weight', 'undo']);
	});

	test('is refused where undo alone does not lead there, and says why', () => {
		const {act} = session();
		act(add('a'));
		act(weights(2));
		expect(act({kind: 'undo-to', sequence: 1})).toBe('refused: nothing changed after #1 is in force');
		expect(act({kind: 'undo-to', sequence: 7})).toBe('refused: no entry #7 in the journal');
		act({kind: 'undo'});
		expect(act({kind: 'undo-to', sequence: 1})).toBe('refused: #1 is not in force any more');
		act(weights(5));
		act({kind: 'undo'});
		expect(act({kind: 'undo-to', sequence: 3})).toBe('refused: #3 is not in force any more');
		expect(act({kind: 'undo', count: 2})).toBe('refused: 2 changes to take back; 1 are in force');
	});

	test('leads to the configuration as it was at that entry, whatever happened before', () => {
		let reached = 0;
		fc.assert(
			fc.property(fc.array(anyCommand, {minLength: 1, maxLength: 40}), fc.nat(39), (commands, pick) => {
				const {act, now, journal, configurations} = session();
				for (const one of commands) {
					act(one);
				}
				const sequence = Math.max(-1, journal.length - 2 - (pick % 5));
				const before = now();
				if (act({kind: 'undo-to', sequence}).startsWith('refused')) {
					expect(now()).toBe(before);
					return;
				}
				reached++;
				expect({...now(), nextDomainId: 0}).toEqual({...(configurations[sequence] ?? start), nextDomainId: 0});
				act({kind: 'redo'});
				expect(now()).toEqual(before);
			}),
			{numRuns: 400, seed: 5},
		);
		expect(reached).toBeGreaterThan(100);
	});
});

test('what changed is told with the values before and after, and what was left out is filled in', () => {
	const {act, journal} = session();
	act({kind: 'add-domain', workloads: [{kind: 'nop', parameters: {}}]});
	act({kind: 'set-cap', domain: 'dom1', capPermille: 250});
	act({kind: 'remove-domain', domain: 'dom1'});
	act({kind: 'undo'});
	act({kind: 'set-speed', speed: 0});
	expect(journal.entries().map(({changes}) => changes)).toEqual([
		[{what: 'domain dom1', domainId: 1, before: 'none', after: 'full, 128 MiB, nop'}],
		[{what: 'cap of dom1', domainId: 1, before: 'none', after: '25%'}],
		[{what: 'domain dom1', domainId: 1, before: 'full, 128 MiB, nop', after: 'none'}],
		[{what: 'domain dom1', domainId: 1, before: 'none', after: 'full, 128 MiB, nop'}],
		[{what: 'speed', before: '1x', after: 'max'}],
	]);
	expect(journal.entries()[0]?.command).toMatchObject({name: 'dom1', mode: {kind: 'full'}, vramBytes: 2 ** 27, weight: 256});
});
