/** Accesses narrower than a word, made of words. */
import {u32} from '../base/words.ts';
import type {AccessSize} from '../manual/pci.ts';

function maskOfSize(size: AccessSize): number {
	return size === 4 ? u32(-1) : 2 ** (size * 8) - 1;
}

/** The part of `word` that an access of `size` bytes at `offset` sees. */
export function extract(word: number, offset: number, size: AccessSize): number {
	return size === 4 ? word : u32((word >>> ((offset % 4) * 8)) & maskOfSize(size));
}

/** `word` with the accessed part replaced. */
export function merge(word: number, offset: number, size: AccessSize, value: number): number {
	const shift = (offset % 4) * 8;
	const mask = maskOfSize(size) << shift;
	return u32((word & ~mask) | ((value << shift) & mask));
}
