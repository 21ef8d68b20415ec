/** What keys for tuning do. */
import {openLine} from '../command-line/line-state.ts';
import type {TuneVerb, Verbs} from '../keymap/binding.ts';
import type {Desk} from './desk.ts';

export function tuneVerbs({store}: Desk): Verbs<TuneVerb> {
	const open = (isPalette: boolean) =>
		store.change(draft => {
			draft.line = openLine(isPalette);
		});
	return {
		'command-line': () => open(false),
		palette: () => open(true),
	};
}
