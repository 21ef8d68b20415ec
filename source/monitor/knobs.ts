/**
The parameters of the policy in force as knobs: which there are, their values, one step up or down, a typed value.

Not here: taking a change over; the engine may still refuse it.
*/
import {formatTunable, refuseValue, type TunableSpec} from '../base/tunable.ts';
import {type Parsed, parseDuration, parseSize} from '../base/units.ts';
import type {PolicyConfiguration} from '../machine/configuration.ts';
import type {Offers, PolicyOffer} from './offers.ts';

export type Knob = {readonly name: string; readonly spec: TunableSpec; readonly value: number};

/** Steps of an arrow with Shift. */
export const BIG_STEP = 10;

export function policyInForce(policy: PolicyConfiguration | undefined, offers: Offers): PolicyOffer | undefined {
	return offers.policies.find(({name}) => name === policy?.name);
}

export function knobsOf(policy: PolicyConfiguration | undefined, offers: Offers): Knob[] {
	const offer = policyInForce(policy, offers);
	return Object.entries(offer?.tunables ?? {}).map(([name, spec]) => ({name, spec, value: policy?.parameters[name] ?? spec.default}));
}

/** The value after so many steps, within the range. */
export function turned({spec, value}: Knob, steps: number): number {
	return Math.max(spec.minimum, Math.min(spec.maximum, value + steps * spec.step));
}

/** A weight one step further: 16, so that the usual 256 has a fine scale; below 16, one. */
export function turnedWeight(weight: number, by: 1 | -1): number {
	const step = weight + Math.min(0, by) >= 16 ? 16 : 1;
	return Math.max(1, weight + by * step);
}

/** What a typed value means in the knob's unit. */
export function readKnob({name, spec}: Knob, text: string): Parsed {
	const parsed = parseIn(spec, text.trim());
	const reason = parsed.ok ? refuseValue(name, spec, parsed.value) : undefined;
	return reason === undefined ? parsed : {ok: false, reason: `${name}: expected ${describeRange(spec)}`};
}

function parseIn({unit}: TunableSpec, text: string): Parsed {
	switch (unit) {
		case 'ns':
			return parseDuration(text);
		case 'bytes':
			return parseSize(text);
		case 'permille':
			return number(text.replace(/%$/, ''), 10);
		case 'flag':
			return /^(on|true|yes)$/.test(text) ? {ok: true, value: 1} : /^(off|false|no)$/.test(text) ? {ok: true, value: 0} : number(text, 1);
		case 'count':
			return number(text, 1);
	}
}

function number(text: string, factor: number): Parsed {
	const value = Number(text) * factor;
	return text !== '' && Number.isFinite(value) ? {ok: true, value} : {ok: false, reason: `"${text}" is not a number`};
}

export function describeRange(spec: TunableSpec): string {
	return spec.unit === 'flag' ? 'on or off' : `${formatTunable(spec, spec.minimum)} to ${formatTunable(spec, spec.maximum)}`;
}
