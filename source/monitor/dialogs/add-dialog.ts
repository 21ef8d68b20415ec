/** The form of a new domain. Fields left empty are the engine's to choose. */
import {formatBytes, MIB, parseSize} from '../../base/units.ts';
import type {Command} from '../../machine/command.ts';
import {modeOffers, type Offers} from '../offers.ts';
import {type DialogStep, editText, turn} from './dialog.ts';

export const addFields = ['name', 'workload', 'vram', 'mode', 'weight'] as const;
export type AddField = (typeof addFields)[number];

export type AddDialog = {
	readonly kind: 'add';
	readonly field: AddField;
	readonly name: string;
	readonly workload: number;
	readonly vram: string;
	readonly mode: number;
	readonly weight: string;
	/** Why the engine or the form refused; empty at first. */
	readonly refusal: string;
};

const SMALLEST_VRAM = 16 * MIB;
const LARGEST_VRAM = 4096 * MIB;
const LARGEST_WEIGHT = 65_535;

export const emptyAddDialog: AddDialog = {
	kind: 'add',
	field: 'name',
	name: '',
	workload: 0,
	vram: '512M',
	mode: 0,
	weight: '256',
	refusal: '',
};

export function stepAddDialog(dialog: AddDialog, key: string, offers: Offers): DialogStep {
	switch (key) {
		case 'escape':
			return 'cancel';
		case 'enter':
			return submission(dialog, offers);
		case 'tab':
		case 'down':
			return {dialog: {...dialog, field: neighbour(dialog.field, 1)}};
		case 'shift+tab':
		case 'up':
			return {dialog: {...dialog, field: neighbour(dialog.field, -1)}};
		case 'left':
			return {dialog: {...change(dialog, -1, offers), refusal: ''}};
		case 'right':
			return {dialog: {...change(dialog, 1, offers), refusal: ''}};
		default:
			return {dialog: {...type(dialog, key, offers), refusal: ''}};
	}
}

function neighbour(field: AddField, by: number): AddField {
	return addFields[turn(addFields.indexOf(field), by, addFields.length)];
}

/** Left and right: the next choice; half and double a size; a weight less and more. */
function change(dialog: AddDialog, by: 1 | -1, offers: Offers): AddDialog {
	switch (dialog.field) {
		case 'name':
			return dialog;
		case 'workload':
			return {...dialog, workload: turn(dialog.workload, by, offers.workloads.length)};
		case 'mode':
			return {...dialog, mode: turn(dialog.mode, by, modeOffers.length)};
		case 'vram': {
			const size = parseSize(dialog.vram);
			const bytes = size.ok ? size.value * 2 ** by : SMALLEST_VRAM;
			const kept = Math.max(SMALLEST_VRAM, Math.min(LARGEST_VRAM, bytes));
			return {...dialog, vram: formatBytes(kept).replace(' ', '').replace('iB', '')};
		}
		case 'weight': {
			const weight = Number(dialog.weight) || 0;
			const next = Math.max(1, Math.min(LARGEST_WEIGHT, by > 0 ? weight * 2 : Math.floor(weight / 2)));
			return {...dialog, weight: String(next)};
		}
	}
}

/** Text goes into text fields; in a choice, a letter jumps to the next entry that begins with it. */
function type(dialog: AddDialog, key: string, offers: Offers): AddDialog {
	switch (dialog.field) {
		case 'name':
			return {...dialog, name: key === ' ' ? dialog.name : editText(dialog.name, key)};
		case 'vram':
			return {...dialog, vram: editText(dialog.vram, key)};
		case 'weight':
			return {...dialog, weight: editText(dialog.weight, key)};
		case 'workload': {
			const names = offers.workloads.map(({kind}) => kind);
			return {...dialog, workload: jump(names, dialog.workload, key)};
		}
		case 'mode':
			return {...dialog, mode: key === ' ' ? turn(dialog.mode, 1, modeOffers.length) : dialog.mode};
	}
}

function jump(names: readonly string[], from: number, key: string): number {
	for (let by = 1; by <= names.length; by++) {
		const place = turn(from, by, names.length);
		if (names[place]?.startsWith(key)) {
			return place;
		}
	}
	return from;
}

function submission(dialog: AddDialog, offers: Offers): DialogStep {
	const refuse = (field: AddField, refusal: string): DialogStep => ({dialog: {...dialog, field, refusal}});
	const size = parseSize(dialog.vram);
	if (dialog.vram !== '' && !size.ok) {
		return refuse('vram', size.reason);
	}
	const weight = Number(dialog.weight);
	if (dialog.weight !== '' && !(Number.isInteger(weight) && weight >= 1)) {
		return refuse('weight', `"${dialog.weight}" is not a weight; expected a whole number from 1 on`);
	}
	const workload = offers.workloads[dialog.workload];
	const command: Command = {
		kind: 'add-domain',
		mode: modeOffers[dialog.mode].mode,
		...(dialog.name === '' ? {} : {name: dialog.name}),
		...(dialog.vram !== '' && size.ok ? {vramBytes: size.value} : {}),
		...(dialog.weight === '' ? {} : {weight}),
		...(workload === undefined ? {} : {workloads: [{kind: workload.kind, parameters: {}}]}),
	};
	return {submit: command};
}
