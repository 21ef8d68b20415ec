/**
32-bit words and 40-bit addresses as plain numbers.

An address is a number below 2^40 and is split by division, never by `>>`: JavaScript's shifts see
32 bits only. `>>> 0` appears here and in the register language, nowhere else it can be avoided.
*/

const TWO_32 = 2 ** 32;

/** The word as an unsigned number, 0 ... 2^32-1. */
export function u32(word: number): number {
	return word >>> 0;
}

/** Joins two 32-bit halves to one number. Exact while `high` is below 2^21. */
export function join64(low: number, high: number): number {
	return (high >>> 0) * TWO_32 + (low >>> 0);
}

/** Bits 0-31 of an address below 2^53. */
export function low32(address: number): number {
	return address % TWO_32;
}

/** Bits 32 and up of an address below 2^53. */
export function high32(address: number): number {
	return Math.floor(address / TWO_32);
}

/** Rounds up to a multiple of `unit`, which need not be a power of two. */
export function roundUp(value: number, unit: number): number {
	return Math.ceil(value / unit) * unit;
}

/** Hexadecimal with `0x`, at least `digits` digits. */
export function hex(value: number, digits = 1): string {
	return `0x${value.toString(16).padStart(digits, '0')}`;
}
