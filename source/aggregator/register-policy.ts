/**
Register policy of BAR0: what happens to a guest's access, register by register. Default is deny.

pass       the physical register answers (only where nothing of others can be learned or changed)
virtual    a word of the domain's own; reads give back what was written
translate  the aggregator acts: handlers in virtual-registers.ts
ignore     the write is dropped in silence: the aggregator has done it once for everybody
deny       reads all ones, writes dropped, counted

See: GPUvm prototype, BAR0 dispatch (there: everything that is not listed goes to the hardware).
*/

import {assert} from '../base/assert.ts';
import {BAR0_CATALOGUE} from '../manual/bar0.ts';

export const RULES = ['deny', 'pass', 'virtual', 'translate', 'ignore'] as const;
export type Rule = (typeof RULES)[number];

type Row = readonly [register: string, read: Rule, write: Rule];

export const REGISTER_POLICY: readonly Row[] = [
	['PMC.BOOT_0', 'pass', 'ignore'],
	['PMC.ENDIAN', 'pass', 'ignore'],
	['PMC.BOOT_2', 'pass', 'ignore'],
	['PMC.INTR', 'translate', 'ignore'],
	['PMC.INTR_EN', 'virtual', 'translate'],
	['PMC.ENABLE', 'virtual', 'virtual'],
	['PMC.SUBFIFO_EN', 'virtual', 'virtual'],
	['PBUS.INTR', 'virtual', 'ignore'],
	['PBUS.INTR_EN', 'virtual', 'virtual'],
	['PBUS.PRAMIN_WINDOW', 'virtual', 'translate'],
	['PBUS.BAR1_INSTANCE', 'virtual', 'translate'],
	['PBUS.BAR3_INSTANCE', 'virtual', 'translate'],
	['PBUS.PEEPHOLE', 'virtual', 'virtual'],
	['PBUS.FLUSH', 'translate', 'translate'],
	['PBUS.MSI_REARM', 'deny', 'ignore'],
	['PRAMIN.WINDOW', 'translate', 'translate'],
	['PROM.IMAGE', 'pass', 'ignore'],
	['PTIMER.INTR', 'virtual', 'ignore'],
	['PTIMER.INTR_EN', 'virtual', 'virtual'],
	['PTIMER.NUMERATOR', 'virtual', 'virtual'],
	['PTIMER.DENOMINATOR', 'virtual', 'virtual'],
	['PTIMER.CLOCK_MULTIPLIER', 'virtual', 'virtual'],
	['PTIMER.TIME_LOW', 'pass', 'ignore'],
	['PTIMER.TIME_HIGH', 'pass', 'ignore'],
	['PFIFO.INTR', 'translate', 'translate'],
	['PFIFO.INTR_EN', 'virtual', 'translate'],
	['PFIFO.ENABLE', 'virtual', 'virtual'],
	['PFIFO.PBDMA_EN', 'pass', 'ignore'],
	['PFIFO.ENGINE_PBDMA', 'virtual', 'virtual'],
	['PFIFO.POLL_AREA', 'virtual', 'translate'],
	['PFIFO.RUNLIST_BASE', 'virtual', 'virtual'],
	['PFIFO.RUNLIST_COMMIT', 'virtual', 'translate'],
	['PFIFO.RUNLIST_STATUS', 'pass', 'ignore'],
	['PFIFO.FAULT_SOURCES', 'virtual', 'translate'],
	['PFIFO.PBDMA_SOURCES', 'virtual', 'ignore'],
	['PFIFO.KICK', 'translate', 'translate'],
	['PFIFO.FAULT_INSTANCE', 'virtual', 'ignore'],
	['PFIFO.FAULT_ADDRESS_LOW', 'virtual', 'ignore'],
	['PFIFO.FAULT_ADDRESS_HIGH', 'virtual', 'ignore'],
	['PFIFO.FAULT_INFO', 'virtual', 'ignore'],
	['PFIFO.RUNLIST_EVENT', 'virtual', 'translate'],
	['PFIFO.CHANNEL', 'translate', 'translate'],
	['PFIFO.CHANNEL_STATE', 'translate', 'translate'],
	['PFIFO.PBDMA_METHOD', 'virtual', 'ignore'],
	['PFIFO.PBDMA_DATA', 'virtual', 'ignore'],
	['PFIFO.PBDMA_INTR', 'virtual', 'translate'],
	['PFIFO.PBDMA_INTR_EN', 'virtual', 'virtual'],
	['PFIFO.PBDMA_CHANNEL', 'virtual', 'ignore'],
	['PFB.FLUSH_CONTROL', 'translate', 'translate'],
	['PFB.FLUSH_TARGET', 'virtual', 'virtual'],
	['PFB.FLUSH_TRIGGER', 'virtual', 'translate'],
	['PFB.SYSTEM_SCRATCH', 'virtual', 'virtual'],
	['PFB.PARTITION_CONFIG', 'virtual', 'virtual'],
	['PFB.PARTITION_MIB', 'translate', 'ignore'],
	['PMFB.PARTITION_COUNT_OLD', 'translate', 'ignore'],
	['PMFB.PARTITION_COUNT', 'translate', 'ignore'],
	['PMFB.PARTITION_DISABLED', 'virtual', 'ignore'],
	['PMFB.PARTITION_MIB', 'translate', 'ignore'],
	['PGRAPH.INTR', 'translate', 'translate'],
	['PGRAPH.INTR_EN', 'virtual', 'translate'],
	['PGRAPH.ICMD', 'virtual', 'ignore'],
	['PGRAPH.ICMD_DATA', 'virtual', 'virtual'],
	['PGRAPH.CONTROL', 'virtual', 'ignore'],
	['PGRAPH.STATUS', 'pass', 'ignore'],
	['PGRAPH.TRAPPED_ADDRESS', 'virtual', 'ignore'],
	['PGRAPH.TRAPPED_DATA', 'virtual', 'ignore'],
	['PGRAPH.MTHD', 'virtual', 'ignore'],
	['PGRAPH.MTHD_DATA', 'virtual', 'virtual'],
	['PGRAPH.MACRO_STATUS', 'pass', 'ignore'],
	['PGRAPH.MAILBOX_DATA', 'virtual', 'virtual'],
	['PGRAPH.MAILBOX_COMMAND', 'virtual', 'translate'],
	['PGRAPH.FALCON_START', 'virtual', 'translate'],
	['PGRAPH.FALCON_ENTRY', 'virtual', 'virtual'],
	['PGRAPH.UCODE_DATA', 'deny', 'ignore'],
	['PGRAPH.UCODE_CODE', 'deny', 'ignore'],
	['PGRAPH.UNITS', 'pass', 'ignore'],
	['PGRAPH.TPCS', 'pass', 'ignore'],
	['PGRAPH.SCRATCH_0', 'virtual', 'virtual'],
	['PGRAPH.CONTEXT_BYTES', 'pass', 'ignore'],
	['PGRAPH.SCRATCH_CLEAR', 'virtual', 'translate'],
	['PGRAPH.CURRENT', 'translate', 'ignore'],
	['PGRAPH.NEXT', 'virtual', 'ignore'],
	['PGRAPH.SCRATCH_PAGE_READ', 'virtual', 'ignore'],
	['PGRAPH.SCRATCH_PAGE_WRITE', 'virtual', 'ignore'],
	['PCOPY.INTR', 'translate', 'ignore'],
	['PCOPY.INTR_ACK', 'deny', 'translate'],
	['PCOPY.ERROR_METHOD', 'virtual', 'ignore'],
	['PCOPY.ERROR_DATA', 'virtual', 'ignore'],
	['PCOPY.FIFO_CONTROL', 'virtual', 'virtual'],
	['PCOPY.CURRENT', 'translate', 'ignore'],
	['PCOPY.NEXT', 'virtual', 'ignore'],
	['PCOPY.CAPABILITIES', 'pass', 'ignore'],
];

/** Rule number (index in RULES) by register id, for reads and for writes. Id 0, the unknown, is denied. */
export function buildPolicy(): {readonly read: Uint8Array; readonly write: Uint8Array} {
	const read = new Uint8Array(BAR0_CATALOGUE.length);
	const write = new Uint8Array(BAR0_CATALOGUE.length);
	const seen = new Set<string>();
	for (const [name, readRule, writeRule] of REGISTER_POLICY) {
		const id = BAR0_CATALOGUE.findIndex(entry => entry.name === name);
		assert(id > 0 && !seen.has(name), `register policy names ${name}, which is unknown or named twice`);
		seen.add(name);
		read[id] = RULES.indexOf(readRule);
		write[id] = RULES.indexOf(writeRule);
	}
	for (const entry of BAR0_CATALOGUE.slice(1)) {
		assert(seen.has(entry.name), `register ${entry.name} has no policy`);
	}
	return {read, write};
}
