/** Accesses narrower than a word, made of words. */
import {u32} from '../base/words.ts';
import type {AccessSize} from '../manual/pci.ts';

const BYTE_MASK = 2 ** 8 - 1;
const HALF_MASK = 2 ** 16 - 1;

/** The part of `word` that an access of `size` bytes at `offset` sees. */
export function extract(word: number, offset: number, size: AccessSize): number {
	return size === 4 ? word : (word >>> ((offset & 3) * 8)) & (size === 1 ? BYTE_MASK : HALF_MASK);
}

/** `word` with the accessed part replaced. */
export function merge(word: number, offset: number, size: AccessSize, value: number): number {
	if (size === 4) {
		return u32(value);
	}
	const shift = (offset & 3) * 8;
	const mask = (size === 1 ? BYTE_MASK : HALF_MASK) << shift;
	return u32((word & ~mask) | ((value << shift) & mask));
}
