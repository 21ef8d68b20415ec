/** What the hypervisor counts for each domain: exits by BAR and by register block, their price, interrupts. */
import {declareCounters} from '../base/counter.ts';

export const exitCounters = declareCounters('hypervisor', {
	exits: {kind: 'counter', unit: 'count', title: 'EXITS', doc: 'BAR accesses that trapped into the hypervisor.'},
	exitNs: {kind: 'counter', unit: 'ns', title: 'EXIT TIME', doc: 'Time the vCPU stood still for them.'},
	servedNs: {
		kind: 'counter',
		unit: 'ns',
		title: 'SERVED',
		doc: 'Time the aggregator worked on the accesses of the domain, rescans included.',
	},
	serviceWaitNs: {
		kind: 'counter',
		unit: 'ns',
		title: 'SVC WAIT',
		doc: 'Time accesses waited for the aggregator: behind earlier ones of the domain, or for whoever held the device.',
	},
	exitReads: {kind: 'counter', unit: 'count', title: 'READS', doc: 'Those that were reads and waited for an answer.'},
	exitsBar0: {kind: 'counter', unit: 'count', title: 'BAR0', doc: 'Exits on BAR0.'},
	exitsBar1: {kind: 'counter', unit: 'count', title: 'BAR1', doc: 'Exits on BAR1.'},
	exitsBar3: {kind: 'counter', unit: 'count', title: 'BAR3', doc: 'Exits on BAR3.'},
	exitsBar4: {kind: 'counter', unit: 'count', title: 'BAR4', doc: 'Exits on BAR4, the para-virtual door.'},
	exitsConfig: {kind: 'counter', unit: 'count', title: 'CONFIG', doc: 'Exits on PCI config space.'},
	exitsPmc: {kind: 'counter', unit: 'count', title: 'PMC', doc: 'Exits on PMC registers.'},
	exitsPbus: {kind: 'counter', unit: 'count', title: 'PBUS', doc: 'Exits on PBUS registers.'},
	exitsPfifo: {kind: 'counter', unit: 'count', title: 'PFIFO', doc: 'Exits on PFIFO registers.'},
	exitsRunlist: {kind: 'counter', unit: 'count', title: 'RUNLIST', doc: 'Of the exits on PFIFO, those on the registers of the runlist.'},
	exitsChannels: {
		kind: 'counter',
		unit: 'count',
		title: 'CH TABLE',
		doc: 'Of the exits on PFIFO, those on the channel table and on the kick.',
	},
	exitsPbdma: {kind: 'counter', unit: 'count', title: 'PBDMA', doc: 'Of the exits on PFIFO, those on the registers of the PBDMAs.'},
	exitsPtimer: {kind: 'counter', unit: 'count', title: 'PTIMER', doc: 'Exits on PTIMER registers.'},
	exitsPfb: {kind: 'counter', unit: 'count', title: 'PFB', doc: 'Exits on TLB and memory controller registers.'},
	exitsTlb: {kind: 'counter', unit: 'count', title: 'TLB', doc: 'Of the exits on PFB, those on the registers of the TLB flush.'},
	exitsPmfb: {kind: 'counter', unit: 'count', title: 'PMFB', doc: 'Exits on memory partition registers.'},
	exitsPgraph: {kind: 'counter', unit: 'count', title: 'PGRAPH', doc: 'Exits on PGRAPH registers.'},
	exitsPcopy: {kind: 'counter', unit: 'count', title: 'PCOPY', doc: 'Exits on copy engine registers.'},
	exitsPramin: {kind: 'counter', unit: 'count', title: 'PRAMIN', doc: 'Exits on the VRAM window in BAR0.'},
	exitsOther: {kind: 'counter', unit: 'count', title: 'OTHER', doc: 'Exits on other BAR0 offsets.'},
	directAccesses: {
		kind: 'counter',
		unit: 'count',
		title: 'DIRECT',
		doc: 'BAR accesses that the second-level mapping let through without an exit.',
	},
	hypercalls: {kind: 'counter', unit: 'count', title: 'HYPERCALLS', doc: 'Para-virtual calls.'},
	interruptsInjected: {kind: 'counter', unit: 'count', title: 'IRQ', doc: 'Interrupts injected into the domain.'},
	guestNs: {kind: 'counter', unit: 'ns', title: 'VCPU', doc: 'Time the vCPU ran or stood in an exit.'},
});
export type ExitCounter = (typeof exitCounters.names)[number];
