/**
Dialogs as data. A key turns one into the next; what it decides is an effect that the controller carries out.
*/
import type {Command} from '../../machine/command.ts';
import {textOfKey} from '../keys.ts';
import type {Turn} from '../knobs.ts';
import type {UiRecipe} from '../ui-state.ts';
import type {OutputName} from '../write/outputs.ts';
import type {ActionsDialog} from './actions-dialog.ts';
import type {AddDialog} from './add-dialog.ts';
import type {BranchDialog, RunChoice} from './branch-dialog.ts';
import type {ColumnsDialog} from './columns-dialog.ts';
import type {ConfirmDialog} from './confirm-dialog.ts';
import type {LeaveDialog} from './leave-dialog.ts';
import type {MachineDialog} from './machine-dialog.ts';
import type {ModeDialog} from './mode-dialog.ts';
import type {PolicyDialog} from './policy-dialog.ts';
import type {RemoveDialog} from './remove-dialog.ts';
import type {SortDialog} from './sort-dialog.ts';
import type {TuneDialog} from './tune-dialog.ts';
import type {UndoToDialog} from './undo-to-dialog.ts';
import type {WriteDialog} from './write-dialog.ts';

export type Dialog =
	| AddDialog
	| BranchDialog
	| RemoveDialog
	| ModeDialog
	| PolicyDialog
	| ConfirmDialog
	| ActionsDialog
	| TuneDialog
	| MachineDialog
	| ColumnsDialog
	| SortDialog
	| WriteDialog
	| UndoToDialog
	| LeaveDialog;

export type DialogStep =
	/** The dialog goes on like this. */
	| {readonly dialog: Dialog}
	/** Goes on like this, or is closed, and changes how things are shown. */
	| {readonly dialog: Dialog | undefined; readonly change: UiRecipe}
	/** It goes on, and so does a burst of turns. */
	| {readonly dialog: Dialog; readonly turn: Turn}
	/** It goes on, and the command is submitted; a refusal is shown in it. */
	| {readonly dialog: Dialog; readonly apply: Command}
	/** Closed without effect. */
	| 'cancel'
	/** To be submitted; the dialog stays open until the engine agrees. */
	| {readonly submit: Command}
	/** Another run is to be live. */
	| {readonly run: RunChoice}
	/** A file to be written; the dialog stays open if it cannot be. `isOurs`: nobody typed the name. */
	| {readonly write: OutputName; readonly path: string; readonly isOurs: boolean}
	/** What becomes of the trial; then the monitor is left. */
	| {readonly leave: 'keep' | 'put-back'};

/** Text after one key: characters and pasted text are appended, Backspace takes the last one, Ctrl-U all. */
export function editText(text: string, key: string): string {
	if (key === 'backspace') {
		return [...text].slice(0, -1).join('');
	}
	if (key === 'ctrl+u') {
		return '';
	}
	return text + (textOfKey(key) ?? '');
}

/** The next of `count` places, round the end. */
export function turn(place: number, by: number, count: number): number {
	return count === 0 ? 0 : (place + by + count) % count;
}

/** Places that a page key moves by in a list. */
const PAGE = 10;

/** The place in a list of `count` after a key that walks it: the arrows go round its end, pages stop there. */
export function walkList(place: number, key: 'up' | 'down' | 'pageup' | 'pagedown', count: number): number {
	if (key === 'up' || key === 'down') {
		return turn(place, key === 'up' ? -1 : 1, count);
	}
	return Math.max(0, Math.min(count - 1, place + (key === 'pageup' ? -PAGE : PAGE)));
}
