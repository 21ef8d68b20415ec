/** The chooser of the column to sort by, from all there are, in view or not. */
import {allColumns, type Column, type ColumnName} from '../columns.ts';
import {matching} from './columns-dialog.ts';
import {type DialogStep, editText, walkList} from './dialog.ts';

export type SortDialog = {
	readonly kind: 'sort';
	/** The column in force. */
	readonly column: ColumnName;
	readonly isReversed: boolean;
	/** Line pointed at. */
	readonly place: number;
	readonly search: string;
	readonly refusal: string;
};

export function openSortDialog(column: ColumnName, isReversed: boolean): SortDialog {
	return {kind: 'sort', column, isReversed, place: allColumns.findIndex(({name}) => name === column), search: '', refusal: ''};
}

export function sortChoices({search}: SortDialog): Column[] {
	return matching(allColumns, search);
}

export function stepSortDialog(dialog: SortDialog, key: string): DialogStep {
	const listed = sortChoices(dialog);
	switch (key) {
		case 'escape':
			return 'cancel';
		case 'enter': {
			const column = listed[dialog.place]?.name;
			if (column === undefined) {
				return {dialog: {...dialog, refusal: `no column contains "${dialog.search}"`}};
			}
			return {
				dialog: undefined,
				change: draft => {
					draft.sort = {column, isReversed: dialog.isReversed};
				},
			};
		}
		case 'up':
		case 'down':
		case 'pageup':
		case 'pagedown':
			return {dialog: {...dialog, place: walkList(dialog.place, key, listed.length), refusal: ''}};
		case 'left':
		case 'right':
			return {dialog: {...dialog, isReversed: !dialog.isReversed, refusal: ''}};
		default:
			return {dialog: {...dialog, search: editText(dialog.search, key), place: 0, refusal: ''}};
	}
}
