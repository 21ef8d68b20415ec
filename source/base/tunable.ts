/**
Tunables, declared once: unit, default, range, effect, live or at reboot. Forms, flags, scenario
checks, help and docs read the declaration.
*/
import {assert} from './assert.ts';
import {formatBytes, formatDuration} from './units.ts';

export type TunableUnit = 'ns' | 'bytes' | 'count' | 'permille' | 'flag';

export type TunableSpec = {
	readonly unit: TunableUnit;
	readonly default: number;
	readonly minimum: number;
	readonly maximum: number;
	/** What is counted, where the unit is a count: `MB/s`, `cycles`. */
	readonly suffix?: string;
	/** Size of one arrow press. */
	readonly step: number;
	/** Sentence: what turning it up does. */
	readonly doc: string;
	/** `live` takes effect at once, `start` when the object is made anew. */
	readonly when: 'live' | 'start';
};

export type TunableList = Readonly<Record<string, TunableSpec>>;
export type TunableValues<List extends TunableList = TunableList> = {readonly [Name in keyof List]: number};

export function tunable(spec: TunableSpec): TunableSpec {
	assert(spec.doc.endsWith('.'), `tunable without a sentence: ${spec.doc}`);
	assert(refuseValue('default', spec, spec.default) === undefined, `tunable with a default out of range: ${spec.doc}`);
	assert(Number.isInteger(spec.step) && spec.step > 0, `tunable without a step: ${spec.doc}`);
	return spec;
}

export function defaultsOf<List extends TunableList>(list: List): TunableValues<List> {
	return Object.fromEntries(Object.entries(list).map(([name, spec]) => [name, spec.default])) as TunableValues<List>;
}

/** Why a value is refused; undefined if it is fine. */
export function refuseValue(name: string, spec: TunableSpec, value: number): string | undefined {
	if (!Number.isInteger(value)) {
		return `${name} is ${value}; expected a whole number (${spec.unit})`;
	}
	if (value < spec.minimum || value > spec.maximum) {
		return `${name} is ${value}; expected ${spec.minimum} to ${spec.maximum} (${spec.unit})`;
	}
	return undefined;
}

/** A value in its unit, as people write it: `30.0 ms`, `64 KiB`, `30%`, `true`, `8`. */
export function formatTunable({unit, suffix}: Pick<TunableSpec, 'unit' | 'suffix'>, value: number): string {
	switch (unit) {
		case 'ns':
			return formatDuration(value);
		case 'bytes':
			return formatBytes(value);
		case 'permille':
			return `${value / 10}%`;
		case 'flag':
			return value === 0 ? 'false' : 'true';
		case 'count':
			return suffix === undefined ? String(value) : `${value} ${suffix}`;
	}
}
