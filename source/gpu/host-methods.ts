/**
Host methods: the orders that a PBDMA carries out itself, below 0x100.

Inaccuracies: an acquire gives the PBDMA away whether or not its YIELD bit is set, since nothing else could
use the front end meanwhile; the write-cache flush has nothing to do.
See: manual/methods.ts, HOST; envytools docs/hw/fifo/puller.
*/
import {HOST, SEMAPHORE, SEMAPHORE_TRIGGER_WORD} from '../manual/methods.ts';
import {get} from '../manual/register.ts';
import {USERD} from '../manual/userd.ts';
import type {Pbdma} from './pbdma.ts';
import {PBDMA_REASON} from './pbdma-reason.ts';
import {isAcquired, writeReport} from './semaphore.ts';

/** 'blocked': an acquire must wait; 'yield': the channel offers its PBDMA. */
export type HostOutcome = 'done' | 'wait' | 'stopped' | 'blocked' | 'yield';

/** Whether others can see when the method happens. */
export function isTimedHostMethod(method: number): boolean {
	return (
		method === HOST.SEMAPHORE_TRIGGER ||
		method === HOST.NOTIFY_INTERRUPT ||
		method === HOST.REFERENCE ||
		method === HOST.YIELD ||
		method === HOST.FLUSH
	);
}

export function executeHostMethod(pbdma: Pbdma, method: number, data: number): HostOutcome {
	const {ramfc} = pbdma;
	switch (method) {
		case HOST.NOP:
		case HOST.FLUSH:
			return 'done';
		case HOST.SEMAPHORE_HIGH:
			ramfc.semaphoreHigh = data & 0xff;
			return 'done';
		case HOST.SEMAPHORE_LOW:
			ramfc.semaphoreLow = data;
			return 'done';
		case HOST.SEMAPHORE_PAYLOAD:
			ramfc.semaphorePayload = data;
			return 'done';
		case HOST.SEMAPHORE_TRIGGER:
			return triggerSemaphore(pbdma, data);
		case HOST.NOTIFY_INTERRUPT:
			pbdma.pfifo.notify();
			return 'done';
		case HOST.REFERENCE:
			return setReference(pbdma, data);
		case HOST.YIELD:
			return 'yield';
		default:
			return pbdma.refuse(PBDMA_REASON.BAD_METHOD, method, data);
	}
}

/** Waits until the engines have finished the work of the channel. */
function isSettled(pbdma: Pbdma): boolean {
	const engine = pbdma.pfifo.engineWorkingFor(pbdma.channel);
	if (engine !== undefined) {
		pbdma.waitFor(engine);
		return false;
	}
	return true;
}

function setReference(pbdma: Pbdma, data: number): HostOutcome {
	if (!isSettled(pbdma)) {
		return 'wait';
	}
	pbdma.ramfc.reference = data;
	pbdma.board.vram.write32(pbdma.ramfc.userd + USERD.REFERENCE, data);
	return 'done';
}

function triggerSemaphore(pbdma: Pbdma, trigger: number): HostOutcome {
	const {ramfc, view} = pbdma;
	const {mmu, queue} = pbdma.board;
	const operation = get(SEMAPHORE_TRIGGER_WORD, 'OPERATION', trigger);
	switch (operation) {
		case SEMAPHORE.RELEASE: {
			if (get(SEMAPHORE_TRIGGER_WORD, 'NO_IDLE_WAIT', trigger) === 0 && !isSettled(pbdma)) {
				return 'wait';
			}
			const isShort = get(SEMAPHORE_TRIGGER_WORD, 'SHORT', trigger) === 1;
			const isWritten = isShort
				? mmu.write32(view, ramfc.semaphoreAddress, ramfc.semaphorePayload)
				: writeReport(mmu, view, ramfc.semaphoreAddress, ramfc.semaphorePayload, queue.nowNs);
			if (!isWritten) {
				return pbdma.fault();
			}
			pbdma.pfifo.memoryWritten();
			return 'done';
		}
		case SEMAPHORE.ACQUIRE_EQUAL:
		case SEMAPHORE.ACQUIRE_GREATER_OR_EQUAL:
		case SEMAPHORE.ACQUIRE_MASK:
			if (!mmu.read32(view, ramfc.semaphoreAddress)) {
				return pbdma.fault();
			}
			return isAcquired(trigger, mmu.value, ramfc.semaphorePayload) ? 'done' : 'blocked';
		default:
			return pbdma.refuse(PBDMA_REASON.BAD_METHOD, HOST.SEMAPHORE_TRIGGER, trigger);
	}
}
