/** Where numbers come from: every column and figure can say it, and says what is shown. */
import {describe, expect, test} from 'vitest';
import {MS, SECOND} from '../../source/base/units.ts';
import {cardCatalogue, type DomainCounter, domainCatalogue} from '../../source/machine/catalogue.ts';
import {channelFigures} from '../../source/monitor/channel-figures.ts';
import {allColumns} from '../../source/monitor/columns.ts';
import {exitFigures} from '../../source/monitor/exit-figures.ts';
import {explain} from '../../source/monitor/explain.ts';
import {headerFigures} from '../../source/monitor/header-figures.ts';
import {countersOf} from '../../source/monitor/measure.ts';
import {memoryFigures} from '../../source/monitor/memory-figures.ts';
import {Model} from '../../source/monitor/model.ts';
import type {Origin} from '../../source/monitor/origin.ts';
import {schedulerFigures} from '../../source/monitor/scheduler-figures.ts';
import {type Cell, cellAt, cellCount} from '../../source/monitor/screen-table.ts';
import {Store} from '../../source/monitor/store.ts';
import {openScreen, type ScreenName} from '../../source/monitor/ui-state.ts';
import {snapshotAt} from '../lab/snapshots.ts';

const store = new Store();

/** Two domains, twelve samples 100 ms apart; every counter of domain 1 grows by its own number. */
function modelOf(): Model {
	const model = new Model(store, () => 0, true);
	for (let tick = 0; tick <= 12; tick++) {
		const counters = Object.fromEntries(
			domainCatalogue.names.map((name, place) => [
				name,
				domainCatalogue.specs[name].unit === 'ns' ? tick * place * MS : tick * (place + 1),
			]),
		) as Record<DomainCounter, number>;
		const card = Object.fromEntries(cardCatalogue.names.map((name, place) => [name, tick * (place + 1)]));
		model.push(
			snapshotAt(
				tick * 100 * MS,
				[
					{id: 1, slot: 0, counters: {...counters, gpuBusyNs: tick * 30 * MS, exits: tick * 50, waitsFor: tick < 10 ? 1 : 2}},
					{id: 2, slot: 1, counters: {gpuBusyNs: tick * 10 * MS, exits: tick * 7}},
				],
				card,
			),
		);
	}
	return model;
}

const model = modelOf();
const domain = model.order.find(({configuration}) => configuration.id === 1);

type Declared = {readonly title: string; readonly unit: string; readonly doc: string; readonly origin: Origin};

const declared: ReadonlyArray<readonly [table: string, all: readonly Declared[]]> = [
	['domains', allColumns],
	['exits', exitFigures],
	['scheduler', schedulerFigures],
	['channels', channelFigures],
	['memory', memoryFigures],
	['header', headerFigures.map(figure => ({...figure, title: figure.label, unit: ''}))],
];

function cellOf({title, unit, doc, origin}: Declared, shown = ''): Cell {
	return {title, unit, doc, origin, shown, who: 'dom1', domainId: 1};
}

describe.each(declared)('the table %s', (_table, all) => {
	test.each(all.map(one => [`${one.title} ${one.unit}`, one] as const))('%s says where it comes from', (_name, one) => {
		const {formula, numbers, counters, ages} = explain(cellOf(one), model);
		expect(one.doc).toMatch(/^[A-Z].*\.$/);
		if (one.origin.kind === 'told') {
			expect(formula).toMatch(/^[A-Z].*\.$/);
			expect(counters).toEqual([]);
			return;
		}
		const names: readonly string[] = countersOf<string>(one.origin.measure);
		expect(names.length).toBeGreaterThan(0);
		for (const name of names) {
			expect(`${formula} ${numbers}`).toContain(name);
		}
		expect(numbers).not.toMatch(/undefined|NaN/);
		expect(counters.map(({name}) => name)).toEqual(names);
		expect(ages).toHaveLength(10);
		expect(ages.at(-1)).toBe('now');
		for (const {values, growths, spec} of counters) {
			expect(values).toHaveLength(10);
			expect(growths).toHaveLength(spec.kind === 'counter' ? 10 : 0);
			expect(values.every(value => value.length <= 7)).toBe(true);
		}
	});
});

describe('an explanation', () => {
	const of = (name: string) => {
		const column = allColumns.find(one => one.name === name);
		if (column === undefined || domain === undefined) {
			throw new Error(`no column ${name}`);
		}
		return explain(cellOf(column, column.text(domain, model.rates, column.width)), model);
	};

	test('puts the numbers in: a part of time, a rate, a part of all, a mean', () => {
		expect(of('gpu').numbers).toBe('300ms / 1s = 30.0%');
		expect(of('exits').numbers).toBe('500 / 1s = 500 per second');
		expect(of('share').numbers).toBe('300ms / 400ms = 75.0%');
		expect(of('gpu').formula).toBe('gpuBusyNs grown in the window / window');
	});

	test('ends with what the cell shows', () => {
		for (const name of ['gpu', 'share', 'exits', 'doorbells', 'queue', 'p95', 'got', 'trapped', 'shadow'] as const) {
			const {cell, numbers} = of(name);
			const result = /= (?:(.*?)%?(?: per second)?)$/.exec(numbers)?.[1];
			expect(result, name).toBe(cell.shown);
		}
	});

	test('shows the newest samples with what they grew by', () => {
		const {counters, ages} = of('exits');
		expect(ages.slice(-3)).toEqual(['-200ms', '-100ms', 'now']);
		expect(counters[0]?.values.slice(-3)).toEqual(['500', '550', '600']);
		expect(counters[0]?.growths.slice(-3)).toEqual(['50', '50', '50']);
	});

	test('of a word says how often each was seen', () => {
		expect(of('wait').numbers).toBe('of the last 13 samples: run 77%, device 23%');
	});

	test('of a withheld number says why', () => {
		const quiet = new Model(new Store(), () => 0, true);
		quiet.push(snapshotAt(SECOND, [{id: 1, slot: 0}]));
		const column = allColumns.find(({name}) => name === 'p95');
		expect(column && explain(cellOf(column), quiet).numbers).toBe('not known while fired is 0');
	});

	test('of the header is of the card, or of all domains', () => {
		const exits = headerFigures.find(({label}) => label === 'exits');
		const {numbers} = explain({...cellOf({title: '', unit: '', doc: '', origin: exits?.origin as Origin}), domainId: -1}, model);
		expect(numbers).toBe('570 / 1s = 570 per second');
	});
});

describe('the cell cursor', () => {
	test.each<ScreenName>(['domains', 'exits', 'scheduler'])('walks every column of %s, each once', screen => {
		store.change(openScreen(screen));
		for (const width of [80, 120, 200]) {
			const count = cellCount(model, width);
			const seen = Array.from({length: count}, (_, cell) => {
				store.change(draft => {
					draft.cell = cell;
				});
				const {title, unit} = cellAt(model, width);
				return `${title} ${unit}`;
			});
			expect(new Set(seen).size).toBe(count);
			expect(count).toBeGreaterThan(15);
		}
	});

	test('stands on the column that the table is sorted by, or on the first figure, while it was not moved', () => {
		store.change(openScreen('domains'));
		store.change(draft => {
			draft.cell = -1;
			draft.sort = {column: 'exits', isReversed: false};
		});
		expect(cellAt(model, 80).title).toBe('EXITS');
		store.change(openScreen('timeline'));
		expect(cellAt(model, 80).title).toBe('GPU');
	});
});
