import fc from 'fast-check';
import {expect, test} from 'vitest';
import {InvariantBroken} from '../../source/base/assert.ts';
import {Histogram} from '../../source/base/histogram.ts';

const SHARES = [0, 0.01, 0.5, 0.9, 0.99, 0.999, 1];
/** Every order of magnitude is as likely as any other. */
const value = fc.tuple(fc.integer({min: 0, max: 52}), fc.maxSafeNat()).map(([bits, noise]) => noise % 2 ** (bits + 1));
const values = fc.array(value, {minLength: 1, maxLength: 300});

function filled(recorded: readonly number[]): Histogram {
	const histogram = new Histogram();
	for (const one of recorded) {
		histogram.record(one);
	}
	return histogram;
}

function exact(recorded: readonly number[], share: number): number {
	const sorted = [...recorded].sort((a, b) => a - b);
	return sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1] as number;
}

test('a percentile is at most 1/32 above the exact one, never below, and exact up to 63', () => {
	fc.assert(
		fc.property(values, recorded => {
			const answers = filled(recorded).percentiles(SHARES);
			for (const [index, share] of SHARES.entries()) {
				const truth = exact(recorded, share);
				const answer = answers[index] as number;
				expect(answer).toBeGreaterThanOrEqual(truth);
				expect(answer - truth).toBeLessThanOrEqual(truth < 64 ? 0 : truth / 32);
			}
		}),
	);
});

test('buckets tile the numbers: edges of every power of two land where they should', () => {
	for (let bits = 0; bits <= 53; bits++) {
		for (const edge of [2 ** bits - 1, 2 ** bits, Math.min(2 ** bits + 1, Number.MAX_SAFE_INTEGER)]) {
			const whole = Math.min(edge, Number.MAX_SAFE_INTEGER);
			const [bucket, ...others] = filled([whole]).buckets();
			expect(others).toEqual([]);
			expect(bucket?.count).toBe(1);
			expect(bucket?.first).toBeLessThanOrEqual(whole);
			expect(bucket?.last).toBeGreaterThanOrEqual(whole);
		}
	}
	const dense = filled(Array.from({length: 5000}, (_, index) => index)).buckets();
	for (const [index, bucket] of dense.entries()) {
		expect(bucket.first).toBe(index === 0 ? 0 : (dense[index - 1]?.last ?? 0) + 1);
	}
});

test('merging is recording both', () => {
	fc.assert(
		fc.property(values, values, (left, right) => {
			const merged = filled(left);
			merged.merge(filled(right));
			const both = filled([...left, ...right]);
			expect(merged.buckets()).toEqual(both.buckets());
			expect(merged.percentiles(SHARES)).toEqual(both.percentiles(SHARES));
			expect([merged.count, merged.maximum]).toEqual([both.count, both.maximum]);
		}),
	);
});

test('an empty histogram answers 0, and clearing empties', () => {
	const histogram = filled([5, 70]);
	histogram.clear();
	expect(histogram.percentiles([0.5, 1])).toEqual([0, 0]);
	expect([histogram.count, histogram.sum, histogram.maximum, histogram.mean]).toEqual([0, 0, 0, 0]);
	histogram.record(9);
	expect(histogram.percentile(0.5)).toBe(9);
});

test('odd values have stated places', () => {
	const histogram = filled([-5, Number.NaN, 1.9, Number.POSITIVE_INFINITY]);
	expect(histogram.buckets().map(({first, count}) => [first, count])).toEqual([
		[0, 2],
		[1, 1],
		[63 * 2 ** 47, 1],
	]);
	expect(histogram.maximum).toBe(Number.MAX_SAFE_INTEGER);
});

test('mean and sum are exact', () => {
	const histogram = filled([1, 2, 3, 1000]);
	expect(histogram.sum).toBe(1006);
	expect(histogram.mean).toBe(251.5);
});

test('shares must ascend', () => {
	expect(() => filled([1]).percentiles([0.9, 0.5])).toThrow(InvariantBroken);
	expect(() => filled([1]).percentile(1.1)).toThrow(InvariantBroken);
});
