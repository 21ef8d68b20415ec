/** Charts cell by cell: heights are shares, colours are slots, the unknown is neither. */

import {describe, expect, test} from 'vitest';
import {MS} from '../../source/base/units.ts';
import {Keymap} from '../../source/monitor/keymap/keymap.ts';
import {Model} from '../../source/monitor/model.ts';
import {lowerBlock} from '../../source/monitor/paint/blocks.ts';
import {scaleFor, shareScale, totalScale} from '../../source/monitor/paint/scale.ts';
import {paintStack} from '../../source/monitor/paint/stack-chart.ts';
import {Store} from '../../source/monitor/store.ts';
import {ScreenWriter} from '../../source/monitor/terminal/screen-writer.ts';
import {type ColorDepth, Theme} from '../../source/monitor/theme.ts';
import {fakeOffers} from '../lab/fake-offers.ts';
import {snapshotAt} from '../lab/snapshots.ts';
import {VirtualTerminal} from '../lab/virtual-terminal.ts';

const WIDTH = 12;
const HEIGHT = 8;

/** Two domains that take `first` and `second` of the time from 1 s to 2 s. */
function modelOf(first: number, second: number): Model {
	const model = new Model(new Store(), () => 0, true);
	for (let tick = 0; tick <= 5; tick++) {
		const passedNs = tick * 200 * MS;
		model.push(
			snapshotAt(1000 * MS + passedNs, [
				{id: 1, slot: 0, counters: {gpuBusyNs: passedNs * first}},
				{id: 2, slot: 1, counters: {gpuBusyNs: passedNs * second}},
			]),
		);
	}
	return model;
}

async function draw(model: Model, depth: ColorDepth, scale = 1): Promise<VirtualTerminal> {
	const terminal = new VirtualTerminal(WIDTH, HEIGHT);
	const screen = new ScreenWriter(terminal);
	const theme = new Theme(depth, style => screen.style(style));
	screen.layers.setRegion('chart', {
		x: 0,
		y: 0,
		width: WIDTH,
		height: HEIGHT,
		paint: surface =>
			paintStack(surface, {model, theme, offers: fakeOffers, keymap: new Keymap()}, {x: 0, y: 0, width: WIDTH, height: HEIGHT}, scale),
	});
	screen.write('\u{1b}[?1049h');
	screen.flush();
	await terminal.settled();
	return terminal;
}

/** What stands in a column, from the bottom up. */
function column(terminal: VirtualTerminal, x: number) {
	return Array.from({length: HEIGHT}, (_, row) => terminal.cell(x, HEIGHT - 1 - row));
}

describe('the stacked chart', () => {
	test('a quarter and a half of the time are two and four rows of eight, one colour each', async () => {
		const terminal = await draw(modelOf(0.25, 0.5), 8);
		const cells = column(terminal, WIDTH - 2);
		expect(cells.map(({text}) => text)).toEqual([...'██████  ']);
		const colours = cells.slice(0, 6).map(({style}) => style);
		expect(new Set(colours.slice(0, 2)).size).toBe(1);
		expect(new Set(colours.slice(2)).size).toBe(1);
		expect(colours[0]).not.toBe(colours[2]);
	});

	test('a border inside a cell shows both colours', async () => {
		const terminal = await draw(modelOf(1.5 / 8, 0.5), 8);
		const border = column(terminal, WIDTH - 2)[1];
		expect(border.text).toBe('▄');
		expect(border.style.split(' ')[1]).not.toBe('');
		expect(border.style.split(' ')[2]).not.toBe('');
	});

	test('without colour it is their sum', async () => {
		const terminal = await draw(modelOf(0.25, 0.5), 1);
		const cells = column(terminal, WIDTH - 2);
		expect(cells.map(({text}) => text)).toEqual([...'██████  ']);
		expect(new Set(cells.map(({style}) => style))).toEqual(new Set(['000000  ']));
	});

	test('what was before the first snapshot is a dot, not a zero', async () => {
		const terminal = await draw(modelOf(0.25, 0.5), 8);
		expect(column(terminal, 0).map(({text}) => text)).toEqual([...'·       ']);
	});

	test('a smaller scale makes the same shares taller', async () => {
		const terminal = await draw(modelOf(0.05, 0), 8, 0.1);
		expect(column(terminal, WIDTH - 2).map(({text}) => text)).toEqual([...'████    ']);
	});
});

describe('scales', () => {
	test.each([
		[0, 0.1],
		[0.1, 0.1],
		[0.11, 0.25],
		[0.5, 0.5],
		[0.51, 1],
		[1.3, 1],
	])('what reaches %s is drawn up to %s', (most, top) => {
		expect(scaleFor(most)).toBe(top);
	});

	test('rows have a scale for the largest of them, the stack one for their sum', () => {
		const model = modelOf(0.2, 0.24);
		expect(shareScale(model, 5)).toBe(0.25);
		expect(totalScale(model, 5)).toBe(0.5);
	});

	test('anything above nothing is seen', () => {
		expect(String.fromCodePoint(lowerBlock(0))).toBe(' ');
		expect(String.fromCodePoint(lowerBlock(0.001))).toBe('▁');
		expect(String.fromCodePoint(lowerBlock(1))).toBe('█');
	});
});
