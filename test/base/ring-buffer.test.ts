import fc from 'fast-check';
import {expect, test} from 'vitest';
import {InvariantBroken} from '../../source/base/assert.ts';
import {RingBuffer} from '../../source/base/ring-buffer.ts';

test('holds the newest, oldest first', () => {
	fc.assert(
		fc.property(fc.integer({min: 1, max: 9}), fc.array(fc.nat()), fc.nat(12), (capacity, items, count) => {
			const ring = new RingBuffer<number>(capacity);
			for (const item of items) {
				ring.push(item);
			}
			const kept = items.slice(-capacity);
			expect(ring.toArray()).toEqual(kept);
			expect(ring.length).toBe(kept.length);
			expect(ring.pushed).toBe(items.length);
			expect(ring.last(count)).toEqual(kept.slice(Math.max(0, kept.length - count)));
		}),
	);
});

test('a ring has room', () => {
	for (const capacity of [0, -1, 1.5, Number.NaN]) {
		expect(() => new RingBuffer(capacity)).toThrow(InvariantBroken);
	}
});
