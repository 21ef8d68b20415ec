/**
A step through the past: the whole view of a kept sample made anew (rates, history, shares, timeline), as a key press does before it
paints; and what the samples cost that make it possible. The numbers are those of an engine that is none, as many samples
as fit into the store's bytes.
*/
import {SampleStore} from '../../../source/machine/sample-store.ts';
import {View} from '../../../source/monitor/view.ts';
import {FakeHost} from '../../lab/fake-host.ts';
import type {Bench, BenchCase, Result} from '../harness.ts';

const GOAL_MS = 5;
const GOAL = 'key to paint within 5 ms, of which this is the part before painting';

function filled(domains: number, samples: number): SampleStore {
	const host = new FakeHost(domains);
	const store = new SampleStore();
	// An engine's facts stay the same object while nothing is changed.
	const facts = host.latest()?.facts;
	host.subscribe(snapshot => store.push(facts === undefined ? snapshot : {...snapshot, facts}));
	host.advance(samples * 100);
	return store;
}

function stepMs(store: SampleStore, steps: number): number {
	const view = new View();
	const times = Array.from({length: steps}, (_, step) => {
		// Back and forth through all of it.
		const place = (step * 7919) % store.length;
		const startMs = performance.now();
		view.fill(store, place);
		return performance.now() - startMs;
	});
	return times.sort((a, b) => a - b)[Math.floor(steps / 2)] as number;
}

export const rewind: BenchCase = {
	id: 'rewind',
	name: 'a step through the past',
	goal: GOAL,
	run(bench: Bench): Result[] {
		return [4, 64].flatMap(domains => {
			const store = filled(domains, bench.isQuick ? 300 : 6000);
			const value = stepMs(store, bench.isQuick ? 50 : 400);
			const bytes = store.bytes / store.length;
			return [
				{
					id: 'rewind',
					name: `${domains} domains: view of one of ${store.length} samples`,
					value,
					unit: 'ms',
					goal: GOAL,
					isMet: value <= GOAL_MS,
				},
				{id: 'rewind', name: `${domains} domains: a kept sample`, value: bytes, unit: 'bytes', goal: 'stated, no goal'},
			];
		});
	},
};
