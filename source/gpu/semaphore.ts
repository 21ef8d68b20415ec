/** Semaphores: what satisfies an acquire, what a release writes. See: manual/methods.ts, SEMAPHORE. */
import {high32, low32, u32} from '../base/words.ts';
import {SEMAPHORE, SEMAPHORE_TRIGGER_WORD} from '../manual/methods.ts';
import {get} from '../manual/register.ts';
import type {Mmu} from './mmu.ts';
import type {View} from './view.ts';

/** Whether the value in memory ends the wait that `trigger` began. */
export function isAcquired(trigger: number, value: number, payload: number): boolean {
	switch (get(SEMAPHORE_TRIGGER_WORD, 'OPERATION', trigger)) {
		case SEMAPHORE.ACQUIRE_EQUAL:
			return value === payload;
		case SEMAPHORE.ACQUIRE_GREATER_OR_EQUAL:
			// Signed difference, so the comparison survives a counter that wraps.
			return ((value - payload) | 0) >= 0;
		case SEMAPHORE.ACQUIRE_MASK:
			return u32(value & payload) !== 0;
		default:
			return false;
	}
}

/** The long form of a report, as semaphores and queries share it: sequence, zero, time. False is a fault. */
export function writeReport(mmu: Mmu, view: View, address: number, sequence: number, timeNs: number): boolean {
	return (
		mmu.write32(view, address, sequence) &&
		mmu.write32(view, address + 4, 0) &&
		mmu.write32(view, address + 8, low32(timeNs)) &&
		mmu.write32(view, address + 12, high32(timeNs))
	);
}
