/**
Parameters of policies and of the device by the names that people use: the declared one, or that without its unit, `period` for
`periodNs`.
*/
import {didYouMean} from '../base/nearest.ts';
import type {TunableList, TunableSpec} from '../base/tunable.ts';
import {type DeviceParameter, deviceTunables} from '../gpu/preemption.ts';
import type {CatalogueItem} from './recipes.ts';
import {tunableValue} from './scenario-values.ts';

const UNIT_SUFFIX = /(Ns|Bytes|Permille)$/;

/** `periodNs` -> `period` */
export function plainName(parameter: string): string {
	return parameter.replace(UNIT_SUFFIX, '');
}

/** The declared name behind a word; undefined if the list has none. */
export function declaredName(word: string, list: TunableList): string | undefined {
	return Object.keys(list).find(name => name === word || plainName(name) === word);
}

export type ParameterReading =
	| {readonly ok: true; readonly name: string; readonly value: number}
	/** `isName`: the name is the fault, not the value. */
	| {readonly ok: false; readonly isName: boolean; readonly reason: string};

/** A parameter of the device, with a value that it takes. */
export function deviceParameter(word: string, value: unknown): ParameterReading {
	const name = declaredName(word, deviceTunables) as DeviceParameter | undefined;
	if (name === undefined) {
		const known = Object.keys(deviceTunables).map(plainName);
		return {
			ok: false,
			isName: true,
			reason: `is "${word}"${didYouMean(word, known)}; expected a parameter of the device: ${known.join(', ')}`,
		};
	}
	const reading = tunableValue(name, deviceTunables[name])(value);
	return reading.ok ? {ok: true, name, value: reading.value} : {ok: false, isName: false, reason: reading.reason};
}

/** Whether the device has a parameter of that name. */
export function isDeviceParameter(word: string): boolean {
	return declaredName(word, deviceTunables) !== undefined;
}

/** A parameter that at least one of the policies has, with a value that at least one of those takes. */
export function parameterOf(word: string, value: unknown, policies: readonly CatalogueItem[]): ParameterReading {
	let fault: ParameterReading | undefined;
	for (const {parameters} of policies) {
		const name = declaredName(word, parameters);
		if (name !== undefined) {
			const reading = tunableValue(name, parameters[name] as TunableSpec)(value);
			if (reading.ok) {
				return {ok: true, name, value: reading.value};
			}
			fault ??= {ok: false, isName: false, reason: reading.reason};
		}
	}
	if (fault !== undefined) {
		return fault;
	}
	const known = [...new Set(policies.flatMap(({parameters}) => Object.keys(parameters).map(plainName)))];
	const expected = known.length === 0 ? 'none: no policy has any' : known.join(', ');
	return {ok: false, isName: true, reason: `is "${word}"${didYouMean(word, known)}; expected a parameter of a policy: ${expected}`};
}
