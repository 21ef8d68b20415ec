/**
Shadow work on the domain's account: one sync counted and charged.

The vCPU (or whoever waits for the domain's thread) pays the modelled rescan; the device is held meanwhile.
*/
import {aggregatorCounters} from './counters.ts';
import type {ScanScope} from './shadow-memory.ts';
import type {ShadowSpace} from './shadow-space.ts';
import type {EntryTally} from './shadow-table.ts';
import type {VirtualState} from './virtual-state.ts';

const at = aggregatorCounters.at;

export function syncSpace(state: VirtualState, space: ShadowSpace, scope: Exclude<ScanScope, {kind: 'tracked'}>): void {
	const report = state.memory.sync(space, state.options.tracked ? {kind: 'tracked'} : scope);
	space.isStale = false;
	space.lastSync = {atNs: state.queue.viewNs, priceNs: report.priceNs, scanned: report.scanned, changed: report.changed};
	state.counters[at.shadowSyncs]++;
	state.counters[at.channelSyncs] += scope.kind === 'channel' ? 1 : 0;
	state.counters[at.shadowEntriesScanned] += report.scanned;
	state.counters[at.shadowNs] += report.priceNs;
	state.toll.extraNs += report.priceNs;
	state.toll.holdsDevice = true;
	noteTally(state, report);
	state.domain.onAct?.({kind: 'sync', space: scope.kind, directory: space.start, ...report});
}

/** Lazy shadowing: the rescan that was put off happens now, before the device uses the space. */
export function syncIfStale(state: VirtualState, space: ShadowSpace | undefined): void {
	if (space?.isStale) {
		syncSpace(state, space, {kind: 'channel'});
		state.device.flushTlb(space.shadow);
	}
}

export function noteTally(state: VirtualState, tally: EntryTally): void {
	state.counters[at.shadowEntriesChanged] += tally.changed;
	state.counters[at.vramMappedBytes] = state.memory.mappedVramBytes;
	if (tally.refused > 0) {
		state.counters[at.entriesRefused] += tally.refused;
		state.conduct.note('foreign-memory', `${tally.refused} page table entries`);
	}
}
