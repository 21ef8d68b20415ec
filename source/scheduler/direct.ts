/**
DIRECT: no scheduling. Doorbells go straight to the device, which takes turns among channels by itself.

Weights, caps and charges have no say: nobody waits, so nothing is measured per doorbell.
See: GPUvm prototype direct_scheduler.
*/
import {type FifoState, fifo} from './fifo.ts';
import type {SchedulerPolicy} from './policy.ts';

export const direct: SchedulerPolicy<FifoState> = {
	...fifo,
	name: 'DIRECT',
	doc: 'Doorbells go straight to the device; it takes turns among channels.',
	isDirect: true,
};
