/** What charts draw: dots, scales, shades. */
import {describe, expect, test} from 'vitest';
import {type Chart, chartTop, chartValue} from '../../source/monitor/chart-lines.ts';
import {BrailleCanvas} from '../../source/monitor/paint/braille.ts';
import {SHADES, shadeOf} from '../../source/monitor/paint/heat-map.ts';
import {ScreenWriter} from '../../source/monitor/terminal/screen-writer.ts';
import {VirtualTerminal} from '../lab/virtual-terminal.ts';

/** The canvas as text, from the top. */
async function shown(canvas: BrailleCanvas, columns: number, rows: number): Promise<string[]> {
	const terminal = new VirtualTerminal(columns, rows);
	const screen = new ScreenWriter(terminal);
	screen.layers.setRegion('chart', {x: 0, y: 0, width: columns, height: rows, paint: surface => canvas.paint(surface, 0, 0)});
	screen.write('\u{1b}[?1049h');
	screen.flush();
	await terminal.settled();
	return terminal.lines().slice(0, rows);
}

describe('a line of dots', () => {
	test('zero is the lowest row of dots, one the highest, the newest value on the right', async () => {
		const canvas = new BrailleCanvas(2, 1);
		const values = [1, 0, 1, 0];
		canvas.line(age => values[age] ?? Number.NaN, 0);
		// Each step is a column of dots; a steep line has no holes.
		expect(await shown(canvas, 2, 1)).toEqual(['⡸⡾']);
	});

	test('a constant is a straight line, at its height', async () => {
		for (const [value, text] of [
			[0, '⣀⣀'],
			[1 / 3, '⠤⠤'],
			[2 / 3, '⠒⠒'],
			[1, '⠉⠉'],
		] as const) {
			const canvas = new BrailleCanvas(2, 1);
			canvas.line(() => value, 0);
			expect(await shown(canvas, 2, 1)).toEqual([text]);
		}
	});

	test('the unknown is a gap, not a zero; values beyond the scale stop at its ends', async () => {
		const canvas = new BrailleCanvas(2, 1);
		canvas.line(age => [7, 7, Number.NaN, -3][age] ?? Number.NaN, 0);
		expect(await shown(canvas, 2, 1)).toEqual(['⡀⠉']);
	});
});

describe('scales', () => {
	const chart = (quantity: Chart['quantity'], ...values: number[]): Chart => ({
		title: '',
		quantity,
		lines: [{label: '', series: 0, isSelected: false, row: {at: age => values[age] ?? Number.NaN}}],
	});

	test.each([
		[1, 1],
		[1.1, 2],
		[21, 50],
		[501, 1000],
		[0, 1],
	])('what reaches %d is drawn up to %d', (most, top) => {
		expect(chartTop(chart('perSecond', 0, most, Number.NaN), 3)).toBe(top);
	});

	test('parts always end at one, so that pictures can be compared', () => {
		expect(chartTop(chart('part', 0.01), 1)).toBe(1);
		expect(chartTop(chart('part'), 1)).toBe(1);
	});

	test('values carry their unit; the unknown is a dash', () => {
		expect([chartValue('part', 0.123, 7), chartValue('ns', 1_500_000, 7), chartValue('perSecond', 12_345, 5)]).toEqual([
			'12.3%',
			'1.50ms',
			'12345',
		]);
		expect(chartValue('ns', Number.NaN, 7)).toBe('-');
	});
});

describe('shades of the heat map', () => {
	test('nothing has none, the largest has the darkest, anything above nothing is seen', () => {
		expect(SHADES[shadeOf(0, 1e5, SHADES.length)]).toBe(' ');
		expect(SHADES[shadeOf(Number.NaN, 1e5, SHADES.length)]).toBe(' ');
		expect(SHADES[shadeOf(1e5, 1e5, SHADES.length)]).toBe('@');
		expect(SHADES[shadeOf(0.01, 1e5, SHADES.length)]).toBe('.');
	});

	test('equal factors are equal steps', () => {
		const shades = [1, 10, 100, 1000, 10_000, 100_000].map(rate => shadeOf(rate, 1e9, SHADES.length));
		const steps = shades.slice(1).map((shade, index) => shade - (shades[index] as number));
		expect(steps).toEqual([1, 1, 1, 1, 1]);
	});

	test('a larger rate is never lighter', () => {
		let before = 0;
		for (let rate = 0.5; rate < 2e6; rate *= 1.3) {
			const shade = shadeOf(rate, 1e6, SHADES.length);
			expect(shade).toBeGreaterThanOrEqual(before);
			before = shade;
		}
		expect(before).toBe(SHADES.length - 1);
	});
});
