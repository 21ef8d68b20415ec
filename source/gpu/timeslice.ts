/** How long a channel may keep an engine or a PBDMA while others wait. */
import {TIMESLICE_UNIT_NS, TIMESLICE_WORD} from '../manual/instance-block.ts';
import {get} from '../manual/register.ts';

/** Nanoseconds that a time slice word of RAMFC grants; without its ENABLE bit, without end. */
export function timesliceNs(word: number): number {
	return get(TIMESLICE_WORD, 'ENABLE', word) === 1
		? get(TIMESLICE_WORD, 'TIMEOUT', word) * 2 ** get(TIMESLICE_WORD, 'SCALE', word) * TIMESLICE_UNIT_NS
		: Number.POSITIVE_INFINITY;
}
