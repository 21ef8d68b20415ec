/** What the device counts, for the whole card. */
import {declareCounters} from '../base/counter.ts';

export const gpuCounters = declareCounters('gpu', {
	graphBusyNs: {kind: 'counter', unit: 'ns', title: 'GRAPH BUSY', doc: 'Time PGRAPH was busy.'},
	copyBusyNs: {kind: 'counter', unit: 'ns', title: 'COPY BUSY', doc: 'Time the copy engines were busy, both together.'},
	anyBusyNs: {kind: 'counter', unit: 'ns', title: 'BUSY', doc: 'Time at least one engine was busy.'},
	kernels: {kind: 'counter', unit: 'count', title: 'KERNELS', doc: 'Kernels launched.'},
	copies: {kind: 'counter', unit: 'count', title: 'COPIES', doc: 'Copies started.'},
	copiedBytes: {kind: 'counter', unit: 'bytes', title: 'COPIED', doc: 'Bytes that copy engines and M2MF moved.'},
	gpEntries: {kind: 'counter', unit: 'count', title: 'GP', doc: 'GP entries fetched.'},
	methods: {kind: 'counter', unit: 'count', title: 'METHODS', doc: 'Methods executed.'},
	channelSwitches: {kind: 'counter', unit: 'count', title: 'SWITCHES', doc: 'Times an engine turned to another channel.'},
	preemptions: {kind: 'counter', unit: 'count', title: 'STOPPED', doc: 'Kernels stopped in their middle for another channel.'},
	preemptionNs: {kind: 'counter', unit: 'ns', title: 'STOP COST', doc: 'Engine time that saving and loading stopped kernels took.'},
	tlbFlushes: {kind: 'counter', unit: 'count', title: 'TLB FLUSH', doc: 'TLB flushes executed.'},
	mmuFaults: {kind: 'counter', unit: 'count', title: 'FAULTS', doc: 'Translations that failed.'},
	interrupts: {kind: 'counter', unit: 'count', title: 'IRQ', doc: 'Times the interrupt line rose.'},
	unknownAccesses: {kind: 'counter', unit: 'count', title: 'UNKNOWN', doc: 'Accesses that no register claimed.'},
});
export type GpuCounter = (typeof gpuCounters.names)[number];
