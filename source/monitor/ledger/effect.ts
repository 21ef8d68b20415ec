/**
The effect of a change: means of the metrics in the seconds before it and after it, and whether they differ.

Owns: which windows are compared. Both are of the wished length or shorter: they end at the neighbouring change, at the
oldest sample and at the newest. Changes that follow on each other within a second are one group with one effect; nobody
could tell theirs apart.
Inaccuracies: what changes by itself at the same time counts as effect; the first moments of the new state belong to it.
*/
import {SECOND} from '../../base/units.ts';
import type {JournalEntry} from '../../machine/command.ts';
import type {SampleStore} from '../../machine/sample-store.ts';
import {type Metric, type MetricName, metricOf, metrics} from './metrics.ts';
import {halfWidth, type Summary, summarize} from './statistics.ts';
import {type Stretch, stretchesAfter, stretchesBefore} from './stretch.ts';

/** Changes closer than this are one group: four sub-windows. */
export const GROUP_NS = SECOND;

/**
up, down: the interval of the difference excludes zero. noise: it does not. same: too small a difference to matter.
unknown: one side is not known, or has too few sub-windows.
*/
export type Verdict = 'up' | 'down' | 'noise' | 'same' | 'unknown';

export type Comparison = {
	readonly metric: Metric;
	/** Identifier of the domain that it is about; undefined for the machine. */
	readonly subject: number | undefined;
	/** Name of that domain; empty for the machine. */
	readonly subjectName: string;
	/** The domain whose share changed most among all others. */
	readonly isOther: boolean;
	readonly before: Summary | undefined;
	readonly after: Summary | undefined;
	/** Half the interval around the difference; undefined where it is not known. */
	readonly halfWidth: number | undefined;
	readonly verdict: Verdict;
};

export type Windows = {
	readonly beforeFromNs: number;
	readonly beforeToNs: number;
	readonly afterFromNs: number;
	readonly afterToNs: number;
	/** Numbers of the first and the last entry of the group. */
	readonly first: number;
	readonly last: number;
};

export type Effect = {
	readonly windows: Windows;
	/** Length of what was compared. */
	readonly beforeNs: number;
	readonly afterNs: number;
	/** The window after the change is as full as it will be. */
	readonly isFull: boolean;
	readonly comparisons: readonly Comparison[];
};

/** Entries that change how the machine runs; speed and pause of the engine do not. */
export function hasEffect({command, changes}: JournalEntry): boolean {
	return changes.length > 0 && !['set-speed', 'pause', 'resume'].includes(command.kind);
}

/** The windows of each entry that has an effect, by its number. */
export function windowsOf(entries: readonly JournalEntry[], wishedNs: number): Map<number, Windows> {
	const groups: JournalEntry[][] = [];
	for (const entry of entries) {
		const last = groups.at(-1);
		if (!hasEffect(entry)) {
			continue;
		}
		if (last !== undefined && entry.atNs - (last.at(-1) as JournalEntry).atNs < GROUP_NS) {
			last.push(entry);
		} else {
			groups.push([entry]);
		}
	}
	const windows = new Map<number, Windows>();
	for (const [index, group] of groups.entries()) {
		const [first, last] = [group[0] as JournalEntry, group.at(-1) as JournalEntry];
		const one: Windows = {
			beforeFromNs: Math.max(first.atNs - wishedNs, groups[index - 1]?.at(-1)?.atNs ?? 0),
			beforeToNs: first.atNs,
			afterFromNs: last.atNs,
			afterToNs: Math.min(last.atNs + wishedNs, groups[index + 1]?.[0]?.atNs ?? Number.POSITIVE_INFINITY),
			first: first.sequence,
			last: last.sequence,
		};
		for (const {sequence} of group) {
			windows.set(sequence, one);
		}
	}
	return windows;
}

/** The domain that all changes of these entries are about; undefined for the machine or for several. */
export function subjectOf(entries: readonly JournalEntry[]): number | undefined {
	const ids = new Set(entries.flatMap(({changes}) => changes.map(({domainId}) => domainId)));
	const [only] = ids;
	return ids.size === 1 ? only : undefined;
}

/** Compares what the samples tell of the two windows. */
export function effectOf(samples: SampleStore, windows: Windows, subject: number | undefined): Effect {
	const before = stretchesBefore(samples, windows.beforeFromNs, windows.beforeToNs);
	const after = stretchesAfter(samples, windows.afterFromNs, windows.afterToNs);
	const comparisons: Comparison[] = [];
	for (const metric of metrics) {
		if (metric.name !== 'share' || subject !== undefined) {
			comparisons.push(compare(metric, metric.isOfDomain ? subject : undefined, before, after));
		}
	}
	const other = largestShareChange(before, after, subject);
	if (other !== undefined) {
		comparisons.splice(subject === undefined ? 0 : 1, 0, other);
	}
	return {
		windows,
		beforeNs: lengthOf(before),
		afterNs: lengthOf(after),
		isFull: samples.newestNs >= windows.afterToNs,
		comparisons,
	};
}

function lengthOf(stretches: readonly Stretch[]): number {
	return stretches.reduce((sum, {lengthNs}) => sum + lengthNs, 0);
}

function compare(
	metric: Metric,
	subject: number | undefined,
	before: readonly Stretch[],
	after: readonly Stretch[],
	comparisons = 1,
): Comparison {
	const known = (stretches: readonly Stretch[]) =>
		summarize(stretches.map(stretch => metric.value(stretch, subject)).filter(value => value !== undefined));
	const [first, second] = [known(before), known(after)];
	const half = first === undefined || second === undefined ? undefined : halfWidth(first, second, comparisons);
	const subjectName = subject === undefined ? '' : nameOf(subject, [...before, ...after]);
	return {
		metric,
		subject,
		subjectName,
		isOther: false,
		before: first,
		after: second,
		halfWidth: half,
		verdict: verdictOf(metric, first, second, half),
	};
}

function leastOf({isRelative, least}: Metric, {mean}: Summary): number {
	return isRelative ? (Math.abs(mean) * least) / 100 : least;
}

function nameOf(id: number, stretches: readonly Stretch[]): string {
	const found = stretches.flatMap(({domains}) => domains).find(({configuration}) => configuration.id === id);
	return found?.configuration.name ?? `domain ${id}`;
}

function verdictOf(metric: Metric, before: Summary | undefined, after: Summary | undefined, half: number | undefined): Verdict {
	if (before === undefined || after === undefined || half === undefined) {
		return 'unknown';
	}
	const difference = after.mean - before.mean;
	if (Math.abs(difference) <= half && half > leastOf(metric, before)) {
		return 'noise';
	}
	return difference === 0 || Math.abs(difference) < leastOf(metric, before) ? 'same' : difference > 0 ? 'up' : 'down';
}

/** Of all domains but the subject that lived throughout. */
function largestShareChange(before: readonly Stretch[], after: readonly Stretch[], subject: number | undefined): Comparison | undefined {
	const last = before.at(-1);
	const ids = (last?.domains ?? []).map(({configuration}) => configuration.id).filter(id => id !== subject);
	const share = metricOf('share');
	let largest: Comparison | undefined;
	for (const id of ids) {
		const one = compare(share, id, before, after, ids.length);
		largest = distance(one) > distance(largest) ? one : largest;
	}
	return largest === undefined ? undefined : {...largest, isOther: true};
}

function distance(comparison: Comparison | undefined): number {
	const {before, after} = comparison ?? {};
	return before === undefined || after === undefined ? -1 : Math.abs(after.mean - before.mean);
}

export function comparisonOf({comparisons}: Effect, name: MetricName, isOther = false): Comparison | undefined {
	return comparisons.find(one => one.metric.name === name && one.isOther === isOther);
}
