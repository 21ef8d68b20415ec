/**
FIFO: doorbells in the order of their arrival, whoever they come from.

Gives each domain a share in proportion to how much it asks for: with one outstanding kernel each, the
domain with the longer kernels gets more. See: GPUvm prototype fifo_scheduler.
*/
import type {SchedulerPolicy} from './policy.ts';

/** FIFO remembers nothing; the queues are the state. */
export type FifoState = {readonly kind: 'fifo'};

export const fifo: SchedulerPolicy<FifoState> = {
	name: 'FIFO',
	doc: 'One doorbell at a time, in order of arrival.',
	tunables: {},
	isDirect: false,
	periodNs: () => 0,
	start: () => ({kind: 'fifo'}),
	join() {},
	leave() {},
	decide(_state, pending) {
		const first = pending[0];
		return first === undefined
			? 'idle'
			: {run: pending.reduce((oldest, line) => (line.sequence < oldest.sequence ? line : oldest), first).domain};
	},
	charge() {},
	replenish() {},
};
