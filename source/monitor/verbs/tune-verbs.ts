/** What keys for tuning do. */
import type {Draft} from 'immer';
import {openLine} from '../command-line/line-state.ts';
import type {Dialog} from '../dialogs/dialog.ts';
import {openMachineDialog} from '../dialogs/machine-dialog.ts';
import {openTuneDialog} from '../dialogs/tune-dialog.ts';
import type {TuneVerb, Verbs} from '../keymap/binding.ts';
import type {Desk} from './desk.ts';

export function tuneVerbs({store, model, world}: Desk): Verbs<TuneVerb> {
	const type = (isPalette: boolean) =>
		store.change(draft => {
			draft.line = openLine(isPalette);
		});
	const open = (dialog: Dialog) =>
		store.change(draft => {
			draft.dialog = dialog as Draft<Dialog>;
		});
	return {
		'command-line': () => type(false),
		palette: () => type(true),
		tune: () => {
			const domain = model.selected?.configuration;
			if (domain !== undefined) {
				open(openTuneDialog(domain, world()));
			}
		},
		'tune-machine': () => open(openMachineDialog),
	};
}
