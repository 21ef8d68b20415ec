/** Undo to an entry takes back several changes at once, so it says first which. */
import {retreatTo, START} from '../../machine/journal-stacks.ts';
import type {Facts} from '../../machine/snapshot.ts';
import {describeChanges} from '../ledger/lines.ts';
import type {DialogStep} from './dialog.ts';

export type UndoToDialog = {
	readonly kind: 'undo-to';
	readonly sequence: number;
	/** What will be taken back, in that order, one a line. */
	readonly changes: string;
	readonly refusal: string;
};

/** The dialog for that entry, or why there is nothing to ask. */
export function openUndoToDialog({journal}: Facts, sequence: number): UndoToDialog | {readonly reason: string} {
	// Of a long journal only the newest entries are here: the start is known to the engine alone.
	const isCut = sequence === START && (journal[0]?.sequence ?? 0) > 0;
	const retreat = retreatTo(journal, sequence);
	if ('reason' in retreat && !isCut) {
		return retreat;
	}
	const back = 'reason' in retreat ? [] : retreat.back;
	const changes = back.toReversed().map(entry => `#${entry.sequence} ${describeChanges(entry)}`);
	return {kind: 'undo-to', sequence, changes: [...changes, ...(isCut ? ['and every change before'] : [])].join('\n'), refusal: ''};
}

export function stepUndoToDialog(dialog: UndoToDialog, key: string): DialogStep {
	switch (key) {
		case 'escape':
		case 'n':
		case 'q':
			return 'cancel';
		case 'enter':
		case 'y':
			return {submit: {kind: 'undo-to', sequence: dialog.sequence}};
		default:
			return {dialog};
	}
}
