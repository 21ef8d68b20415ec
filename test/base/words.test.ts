import fc from 'fast-check';
import {expect, test} from 'vitest';
import {hex, high32, join64, low32, roundUp, u32} from '../../source/base/words.ts';

test('an address survives being split and joined', () => {
	fc.assert(
		fc.property(fc.maxSafeNat(), address => {
			const low = low32(address);
			const high = high32(address);
			expect(low).toBeLessThan(2 ** 32);
			expect(BigInt(high) * 2n ** 32n + BigInt(low)).toBe(BigInt(address));
			expect(join64(low, high)).toBe(address);
			expect(join64(low | 0, high | 0)).toBe(address);
		}),
	);
});

test('words are unsigned', () => {
	expect([u32(-1), u32(2 ** 31), u32(2 ** 32), u32(1.9)]).toEqual([2 ** 32 - 1, 2 ** 31, 0, 1]);
});

test('rounding up needs no power of two', () => {
	fc.assert(
		fc.property(fc.integer({min: 0, max: 2 ** 40}), fc.integer({min: 1, max: 2 ** 20}), (value, unit) => {
			const rounded = roundUp(value, unit);
			expect(rounded % unit).toBe(0);
			expect(rounded).toBeGreaterThanOrEqual(value);
			expect(rounded - value).toBeLessThan(unit);
		}),
	);
});

test('hexadecimal', () => {
	expect([hex(0), hex(255, 8), hex(2 ** 40 - 1)]).toEqual(['0x0', '0x000000ff', '0xffffffffff']);
});
