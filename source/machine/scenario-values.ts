/** The single values of a scenario: each reads one unknown value, or says what was expected instead. */
import {didYouMean} from '../base/nearest.ts';
import {refuseValue, type TunableSpec} from '../base/tunable.ts';
import {formatBytes, formatDuration, MIB, parseDuration, parseSize} from '../base/units.ts';
import {SPEED_MAXIMUM, SPEED_MINIMUM} from '../simulation/pacer.ts';
import {NOTE_LENGTH, refuseNote} from './command.ts';
import {MODE_NAMES, type Mode, parseMode} from './configuration.ts';
import {NAME_PATTERN} from './recipes.ts';

export type Reading<Value> = {readonly ok: true; readonly value: Value} | {readonly ok: false; readonly reason: string};

export type Reader<Value> = (value: unknown) => Reading<Value>;

function good<Value>(value: Value): Reading<Value> {
	return {ok: true, value};
}

function bad(reason: string): {readonly ok: false; readonly reason: string} {
	return {ok: false, reason};
}

/** `"12Q" is wrong`-style subject; long values are cut. */
export function show(value: unknown): string {
	if (value === undefined) {
		return 'missing';
	}
	if (value === null) {
		return 'empty';
	}
	if (Array.isArray(value)) {
		return 'a list';
	}
	if (typeof value === 'object') {
		return 'a map';
	}
	const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
	return text.length > 40 ? `${text.slice(0, 40)}...` : text;
}

/** `is "x"; expected y`, `is missing; expected y` */
export function mismatch(value: unknown, expected: string): {readonly ok: false; readonly reason: string} {
	return bad(`is ${show(value)}; expected ${expected}`);
}

export const text: Reader<string> = value => (typeof value === 'string' ? good(value) : mismatch(value, 'text'));

export const noteText: Reader<string> = value =>
	typeof value === 'string' && refuseNote(value) === undefined
		? good(value)
		: mismatch(value, `one line of 1 to ${NOTE_LENGTH} characters`);

export const flag: Reader<boolean> = value => (typeof value === 'boolean' ? good(value) : mismatch(value, 'true or false'));

export function wholeNumber(minimum: number, maximum: number): Reader<number> {
	return value =>
		typeof value === 'number' && Number.isInteger(value) && value >= minimum && value <= maximum
			? good(value)
			: mismatch(value, `a whole number, ${minimum} to ${maximum}`);
}

/** Nanoseconds. */
export function duration(minimumNs: number, maximumNs: number): Reader<number> {
	return value => {
		if (typeof value !== 'string' && typeof value !== 'number') {
			return mismatch(value, 'a time, for example 500us, 10ms or 2s');
		}
		const parsed = parseDuration(value);
		if (!parsed.ok) {
			return bad(parsed.reason);
		}
		return parsed.value >= minimumNs && parsed.value <= maximumNs
			? good(parsed.value)
			: mismatch(value, `${formatDuration(minimumNs)} to ${formatDuration(maximumNs)}`);
	};
}

/** Bytes, in whole MiB as memory is handed out. */
export function memorySize(minimum: number, maximum: number): Reader<number> {
	return value => {
		if (typeof value !== 'string' && typeof value !== 'number') {
			return mismatch(value, 'a size, for example 256M or 1G');
		}
		const parsed = parseSize(value);
		if (!parsed.ok) {
			return bad(parsed.reason);
		}
		if (parsed.value % MIB !== 0) {
			return mismatch(value, 'a multiple of 1M');
		}
		return parsed.value >= minimum && parsed.value <= maximum
			? good(parsed.value)
			: mismatch(value, `${formatBytes(minimum)} to ${formatBytes(maximum)}`);
	};
}

/** Permille of the wall time; 0 is no cap. */
export const cap: Reader<number> = value => {
	if (value === 'none') {
		return good(0);
	}
	const percent = typeof value === 'string' ? parsePermille(value) : undefined;
	return percent !== undefined && percent >= 1 && percent <= 1000 ? good(percent) : mismatch(value, 'a share from 0.1% to 100%, or none');
};

function parsePermille(percent: string): number | undefined {
	const match = /^(\d+(?:\.\d)?)%$/.exec(percent);
	return match === null ? undefined : Math.round(Number(match[1]) * 10);
}

/** Virtual seconds per wall second; 0 is as fast as possible. */
export const speed: Reader<number> = value => {
	const number = value === 'max' ? 0 : typeof value === 'string' && /^[\d.]+x$/.test(value) ? Number(value.slice(0, -1)) : value;
	return typeof number === 'number' && (number === 0 || (number >= SPEED_MINIMUM && number <= SPEED_MAXIMUM))
		? good(number)
		: mismatch(value, `max, or ${SPEED_MINIMUM} to ${SPEED_MAXIMUM} times as fast as the clock on the wall`);
};

/** One of the listed words, letter case aside. */
export function choice(what: string, known: readonly string[]): Reader<string> {
	return value => {
		const found = typeof value === 'string' ? known.find(word => word.toLowerCase() === value.toLowerCase()) : undefined;
		if (found !== undefined) {
			return good(found);
		}
		const hint = typeof value === 'string' ? didYouMean(value, known) : '';
		return bad(`is ${show(value)}${hint}; expected a ${what}: ${known.join(', ')}`);
	};
}

export const domainName: Reader<string> = value =>
	typeof value === 'string' && NAME_PATTERN.test(value)
		? good(value)
		: mismatch(value, 'a small letter, then at most 15 small letters, digits or hyphens');

export const mode: Reader<Mode> = value => {
	const found = typeof value === 'string' ? parseMode(value) : undefined;
	return found === undefined ? bad((choice('mode', MODE_NAMES)(value) as {readonly reason: string}).reason) : good(found);
};

/** A declared tunable's value in its own unit: `5ms`, `64M`, `30%`, `true`, or a whole number. */
export function tunableValue(name: string, spec: TunableSpec): Reader<number> {
	return value => {
		const read = readUnit(spec, value);
		if (!read.ok) {
			return read;
		}
		return refuseValue(name, spec, read.value) === undefined ? read : mismatch(value, describeRange(spec));
	};
}

function readUnit(spec: TunableSpec, value: unknown): Reading<number> {
	switch (spec.unit) {
		case 'ns':
			return typeof value === 'string' || typeof value === 'number' ? parseDuration(value) : mismatch(value, 'a time, for example 10ms');
		case 'bytes':
			return typeof value === 'string' || typeof value === 'number' ? parseSize(value) : mismatch(value, 'a size, for example 64K');
		case 'flag':
			return typeof value === 'boolean' ? good(value ? 1 : 0) : mismatch(value, 'true or false');
		case 'permille': {
			const permille = typeof value === 'string' ? parsePermille(value) : value;
			return typeof permille === 'number' ? good(permille) : mismatch(value, 'a share, for example 30%');
		}
		case 'count':
			return typeof value === 'number' ? good(value) : mismatch(value, describeRange(spec));
	}
}

/** `1.00 us to 20.0 ms`, `a whole number, 1 to 64` */
export function describeRange({unit, minimum, maximum}: TunableSpec): string {
	switch (unit) {
		case 'ns':
			return `${formatDuration(minimum)} to ${formatDuration(maximum)}`;
		case 'bytes':
			return `${formatBytes(minimum)} to ${formatBytes(maximum)}`;
		case 'permille':
			return `${minimum / 10}% to ${maximum / 10}%`;
		case 'flag':
			return 'true or false';
		case 'count':
			return `a whole number, ${minimum} to ${maximum}`;
	}
}
