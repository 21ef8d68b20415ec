/** Pages of columns, and the choosers of columns. */
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {pagesOf, pageWith, walkOf} from '../../source/monitor/column-pages.ts';
import {allColumns, type ColumnName, columns} from '../../source/monitor/columns.ts';
import {listedColumns, openColumnsDialog, stepColumnsDialog} from '../../source/monitor/dialogs/columns-dialog.ts';
import type {DialogStep} from '../../source/monitor/dialogs/dialog.ts';
import {openSortDialog, stepSortDialog} from '../../source/monitor/dialogs/sort-dialog.ts';
import {Store} from '../../source/monitor/store.ts';
import {layOut, walkedColumns} from '../../source/monitor/table-layout.ts';

const items = fc.array(fc.record({width: fc.integer({min: 1, max: 12}), priority: fc.integer({min: 0, max: 9})}), {
	minLength: 1,
	maxLength: 30,
});

describe('pages', () => {
	test('hold every column once, the first one on each, and no page is too wide unless it has two', () => {
		fc.assert(
			fc.property(items, fc.integer({min: 20, max: 100}), fc.boolean(), (all, room, isOrdered) => {
				const pinned = [{width: 4, priority: 0}, ...all.map(item => ({...item, priority: item.priority + 1}))];
				const pages = pagesOf(pinned, room, isOrdered);
				expect(walkOf(pages)).toHaveLength(pinned.length);
				for (const page of pages) {
					expect(page[0]).toBe(pinned[0]);
					const width = page.reduce((sum, one) => sum + one.width + 1, -1);
					expect(width <= room || page.length <= 2).toBe(true);
				}
				for (const item of pinned) {
					expect(pages[pageWith(pages, item)]).toContain(item);
				}
			}),
		);
	});

	test('the first has what matters most, or what comes first in the operator’s own order', () => {
		const all = [
			{name: 'a', width: 4, priority: 0},
			{name: 'b', width: 4, priority: 9},
			{name: 'c', width: 4, priority: 1},
		];
		const names = (isOrdered: boolean) => pagesOf(all, 9, isOrdered).map(page => page.map(({name}) => name).join(''));
		expect(names(false)).toEqual(['ac', 'ab']);
		expect(names(true)).toEqual(['ab', 'ac']);
	});
});

describe('the table of domains', () => {
	const many = {columns: allColumns.map(({name}) => name), hasFullNames: false};

	test.each([80, 120, 200])('at %i shows every column there is, page by page', width => {
		const walk = walkedColumns(width, many);
		expect(new Set(walk)).toEqual(new Set(many.columns));
		for (const cursor of walk) {
			const {placed} = layOut(width, many, cursor);
			expect(placed.map(({column}) => column.name)).toContain(cursor);
			expect(placed[0]?.column.name).toBe('name');
			const last = placed.at(-1);
			expect((last?.x ?? 0) + (last?.width ?? 0)).toBeLessThanOrEqual(width - 1);
		}
	});

	test('says how many columns lie before and after', () => {
		const first = layOut(80, many);
		expect(first.before).toBe(0);
		expect(first.after).toBe(allColumns.length - first.placed.length);
		const last = layOut(80, many, walkedColumns(80, many).at(-1));
		expect(last.after).toBe(0);
		expect(last.before).toBe(allColumns.length - last.placed.length);
	});

	test('the usual columns in the usual order are nobody’s choice: priorities count', () => {
		expect(layOut(80, {columns: columns.map(({name}) => name), hasFullNames: false})).toEqual(layOut(80));
	});
});

/** Presses keys; returns the dialog and what the screen became. */
function press(dialog: ReturnType<typeof openColumnsDialog>, ...keys: readonly string[]) {
	const store = new Store();
	let now: typeof dialog | undefined = dialog;
	for (const key of keys) {
		const step: DialogStep = now === undefined ? 'cancel' : stepColumnsDialog(now, key);
		if (step === 'cancel') {
			now = undefined;
		} else if ('dialog' in step) {
			now = step.dialog as typeof dialog | undefined;
			if ('change' in step) {
				store.change(step.change);
			}
		}
	}
	return {dialog: now, columns: store.state.columns};
}

const usual = (): ColumnName[] => columns.map(({name}) => name);

describe('the chooser of columns', () => {
	test('takes a column away and puts it back at the end; what is usual is no choice', () => {
		const without = press(openColumnsDialog(usual()), 'down', ' ');
		expect(without.columns).toEqual(usual().filter(name => name !== 'state'));
		expect(press(openColumnsDialog(usual()), 'down', ' ', 'ctrl+r').columns).toEqual([]);
		const back = press(openColumnsDialog(['name', 'gpu']), 'p', '9', '5', ' ');
		expect(back.columns).toEqual(['name', 'gpu', 'p95']);
	});

	test('moves a column among those that are shown, never before the name', () => {
		expect(press(openColumnsDialog(['name', 'gpu', 'exits']), 'down', 'right').columns).toEqual(['name', 'exits', 'gpu']);
		const stuck = press(openColumnsDialog(['name', 'gpu', 'exits']), 'down', 'left');
		expect(stuck.dialog?.refusal).toBe('NAME stays first');
		expect(press(openColumnsDialog(['name', 'gpu']), ' ').dialog?.refusal).toContain('NAME stays');
	});

	test('Esc puts back what was before, Enter keeps', () => {
		expect(press(openColumnsDialog(['name', 'gpu']), 'down', ' ', 'escape')).toEqual({dialog: undefined, columns: ['name', 'gpu']});
		expect(press(openColumnsDialog(['name', 'gpu']), 'down', ' ', 'enter')).toEqual({dialog: undefined, columns: ['name']});
	});

	test('lists every column, those that are shown first, and finds by title, name and sentence', () => {
		expect(
			listedColumns({chosen: ['name', 'p99'], search: ''})
				.slice(0, 2)
				.map(({name}) => name),
		).toEqual(['name', 'p99']);
		expect(listedColumns({chosen: ['name'], search: ''})).toHaveLength(allColumns.length);
		expect(listedColumns({chosen: ['name'], search: 'runlist'}).map(({name}) => name)).toEqual(['exitsRunlist']);
	});
});

test('the chooser of the order sorts by any column, in view or not, either way', () => {
	const store = new Store();
	let dialog = openSortDialog('name', false);
	for (const key of ['s', 't', 'a', 'r', 'v', 'right']) {
		const step = stepSortDialog(dialog, key);
		dialog = typeof step === 'object' && 'dialog' in step ? (step.dialog as typeof dialog) : dialog;
	}
	const step = stepSortDialog(dialog, 'enter');
	if (typeof step !== 'object' || !('change' in step)) {
		throw new Error('expected a change');
	}
	store.change(step.change);
	expect(store.state.sort).toEqual({column: 'starved', isReversed: true});
	const lost = stepSortDialog({...dialog, search: 'zzz', place: 0}, 'enter');
	expect(lost).toMatchObject({dialog: {refusal: 'no column contains "zzz"'}});
});
