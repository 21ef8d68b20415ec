/**
FIFO: doorbells in the order of their arrival, whoever they come from.

Gives each domain a share in proportion to how much it asks for: with one outstanding kernel each, the
domain with the longer kernels gets more. Weights have no say. See: GPUvm prototype fifo_scheduler.
*/
import type {SchedulerPolicy} from './policy.ts';
import {emptyHeap, firstOf, type ReadyHeap, removeKey, setKey} from './ready-heap.ts';

/** Domains with work, by the arrival of the oldest doorbell of each. */
export type FifoState = {readonly kind: 'fifo'; readonly ready: ReadyHeap; readonly runs: Array<{readonly run: number}>};

export const fifo: SchedulerPolicy<FifoState> = {
	name: 'FIFO',
	doc: 'One doorbell at a time, in order of arrival; longer kernels get more.',
	tunables: {},
	isWorkConserving: true,
	start: () => ({kind: 'fifo', ready: emptyHeap(), runs: []}),
	changed({ready, runs}, {domain, depth, sequence}) {
		if (depth === 0) {
			removeKey(ready, domain);
			return;
		}
		while (runs.length <= domain) {
			runs.push({run: runs.length});
		}
		setKey(ready, domain, sequence);
	},
	decide({ready, runs}) {
		return runs[firstOf(ready)] ?? 'idle';
	},
};
