/**
P26: garbage collections in the hot loop: a million events, each recorded in a histogram
entry. What is allocated is numbers that V8 boxes between calls; no object of ours. A million events go
before, so that what is measured is compiled code.
*/
import {constants, type PerformanceEntry, PerformanceObserver} from 'node:perf_hooks';
import {setImmediate as turn} from 'node:timers/promises';
import {Histogram} from '../../../source/base/histogram.ts';
import {EventQueue} from '../../../source/simulation/event-queue.ts';
import {Priority} from '../../../source/simulation/priority.ts';
import type {BenchCase} from '../harness.ts';

const EVENTS = 1_000_000;
const PENDING = 100;

export const collections: BenchCase = {
	id: 'P26',
	name: 'garbage collections',
	goal: 'at most 10 in a million events',
	async run() {
		const queue = new EventQueue();
		const delays = new Histogram();
		const kind = queue.kind('event', Priority.device, argument => {
			const delayNs = (argument * 7919) % 10_007;
			delays.record(delayNs);
			queue.scheduleAfter(kind, delayNs, (argument + 1) % 65_536);
		});
		for (let index = 0; index < PENDING; index++) {
			queue.scheduleAfter(kind, index, index);
		}
		for (let index = 0; index < EVENTS; index++) {
			queue.step();
		}
		let minor = 0;
		let major = 0;
		const observer = new PerformanceObserver(list => {
			for (const entry of list.getEntries() as Array<PerformanceEntry & {readonly detail?: {readonly kind: number}}>) {
				if (entry.detail?.kind === constants.NODE_PERFORMANCE_GC_MINOR) {
					minor++;
				} else {
					major++;
				}
			}
		});
		await turn();
		observer.observe({entryTypes: ['gc']});
		for (let index = 0; index < EVENTS; index++) {
			queue.step();
		}
		// Entries are handed over between turns of the event loop.
		await turn();
		await turn();
		observer.disconnect();
		const total = minor + major;
		return [
			{
				id: 'P26',
				name: 'collections per million events',
				value: total,
				unit: 'count',
				goal: '<= 10',
				isMet: total <= 10,
				note: `${major} major`,
			},
		];
	},
};
