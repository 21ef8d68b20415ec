/** Pictures of the screen as SVG: well-formed, every cell in its place, styles as they were. */
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {CellGrid, ClusterTable} from '../../../source/monitor/terminal/cell-grid.ts';
import {pictureOf, textOf} from '../../../source/monitor/terminal/picture.ts';
import {PLAIN, type Style, StyleTable} from '../../../source/monitor/terminal/style-table.ts';
import {colorOf, svgOf} from '../../../source/monitor/write/svg.ts';

type Word = {readonly x: number; readonly y: number; readonly text: string; readonly style?: Partial<Style>; readonly columns?: 1 | 2};

function picture(columns: number, rows: number, words: readonly Word[]) {
	const grid = new CellGrid(columns, rows);
	const styles = new StyleTable();
	const clusters = new ClusterTable();
	for (const {x, y, text, style = {}, columns: width = 1} of words) {
		for (const [index, character] of [...text].entries()) {
			grid.put(x + index * width, y, clusters.numberOf(character), width, styles.numberOf({...PLAIN, ...style}));
		}
	}
	return pictureOf(grid, styles, clusters);
}

/** Elements of a well-formed file; throws where it is none. */
function elements(
	svg: string,
): Array<{readonly name: string; readonly attributes: Readonly<Record<string, string>>; readonly text: string}> {
	const open: string[] = [];
	const found: Array<{name: string; attributes: Record<string, string>; text: string}> = [];
	const token = /<(\/?)([a-z]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>([^<>]*)/gy;
	let end = 0;
	for (let match = token.exec(svg); match !== null; match = token.exec(svg)) {
		const [whole, closes, name, attributes, isEmpty, text] = match as unknown as [string, string, string, string, string, string];
		end = match.index + whole.length;
		if (closes === '/') {
			expect(open.pop()).toBe(name);
			continue;
		}
		found.push({
			name,
			attributes: Object.fromEntries([...attributes.matchAll(/([\w:-]+)="([^"]*)"/g)].map(([, key, value]) => [key, value])),
			text,
		});
		if (isEmpty !== '/') {
			open.push(name);
		}
	}
	expect(end).toBe(svg.length);
	expect(open).toEqual([]);
	return found;
}

describe('a picture as SVG', () => {
	test('has words where they stand, stretched to their columns', () => {
		const svg = svgOf(
			picture(20, 3, [
				{x: 2, y: 1, text: 'web  5'},
				{x: 19, y: 2, text: 'z'},
			]),
			'title',
		);
		const texts = elements(svg).filter(({name}) => name === 'text');
		expect(texts.map(({text, attributes: {x, y, textLength}}) => [text, x, y, textLength])).toEqual([
			['web', '16', '28', '24'],
			['5', '56', '28', '8'],
			['z', '152', '44', '8'],
		]);
		expect(svg).toContain('width="176" height="64"');
	});

	test('keeps bold, inverse, colours and lines', () => {
		const svg = svgOf(
			picture(10, 1, [
				{x: 0, y: 0, text: 'a', style: {bold: true, foreground: '38;2;1;2;255'}},
				{x: 1, y: 0, text: 'b', style: {inverse: true}},
				{x: 2, y: 0, text: 'c', style: {underline: true, strike: true, dim: true, background: '48;5;214'}},
			]),
			'',
		);
		expect(svg).toContain('fill="#0102ff" font-weight="bold">a</text>');
		expect(svg).toContain('<rect x="8" y="0" width="8" height="16" fill="#d0d0d0"/><text x="8"');
		expect(svg).toContain('fill="#16181c">b</text>');
		expect(svg).toContain('<rect x="16" y="0" width="8" height="16" fill="#ffaf00"/>');
		expect(svg).toContain('fill-opacity="0.6" text-decoration="underline line-through">c</text>');
	});

	test('draws blocks as rectangles that meet', () => {
		const rects = elements(svgOf(picture(6, 1, [{x: 0, y: 0, text: '█▄▌▕'}]), ''))
			.filter(({name}) => name === 'rect')
			.slice(1)
			.map(({attributes: {x, y, width, height}}) => [x, y, width, height].join(' '));
		expect(rects).toEqual(['0 0 8 16', '8 8 8 8', '16 0 4 16', '31 0 1 16']);
	});

	test('gives wide characters both their columns', () => {
		const svg = svgOf(
			picture(6, 1, [
				{x: 0, y: 0, text: '漢字', columns: 2},
				{x: 4, y: 0, text: 'x'},
			]),
			'',
		);
		expect(elements(svg).filter(({name}) => name === 'text')).toMatchObject([{text: '漢字x', attributes: {x: '0', textLength: '40'}}]);
	});

	test('is well-formed whatever is on the screen, and says the same as the text', () => {
		fc.assert(
			fc.property(
				fc.array(
					fc.record({
						x: fc.nat({max: 19}),
						y: fc.nat({max: 4}),
						text: fc.string({unit: 'binary-ascii', maxLength: 1}),
						style: fc.record({
							bold: fc.boolean(),
							inverse: fc.boolean(),
							foreground: fc.constantFrom('', '31', '97', '38;5;250', '38;5;20'),
						}),
					}),
				),
				words => {
					const one = picture(20, 5, words);
					const shown = elements(svgOf(one, '<&">'))
						.filter(({name}) => name === 'text')
						.map(({text}) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'))
						.join('');
					// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what XML cannot hold.
					const expected = textOf(one).replaceAll(/[\u0000-\u0020\u007f]/g, '');
					// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what XML cannot hold.
					expect(shown.replaceAll(/[\u0000-\u0020\u007f]/g, '')).toBe(expected);
				},
			),
		);
	});

	test('knows the colours of SGR', () => {
		expect(colorOf('')).toBeUndefined();
		expect(colorOf('31')).toBe('#cd3131');
		expect(colorOf('91')).toBe('#f14c4c');
		expect(colorOf('42')).toBe('#0dbc79');
		expect(colorOf('38;5;16')).toBe('#000000');
		expect(colorOf('38;5;231')).toBe('#ffffff');
		expect(colorOf('48;5;244')).toBe('#808080');
		expect(colorOf('48;2;0;114;178')).toBe('#0072b2');
	});
});
