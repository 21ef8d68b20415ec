/** All policies, by lower-case name. */
import {direct} from './direct.ts';
import {fifo} from './fifo.ts';
import type {SchedulerPolicy} from './policy.ts';

export const POLICIES: Readonly<Record<string, SchedulerPolicy>> = {
	direct: direct as SchedulerPolicy,
	fifo: fifo as SchedulerPolicy,
};
