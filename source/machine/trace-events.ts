/**
Snapshots as a trace that Perfetto and Chrome's tracing page open: a process per domain with the intervals in which it
held the GPU and its counters, and one for the machine with what was ordered and what happened.

Times are virtual microseconds, to the nanosecond.
See: Trace Event Format (Google), JSON object format: events X, C, i and M.
*/

import {NO_HOLDER} from '../aggregator/timeline.ts';
import {SECOND, US} from '../base/units.ts';
import type {JournalEntry} from './command.ts';
import {seriesOf} from './sample-series.ts';
import {type Facts, type Notice, type Snapshot, type TimelineInterval, timelineOf} from './snapshot.ts';

type Common = {readonly name: string; readonly pid: number; readonly tid?: number; readonly args?: Readonly<Record<string, unknown>>};

export type TraceEvent =
	| (Common & {readonly ph: 'M'})
	| (Common & {readonly ph: 'X'; readonly cat: string; readonly ts: number; readonly dur: number})
	| (Common & {readonly ph: 'C'; readonly ts: number})
	| (Common & {readonly ph: 'i'; readonly cat: string; readonly ts: number; readonly s: 'g' | 'p' | 't'});

export type Trace = {
	readonly displayTimeUnit: 'ms';
	readonly otherData: Readonly<Record<string, string | number>>;
	readonly traceEvents: readonly TraceEvent[];
};

/** The machine's process; those of domains have the domains' identifiers, from 1 up. */
const MACHINE = 0;
const HOLDS_TRACK = 1;
const JOURNAL_TRACK = 1;
const NOTICES_TRACK = 2;

/** The trace of snapshots in order of virtual time. Empty where there are none. */
export function traceOf(snapshots: readonly Snapshot[]): Trace {
	const first = snapshots[0];
	const last = snapshots.at(-1);
	if (first === undefined || last === undefined) {
		return {displayTimeUnit: 'ms', otherData: {}, traceEvents: []};
	}
	const {scenario, seed} = last.facts;
	return {
		displayTimeUnit: 'ms',
		otherData: {scenario, seed, fromNs: first.atNs, toNs: last.atNs, clock: 'virtual time'},
		traceEvents: [
			...namesOf(snapshots),
			...heldEvents(snapshots, first.atNs),
			...counterEvents(snapshots),
			...happenings(last.facts, first.atNs),
		],
	};
}

function namesOf(snapshots: readonly Snapshot[]): TraceEvent[] {
	const names = new Map<number, string>();
	for (const {facts} of snapshots) {
		for (const {configuration} of facts.domains) {
			names.set(configuration.id, configuration.name);
		}
	}
	const named = (pid: number, name: string, tracks: readonly string[]): TraceEvent[] => [
		{ph: 'M', name: 'process_name', pid, args: {name}},
		{ph: 'M', name: 'process_sort_index', pid, args: {sort_index: pid}},
		...tracks.map((track, index): TraceEvent => ({ph: 'M', name: 'thread_name', pid, tid: index + 1, args: {name: track}})),
	];
	return [...named(MACHINE, 'machine', ['commands', 'notices']), ...[...names].flatMap(([id, name]) => named(id, name, ['holds the GPU']))];
}

/** Each interval once, as long as it became; an interval that began before the trace begins with it. */
function heldEvents(snapshots: readonly Snapshot[], fromNs: number): TraceEvent[] {
	const intervals = new Map<number, TimelineInterval>();
	let since = 0;
	for (const snapshot of snapshots) {
		for (const interval of timelineOf(snapshot, since)) {
			intervals.set(interval.sequence, interval);
			since = interval.sequence;
		}
	}
	return [...intervals.values()]
		.filter(({domain, toNs}) => domain !== NO_HOLDER && toNs > fromNs)
		.map(({domain, fromNs: startNs, toNs, sequence}) => {
			const beginNs = Math.max(startNs, fromNs);
			return {
				ph: 'X',
				cat: 'gpu',
				name: 'held',
				pid: domain,
				tid: HOLDS_TRACK,
				ts: beginNs / US,
				dur: (toNs - beginNs) / US,
				args: {sequence},
			};
		});
}

function counterEvents(snapshots: readonly Snapshot[]): TraceEvent[] {
	const events: TraceEvent[] = [];
	for (const {atNs, domain, gpuOfTime, exitsPerSecond, queueDepth} of seriesOf(snapshots)) {
		const {id: pid} = domain.configuration;
		const ts = atNs / US;
		events.push({ph: 'C', name: 'GPU time %', pid, ts, args: {percent: Number((100 * gpuOfTime).toFixed(3))}});
		events.push({ph: 'C', name: 'exits/s', pid, ts, args: {perSecond: Math.round(exitsPerSecond)}});
		events.push({ph: 'C', name: 'queue depth', pid, ts, args: {doorbells: queueDepth}});
	}
	return events;
}

function happenings({journal, notices}: Facts, fromNs: number): TraceEvent[] {
	const instant = (tid: number, cat: string, {atNs}: JournalEntry | Notice, name: string, args: Record<string, unknown>): TraceEvent => ({
		ph: 'i',
		cat,
		name,
		pid: MACHINE,
		tid,
		ts: atNs / US,
		s: 'g',
		args,
	});
	return [
		...journal
			.filter(({atNs}) => atNs >= fromNs)
			.map(entry => instant(JOURNAL_TRACK, 'command', entry, entry.summary, {command: entry.command, number: entry.sequence})),
		...notices
			.filter(({atNs}) => atNs >= fromNs)
			.map(notice => instant(NOTICES_TRACK, notice.severity, notice, notice.text, {domain: notice.domain, seconds: notice.atNs / SECOND})),
	];
}
