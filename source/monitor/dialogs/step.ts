/** Every kind of dialog: what a key makes of it, and which keys the last line of the screen names for it. */
import type {World} from '../knobs.ts';
import {stepActionsDialog} from './actions-dialog.ts';
import {stepAddDialog} from './add-dialog.ts';
import {stepBranchDialog} from './branch-dialog.ts';
import {stepColumnsDialog} from './columns-dialog.ts';
import {stepConfirmDialog} from './confirm-dialog.ts';
import type {Dialog, DialogStep} from './dialog.ts';
import {type FormEffect, stepForm} from './form.ts';
import {stepLeaveDialog} from './leave-dialog.ts';
import {type MachineDialog, machineFields} from './machine-dialog.ts';
import {openModeDialog, stepModeDialog} from './mode-dialog.ts';
import {stepPolicyDialog} from './policy-dialog.ts';
import {askReboot} from './reboot-question.ts';
import {stepRemoveDialog} from './remove-dialog.ts';
import {stepSortDialog} from './sort-dialog.ts';
import {domainOf, type TuneDialog, tuneFields} from './tune-dialog.ts';
import {stepUndoToDialog} from './undo-to-dialog.ts';
import {stepWriteDialog} from './write-dialog.ts';

export function stepDialog(dialog: Dialog, key: string, world: World): DialogStep {
	switch (dialog.kind) {
		case 'add':
			return stepAddDialog(dialog, key, world.offers);
		case 'branch':
			return stepBranchDialog(dialog, key);
		case 'remove':
			return stepRemoveDialog(dialog, key);
		case 'mode':
			return stepModeDialog(dialog, key);
		case 'policy':
			return stepPolicyDialog(dialog, key, world.offers);
		case 'confirm':
			return stepConfirmDialog(dialog, key);
		case 'actions':
			return stepActionsDialog(dialog, key, world);
		case 'tune':
			return stepTuneDialog(dialog, key, world);
		case 'machine':
			return stepMachineDialog(dialog, key, world);
		case 'columns':
			return stepColumnsDialog(dialog, key);
		case 'sort':
			return stepSortDialog(dialog, key);
		case 'write':
			return stepWriteDialog(dialog, key);
		case 'undo-to':
			return stepUndoToDialog(dialog, key);
		case 'leave':
			return stepLeaveDialog(dialog, key);
	}
}

function stepTuneDialog(dialog: TuneDialog, key: string, world: World): DialogStep {
	const domain = domainOf(dialog, world);
	if (domain === undefined || (key === 'escape' && dialog.typed === undefined)) {
		return 'cancel';
	}
	const {state, effect} = stepForm(dialog, key, tuneFields(dialog, world));
	switch (effect?.kind) {
		case 'pend':
			return {dialog: {...state, pending: effect.pending}};
		case 'open':
			switch (effect.what) {
				case 'reboot':
					return {dialog: askReboot(domain.name, dialog.pending)};
				case 'destroy':
					return {dialog: {kind: 'remove', domain: domain.name, typed: '', refusal: ''}};
				case 'mode':
					return {dialog: openModeDialog(domain.name, domain.mode)};
			}
			break;
		default:
			return stepOf(state, effect);
	}
}

function stepMachineDialog(dialog: MachineDialog, key: string, world: World): DialogStep {
	if (key === 'escape' && dialog.typed === undefined) {
		return 'cancel';
	}
	const {state, effect} = stepForm(dialog, key, machineFields(world));
	return stepOf(state, effect);
}

/** What all forms do alike. */
function stepOf(dialog: TuneDialog | MachineDialog, effect: FormEffect | undefined): DialogStep {
	switch (effect?.kind) {
		case 'turn':
			return {dialog, turn: effect.turn};
		case 'apply':
			return {dialog, apply: effect.command};
		case 'refuse':
			return {dialog: {...dialog, refusal: effect.reason}};
		default:
			return {dialog};
	}
}

const form = [
	['←→', 'Turn'],
	['S-←→', 'x10'],
	['Enter', 'Value'],
	['↑↓', 'Field'],
	['Del', 'Default'],
	['Esc', 'Close'],
] as const;

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
	columns: [
		['Space', 'Show'],
		['←→', 'Order'],
		['^R', 'Usual'],
		['Enter', 'Keep'],
		['Esc', 'Put back'],
	],
	sort: [
		['Enter', 'Sort'],
		['↑↓', 'Choose'],
		['←→', 'Direction'],
		['Esc', 'Cancel'],
	],
	policy: [
		['Enter', 'Use'],
		['↑↓', 'Choose'],
		['Tab', 'Parameters'],
		['←→', 'Change'],
		['Esc', 'Cancel'],
	],
	'undo-to': [
		['Enter', 'Take back'],
		['Esc', 'Cancel'],
	],
	leave: [
		['k', 'Keep'],
		['p', 'Put back'],
		['Esc', 'Stay'],
	],
	confirm: [
		['Enter', 'Do it'],
		['Esc', 'Leave it'],
	],
	actions: [
		['Enter', 'Do'],
		['↑↓', 'Choose'],
		['letter', 'Do at once'],
		['Esc', 'Close'],
	],
	tune: form,
	machine: form,
	write: [
		['Enter', 'Write'],
		['↑↓', 'Choose'],
		['letters', 'Name'],
		['Esc', 'Cancel'],
	],
};
