/** The chooser of columns: which ones, in which order. What is changed shows at once; Esc puts back what was before. */
import {allColumns, type Column, type ColumnName, columnOf, columns} from '../columns.ts';
import type {UiRecipe} from '../ui-state.ts';
import {type DialogStep, editText, walkList} from './dialog.ts';

export type ColumnsDialog = {
	readonly kind: 'columns';
	readonly chosen: ColumnName[];
	/** What was chosen when it was opened. */
	readonly before: ColumnName[];
	/** Line pointed at. */
	readonly place: number;
	/** Only columns that contain it are listed. */
	readonly search: string;
	readonly refusal: string;
};

const usual: readonly ColumnName[] = columns.map(({name}) => name);

export function openColumnsDialog(chosen: ColumnName[]): ColumnsDialog {
	return {kind: 'columns', chosen, before: chosen, place: 0, search: '', refusal: ''};
}

/** Columns that match what was typed: by title, name or sentence. */
export function matching(all: readonly Column[], search: string): Column[] {
	const wanted = search.trim().toLowerCase();
	return all.filter(({title, name, doc}) => `${title} ${name} ${doc}`.toLowerCase().includes(wanted));
}

/** Chosen ones first, in their order; then the others. */
export function listedColumns({chosen, search}: Pick<ColumnsDialog, 'chosen' | 'search'>): Column[] {
	return matching([...chosen.map(columnOf), ...allColumns.filter(({name}) => !chosen.includes(name))], search);
}

/** The screen's state with these columns; the usual ones are nobody's choice. */
function choosing(chosen: readonly ColumnName[]): UiRecipe {
	const isUsual = chosen.length === usual.length && chosen.every((name, index) => name === usual[index]);
	return draft => {
		draft.columns = isUsual ? [] : [...chosen];
		draft.cell = -1;
	};
}

export function stepColumnsDialog(dialog: ColumnsDialog, key: string): DialogStep {
	const listed = listedColumns(dialog);
	const pointed = listed[dialog.place]?.name;
	switch (key) {
		case 'escape':
			return {dialog: undefined, change: choosing(dialog.before)};
		case 'enter':
		case 'f2':
			return 'cancel';
		case 'up':
		case 'down':
		case 'pageup':
		case 'pagedown':
			return {dialog: {...dialog, place: walkList(dialog.place, key, listed.length), refusal: ''}};
		case ' ':
			return pointed === undefined ? {dialog} : toggle(dialog, pointed);
		case 'left':
		case 'right':
			return pointed === undefined ? {dialog} : shift(dialog, pointed, key === 'left' ? -1 : 1);
		case 'ctrl+r':
			return changed({...dialog, place: 0, refusal: ''}, [...usual]);
		default:
			return {dialog: {...dialog, search: editText(dialog.search, key), place: 0, refusal: ''}};
	}
}

function changed(dialog: ColumnsDialog, chosen: ColumnName[]): DialogStep {
	return {dialog: {...dialog, chosen}, change: choosing(chosen)};
}

function toggle(dialog: ColumnsDialog, name: ColumnName): DialogStep {
	if (name === 'name') {
		return {dialog: {...dialog, refusal: 'NAME stays, and stays first: it says whose the row is'}};
	}
	const chosen = dialog.chosen.includes(name) ? dialog.chosen.filter(one => one !== name) : [...dialog.chosen, name];
	// The pointer stays with the column.
	const place = listedColumns({chosen, search: dialog.search}).findIndex(column => column.name === name);
	return changed({...dialog, place: dialog.chosen.includes(name) ? dialog.place : place, refusal: ''}, chosen);
}

/** One place to the front or to the back among the chosen ones. */
function shift(dialog: ColumnsDialog, name: ColumnName, by: 1 | -1): DialogStep {
	const from = dialog.chosen.indexOf(name);
	const to = from + by;
	if (from < 0) {
		return {dialog: {...dialog, refusal: 'only columns that are shown have an order; Space shows it'}};
	}
	if (from === 0 || to === 0 || to >= dialog.chosen.length) {
		return {dialog: {...dialog, refusal: from === 0 || to === 0 ? 'NAME stays first' : ''}};
	}
	const chosen = [...dialog.chosen];
	chosen.splice(from, 1);
	chosen.splice(to, 0, name);
	const place = listedColumns({chosen, search: dialog.search}).findIndex(column => column.name === name);
	return changed({...dialog, place, refusal: ''}, chosen);
}
