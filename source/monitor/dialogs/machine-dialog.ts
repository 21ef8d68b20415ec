/** The form of the machine: policy and its parameters, speed, the device, every price of the cost table. All of it takes effect at once. */
import type {Command} from '../../machine/command.ts';
import type {LineContext} from '../command-line/line-command.ts';
import {speedWord} from '../command-line/words.ts';
import {formatSpeed} from '../format.ts';
import {nextSpeed} from '../keymap/engine-keys.ts';
import {costKnobs, deviceKnobs, policyInForce, policyKnobs, type World} from '../knobs.ts';
import {sinceOf} from '../since.ts';
import {turn} from './dialog.ts';
import {type FormField, type FormState, freshForm, knobField} from './form.ts';

export type MachineDialog = FormState & {readonly kind: 'machine'};

export const openMachineDialog: MachineDialog = {kind: 'machine', ...freshForm};

export function machineFields(world: World): FormField[] {
	if (world.facts === undefined) {
		return [];
	}
	return [
		policyField(world),
		...policyKnobs(world).map(knob => ({...knobField(knob, sinceOf(knob.subject, world.facts)), label: `  ${knob.label}`})),
		speedField(world),
		...[...deviceKnobs(world), ...costKnobs(world)].map(knob => knobField(knob, sinceOf(knob.subject, world.facts))),
	];
}

function policyField({facts, offers}: World): FormField {
	const policy = facts?.configuration.policy;
	const names = offers.policies.map(({name}) => name);
	const set = (name: string): Command => ({kind: 'set-policy', policy: name});
	return {
		name: 'policy',
		label: 'policy',
		value: policy?.name ?? '-',
		note: '',
		isDefault: true,
		isPending: false,
		when: 'live',
		since: sinceOf('policy', facts),
		doc: policyInForce(policy, offers)?.doc ?? 'A policy that this screen does not know.',
		turn: steps => {
			const next = names[turn(Math.max(0, names.indexOf(policy?.name ?? '')), Math.sign(steps), names.length)];
			return next === undefined ? {kind: 'refuse', reason: 'this engine offers no policies'} : {kind: 'apply', command: set(next)};
		},
		read: text => {
			const found = names.find(name => name.toLowerCase() === text.trim().toLowerCase());
			return found === undefined
				? {kind: 'refuse', reason: `no policy "${text.trim()}"; expected one of ${names.join(', ')}`}
				: {kind: 'apply', command: set(found)};
		},
		act: undefined,
		reset: undefined,
	};
}

function speedField({facts, offers}: World): FormField {
	const speed = facts?.configuration.speed ?? 1;
	const set = (value: number): Command => ({kind: 'set-speed', speed: value});
	return {
		name: 'speed',
		label: 'speed',
		value: formatSpeed(speed),
		note: speed === 1 ? 'default' : 'default 1x',
		isDefault: speed === 1,
		isPending: false,
		when: 'live',
		since: sinceOf('speed', facts),
		doc: '0.01x to 1000x, or max. Virtual seconds for each second on the wall; no influence on results.',
		turn: steps => {
			const next = nextSpeed(speed, steps > 0 ? 1 : -1);
			return next === speed ? {kind: 'refuse', reason: 'speed is at the end of its range'} : {kind: 'apply', command: set(next)};
		},
		read: text => {
			const reading = speedWord.read(text.trim(), {offers, facts} as LineContext, []);
			return reading.ok ? {kind: 'apply', command: set(reading.value)} : {kind: 'refuse', reason: `speed ${reading.reason}`};
		},
		act: undefined,
		reset: speed === 1 ? undefined : {kind: 'apply', command: set(1)},
	};
}
