/**
What kind of number a column holds: how it is printed for people, how a typed one is read, and what a program that
reads the plain value must know.
*/
import type {CounterUnit} from '../base/counter.ts';
import {parseDuration, parseSize} from '../base/units.ts';
import {fitBytes, fitCount, fitDuration, percent, UNKNOWN} from './format.ts';

export type Quantity = 'text' | 'count' | 'perSecond' | 'part' | 'ns' | 'nsPerSecond' | 'bytes' | 'permille';

type Meaning = {
	/** Unit of the plain value, as machine-readable output has it. */
	readonly unit: string;
	readonly format: (value: number, width: number) => string;
	/** A number as people type it; undefined if it is none. */
	readonly parse: (text: string) => number | undefined;
};

/** `12`, `1.5k`, `2M` */
function parseCount(text: string): number | undefined {
	const [, digits, suffix] = /^(-?(?:\d+\.?\d*|\.\d+))([kM]?)$/.exec(text) ?? [];
	return digits === undefined ? undefined : Number(digits) * (suffix === 'k' ? 1e3 : suffix === 'M' ? 1e6 : 1);
}

/** `30%` or `30`: percent either way, as the tables show it. */
function parsePercent(text: string): number | undefined {
	return parseCount(text.endsWith('%') ? text.slice(0, -1) : text);
}

function scaled(value: number | undefined, by: number): number | undefined {
	return value === undefined ? undefined : value * by;
}

function parsed(reading: ReturnType<typeof parseDuration>): number | undefined {
	return reading.ok ? reading.value : undefined;
}

const signedDuration = (ns: number, width: number) => (ns < 0 ? `-${fitDuration(-ns, width - 1)}` : fitDuration(ns, width));

const signedCount = (value: number, width: number) => (value < 0 ? `-${fitCount(-value, width - 1)}` : fitCount(value, width));

export const quantities: Readonly<Record<Quantity, Meaning>> = {
	text: {unit: 'text', format: String, parse: () => undefined},
	count: {unit: 'count', format: signedCount, parse: parseCount},
	perSecond: {unit: 'per second', format: fitCount, parse: parseCount},
	part: {unit: 'fraction, 1 is all', format: percent, parse: text => scaled(parsePercent(text), 1 / 100)},
	ns: {unit: 'ns', format: signedDuration, parse: text => parsed(parseDuration(text))},
	nsPerSecond: {unit: 'ns per second', format: signedDuration, parse: text => parsed(parseDuration(text))},
	bytes: {unit: 'bytes', format: fitBytes, parse: text => parsed(parseSize(text))},
	permille: {unit: 'permille', format: value => percent(value / 1000), parse: text => scaled(parsePercent(text), 10)},
};

/** A value for people; the unknown is a dash. */
export function quantityText(quantity: Quantity, value: number | undefined, width: number): string {
	return value === undefined ? UNKNOWN : quantities[quantity].format(value, width);
}

/** What a counter's declared unit makes of it. */
export function quantityOf(unit: CounterUnit): Quantity {
	return unit === 'id' ? 'count' : unit;
}

/** What its growth per second is. */
export function rateOf(unit: CounterUnit): Quantity {
	return unit === 'ns' ? 'nsPerSecond' : 'perSecond';
}
