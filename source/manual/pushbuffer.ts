/**
GP entries and method headers.
See: envytools docs/hw/fifo/dma-pusher; Gdev (how it composes them).
*/
import {assert} from '../base/assert.ts';
import {bit, bits, make, word} from './register.ts';

export const GP_ENTRY_BYTES = 8;
/** Ring order that nouveau and Gdev use: 4096 entries. */
export const GP_ORDER = 12;

/** First word of a GP entry is the low address; the low two bits are zero. */
export const GP_ENTRY_HIGH = word({
	ADDRESS: bits(7, 0, 'Pushbuffer address, bits 32-39.'),
	NOT_MAIN: bit(9, 'Do not update MGET.'),
	LENGTH: bits(30, 10, 'Words; zero is an error.'),
	NO_PREFETCH: bit(31, 'Wait for the entry before this one.'),
});

export const METHOD_HEADER = word({
	METHOD: bits(11, 0, 'Method >> 2.'),
	SUBCHANNEL: bits(15, 13, 'Which bound object.'),
	COUNT: bits(28, 16, 'Data words that follow, or the datum of an immediate.'),
	TYPE: bits(31, 29, 'HEADER_TYPE.'),
});

export const HEADER_TYPE = {
	OLD_INCREASING: 0,
	INCREASING: 1,
	OLD_NON_INCREASING: 2,
	NON_INCREASING: 3,
	IMMEDIATE: 4,
	INCREASE_ONCE: 5,
} as const;
export type HeaderType = (typeof HEADER_TYPE)[keyof typeof HEADER_TYPE];

/** Legacy headers have an 11-bit count and a byte method. */
export const OLD_METHOD_HEADER = word({
	METHOD: bits(12, 2, 'Method >> 2.'),
	SUBCHANNEL: bits(15, 13, 'Which bound object.'),
	COUNT: bits(28, 18, 'Data words that follow.'),
	TYPE: bits(31, 29, '0 or 2.'),
});

export function methodHeader(type: HeaderType, subchannel: number, method: number, count: number): number {
	assert(method % 4 === 0, 'a method is a multiple of four');
	return make(METHOD_HEADER, {TYPE: type, COUNT: count, SUBCHANNEL: subchannel, METHOD: method / 4});
}
