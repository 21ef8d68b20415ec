import fc from 'fast-check';
import {expect, test} from 'vitest';
import {formatBytes, formatDuration, GIB, KIB, MIB, MS, parseDuration, parseSize, SECOND, US} from '../../source/base/units.ts';

test('sizes', () => {
	const sizes: ReadonlyArray<readonly [string | number, number]> = [
		[0, 0],
		[4096, 4096],
		['4096', 4096],
		['64K', 64 * KIB],
		['64k', 64 * KIB],
		['256M', 256 * MIB],
		['256 MiB', 256 * MIB],
		['1.5G', 1.5 * GIB],
		[' 12B ', 12],
	];
	for (const [text, value] of sizes) {
		expect(parseSize(text)).toEqual({ok: true, value});
	}
});

test('what is not a size is refused, with what was expected', () => {
	for (const text of ['', '-1', '1e3', '1,5G', 'K', '1 2', '5T', '0x10', 'NaN', 'Infinity']) {
		expect(parseSize(text)).toEqual({ok: false, reason: `"${text}" is not a size; expected for example 64K, 256M or 1G`});
	}
	expect(parseSize('0.3K')).toEqual({ok: false, reason: '"0.3K" is not a whole number of bytes'});
	expect(parseSize('99999999G').ok).toBe(false);
	expect(parseSize(2 ** 53).ok).toBe(false);
});

test('times', () => {
	const times: ReadonlyArray<readonly [string | number, number]> = [
		[0, 0],
		['0', 0],
		['500ns', 500],
		['10us', 10 * US],
		['10µs', 10 * US],
		['1.5ms', 1.5 * MS],
		['20 s', 20 * SECOND],
		['2m', 120 * SECOND],
		['2min', 120 * SECOND],
		['1h', 3600 * SECOND],
		['0.1us', 100],
	];
	for (const [text, value] of times) {
		expect(parseDuration(text)).toEqual({ok: true, value});
	}
});

test('what is not a time is refused: a unit is needed, and its case counts', () => {
	for (const text of ['', '10', '10 MS', '-1ms', 'ms', '1e3ms', '1ms2']) {
		expect(parseDuration(text).ok).toBe(false);
	}
	expect(parseDuration('1.4ns')).toEqual({ok: false, reason: '"1.4ns" is not a whole number of nanoseconds'});
	expect(parseDuration('9999999h').ok).toBe(false);
});

test('whole numbers of any unit survive', () => {
	fc.assert(
		fc.property(fc.integer({min: 0, max: 8_000_000}), fc.constantFrom('ns', 'us', 'ms'), (count, unit) => {
			const scale = {ns: 1, us: US, ms: MS}[unit];
			expect(parseDuration(`${count}${unit}`)).toEqual({ok: true, value: count * scale});
			expect(parseSize(`${count}K`)).toEqual({ok: true, value: count * KIB});
		}),
	);
});

test('for people', () => {
	expect([0, 1023, 4096, 1536, 256 * MIB, 1.5 * GIB, 6 * GIB].map(formatBytes)).toEqual([
		'0 B',
		'1023 B',
		'4 KiB',
		'1.5 KiB',
		'256 MiB',
		'1.5 GiB',
		'6 GiB',
	]);
	expect([0, 999, 1500, 12_340, 345_600, 2 * MS, 1.5 * SECOND, 90 * SECOND].map(formatDuration)).toEqual([
		'0 ns',
		'999 ns',
		'1.50 us',
		'12.3 us',
		'346 us',
		'2.00 ms',
		'1.50 s',
		'90.0 s',
	]);
});

test('rounding never shows a thousand of a unit, or more than three digits', () => {
	expect([999.6, 999_600, 999_949, 999_999_999, 9.999 * US, 99.96 * US].map(formatDuration)).toEqual([
		'1.00 us',
		'1.00 ms',
		'1.00 ms',
		'1.00 s',
		'10.0 us',
		'100 us',
	]);
	expect([MIB - 1, GIB - 1, 1023.99 * KIB].map(formatBytes)).toEqual(['1 MiB', '1 GiB', '1 MiB']);
});
