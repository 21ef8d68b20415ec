/** Leaving while something is being tried: keep it, put it back, or stay. */
import type {DialogStep} from './dialog.ts';

export type LeaveDialog = {
	readonly kind: 'leave';
	/** What is being tried. */
	readonly trial: string;
	readonly refusal: string;
};

export function stepLeaveDialog(dialog: LeaveDialog, key: string): DialogStep {
	switch (key) {
		case 'k':
			return {leave: 'keep'};
		case 'p':
			return {leave: 'put-back'};
		case 'escape':
		case 's':
			return 'cancel';
		default:
			return {dialog};
	}
}
