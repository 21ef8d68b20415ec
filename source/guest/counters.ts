/** What a domain's own software counts. Read by the machine as a guest agent would report it. */
import {declareCounters} from '../base/counter.ts';

export const guestCounters = declareCounters('guest', {
	workloadRounds: {kind: 'counter', unit: 'count', title: 'ROUNDS', doc: 'Rounds of work that the workloads finished and checked.'},
	workloadErrors: {kind: 'counter', unit: 'count', title: 'ERRORS', doc: 'Rounds whose result was wrong or that failed.'},
	workloadBytes: {kind: 'counter', unit: 'bytes', title: 'BYTES', doc: 'Bytes that workloads copied to and from the device.'},
	launches: {kind: 'counter', unit: 'count', title: 'LAUNCHES', doc: 'Kernels that workloads launched.'},
	fenceWaitNs: {kind: 'counter', unit: 'ns', title: 'WAIT', doc: 'Time that workloads waited for the device.'},
	phaseInitNs: {kind: 'counter', unit: 'ns', title: 'INIT', doc: 'Time in the Init phase: opening the device, contexts, allocations.'},
	phaseHtoDNs: {kind: 'counter', unit: 'ns', title: 'HTOD', doc: 'Time in copies to the device.'},
	phaseLaunchNs: {kind: 'counter', unit: 'ns', title: 'LAUNCH', doc: 'Time launching kernels and waiting for them.'},
	phaseDtoHNs: {kind: 'counter', unit: 'ns', title: 'DTOH', doc: 'Time in copies from the device.'},
	phaseCloseNs: {kind: 'counter', unit: 'ns', title: 'CLOSE', doc: 'Time in the Close phase.'},
	interruptsHandled: {kind: 'counter', unit: 'count', title: 'ISR', doc: 'Interrupts that the driver handled.'},
	isReady: {kind: 'gauge', unit: 'count', title: 'READY', doc: 'One once the driver is loaded.'},
	hasFailed: {
		kind: 'gauge',
		unit: 'count',
		title: 'FAILED',
		doc: 'One once the driver has given up, or all workloads have ended and one of them failed.',
	},
});
export type GuestCounter = (typeof guestCounters.names)[number];
