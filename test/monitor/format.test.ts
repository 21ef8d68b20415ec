import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {
	bar,
	fitBytes,
	fitCount,
	fitDuration,
	formatAchieved,
	formatClock,
	formatSpeed,
	percent,
	UNKNOWN,
	withUnit,
} from '../../source/monitor/format.ts';

const decimalUnits: Readonly<Record<string, number>> = {'': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15};
const binaryUnits: Readonly<Record<string, number>> = {B: 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40};
const timeUnits: Readonly<Record<string, number>> = {ns: 1, us: 1e3, ms: 1e6, s: 1e9, ks: 1e12, '': 1};

/** What a reader takes from the text, and by how much it may be off: half of its last digit. */
function read(text: string, units: Readonly<Record<string, number>>): {value: number; error: number} {
	const match = /^(\d+(?:\.(\d+))?)([a-zA-Z]*)$/.exec(text);
	const unit = units[match?.[3] ?? '?'];
	expect(match, text).not.toBeNull();
	expect(unit, text).toBeDefined();
	return {value: Number(match?.[1]) * unit, error: (unit / 10 ** (match?.[2]?.length ?? 0)) * 0.5000001};
}

const widths = fc.integer({min: 4, max: 9});

describe('a number in a width', () => {
	test('never gets wider than it, and never means another number', () => {
		const values = fc.oneof(fc.integer({min: 0, max: 10_000_000}), fc.double({min: 0, max: 9e15, noNaN: true}));
		fc.assert(
			fc.property(values, widths, (value, width) => {
				const text = fitCount(value, width);
				expect(text.length).toBeLessThanOrEqual(width);
				const shown = read(text, decimalUnits);
				expect(Math.abs(shown.value - value)).toBeLessThanOrEqual(shown.error);
			}),
			{numRuns: 2000},
		);
	});

	test('the same for bytes and for times', () => {
		fc.assert(
			fc.property(fc.double({min: 0, max: 1e14, noNaN: true}), fc.integer({min: 5, max: 9}), (value, width) => {
				const bytes = read(fitBytes(Math.floor(value), width), binaryUnits);
				expect(Math.abs(bytes.value - Math.floor(value))).toBeLessThanOrEqual(bytes.error);
				const time = fitDuration(value, width);
				expect(time.length).toBeLessThanOrEqual(width);
				const shown = read(time, timeUnits);
				expect(Math.abs(shown.value - value)).toBeLessThanOrEqual(shown.error);
			}),
			{numRuns: 2000},
		);
	});

	test.each([
		[0, '0'],
		[7, '7'],
		[0.25, '0.3'],
		[99999, '99999'],
		[123456, '123k'],
		[1495, '1495'],
		[1234567, '1.23M'],
		[999999, '1.00M'],
		[undefined, '-'],
	])('count %s in five columns is %s', (value, text) => {
		expect(fitCount(value, 5)).toBe(text);
	});

	test.each([
		[0, '0B'],
		[512 * 2 ** 20, '512M'],
		[1.5 * 2 ** 30, '1.50G'],
		[undefined, '-'],
	])('%s bytes in five columns are %s', (value, text) => {
		expect(fitBytes(value, 5)).toBe(text);
	});

	test.each([
		[0, '0'],
		[999, '999ns'],
		[1500, '1.50us'],
		[240_000, '240us'],
		[2_500_000_000, '2.50s'],
		[undefined, '-'],
	])('%s ns are %s', (value, text) => {
		expect(fitDuration(value, 6)).toBe(text);
	});
});

describe('shares and clocks', () => {
	test.each([
		[0, '0.0'],
		[0.4213, '42.1'],
		[0.99949, '99.9'],
		[0.9996, '100'],
		[14.95, '1495'],
		[undefined, '-'],
	])('%s is %s percent', (fraction, text) => {
		expect(percent(fraction)).toBe(text);
	});

	test('the unknown has no unit', () => {
		expect(withUnit(UNKNOWN, '/s')).toBe('-');
		expect(withUnit('7', '/s')).toBe('7/s');
	});

	test.each([
		[0, false, '0:00.000'],
		[12_345_678_901, false, '0:12.345'],
		[12_345_678_901, true, '0:12.345678'],
		[3_723_456_000_000, false, '1:02:03.456'],
	])('%s ns (microseconds: %s) is %s', (ns, hasMicroseconds, text) => {
		expect(formatClock(ns, hasMicroseconds)).toBe(text);
	});

	test('speeds', () => {
		expect([0.05, 1, 0].map(formatSpeed)).toEqual(['0.05x', '1x', 'max']);
		expect([-1, 0.0123, 0.987, 12.34, 1234.5].map(formatAchieved)).toEqual(['-', '0.012x', '0.99x', '12.3x', '1235x']);
	});

	test('a bar fills its width and no more', () => {
		expect(bar(0, 4)).toBe('    ');
		expect(bar(0.5, 4)).toBe('██  ');
		expect(bar(0.53, 4)).toBe('██▏ ');
		expect(bar(7, 4)).toBe('████');
		expect(bar(-1, 4)).toBe('    ');
	});
});
