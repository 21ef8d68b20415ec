/** The chooser of the GPU scheduling policy, with the parameters of the one that is pointed at. */
import {defaultsOf, type TunableSpec} from '../../base/tunable.ts';
import type {PolicyConfiguration} from '../../machine/configuration.ts';
import type {Offers, PolicyOffer} from '../offers.ts';
import {type DialogStep, turn} from './dialog.ts';

export type PolicyDialog = {
	readonly kind: 'policy';
	/** The policy pointed at. */
	readonly policy: number;
	/** The parameter pointed at; -1 while the list of policies has the focus. */
	readonly parameter: number;
	/** Values by policy name, kept while looking around. */
	readonly values: Readonly<Record<string, Readonly<Record<string, number>>>>;
	readonly refusal: string;
};

/** Opens on the policy in force, with its values. */
export function openPolicyDialog(inForce: PolicyConfiguration, offers: Offers): PolicyDialog {
	const values = Object.fromEntries(
		offers.policies.map(({name, tunables}) => [name, {...defaultsOf(tunables), ...(name === inForce.name ? inForce.parameters : {})}]),
	);
	const policy = offers.policies.findIndex(({name}) => name === inForce.name);
	return {kind: 'policy', policy: Math.max(0, policy), parameter: -1, values, refusal: ''};
}

export function parametersOf(offer: PolicyOffer | undefined): ReadonlyArray<readonly [string, TunableSpec]> {
	return offer === undefined ? [] : Object.entries(offer.tunables);
}

export function stepPolicyDialog(dialog: PolicyDialog, key: string, offers: Offers): DialogStep {
	const offer = offers.policies[dialog.policy];
	const parameters = parametersOf(offer);
	switch (key) {
		case 'escape':
			return 'cancel';
		case 'enter':
			return offer === undefined
				? 'cancel'
				: {submit: {kind: 'set-policy', policy: offer.name, parameters: dialog.values[offer.name] ?? {}}};
		case 'tab':
		case 'shift+tab':
			return {dialog: {...dialog, parameter: dialog.parameter < 0 && parameters.length > 0 ? 0 : -1, refusal: ''}};
		case 'up':
		case 'k':
			return {dialog: move(dialog, -1, offers)};
		case 'down':
		case 'j':
			return {dialog: move(dialog, 1, offers)};
		case 'left':
		case '-':
			return {dialog: adjust(dialog, -1, offer)};
		case 'right':
		case '+':
		case '=':
			return {dialog: adjust(dialog, 1, offer)};
		default:
			return {dialog};
	}
}

function move(dialog: PolicyDialog, by: 1 | -1, offers: Offers): PolicyDialog {
	if (dialog.parameter < 0) {
		return {...dialog, policy: turn(dialog.policy, by, offers.policies.length), refusal: ''};
	}
	return {...dialog, parameter: turn(dialog.parameter, by, parametersOf(offers.policies[dialog.policy]).length), refusal: ''};
}

/** One step of the parameter's own size, within its range. */
function adjust(dialog: PolicyDialog, by: 1 | -1, offer: PolicyOffer | undefined): PolicyDialog {
	const entry = parametersOf(offer)[dialog.parameter];
	if (offer === undefined || entry === undefined) {
		return dialog;
	}
	const [name, spec] = entry;
	const before = dialog.values[offer.name]?.[name] ?? spec.default;
	const value = Math.max(spec.minimum, Math.min(spec.maximum, before + by * spec.step));
	return {...dialog, values: {...dialog.values, [offer.name]: {...dialog.values[offer.name], [name]: value}}, refusal: ''};
}
