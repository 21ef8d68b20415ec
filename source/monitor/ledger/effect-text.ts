/** Effects in words and figures: `share 25.1 -> 48.9 % (±1.2)`, `exits 9.80k -> 2.40k /s -75 % (±4)`, `within noise`. */
import {SECOND} from '../../base/units.ts';
import {fitCount, UNKNOWN} from '../format.ts';
import type {Role} from '../theme.ts';
import {type Comparison, comparisonOf, type Effect} from './effect.ts';
import type {MetricName} from './metrics.ts';

/** `25.1`, `9.80k`, `0.756`: three significant digits, or as many as the number has. */
export function formatMean({metric}: Pick<Comparison, 'metric'>, mean: number | undefined): string {
	if (mean === undefined) {
		return UNKNOWN;
	}
	if (metric.name === 'jain') {
		return mean.toFixed(3);
	}
	return metric.unit === '%' ? mean.toFixed(1) : Math.abs(mean) < 1000 ? significant(mean) : fitCount(mean, 5);
}

function significant(value: number): string {
	const magnitude = Math.abs(value);
	return value.toFixed(magnitude >= 100 || value === 0 ? 0 : magnitude >= 10 ? 1 : 2);
}

/** `-75 %`, `+23.8`: in percent of the value before where the metric is told so. */
export function formatDifference(comparison: Comparison): string {
	const difference = differenceOf(comparison);
	return difference === undefined
		? UNKNOWN
		: `${difference <= 0 ? '' : '+'}${inUnit(comparison, difference)}${isPercent(comparison) ? ' %' : ''}`;
}

/** `±4`, in the same unit as the difference. */
export function formatSpread(comparison: Comparison): string {
	const {halfWidth} = comparison;
	if (halfWidth === undefined) {
		return '';
	}
	const scaled = isPercent(comparison) ? (halfWidth / (comparison.before?.mean ?? 1)) * 100 : halfWidth;
	return `±${inUnit(comparison, scaled)}`;
}

/** Relative to zero nothing can be told. */
function isPercent({metric, before}: Comparison): boolean {
	return metric.isRelative && before !== undefined && before.mean > 0;
}

function differenceOf(comparison: Comparison): number | undefined {
	const {before, after} = comparison;
	if (before === undefined || after === undefined) {
		return undefined;
	}
	const difference = after.mean - before.mean;
	return isPercent(comparison) ? (difference / before.mean) * 100 : difference;
}

function inUnit(comparison: Comparison, value: number): string {
	if (comparison.metric.name === 'jain') {
		return value.toFixed(3);
	}
	return isPercent(comparison) ? value.toFixed(Math.abs(value) < 9.95 ? 1 : 0) : significant(value);
}

/** `25.1 -> 48.9 %` */
function describeMeans(comparison: Comparison): string {
	const {before, after, metric} = comparison;
	const unit = metric.unit === '' || after === undefined ? '' : ` ${metric.unit}`;
	return `${formatMean(comparison, before?.mean)} -> ${formatMean(comparison, after?.mean)}${unit}`;
}

/** `25.1 -> 48.9 % (±1.2)`; what is not beyond the spread says so. */
export function describeComparison(comparison: Comparison): string {
	const {before, after, verdict} = comparison;
	if (before === undefined && after === undefined) {
		return UNKNOWN;
	}
	const values = describeMeans(comparison);
	switch (verdict) {
		case 'unknown':
			return values;
		case 'same':
			return `${values} same`;
		case 'noise':
			return `${values} within noise`;
		default:
			return `${values}${isPercent(comparison) ? ` ${formatDifference(comparison)}` : ''} (${formatSpread(comparison)})`;
	}
}

export function describeVerdict({verdict, before, after}: Comparison): string {
	switch (verdict) {
		case 'up':
			return 'up';
		case 'down':
			return 'down';
		case 'noise':
			return 'within noise';
		case 'same':
			return 'same';
		case 'unknown':
			return before === undefined || after === undefined ? '' : 'too short';
	}
}

/** Good and bad where a direction is wanted. */
export function verdictRole({verdict, metric}: Comparison): Role {
	if (verdict === 'up' || verdict === 'down') {
		return metric.better === undefined ? 'strong' : metric.better === verdict ? 'good' : 'warning';
	}
	return 'dim';
}

/** What is told first where there is room for one. */
const ORDER: readonly MetricName[] = ['share', 'delay', 'exits', 'rounds', 'jain', 'busy'];

/** The one comparison that stands for the whole: the first beyond its spread. */
export function leadingComparison(effect: Effect): Comparison | undefined {
	const own = ORDER.map(name => comparisonOf(effect, name)).find(isTold);
	return own ?? effect.comparisons.find(isTold);
}

function isTold(comparison: Comparison | undefined): comparison is Comparison {
	return comparison?.verdict === 'up' || comparison?.verdict === 'down';
}

/**
One line for an effect: `share 25.1 -> 48.9 % (±1.2)`, `share 25.1 -> 48.9 %` or `share +23.8` where there is less room,
`within noise`, `too short to tell`.
*/
export function describeEffect(effect: Effect, width = Number.POSITIVE_INFINITY): string {
	const leading = leadingComparison(effect);
	if (leading !== undefined) {
		const title = shortTitle(leading);
		const short = `${title} ${formatDifference(leading)}`;
		const texts = [`${title} ${describeComparison(leading)}`, `${title} ${describeMeans(leading)}`, short];
		return texts.find(text => text.length <= width) ?? short;
	}
	if (effect.comparisons.some(({verdict}) => verdict === 'noise')) {
		return 'within noise';
	}
	return effect.comparisons.some(({verdict}) => verdict === 'same') ? 'no difference' : 'too short to tell';
}

export function shortTitle({metric, isOther, subjectName}: Comparison): string {
	return isOther ? `${subjectName} share` : metric.name;
}

/** `3.2/5s ` while the window after the change fills, for narrow places; empty when it is full. */
export function fillingPrefix({afterNs, isFull}: Effect, wishedNs: number): string {
	return isFull ? '' : `${(afterNs / SECOND).toFixed(1)}/${wishedNs / SECOND}s `;
}

/** `3.2 of 5.0 s` while the window after the change fills, `5.0 s` when it is full. */
export function describeFilling({afterNs, isFull}: Effect, wishedNs: number): string {
	const seconds = (ns: number) => (ns / SECOND).toFixed(1);
	return isFull ? `${seconds(afterNs)} s` : `${seconds(afterNs)} of ${seconds(wishedNs)} s`;
}

/** Several metrics in one line: what changed first, then what did not. */
export function describeOutcome(effect: Effect): string {
	const told = effect.comparisons.filter(isTold).map(one => `${shortTitle(one)} ${describeComparison(one)}`);
	const parts = [...told];
	for (const [verdict, text] of [
		['noise', 'within noise'],
		['same', 'the same'],
	] as const) {
		const quiet = effect.comparisons.filter(one => one.verdict === verdict).map(shortTitle);
		if (quiet.length > 0) {
			parts.push(`${quiet.join(', ')} ${text}`);
		}
	}
	return parts.length === 0 ? 'too short to tell what it did' : parts.join(' · ');
}
