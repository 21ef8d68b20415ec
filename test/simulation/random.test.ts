import fc from 'fast-check';
import {expect, test} from 'vitest';
import {InvariantBroken} from '../../source/base/assert.ts';
import {Random} from '../../source/simulation/random.ts';

function draws(random: Random, count = 20): number[] {
	return Array.from({length: count}, () => random.integer(0, 2 ** 31));
}

test('the same seed and name give the same stream, however many were forked or drawn before', () => {
	const plain = new Random(42);
	const busy = new Random(42);
	draws(busy);
	busy.fork('dom2.workload');
	expect(draws(busy.fork('dom1.workload'))).toEqual(draws(plain.fork('dom1.workload')));
	expect(draws(new Random(42).fork('a').fork('b'))).toEqual(draws(new Random(42).fork('a').fork('b')));
});

test('streams of different names or seeds have nothing in common', () => {
	const seen = new Set<string>();
	for (const seed of [0, 1, 2, -1, 42]) {
		for (let index = 0; index < 200; index++) {
			seen.add(draws(new Random(seed).fork(`dom${index}`), 4).join());
		}
	}
	expect(seen.size).toBe(1000);
	expect(draws(new Random(1).fork('a').fork('b'))).not.toEqual(draws(new Random(1).fork('b').fork('a')));
});

test('these draws never change: old seeds must replay', () => {
	const random = new Random(42).fork('dom1.workload');
	expect(Array.from({length: 6}, () => random.integer(0, 999))).toEqual([551, 371, 59, 736, 972, 712]);
});

test('whole numbers, both ends included, evenly', () => {
	fc.assert(
		fc.property(fc.integer(), fc.integer({min: -1000, max: 1000}), fc.nat(5000), (seed, minimum, width) => {
			const random = new Random(seed);
			for (let turn = 0; turn < 20; turn++) {
				const drawn = random.integer(minimum, minimum + width);
				expect(Number.isInteger(drawn)).toBe(true);
				expect(drawn).toBeGreaterThanOrEqual(minimum);
				expect(drawn).toBeLessThanOrEqual(minimum + width);
			}
		}),
	);
	const counts = [0, 0, 0, 0, 0];
	const random = new Random(7);
	for (let turn = 0; turn < 50_000; turn++) {
		counts[random.integer(0, 4)]++;
	}
	for (const count of counts) {
		expect(Math.abs(count - 10_000)).toBeLessThan(400);
	}
});

test('wide ranges are drawn over their whole width', () => {
	const random = new Random(3);
	let highest = 0;
	for (let turn = 0; turn < 200; turn++) {
		highest = Math.max(highest, random.integer(0, Number.MAX_SAFE_INTEGER));
	}
	expect(highest).toBeGreaterThan(0.9 * Number.MAX_SAFE_INTEGER);
});

test('a range that is none is refused', () => {
	for (const [minimum, maximum] of [
		[1, 0],
		[0.5, 2],
		[0, Number.NaN],
		[0, Number.POSITIVE_INFINITY],
	] as const) {
		expect(() => new Random(1).integer(minimum, maximum)).toThrow(InvariantBroken);
	}
});
