/** Declarations: columns, their fit, sorting, the keymap, help. */
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {SECOND} from '../../source/base/units.ts';
import {allColumns, columns, entitlement} from '../../source/monitor/columns.ts';
import {helpLines, wrapWords} from '../../source/monitor/help-page.tsx';
import {nextSpeed, speeds} from '../../source/monitor/keymap/engine-keys.ts';
import {bindings, isOffered, Keymap} from '../../source/monitor/keymap/keymap.ts';
import {keyTitle} from '../../source/monitor/keys.ts';
import {fairnessIndex} from '../../source/monitor/paint/charts.ts';
import {Rates} from '../../source/monitor/rates.ts';
import {layOut, sortDomains, visibleColumns} from '../../source/monitor/table-layout.ts';
import {truncate} from '../../source/monitor/terminal/cell-width.ts';
import type {ScreenName} from '../../source/monitor/ui-state.ts';
import {Viewport} from '../../source/monitor/viewport.ts';
import {domainFacts, snapshotAt} from '../lab/snapshots.ts';

const screens: readonly ScreenName[] = ['domains', 'exits', 'charts', 'events', 'domain', 'help'];

describe('columns', () => {
	test('are declared whole: titles and units fit, names are unique, docs are sentences', () => {
		for (const {name, title, unit, width, wideWidth, doc} of allColumns) {
			expect(title.length, name).toBeLessThanOrEqual(width);
			expect(unit.length, name).toBeLessThanOrEqual(width);
			expect(wideWidth ?? width, name).toBeGreaterThanOrEqual(width);
			expect(doc, name).toMatch(/^[A-Z].*\.$/);
		}
		expect(new Set(allColumns.map(({name}) => name)).size).toBe(allColumns.length);
	});

	test('fit every width from 80 on: one after the other, within the screen, in the order declared', () => {
		for (let width = 80; width <= 300; width++) {
			const {placed, historyX, historyWidth} = layOut(width);
			let free = 2;
			for (const {column, x, width: columnWidth} of placed) {
				expect(x).toBeGreaterThanOrEqual(free);
				expect(columnWidth).toBeGreaterThanOrEqual(column.width);
				free = x + columnWidth + 1;
			}
			expect(free - 1).toBeLessThanOrEqual(width - 1);
			expect(historyX + historyWidth).toBeLessThanOrEqual(width - 1);
			expect(historyWidth === 0 || historyX >= free).toBe(true);
			const order = placed.map(({column}) => columns.indexOf(column));
			expect(order).toEqual([...order].sort((a, b) => a - b));
		}
	});

	test('at 80, 120 and 200 columns these are shown', () => {
		expect(visibleColumns(80)).toEqual([
			'name',
			'state',
			'wait',
			'mode',
			'gpu',
			'exits',
			'doorbells',
			'shadow',
			'queue',
			'delay',
			'progress',
		]);
		expect(visibleColumns(120)).toEqual(columns.map(({name}) => name).filter(name => name !== 'workload'));
		expect(visibleColumns(140)).toEqual(columns.map(({name}) => name));
		expect(layOut(120).historyWidth).toBe(0);
		expect(layOut(200).historyWidth).toBeGreaterThanOrEqual(40);
	});

	test('more width never takes a column away', () => {
		for (let width = 81; width <= 200; width++) {
			const narrower = visibleColumns(width - 1);
			expect(visibleColumns(width).filter(name => narrower.includes(name))).toEqual(narrower);
		}
	});

	test('no value is wider than its column', () => {
		const counters = fc.record({
			exits: fc.integer({min: 0, max: 2 ** 40}),
			doorbells: fc.integer({min: 0, max: 2 ** 40}),
			fired: fc.integer({min: 0, max: 2 ** 20}),
			queueDelayNs: fc.integer({min: 0, max: 2 ** 50}),
			queueDepth: fc.integer({min: 0, max: 999}),
			gpuBusyNs: fc.integer({min: 0, max: 2 ** 36}),
			shadowNs: fc.integer({min: 0, max: 2 ** 40}),
			workloadRounds: fc.integer({min: 0, max: 2 ** 40}),
			channelsLive: fc.integer({min: 0, max: 128}),
		});
		fc.assert(
			fc.property(counters, fc.integer({min: 1, max: 60}), (values, seconds) => {
				const rates = new Rates(SECOND);
				rates.push(snapshotAt(seconds * SECOND, [{id: 1, slot: 0, counters: values}]));
				for (const column of allColumns.filter(({align}) => align === 'right')) {
					expect(column.text(domainFacts({id: 1, slot: 0}), rates, column.width).length, column.name).toBeLessThanOrEqual(column.width);
				}
			}),
		);
	});

	test('entitlement is by weight among those that take part', () => {
		const one = domainFacts({id: 1, slot: 0, configuration: {weight: 300}});
		const two = domainFacts({id: 2, slot: 1, configuration: {weight: 100}});
		const parked = domainFacts({id: 3, slot: 2, facts: {state: 'parked'}});
		expect(entitlement(one, [one, two, parked])).toBe(0.75);
		expect(entitlement(parked, [one, two, parked])).toBeUndefined();
	});

	test('Jain: even is 1, all to one of four is a quarter, nothing is unknown', () => {
		expect(fairnessIndex([1, 1, 1])).toBeCloseTo(1, 12);
		expect(fairnessIndex([4, 0, 0, 0])).toBeCloseTo(0.25, 12);
		expect(fairnessIndex([])).toBeUndefined();
		expect(fairnessIndex([0, 0])).toBeUndefined();
	});
});

describe('sorting', () => {
	const domains = [
		{id: 1, slot: 0, configuration: {name: 'dom10'}, counters: {exits: 5}},
		{id: 2, slot: 1, configuration: {name: 'dom9'}, counters: {exits: 50}},
		{id: 3, slot: 2, configuration: {name: 'Alpha'}, counters: {exits: 5}},
	];
	const rates = new Rates(SECOND);
	rates.push(snapshotAt(SECOND, domains));
	const order = (column: Parameters<typeof sortDomains>[2], isReversed = false) =>
		sortDomains(domains.map(domainFacts), rates, column, isReversed).map(({configuration}) => configuration.name);

	test('names as people count', () => {
		expect(order('name')).toEqual(['Alpha', 'dom9', 'dom10']);
		expect(order('name', true)).toEqual(['dom10', 'dom9', 'Alpha']);
	});

	test('figures most first, ties by age in either direction', () => {
		expect(order('exits')).toEqual(['dom9', 'dom10', 'Alpha']);
		expect(order('exits', true)).toEqual(['dom10', 'Alpha', 'dom9']);
	});

	test('the unknown last', () => {
		const young = domainFacts({id: 9, slot: 5, configuration: {name: 'young'}});
		expect(sortDomains([young, ...domains.map(domainFacts)], rates, 'exits', false).at(-1)).toBe(young);
	});
});

describe('the keymap', () => {
	test('binds no key twice on a screen', () => {
		for (const screen of screens) {
			for (const isPast of [false, true]) {
				const keys = bindings.filter(binding => isOffered(binding, screen, {isPast, isTrial: false})).flatMap(({keys: all}) => all);
				expect(
					keys.filter((key, index) => keys.indexOf(key) !== index),
					screen,
				).toEqual([]);
			}
		}
	});

	test('has a short title and a sentence for every binding', () => {
		for (const {title, doc, keys, bar} of bindings) {
			expect(title.length, title).toBeGreaterThan(0);
			expect(title.length, title).toBeLessThanOrEqual(10);
			expect(doc, title).toMatch(/^[A-Z].*\.$/);
			// What has no key is typed on the command line, and is not in the key bar.
			expect(keys.length > 0 || bar === 0, title).toBe(true);
		}
	});

	test('help, quitting and Esc work everywhere; Esc never quits', () => {
		for (const screen of screens) {
			expect(new Keymap().bindingOf('?', screen)?.verb).toBe('help');
			expect(new Keymap().bindingOf('q', screen)?.verb).toBe('leave');
			expect(new Keymap().bindingOf('escape', screen)?.verb).toBe('back');
		}
	});

	test('help names every key', () => {
		const text = helpLines('keys', new Keymap(), 200).map(line => `${line.key} ${line.text}`);
		for (const {keys, command, doc, verb} of bindings) {
			if (verb !== 'sort-by') {
				const title = keys.length === 0 ? `:${command}` : keys.map(keyTitle).join(' ');
				expect(
					text.some(line => line.startsWith(title) && line.endsWith(doc)),
					doc,
				).toBe(true);
			}
		}
		const columnText = helpLines('columns', new Keymap(), 200).map(line => line.text);
		for (const {doc} of columns) {
			expect(columnText).toContain(doc);
		}
	});

	test('words wrap within the width and none is lost', () => {
		fc.assert(
			fc.property(
				fc.array(fc.stringMatching(/^[a-z]{1,12}$/), {minLength: 1, maxLength: 30}),
				fc.integer({min: 12, max: 60}),
				(words, width) => {
					const lines = wrapWords(words.join(' '), width);
					expect(lines.join(' ')).toBe(words.join(' '));
					expect(Math.max(...lines.map(line => line.length))).toBeLessThanOrEqual(width);
				},
			),
		);
	});

	test('speeds walk through the whole series and stop at its ends', () => {
		let speed = 0.01;
		const seen = [speed];
		while (nextSpeed(speed, 1) !== speed) {
			speed = nextSpeed(speed, 1);
			seen.push(speed);
		}
		expect(seen).toEqual(speeds);
		expect(nextSpeed(0.01, -1)).toBe(0.01);
		expect(nextSpeed(0, -1)).toBe(100);
		expect(nextSpeed(3, 1)).toBe(5);
		expect(nextSpeed(3, -1)).toBe(2);
	});
});

describe('key names', () => {
	test.each([
		['up', '↑'],
		[' ', 'Space'],
		['ctrl+l', '^L'],
		['shift+tab', 'S-Tab'],
		['shift+left', 'S-←'],
		['alt+x', 'M-x'],
		['f5', 'F5'],
		['+', '+'],
		['?', '?'],
	])('%s is printed as %s', (name, title) => {
		expect(keyTitle(name)).toBe(title);
	});
});

describe('a viewport', () => {
	test('always shows the selected line and never scrolls past the end', () => {
		const steps = fc.array(
			fc.record({
				total: fc.integer({min: 0, max: 90}),
				rows: fc.integer({min: 1, max: 30}),
				by: fc.integer({min: -50, max: 50}),
				at: fc.integer({min: 0, max: 89}),
			}),
			{maxLength: 20},
		);
		fc.assert(
			fc.property(steps, list => {
				const viewport = new Viewport();
				for (const {total, rows, by, at} of list) {
					const selected = Math.min(at, total - 1);
					viewport.scrollBy(by);
					viewport.fit(total, rows, selected);
					expect(viewport.top).toBeGreaterThanOrEqual(0);
					expect(viewport.top).toBeLessThanOrEqual(Math.max(0, total - rows));
					if (selected >= 0) {
						expect(viewport.top).toBeLessThanOrEqual(selected);
						expect(viewport.top + rows).toBeGreaterThan(selected);
					}
					const {start, length} = viewport.thumb();
					expect(start >= 0 && (total <= rows || start + length <= rows)).toBe(true);
				}
			}),
		);
	});
});

describe('cutting text', () => {
	test.each([
		['dom1', 4, 'dom1'],
		['domain', 4, 'dom…'],
		['漢字漢字', 5, '漢字…'],
		['漢字漢字', 4, '漢…'],
		['abc', 0, ''],
		['👩‍👩‍👧xyz', 4, '👩‍👩‍👧x…'],
	])('%s in %s columns is %s', (text, width, cut) => {
		expect(truncate(text, width)).toBe(cut);
	});
});
