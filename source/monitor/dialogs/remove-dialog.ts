/** Removing a domain destroys what runs in it, so the name must be typed. */
import {type DialogStep, editText} from './dialog.ts';

export type RemoveDialog = {
	readonly kind: 'remove';
	readonly domain: string;
	readonly typed: string;
	readonly refusal: string;
};

export function stepRemoveDialog(dialog: RemoveDialog, key: string): DialogStep {
	switch (key) {
		case 'escape':
			return 'cancel';
		case 'enter':
			return dialog.typed === dialog.domain
				? {submit: {kind: 'remove-domain', domain: dialog.domain}}
				: {dialog: {...dialog, refusal: `type ${dialog.domain} to remove it, or press Esc`}};
		default:
			return {dialog: {...dialog, typed: editText(dialog.typed, key), refusal: ''}};
	}
}
