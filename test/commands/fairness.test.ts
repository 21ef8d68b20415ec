import fc from 'fast-check';
import {expect, test} from 'vitest';
import {jainIndex} from '../../source/commands/fairness.ts';

test('is one when all are equal, 1/n when one has everything', () => {
	expect(jainIndex([5, 5, 5])).toBe(1);
	expect(jainIndex([8, 0, 0, 0])).toBe(0.25);
	expect(jainIndex([1, 2, 3])).toBeCloseTo(36 / 42, 6);
});

test('is not known for fewer than two, or for nothing', () => {
	expect(jainIndex([])).toBeNull();
	expect(jainIndex([3])).toBeNull();
	expect(jainIndex([0, 0])).toBeNull();
});

test('lies between 1/n and 1 and does not depend on the unit', () => {
	fc.assert(
		fc.property(fc.array(fc.integer({min: 0, max: 1_000_000}), {minLength: 2, maxLength: 64}), values => {
			const index = jainIndex(values);
			if (values.every(value => value === 0)) {
				expect(index).toBeNull();
				return;
			}
			expect(index).toBeGreaterThanOrEqual(1 / values.length - 1e-6);
			expect(index).toBeLessThanOrEqual(1);
			expect(jainIndex(values.map(value => value * 1000))).toBeCloseTo(index as number, 5);
		}),
	);
});
