/** What must be true of the GPU scheduler's books at any moment. */
import {assert} from '../base/assert.ts';
import {aggregatorCounters} from './counters.ts';
import type {Line} from './scheduler-line.ts';

const at = aggregatorCounters.at;

/** `otherNs`: charged to domains that are gone, or to nobody. `busyNs`: time held, and worked while nobody held the device. */
export function checkBooks(lines: ReadonlyArray<Line | undefined>, running: Line | undefined, otherNs: number, busyNs: number): void {
	let chargedNs = otherNs;
	for (const line of lines) {
		if (line !== undefined) {
			const {client, queue} = line;
			const {counters, id} = client;
			chargedNs += counters[at.gpuBusyNs];
			assert(
				counters[at.doorbells] >= counters[at.fired] + counters[at.dropped] + queue.depth,
				`domain ${id}: doorbells taken do not cover fired, dropped and queued`,
			);
			assert(counters[at.queueDepth] === queue.depth, `domain ${id}: queue depth out of step`);
			assert(line.place < 0 === (line.depth === 0), `domain ${id}: pending out of step with its queue`);
			assert(line.isCounted === line.waiting > 0, `domain ${id}: not counted as what it is`);
			assert(line.suspended === undefined || running !== line, `domain ${id}: has a stopped doorbell and another that runs`);
		}
	}
	assert(chargedNs === busyNs, `charges of ${chargedNs} ns and busy time of ${busyNs} ns differ`);
}
