/** Every case, by the number of its goal; and the goals that have none, with what they need. */
import type {BenchCase} from '../harness.ts';
import {collections} from './collections.ts';
import {eventCore} from './event-core.ts';
import {histogram} from './histogram.ts';
import {memoryAccess, pageCopy, vramReserve} from './memory.ts';
import {mmio} from './mmio.ts';
import {pacing} from './pacing.ts';
import {flatScheduling, scheduling} from './scheduling.ts';
import {shadowBuild, shadowFlush, trackingTax} from './shadow.ts';
import {wholeMachine} from './whole-machine.ts';

export const cases: readonly BenchCase[] = [
	shadowFlush,
	shadowBuild,
	trackingTax,
	mmio,
	eventCore,
	vramReserve,
	memoryAccess,
	pageCopy,
	histogram,
	pacing,
	collections,
	scheduling,
	flatScheduling,
	wholeMachine,
];

export const awaited: ReadonlyArray<{readonly id: string; readonly name: string; readonly needs: string}> = [
	{id: 'P16', name: 'memory per domain', needs: 'machine'},
	{id: 'P20', name: 'snapshot of 64 domains', needs: 'machine: snapshot'},
	{id: 'first-frame', name: 'time to the first frame', needs: 'monitor'},
	{id: 'monitor-cpu', name: 'share of a core that the monitor takes', needs: 'monitor'},
];
