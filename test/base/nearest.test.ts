import fc from 'fast-check';
import {expect, test} from 'vitest';
import {didYouMean, editDistance, nearest} from '../../source/base/nearest.ts';

test('counts edits', () => {
	expect(editDistance('', 'abc')).toBe(3);
	expect(editDistance('weight', 'wieght')).toBe(1);
	expect(editDistance('kitten', 'sitting')).toBe(3);
});

test('is a distance: zero for the same only, the same both ways, never beyond the longer word', () => {
	const word = fc.string({maxLength: 8, unit: fc.constantFrom('a', 'b', 'c')});
	fc.assert(
		fc.property(word, word, (first, second) => {
			const distance = editDistance(first, second);
			expect(distance).toBe(editDistance(second, first));
			expect(distance === 0).toBe(first === second);
			expect(distance).toBeLessThanOrEqual(Math.max(first.length, second.length));
			expect(distance).toBeGreaterThanOrEqual(Math.abs(first.length - second.length));
		}),
	);
});

test('finds what was meant, and nothing where nothing is near', () => {
	const known = ['fifo', 'direct', 'credit', 'band'];
	expect(nearest('fido', known)).toBe('fifo');
	expect(nearest('CREDT', known)).toBe('credit');
	expect(nearest('x', known)).toBeUndefined();
	expect(nearest('elephant', known)).toBeUndefined();
	expect(didYouMean('bnad', known)).toBe(' (did you mean "band"?)');
	expect(didYouMean('elephant', known)).toBe('');
});
