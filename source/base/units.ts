/**
Quantities as people write them: `256M`, `10ms`, `0.5x`. Parsing is strict: no guess is made, and
the refusal says what was expected.
*/

export type Parsed = {readonly ok: true; readonly value: number} | {readonly ok: false; readonly reason: string};

export const KIB = 1024;
export const MIB = 1024 * KIB;
export const GIB = 1024 * MIB;
export const US = 1000;
export const MS = 1000 * US;
export const SECOND = 1000 * MS;

const sizeUnits: Readonly<Record<string, number>> = {'': 1, B: 1, K: KIB, KIB: KIB, M: MIB, MIB: MIB, G: GIB, GIB: GIB};
const timeUnits: Readonly<Record<string, number>> = {
	ns: 1,
	us: US,
	µs: US,
	ms: MS,
	s: SECOND,
	m: 60 * SECOND,
	min: 60 * SECOND,
	h: 3600 * SECOND,
};

/** Bytes from a whole number of bytes or `4096`, `64K`, `256M`, `1.5G` (powers of 1024). */
export function parseSize(text: string | number): Parsed {
	const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(String(text).trim());
	const unit = sizeUnits[(match?.[2] ?? '?').toUpperCase()];
	if (match === null || unit === undefined) {
		return {ok: false, reason: `"${text}" is not a size; expected for example 64K, 256M or 1G`};
	}
	const value = Number(match[1]) * unit;
	if (value > Number.MAX_SAFE_INTEGER) {
		return {ok: false, reason: `"${text}" is more than 2^53 bytes`};
	}
	return Number.isInteger(value) ? {ok: true, value} : {ok: false, reason: `"${text}" is not a whole number of bytes`};
}

/** Whole nanoseconds from `500ns`, `10us`, `1.5ms`, `20s`, `2m`. A bare number needs a unit, except 0. */
export function parseDuration(text: string | number): Parsed {
	const trimmed = String(text).trim();
	if (trimmed === '0') {
		return {ok: true, value: 0};
	}
	const match = /^(\d+(?:\.\d+)?)\s*([a-zµ]+)$/.exec(trimmed);
	const unit = match === null ? undefined : timeUnits[match[2] as string];
	if (match === null || unit === undefined) {
		return {ok: false, reason: `"${text}" is not a time; expected a number with a unit, for example 500us, 10ms or 2s`};
	}
	const exact = Number(match[1]) * unit;
	const value = Math.round(exact);
	if (value > Number.MAX_SAFE_INTEGER) {
		return {ok: false, reason: `"${text}" is more than 104 days`};
	}
	// 1.1us is 1100.0000000000002 in binary: a whole number all the same.
	if (Math.abs(exact - value) > 1e-3) {
		return {ok: false, reason: `"${text}" is not a whole number of nanoseconds`};
	}
	return {ok: true, value};
}

/** `4096` -> `4 KiB`; at most one decimal, never 1024 of a unit. */
export function formatBytes(bytes: number): string {
	if (bytes < KIB) {
		return `${bytes} B`;
	}
	// What would be rounded up to 1024 of a unit is one of the next.
	const [unit, name] = bytes < MIB - KIB / 2 ? [KIB, 'KiB'] : bytes < GIB - MIB / 2 ? [MIB, 'MiB'] : [GIB, 'GiB'];
	const value = bytes / unit;
	return `${value >= 99.95 ? Math.round(value) : Number(value.toFixed(1))} ${name}`;
}

/** `1500` -> `1.50 us`; three significant digits, never 1000 of a unit. */
export function formatDuration(ns: number): string {
	const rounded = ns < US ? Math.round(ns) : Number(ns.toPrecision(3));
	const [unit, name] = rounded < US ? [1, 'ns'] : rounded < MS ? [US, 'us'] : rounded < SECOND ? [MS, 'ms'] : [SECOND, 's'];
	const value = rounded / unit;
	return `${unit === 1 ? value : value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : Math.round(ns / unit)} ${name}`;
}
