/** The menu of what can be done to a domain. Each entry says what it does, and has a letter. */
import type {DomainConfiguration} from '../../machine/configuration.ts';
import type {World} from '../knobs.ts';
import type {DialogStep} from './dialog.ts';
import {turn} from './dialog.ts';
import {openModeDialog} from './mode-dialog.ts';
import {askReboot} from './reboot-question.ts';
import {openTuneDialog} from './tune-dialog.ts';

export type ActionsDialog = {
	readonly kind: 'actions';
	readonly domain: string;
	readonly place: number;
	readonly refusal: string;
};

export type DomainAction = {
	readonly letter: string;
	readonly title: string;
	readonly doc: string;
	readonly act: (domain: DomainConfiguration, world: World) => DialogStep;
};

const field =
	(name: string) =>
	(domain: DomainConfiguration, world: World): DialogStep => ({dialog: openTuneDialog(domain, world, name)});

export const domainActions: readonly DomainAction[] = [
	{letter: 't', title: 'Tune', doc: 'Everything that can be set on it, in one form.', act: field('')},
	{
		letter: 'p',
		title: 'Pause or resume',
		doc: 'Hold it, or let it go on.',
		act: ({name, isPaused}) => ({submit: {kind: isPaused ? 'resume-domain' : 'pause-domain', domain: name}}),
	},
	{letter: 'm', title: 'Mode', doc: 'How it meets the GPU.', act: ({name, mode}) => ({dialog: openModeDialog(name, mode)})},
	{letter: 'w', title: 'Weight', doc: 'Its part of the GPU against the others’.', act: field('weight')},
	{letter: 'c', title: 'Cap', doc: 'The most it may have of the GPU.', act: field('cap')},
	{letter: 'b', title: 'Reservation', doc: 'GPU time that is its own in each period.', act: field('budget')},
	{letter: 'v', title: 'VRAM', doc: 'The size of its partition; takes a reboot.', act: field('vram')},
	{letter: 'l', title: 'Workload', doc: 'What it does; takes a reboot.', act: field('workload')},
	{
		letter: 'r',
		title: 'Reboot',
		doc: 'Its driver loads anew, its work starts over; asks first.',
		act: ({name}) => ({dialog: askReboot(name, {})}),
	},
	{
		letter: 'd',
		title: 'Destroy',
		doc: 'Remove it; asks for its name.',
		act: ({name}) => ({dialog: {kind: 'remove', domain: name, typed: '', refusal: ''}}),
	},
];

export function stepActionsDialog(dialog: ActionsDialog, key: string, world: World): DialogStep {
	const domain = world.facts?.configuration.domains.find(({name}) => name === dialog.domain);
	const go = (by: number): DialogStep => ({dialog: {...dialog, place: turn(dialog.place, by, domainActions.length), refusal: ''}});
	if (key === 'escape' || domain === undefined) {
		return 'cancel';
	}
	if (key === 'up' || key === 'k' || key === 'shift+tab') {
		return go(-1);
	}
	if (key === 'down' || key === 'j' || key === 'tab') {
		return go(1);
	}
	const action = key === 'enter' ? domainActions[dialog.place] : domainActions.find(({letter}) => letter === key);
	return action === undefined ? {dialog} : action.act(domain, world);
}
