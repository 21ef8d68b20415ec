/** Branching: says what it does and how long it takes, before anything is done; then how far it has come. */
import type {DialogStep} from './dialog.ts';

/** Which run is to be live: one that is made from the moment shown, or the one that this one came from. */
export type RunChoice = 'branch' | 'main';

export type BranchDialog = {
	readonly kind: 'branch';
	/** The moment from which the other run goes on, and how much of this one lies after it. */
	readonly atNs: number;
	readonly laterNs: number;
	/** Changes after that moment, which the other run does not know of. */
	readonly changes: number;
	/** Wall milliseconds that the replay will take; undefined if that is not known. */
	readonly estimateMs: number | undefined;
	/** Where the main run waits; undefined while it is live. */
	readonly mainNs: number | undefined;
	/** Virtual time that the replay has reached; undefined before it begins. */
	readonly reachedNs: number | undefined;
	readonly refusal: string;
};

export function stepBranchDialog(dialog: BranchDialog, key: string): DialogStep {
	if (key === 'escape') {
		return 'cancel';
	}
	if (dialog.reachedNs !== undefined) {
		return {dialog};
	}
	switch (key) {
		case 'enter':
			return {run: 'branch'};
		case 'm':
		case 'M':
			return dialog.mainNs === undefined ? {dialog: {...dialog, refusal: 'this is the main run'}} : {run: 'main'};
		default:
			return {dialog};
	}
}
