import fc from 'fast-check';
import {expect, test} from 'vitest';
import {InvariantBroken} from '../../source/base/assert.ts';
import {Digest, digestOf, type PlainData} from '../../source/base/digest.ts';

test('is the same on every machine and Node version', () => {
	// Written down once. If one of these changes, every digest ever published is void: do not adjust them lightly.
	expect(new Digest().hex()).toBe('1ca5db1a0ed2021e');
	expect(digestOf(null)).toBe('545ad1f3aff44f0d');
	expect(digestOf(0)).toBe('1577e448a0e5a1e8');
	expect(digestOf('gpuvmtop')).toBe('ccad7cc5bec01b9a');
	expect(digestOf({seed: 42, shares: [1, 2.5, -3], name: 'dom1', isPaused: false})).toBe('8b9fa262c7b153ef');
	expect(digestOf(new Float64Array([1, Number.NaN, 2 ** 52]))).toBe('c36e791ce5d9df89');
});

test('the order of keys does not show, at any depth', () => {
	fc.assert(
		fc.property(fc.dictionary(fc.string(), fc.dictionary(fc.string(), fc.double())), record => {
			const turned = Object.fromEntries(
				Object.entries(record)
					.reverse()
					.map(([key, inner]) => [key, Object.fromEntries(Object.entries(inner).reverse())]),
			);
			expect(digestOf(turned)).toBe(digestOf(record));
		}),
	);
});

test('-0 is 0, every NaN is one NaN, a key without value is no key', () => {
	expect(digestOf(-0)).toBe(digestOf(0));
	expect(digestOf(new Float64Array([-0]))).toBe(digestOf(new Float64Array([0])));
	const [strange] = new Float64Array(new BigUint64Array([2n ** 64n - 3n]).buffer);
	expect(digestOf(strange)).toBe(digestOf(Number.NaN));
	expect(digestOf(Number.NaN)).not.toBe(digestOf(null));
	expect(digestOf({a: 1, b: undefined})).toBe(digestOf({a: 1}));
	expect(digestOf([undefined])).not.toBe(digestOf([]));
});

test('type and shape show', () => {
	const alike: PlainData[] = [
		1,
		'1',
		true,
		[1],
		[[1]],
		{1: 1},
		null,
		undefined,
		false,
		0,
		'',
		[],
		{},
		[null],
		new Uint32Array([1]),
		new Float64Array([1]),
		1.5,
		-1,
		2 ** 32 + 1,
		[1, [2, 3]],
		[[1, 2], 3],
		'ab',
		'ba',
		'\0',
		['a', 'b'],
		['ab', ''],
	];
	expect(new Set(alike.map(digestOf)).size).toBe(alike.length);
});

test('different data have different digests', () => {
	const seen = new Map<string, string>();
	fc.assert(
		fc.property(fc.jsonValue(), value => {
			// JSON text tells -0 from nothing else, so it is a faithful name of the value here.
			const name = JSON.stringify(sorted(value));
			const digest = digestOf(value as PlainData);
			expect(seen.get(digest) ?? name).toBe(name);
			seen.set(digest, name);
		}),
		{numRuns: 2000},
	);
	for (let index = 0; index < 50_000; index++) {
		seen.set(digestOf(index), `${index}`);
	}
	expect(new Set([...seen.values()].filter(name => /^\d+$/.test(name))).size).toBeGreaterThanOrEqual(50_000);
	expect([...seen].filter(([, name]) => /^\d+$/.test(name) && Number(name) < 50_000)).toHaveLength(50_000);
});

test('one changed bit changes about half of the bits', () => {
	let changed = 0;
	for (let bit = 0; bit < 32; bit++) {
		const before = BigInt(`0x${digestOf(new Uint32Array([7, 7]))}`);
		const after = BigInt(`0x${digestOf(new Uint32Array([7, 7 ^ (1 << bit)]))}`);
		changed += [...(before ^ after).toString(2)].filter(digit => digit === '1').length;
	}
	expect(changed / 32).toBeGreaterThan(28);
	expect(changed / 32).toBeLessThan(36);
});

test('may be read at any time and goes on', () => {
	const digest = new Digest();
	digest.number(1);
	const first = digest.hex();
	expect(digest.hex()).toBe(first);
	digest.number(2);
	expect(digest.hex()).not.toBe(first);
	const again = new Digest();
	again.number(1);
	again.number(2);
	expect(again.hex()).toBe(digest.hex());
	expect(digest.hex()).toMatch(/^[0-9a-f]{16}$/);
});

test('what is not plain data is refused', () => {
	for (const value of [new Map(), new Date(0), () => 1, 1n, Symbol('s')]) {
		expect(() => digestOf(value as unknown as PlainData)).toThrow(InvariantBroken);
	}
});

function sorted(value: unknown): unknown {
	if (Array.isArray(value)) {
		return value.map(sorted);
	}
	if (typeof value === 'object' && value !== null) {
		return Object.entries(value)
			.sort(([a], [b]) => (a < b ? -1 : 1))
			.map(([key, inner]) => [key, sorted(inner), 'entry']);
	}
	return value;
}
