/**
What is compared with the baseline, as data: figures before and now, the difference, and which way is better.

A share is better the nearer it is to what the domain is entitled to; exits and waiting are better the fewer. GPU time
alone is neither: what one has more of, another lacks.
*/
import type {DomainFacts} from '../machine/snapshot.ts';
import {type ColumnName, columnOf, entitlement} from './columns.ts';
import type {Rates} from './rates.ts';

export type Verdict = 'better' | 'worse' | 'other' | 'same';

export type Difference = {
	readonly before: number | undefined;
	readonly now: number | undefined;
	/** `+6.8` points, `-75%`, `x12`; empty where one of both is not known. */
	readonly text: string;
	readonly verdict: Verdict;
};

export type Measure = {
	readonly column: ColumnName;
	/** Differences of shares are in points, of all else in percent of what was before. */
	readonly isShare: boolean;
	readonly better: 'lower' | 'entitled' | 'neither';
};

export const measures: readonly Measure[] = [
	{column: 'gpu', isShare: true, better: 'neither'},
	{column: 'share', isShare: true, better: 'entitled'},
	{column: 'exits', isShare: false, better: 'lower'},
	{column: 'delay', isShare: false, better: 'lower'},
];

/** Less than this is no difference: half of the last digit of a share, half a percent of anything else. */
const SHARE_NOISE = 0.0005;
const RELATIVE_NOISE = 0.005;

/** A domain's figure in both views; it may live in one of them only. */
export function compare(measure: Measure, before: Place | undefined, now: Place | undefined): Difference {
	const value = (place: Place | undefined) => {
		const found = place === undefined ? undefined : columnOf(measure.column).value(place.domain, place.rates);
		return typeof found === 'number' ? found : undefined;
	};
	const distance = (place: Place | undefined, share: number | undefined) => {
		const entitled = place === undefined ? undefined : entitlement(place.domain, place.rates.domains);
		return entitled === undefined || share === undefined ? undefined : Math.abs(share - entitled);
	};
	const [was, is] = [value(before), value(now)];
	const [score, other] = measure.better === 'entitled' ? [distance(before, was), distance(now, is)] : [was, is];
	return differ(was, is, {isShare: measure.isShare, gain: measure.better === 'neither' ? undefined : gainOf(score, other)});
}

export type Place = {readonly domain: DomainFacts; readonly rates: Rates};

/** How much better, where less is better; undefined where one of both is not known. */
function gainOf(before: number | undefined, now: number | undefined): number | undefined {
	return before === undefined || now === undefined ? undefined : before - now;
}

/** The difference of two figures; `gain` says which way is better, above zero for now. */
export function differ(
	before: number | undefined,
	now: number | undefined,
	{isShare, gain}: {readonly isShare: boolean; readonly gain: number | undefined},
): Difference {
	if (before === undefined || now === undefined) {
		return {before, now, text: '', verdict: 'other'};
	}
	const isSame = isShare ? Math.abs(now - before) < SHARE_NOISE : Math.abs(now - before) <= RELATIVE_NOISE * Math.abs(before);
	if (isSame) {
		return {before, now, text: '=', verdict: 'same'};
	}
	const verdict = gain === undefined || gain === 0 ? 'other' : gain > 0 ? 'better' : 'worse';
	return {before, now, text: isShare ? signed((now - before) * 100, 1) : relative(before, now), verdict};
}

function signed(value: number, digits: number): string {
	return `${value > 0 ? '▲+' : '▼-'}${Math.abs(value).toFixed(digits)}`;
}

function relative(before: number, now: number): string {
	if (before === 0) {
		return '▲new';
	}
	const change = now / before - 1;
	return change < 10 ? `${signed(change * 100, Math.abs(change) < 0.1 ? 1 : 0)}%` : `▲x${Math.round(now / before)}`;
}
