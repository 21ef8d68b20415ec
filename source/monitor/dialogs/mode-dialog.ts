/** The chooser of a domain's mode. Options of full change live; another kind of mode reloads the driver, and the dialog says so first. */
import {describeMode, type Mode} from '../../machine/configuration.ts';
import {modeOffers} from '../offers.ts';
import {type DialogStep, turn} from './dialog.ts';

export type ModeDialog = {
	readonly kind: 'mode';
	readonly domain: string;
	/** The mode in force. */
	readonly before: Mode;
	/** The mode pointed at. */
	readonly mode: number;
	readonly refusal: string;
};

/** Opens on the mode in force. */
export function openModeDialog(domain: string, before: Mode): ModeDialog {
	const index = modeOffers.findIndex(({mode}) => describeMode(mode) === describeMode(before));
	return {kind: 'mode', domain, before, mode: Math.max(0, index), refusal: ''};
}

/** What choosing the mode pointed at would do, in a sentence. */
export function consequence({before, mode}: ModeDialog): string {
	const {mode: after} = modeOffers[mode];
	if (describeMode(before) === describeMode(after)) {
		return 'This is the mode in force.';
	}
	return before.kind === after.kind
		? 'Changes at once; the guest does not notice.'
		: 'The domain loads its driver anew; its work starts over.';
}

export function stepModeDialog(dialog: ModeDialog, key: string): DialogStep {
	switch (key) {
		case 'escape':
			return 'cancel';
		case 'enter':
			return {submit: {kind: 'set-mode', domain: dialog.domain, mode: modeOffers[dialog.mode].mode}};
		case 'up':
		case 'k':
			return {dialog: {...dialog, mode: turn(dialog.mode, -1, modeOffers.length), refusal: ''}};
		case 'down':
		case 'j':
			return {dialog: {...dialog, mode: turn(dialog.mode, 1, modeOffers.length), refusal: ''}};
		default:
			return {dialog};
	}
}
