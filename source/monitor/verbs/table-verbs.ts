/** What keys for tables do: moving the selection, searching, sorting. */
import type {ColumnName} from '../columns.ts';
import type {TableVerb, Verbs} from '../keymap/binding.ts';
import {schedulerKnobs} from '../knobs.ts';
import type {PromptKind} from '../prompt.ts';
import type {PromptKeys} from '../prompt-keys.ts';
import {visibleColumns} from '../table-layout.ts';
import {domainScreens} from '../ui-state.ts';
import type {Desk} from './desk.ts';
import {moveLine} from './ledger-verbs.ts';

export function tableVerbs(desk: Desk, prompts: PromptKeys): Verbs<TableVerb> {
	const {model} = desk;
	const viewport = () => model.viewports[model.ui.screen];
	return {
		move: ({argument}) => move(desk, Number(argument)),
		page: ({argument}) => move(desk, Number(argument) * viewport().rows),
		jump: ({argument}) => move(desk, Number(argument) * Math.max(viewport().total, model.order.length)),
		'next-sort': () => walkSort(desk, 1),
		'previous-sort': () => walkSort(desk, -1),
		'reverse-sort': () => sort(desk, model.ui.sort.column, !model.ui.sort.isReversed),
		/** The column's own key again turns the order round. */
		'sort-by': ({argument}) => {
			const column = argument as ColumnName;
			const inForce = model.ui.sort;
			sort(desk, column, inForce.column === column && !inForce.isReversed);
		},
		search: () => ask(desk, 'search'),
		'next-match': () => prompts.find(model.ui.search, 1),
		filter: () => ask(desk, 'filter', model.ui.filter),
	};
}

/** Opens a prompt. */
export function ask({store, model}: Desk, kind: PromptKind, text = ''): void {
	store.change(draft => {
		draft.prompt = {kind, text, selectedId: model.ui.selectedId, refusal: ''};
	});
}

/** Selects the domain in that place of the table, if there is one. */
export function select({store, model}: Desk, index: number): void {
	const id = model.order[index]?.configuration.id;
	if (id !== undefined) {
		store.change(draft => {
			draft.selectedId = id;
		});
	}
}

export function sort(desk: Desk, column: ColumnName, isReversed: boolean): void {
	const {store, model} = desk;
	select(desk, model.selectedIndex);
	store.change(draft => {
		draft.sort = {column, isReversed};
	});
	model.sort();
}

/** Through the columns that can be seen. */
function walkSort(desk: Desk, by: 1 | -1): void {
	const names = visibleColumns(desk.width(), desk.model.ui);
	const index = names.indexOf(desk.model.ui.sort.column);
	sort(desk, names[(index + by + names.length) % names.length], false);
}

function move(desk: Desk, by: number): void {
	const {model, store} = desk;
	const {screen} = model.ui;
	if (moveIntoHeader(desk, by)) {
		return;
	}
	if (screen === 'scheduler' && moveKnob(desk, by)) {
		return;
	}
	if (screen === 'ledger' || screen === 'events') {
		moveLine(desk, by);
	} else if (domainScreens.includes(screen)) {
		select(desk, Math.max(0, Math.min(model.order.length - 1, model.selectedIndex + by)));
	} else {
		model.viewports[screen].scrollBy(by);
	}
	if (screen === 'help') {
		store.change(draft => {
			draft.helpTop = model.viewports.help.top;
		});
	}
}

/** With the cell cursor, Up from the first row leads to the figures at the top of the screen, Down from there back. */
function moveIntoHeader({model, store}: Desk, by: number): boolean {
	const {cell, isCellInHeader, isExplaining} = model.ui;
	const isAtTop = model.selectedIndex <= 0 && model.ui.knob < 0;
	const isLeaving = isCellInHeader && by > 0;
	const isEntering = !isCellInHeader && by < 0 && isAtTop && (cell >= 0 || isExplaining);
	if (!isEntering && !isLeaving) {
		return isCellInHeader;
	}
	store.change(draft => {
		draft.isCellInHeader = isEntering;
		draft.cell = 0;
	});
	return true;
}

/** Parameters stand above the domains: the arrows walk through both. True if a parameter is pointed at now. */
function moveKnob(desk: Desk, by: number): boolean {
	const {model, store, world} = desk;
	const {length} = schedulerKnobs(model.selected?.configuration, world());
	const from = Math.min(model.ui.knob, length - 1);
	const place = from >= 0 ? from : length + Math.max(0, model.selectedIndex);
	const to = Math.max(0, place + by);
	store.change(draft => {
		draft.knob = to < length ? to : -1;
	});
	if (to >= length && from >= 0) {
		select(desk, Math.min(model.order.length - 1, to - length));
		return true;
	}
	return to < length;
}
