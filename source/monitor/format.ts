/**
Numbers for people, in a given width. A number that does not fit changes its unit; digits in front are never
lost. What is not known is `-`.
*/
import {GIB, KIB, MIB, MS, SECOND, US} from '../base/units.ts';

export const UNKNOWN = '-';

type Scale = ReadonlyArray<readonly [unit: number, name: string]>;

const decimal: Scale = [
	[1, ''],
	[1e3, 'k'],
	[1e6, 'M'],
	[1e9, 'G'],
	[1e12, 'T'],
	[1e15, 'P'],
];
const binary: Scale = [
	[1, 'B'],
	[KIB, 'K'],
	[MIB, 'M'],
	[GIB, 'G'],
	[1024 * GIB, 'T'],
];
const duration: Scale = [
	[1, 'ns'],
	[US, 'us'],
	[MS, 'ms'],
	[SECOND, 's'],
	[1000 * SECOND, 'ks'],
];

function inWidth(value: number, width: number, scale: Scale, first: number): string {
	for (let index = first; index < scale.length; index++) {
		const [unit, name] = scale[index];
		const scaled = value / unit;
		if (index > first && index + 1 < scale.length && Math.round(scaled) >= 1000) {
			continue;
		}
		for (let decimals = decimalsFor(scaled, index); decimals >= 0; decimals--) {
			const text = `${scaled.toFixed(decimals)}${name}`;
			if (text.length <= width) {
				return text;
			}
		}
	}
	return '>'.padEnd(width, '9');
}

/** Three significant digits are enough; whole numbers need no decimals. */
function decimalsFor(scaled: number, index: number): number {
	if (Number.isInteger(scaled)) {
		return 0;
	}
	const most = scaled < 10 ? 2 : scaled < 100 ? 1 : 0;
	return index === 0 ? Math.min(1, most) : most;
}

/** `987`, `12.3k`, `1.23M`. Exact while it fits. */
export function fitCount(value: number | undefined, width: number): string {
	return value === undefined ? UNKNOWN : inWidth(value, width, decimal, 0);
}

/** `512M`, `1.5G` (powers of 1024), in the largest unit that is not below one. */
export function fitBytes(bytes: number | undefined, width: number): string {
	if (bytes === undefined) {
		return UNKNOWN;
	}
	const index = binary.findLastIndex(([unit]) => bytes >= unit);
	return inWidth(bytes, width, binary, Math.max(0, index));
}

/** `123ns`, `1.25ms`, `12.3s`. */
export function fitDuration(ns: number | undefined, width: number): string {
	if (ns === undefined) {
		return UNKNOWN;
	}
	if (ns === 0) {
		return '0';
	}
	const index = duration.findLastIndex(([unit]) => ns >= unit);
	return inWidth(ns, width, duration, Math.max(0, index));
}

/** A fraction in percent without the sign: `0.0`, `42.1`, `100`, `1495`. */
export function percent(fraction: number | undefined): string {
	if (fraction === undefined) {
		return UNKNOWN;
	}
	const value = fraction * 100;
	return value >= 99.95 ? value.toFixed(0) : value.toFixed(1);
}

/** `12.3k` and `/s` make `12.3k/s`; the unknown has no unit. */
export function withUnit(text: string, unit: string): string {
	return text === UNKNOWN ? text : text + unit;
}

/** Virtual time: `0:12.345`, `1:02:03.456`; microseconds too where a slow engine makes them readable. */
export function formatClock(ns: number, hasMicroseconds = false): string {
	const seconds = Math.floor(ns / SECOND);
	const hours = Math.floor(seconds / 3600);
	const minutes = Math.floor(seconds / 60) % 60;
	const two = (value: number) => String(value).padStart(2, '0');
	const whole = hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
	const part = Math.floor((ns % SECOND) / (hasMicroseconds ? US : MS));
	return `${whole}.${String(part).padStart(hasMicroseconds ? 6 : 3, '0')}`;
}

/** Virtual seconds per wall second: `0.05x`, `1x`, `max` for 0. */
export function formatSpeed(speed: number): string {
	return speed === 0 ? 'max' : `${speed}x`;
}

/** `0.98x`, `12.4x`, or `-` where it is not known. */
export function formatAchieved(speed: number): string {
	if (speed < 0) {
		return UNKNOWN;
	}
	return `${speed < 0.1 ? speed.toFixed(3) : speed < 10 ? speed.toFixed(2) : speed < 100 ? speed.toFixed(1) : Math.round(speed)}x`;
}

/** An address in hexadecimal; a negative one is not known. */
export function formatAddress(address: number): string {
	return address < 0 ? UNKNOWN : `0x${address.toString(16)}`;
}

/** A bar of `width` columns in eighths of a column. */
export function bar(fraction: number, width: number): string {
	const eighths = Math.round(Math.max(0, Math.min(1, fraction)) * width * 8);
	const whole = Math.floor(eighths / 8);
	const partial = eighths % 8 === 0 ? '' : ' ▏▎▍▌▋▊▉'[eighths % 8];
	return ('█'.repeat(whole) + partial).padEnd(width);
}
