/** Tables of figures: declared whole, fitted to any width. */
import {describe, expect, test} from 'vitest';
import {channelFigures} from '../../source/monitor/channel-figures.ts';
import {exitFigures} from '../../source/monitor/exit-figures.ts';
import {type Figure, placeFigures, walkedFigures} from '../../source/monitor/figure-table.ts';
import {memoryFigures} from '../../source/monitor/memory-figures.ts';
import {schedulerFigures} from '../../source/monitor/scheduler-figures.ts';

const tables: ReadonlyArray<readonly [string, ReadonlyArray<Figure<never>>]> = [
	['channels', channelFigures],
	['exits', exitFigures],
	['scheduler', schedulerFigures],
	['memory', memoryFigures],
];

describe.each(tables)('%s', (_name, figures) => {
	test('titles and units fit their columns, docs are sentences', () => {
		for (const {title, unit, width, doc} of figures) {
			expect(title.length, title).toBeLessThanOrEqual(width);
			expect(unit.length, title).toBeLessThanOrEqual(width);
			expect(doc, title).toMatch(/^[A-Z].*\.$/);
		}
	});

	test('no two columns have the same heading', () => {
		const headings = figures.map(({title, unit}) => `${title} ${unit}`);
		expect(new Set(headings).size).toBe(headings.length);
	});

	test('fit every width from 80 on, one after the other, in the order declared; more width takes none away', () => {
		let before = 0;
		for (let width = 79; width <= 400; width++) {
			const {placed, hasBefore, hasAfter} = placeFigures(figures, 2, width);
			expect(hasBefore).toBe(false);
			expect(hasAfter).toBe(placed.length < figures.length);
			let end = 1;
			for (const {figure, x} of placed) {
				expect(x).toBe(end + 1);
				end = x + figure.width;
			}
			expect(end).toBeLessThanOrEqual(width);
			expect(placed.map(({figure}) => figures.indexOf(figure))).toEqual(
				placed.map(({figure}) => figures.indexOf(figure)).sort((a, b) => a - b),
			);
			expect(placed.length).toBeGreaterThanOrEqual(before);
			before = placed.length;
		}
		expect(before).toBe(figures.length);
	});

	test('what does not fit is reached by walking over the edge, the first column stays', () => {
		const walk = walkedFigures(figures, 2, 79);
		expect(new Set(walk)).toEqual(new Set(figures));
		for (const cursor of walk) {
			const {placed} = placeFigures(figures, 2, 79, cursor);
			expect(placed.map(({figure}) => figure)).toContain(cursor);
			expect(placed[0]?.figure).toBe(figures[0]);
			expect((placed.at(-1)?.x ?? 0) + (placed.at(-1)?.figure.width ?? 0)).toBeLessThanOrEqual(79);
		}
	});
});
