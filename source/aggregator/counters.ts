/** What the aggregator counts for each domain. */
import {declareCounters} from '../base/counter.ts';

export const aggregatorCounters = declareCounters('aggregator', {
	doorbells: {kind: 'counter', unit: 'count', title: 'DOORBELLS', doc: 'Doorbells taken from the domain.'},
	fired: {kind: 'counter', unit: 'count', title: 'FIRED', doc: 'Doorbells passed on to the device.'},
	dropped: {kind: 'counter', unit: 'count', title: 'DROPPED', doc: 'Doorbells dropped because their channel was gone or stopped.'},
	queueDepth: {kind: 'gauge', unit: 'count', title: 'QUEUE', doc: 'Doorbells taken but not yet fired.'},
	queueDelayNs: {kind: 'counter', unit: 'ns', title: 'QUEUE TIME', doc: 'Time that fired doorbells had waited, added up.'},
	queueDelayMaxNs: {kind: 'peak', unit: 'ns', title: 'DELAY MAX', doc: 'Longest wait of a fired doorbell.'},
	gpuBusyNs: {
		kind: 'counter',
		unit: 'ns',
		title: 'GPU TIME',
		doc: 'Time from firing a doorbell to the device being idle again, charged to the domain.',
	},
	flushes: {kind: 'counter', unit: 'count', title: 'FLUSHES', doc: 'TLB flushes that the guest asked for.'},
	shadowSyncs: {kind: 'counter', unit: 'count', title: 'SYNCS', doc: 'Shadow page tables brought up to date.'},
	shadowEntriesScanned: {kind: 'counter', unit: 'count', title: 'SCANNED', doc: 'Page table entries that the modelled rescans read.'},
	shadowEntriesChanged: {kind: 'counter', unit: 'count', title: 'CHANGED', doc: 'Shadow entries that really changed.'},
	shadowNs: {kind: 'counter', unit: 'ns', title: 'SHADOW', doc: 'Modelled time of shadow work.'},
	hypercallEntries: {kind: 'counter', unit: 'count', title: 'PV ENTRIES', doc: 'Page table entries that para-virtual calls carried.'},
	mapRuns: {kind: 'counter', unit: 'count', title: 'MAP RUNS', doc: 'Runs of second-level mappings changed for BAR3 remapping.'},
	mapPages: {kind: 'counter', unit: 'count', title: 'MAP PAGES', doc: 'Pages in those runs.'},
	entriesRefused: {
		kind: 'counter',
		unit: 'count',
		title: 'REFUSED',
		doc: 'Page table entries that pointed outside the partition and were not mapped.',
	},
	deniedAccesses: {kind: 'counter', unit: 'count', title: 'DENIED', doc: 'Register accesses that the policy table denied.'},
	ignoredWrites: {kind: 'counter', unit: 'count', title: 'IGNORED', doc: 'Register writes that the policy table dropped in silence.'},
	faults: {kind: 'counter', unit: 'count', title: 'FAULTS', doc: "Device faults caused by the domain's channels."},
	channelsLive: {kind: 'gauge', unit: 'count', title: 'CHANNELS', doc: 'Virtual channels with a shadow.'},
	channelsStopped: {kind: 'gauge', unit: 'count', title: 'STOPPED', doc: 'Channels that the device stopped after a fault.'},
	vramMappedBytes: {kind: 'gauge', unit: 'bytes', title: 'MAPPED', doc: 'Bytes of the partition that shadow tables map.'},
	interruptsRouted: {kind: 'counter', unit: 'count', title: 'IRQ', doc: 'Device interrupts routed to the domain.'},
});
export type AggregatorCounter = (typeof aggregatorCounters.names)[number];
