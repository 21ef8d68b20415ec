/** The recipe about the device: parameters that it takes over while it runs. */
import {defaultsOf, formatTunable, type TunableSpec} from '../base/tunable.ts';
import {type DeviceParameter, deviceTunables} from '../gpu/preemption.ts';
import type {Configuration} from './configuration.ts';
import {type RecipeResult, refuseParameters} from './recipes.ts';

/** All parameters of the device, those left out with their defaults. */
export function deviceParametersOf({device}: Pick<Configuration, 'device'>): Record<DeviceParameter, number> {
	return {...defaultsOf(deviceTunables), ...device};
}

export function setDevice(name: string, value: number, configuration: Configuration): RecipeResult {
	const reason = refuseParameters({[name]: value}, deviceTunables);
	if (reason !== undefined) {
		return {reason: `device: ${reason}`};
	}
	const spec: TunableSpec = deviceTunables[name as DeviceParameter];
	const old = deviceParametersOf(configuration)[name as DeviceParameter];
	return old === value
		? {reason: `${name} is ${formatTunable(spec, value)} already`}
		: {
				apply: draft => {
					draft.device[name] = value;
				},
				summary: `device ${name} ${formatTunable(spec, old)} -> ${formatTunable(spec, value)}`,
			};
}
