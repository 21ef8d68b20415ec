/**
Figures that plain mode listens to, as data: how each is called, what counts as a change worth a sentence, and how it is
spoken.

A change is noticeable if the figure has grown or fallen by half since the last sentence about it, and by no less than
its smallest step; small figures flutter and are left alone.
*/
import type {DomainFacts} from '../../machine/snapshot.ts';
import {columnOf} from '../columns.ts';
import type {Rates} from '../rates.ts';

export type Watched = {
	/** As it is spoken: `exits`. */
	readonly name: string;
	/** `per second`, put behind the number. */
	readonly unit: string;
	/** Smallest difference, in the unit of `value`, that is worth a sentence. */
	readonly step: number;
	/** The number as people hear it, in its unit; undefined while it is not known. */
	readonly value: (domain: DomainFacts, rates: Rates) => number | undefined;
};

/** Growth or fall that is worth a sentence: by half. */
export const NOTICEABLE = 1.5;

function columnValue(name: Parameters<typeof columnOf>[0], scale = 1): Watched['value'] {
	const {value} = columnOf(name);
	return (domain, rates) => {
		const number = value(domain, rates);
		return typeof number === 'number' ? number * scale : undefined;
	};
}

export const watchedFigures: readonly Watched[] = [
	{name: 'GPU time', unit: 'percent', step: 5, value: columnValue('gpu', 100)},
	{name: 'exits', unit: 'per second', step: 200, value: columnValue('exits')},
	{name: 'doorbells', unit: 'per second', step: 50, value: columnValue('doorbells')},
	{name: 'mean delay', unit: 'milliseconds', step: 0.5, value: columnValue('delay', 1e-6)},
	{name: 'queue', unit: 'doorbells', step: 10, value: columnValue('queue')},
	{name: 'rounds', unit: 'per second', step: 5, value: columnValue('rounds')},
];

/** A number as it is heard: `2400`, `41`, `1.2`; three figures are enough. */
export function spoken(value: number): string {
	if (value === 0) {
		return '0';
	}
	const rounded = Number(value.toPrecision(value >= 1000 ? 3 : 2));
	return Math.abs(rounded) >= 10 ? String(Math.round(rounded)) : String(Number(rounded.toFixed(2)));
}

/** How much a figure has changed, as a factor of at least one; 1 where it is not worth a sentence. */
export function changeOf({step}: Watched, before: number, now: number): number {
	if (Math.abs(now - before) < step) {
		return 1;
	}
	// Both lifted by one step, so that a start from nothing is no infinite change.
	const factor = (Math.max(before, now) + step) / (Math.min(before, now) + step);
	return factor >= NOTICEABLE ? factor : 1;
}

/** `exits up from 2400 to 9800 per second` */
export function changeText({name, unit}: Watched, before: number, now: number): string {
	return `${name} ${now > before ? 'up' : 'down'} from ${spoken(before)} to ${spoken(now)} ${unit}`;
}
