/** Every kind of dialog: what a key makes of it, and which keys the last line of the screen names for it. */
import type {Offers} from '../offers.ts';
import {stepAddDialog} from './add-dialog.ts';
import {stepBranchDialog} from './branch-dialog.ts';
import type {Dialog, DialogStep} from './dialog.ts';
import {stepModeDialog} from './mode-dialog.ts';
import {stepPolicyDialog} from './policy-dialog.ts';
import {stepRemoveDialog} from './remove-dialog.ts';

export function stepDialog(dialog: Dialog, key: string, offers: Offers): DialogStep {
	switch (dialog.kind) {
		case 'add':
			return stepAddDialog(dialog, key, offers);
		case 'branch':
			return stepBranchDialog(dialog, key);
		case 'remove':
			return stepRemoveDialog(dialog, key);
		case 'mode':
			return stepModeDialog(dialog, key);
		case 'policy':
			return stepPolicyDialog(dialog, key, offers);
	}
}

export const dialogKeys: Readonly<Record<Dialog['kind'], ReadonlyArray<readonly [key: string, title: string]>>> = {
	add: [
		['Enter', 'Add'],
		['Tab', 'Next field'],
		['←→', 'Change'],
		['Esc', 'Cancel'],
	],
	branch: [
		['Enter', 'Branch'],
		['M', 'Main run'],
		['Esc', 'Cancel'],
	],
	remove: [
		['Enter', 'Remove'],
		['Esc', 'Keep it'],
	],
	mode: [
		['Enter', 'Use'],
		['↑↓', 'Choose'],
		['Esc', 'Cancel'],
	],
	policy: [
		['Enter', 'Use'],
		['↑↓', 'Choose'],
		['Tab', 'Parameters'],
		['←→', 'Change'],
		['Esc', 'Cancel'],
	],
};
