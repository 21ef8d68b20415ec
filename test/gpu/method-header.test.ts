import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {HeaderDecoder} from '../../source/gpu/method-header.ts';
import {HEADER_TYPE, methodHeader} from '../../source/manual/pushbuffer.ts';

/** What a header means, written as plainly as envytools tells it: the methods that its data words go to. */
function targets(type: number, method: number, count: number): number[] {
	return Array.from({length: count}, (_, index) => {
		switch (type) {
			case HEADER_TYPE.INCREASING:
				return method + index * 4;
			case HEADER_TYPE.INCREASE_ONCE:
				return method + (index === 0 ? 0 : 4);
			default:
				return method;
		}
	});
}

const header = fc.record({
	type: fc.constantFrom(HEADER_TYPE.INCREASING, HEADER_TYPE.NON_INCREASING, HEADER_TYPE.INCREASE_ONCE),
	subchannel: fc.integer({min: 0, max: 7}),
	method: fc.integer({min: 0, max: 0xf00}).map(words => words * 4),
	count: fc.integer({min: 0, max: 40}),
});

describe('method headers', () => {
	test('each data word goes to its method, also after saving and loading in the middle', () => {
		fc.assert(
			fc.property(header, fc.integer({min: 0, max: 40}), ({type, subchannel, method, count}, saveAt) => {
				let decoder = new HeaderDecoder();
				expect(decoder.decode(methodHeader(type, subchannel, method, count))).toBe(true);
				const seen: number[] = [];
				while (decoder.count > 0) {
					if (seen.length === saveAt) {
						const saved = decoder.encode();
						decoder = new HeaderDecoder();
						expect(decoder.decode(saved)).toBe(true);
					}
					expect(decoder.subchannel).toBe(subchannel);
					seen.push(decoder.method);
					decoder.advance();
				}
				expect(seen).toEqual(targets(type, method, count));
				expect(decoder.encode()).toBe(0);
			}),
		);
	});

	test('legacy headers and immediates', () => {
		const decoder = new HeaderDecoder();
		expect(decoder.decode((3 << 18) | (2 << 13) | 0x50)).toBe(true);
		expect([decoder.method, decoder.subchannel, decoder.count, decoder.step]).toEqual([0x50, 2, 3, 'increasing']);
		expect(decoder.decode(0x4000_0000 + (5 << 18) + 0x1ffc)).toBe(true);
		expect([decoder.method, decoder.count, decoder.step]).toEqual([0x1ffc, 5, 'fixed']);
		expect(decoder.decode(methodHeader(HEADER_TYPE.IMMEDIATE, 1, 0x110, 0x1fff))).toBe(true);
		expect([decoder.isImmediate, decoder.immediate, decoder.count]).toEqual([true, 0x1fff, 0]);
	});

	test.each([0xc000_0000, 0xe123_4567, 0x2, 0x1, 0x0002_0000, 0x4001_0000])('%i means nothing', word => {
		expect(new HeaderDecoder().decode(word)).toBe(false);
	});

	test('a header that runs past the last method leaves nothing to go on with', () => {
		const decoder = new HeaderDecoder();
		decoder.decode(methodHeader(HEADER_TYPE.INCREASING, 0, 0x3ffc, 2));
		decoder.advance();
		expect(decoder.encode()).toBe(0);
	});
});
