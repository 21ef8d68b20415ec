/**
Values as people type them, without loss: what is written here is read back as the same number by units.ts.

Not here: values for the eye, which are rounded (formatDuration, formatBytes, formatTunable).
*/
import type {TunableSpec} from './tunable.ts';
import {GIB, KIB, MIB, MS, parseDuration, SECOND, US} from './units.ts';

/** `5ms`, `1.5ms`, `1234567ns`, `0` */
export function exactDuration(ns: number): string {
	if (ns === 0) {
		return '0';
	}
	for (const [unit, name] of [
		[SECOND, 's'],
		[MS, 'ms'],
		[US, 'us'],
	] as const) {
		const text = `${ns / unit}${name}`;
		const parsed = ns >= unit && (ns * 1000) % unit === 0 ? parseDuration(text) : undefined;
		if (parsed?.ok === true && parsed.value === ns) {
			return text;
		}
	}
	return `${ns}ns`;
}

/** `256M`, `64K`, `1000` */
export function exactSize(bytes: number): string {
	for (const [unit, name] of [
		[GIB, 'G'],
		[MIB, 'M'],
		[KIB, 'K'],
	] as const) {
		if (bytes >= unit && bytes % unit === 0) {
			return `${bytes / unit}${name}`;
		}
	}
	return String(bytes);
}

/** `30%`, `2.5%` */
export function exactPermille(permille: number): string {
	return `${permille / 10}%`;
}

/** A declared tunable's value as it may be typed, in a scenario or on a line. */
export function exactTunable({unit}: Pick<TunableSpec, 'unit'>, value: number): string {
	switch (unit) {
		case 'ns':
			return exactDuration(value);
		case 'bytes':
			return exactSize(value);
		case 'permille':
			return exactPermille(value);
		case 'flag':
			return value === 0 ? 'off' : 'on';
		case 'count':
			return String(value);
	}
}
