/** Kept samples are the snapshots they were; the store stays within its bytes and keeps its first and its newest. */
import {describe, expect, test} from 'vitest';
import {MS, SECOND} from '../../source/base/units.ts';
import {policyItems, workloadItems} from '../../source/machine/catalogues.ts';
import {Machine} from '../../source/machine/machine.ts';
import {SampleStore} from '../../source/machine/sample-store.ts';
import {parseScenario} from '../../source/machine/scenario.ts';
import {cardValue, domainValue, type Snapshot, timelineOf} from '../../source/machine/snapshot.ts';

const text = `
domains:
  - {name: one, mode: para+multicall, workload: vector-add}
  - {name: two, mode: full+remap+lazy, workload: loop}
commands:
  - {at: 300ms, do: add-domain, name: three, mode: para+multicall, workload: vector-add}
  - {at: 600ms, do: remove-domain, domain: one}
`;

function run(store: SampleStore, stepNs: number, untilNs: number): Snapshot[] {
	const machine = new Machine(parseScenario(text, 'kept.yaml', {workloads: workloadItems, policies: policyItems}));
	const taken: Snapshot[] = [];
	for (let atNs = stepNs; atNs <= untilNs; atNs += stepNs) {
		machine.runUntil(atNs);
		const snapshot = machine.snapshot();
		taken.push(snapshot);
		store.push(snapshot);
	}
	return taken;
}

describe('kept samples', () => {
	test('are the snapshots they were, through comings and goings', () => {
		const store = new SampleStore();
		const taken = run(store, 50 * MS, SECOND);
		expect(store.length).toBe(taken.length);
		for (const [index, snapshot] of taken.entries()) {
			const kept = store.snapshot(index);
			expect({...kept, block: 0}).toEqual({...snapshot, block: 0});
			expect(kept.block.subarray(0, 5000)).toEqual(snapshot.block.subarray(0, 5000));
			const [shown, known] = [timelineOf(kept), timelineOf(snapshot)];
			const since = known[0]?.sequence ?? 0;
			// Kept may be one more than the snapshot held. All but the last two have ended for good.
			const sameAge = shown.filter(({sequence}) => sequence >= since);
			expect(sameAge.length).toBe(known.length);
			expect(sameAge.slice(0, -2)).toEqual(known.slice(0, -2));
			expect(shown.every(({toNs}) => toNs <= snapshot.atNs)).toBe(true);
			for (const domain of snapshot.facts.domains) {
				expect(store.value(index, domain.configuration.id, 'exits')).toBe(domainValue(snapshot.block, domain.slot, 'exits'));
			}
			expect(store.cardValue(index, 'anyBusyNs')).toBe(cardValue(snapshot.block, 'anyBusyNs'));
		}
		expect(store.value(0, 3, 'exits')).toBeUndefined();
	});

	test('are found by time', () => {
		const store = new SampleStore();
		run(store, 100 * MS, SECOND);
		expect(store.indexAt(99 * MS)).toBe(-1);
		expect(store.indexAt(100 * MS)).toBe(0);
		expect(store.indexAt(555 * MS)).toBe(4);
		expect(store.indexAt(10 * SECOND)).toBe(9);
	});

	test('stay within their bytes: the old are thinned, the first and the newest stay', () => {
		const store = new SampleStore(200_000);
		run(store, MS, 400 * MS);
		expect(store.bytes).toBeLessThan(200_000 + 1_000_000);
		expect(store.length).toBeLessThan(200);
		expect(store.oldestNs).toBe(MS);
		expect(store.newestNs).toBe(400 * MS);
		const gaps = Array.from({length: store.length - 1}, (_, index) => store.atNs(index + 1) - store.atNs(index));
		expect(gaps.at(-1)).toBe(MS);
		expect(gaps[0]).toBeGreaterThan(MS);
	});

	test('of another branch of the run drop what lay after them', () => {
		const store = new SampleStore();
		const taken = run(store, 100 * MS, SECOND);
		store.push(taken[4] as Snapshot);
		expect(store.length).toBe(5);
		expect(store.newestNs).toBe(500 * MS);
	});
});
