/** A question before something that undo cannot take back wholly: Enter does it, Esc does not. */
import type {Command} from '../../machine/command.ts';
import type {DialogStep} from './dialog.ts';

export type ConfirmDialog = {
	readonly kind: 'confirm';
	readonly question: string;
	/** What will happen, in sentences. */
	readonly consequences: readonly string[];
	readonly command: Command;
	readonly refusal: string;
};

export function stepConfirmDialog(dialog: ConfirmDialog, key: string): DialogStep {
	switch (key) {
		case 'escape':
		case 'n':
			return 'cancel';
		case 'enter':
		case 'y':
			return {submit: dialog.command};
		default:
			return {dialog};
	}
}
