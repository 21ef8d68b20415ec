/**
Numbers that can be turned while the engine runs: parameters of the policy in force, settings of a domain, prices.
Which there are, their values, one step up or down, a typed value, the command that sets one.

Not here: taking a change over; the engine may still refuse it. When a burst of turns is sent: turning.ts.
*/
import {formatTunable, refuseValue, type TunableSpec} from '../base/tunable.ts';
import type {Parsed} from '../base/units.ts';
import {deviceItem} from '../machine/catalogues.ts';
import type {Command} from '../machine/command.ts';
import type {DomainConfiguration, PolicyConfiguration, Reservation} from '../machine/configuration.ts';
import {costIn, costNames, costTunables} from '../machine/cost-recipes.ts';
import {domainTunables} from '../machine/domain-tunables.ts';
import {describeRange} from '../machine/scenario-values.ts';
import type {Facts} from '../machine/snapshot.ts';
import {readTunable} from './command-line/words.ts';
import type {Offers, PolicyOffer} from './offers.ts';
import type {UiState} from './ui-state.ts';

export {describeRange} from '../machine/scenario-values.ts';

/** A burst of turns of one knob, shown at once and sent when it rests. */
export type Turn = {
	/** Whose and which: `web.weight`, `policy.periodNs`. */
	readonly subject: string;
	readonly value: number;
	/** What it was before the burst. */
	readonly before: number;
	readonly command: Command;
	/** `weight of web 272` */
	readonly text: string;
};

/** What knobs are read from: the engine's facts, the offers, and the burst under way. */
export type World = {readonly facts: Facts | undefined; readonly offers: Offers; readonly turn: Turn | undefined};

/** The world as painters see it. */
export function worldOf({facts, ui}: {readonly facts: Facts | undefined; readonly ui: Pick<UiState, 'turn'>}, offers: Offers): World {
	return {facts, offers, turn: ui.turn};
}

export type Knob = {
	readonly subject: string;
	readonly name: string;
	/** As lists show it, at most 26 characters. */
	readonly label: string;
	/** `weight of web` */
	readonly title: string;
	readonly spec: TunableSpec;
	/** In force, or what a burst under way has come to. */
	readonly value: number;
	/** False for what has no value of its own, such as no reservation: then `value` is where turning begins. */
	readonly isSet: boolean;
	/** What stands there instead of a value that is not set, or is a special one: `none`. */
	readonly special: ((value: number, isSet: boolean) => string | undefined) | undefined;
	readonly command: (value: number) => Command;
	/** Back to how it is without anybody's doing; undefined if it is. */
	readonly reset: Command | undefined;
};

/** Steps of an arrow with Shift. */
export const BIG_STEP = 10;

export function policyInForce(policy: PolicyConfiguration | undefined, offers: Offers): PolicyOffer | undefined {
	return offers.policies.find(({name}) => name === policy?.name);
}

/** The parameters of the policy in force. */
export function policyKnobs({facts, offers, turn}: World): Knob[] {
	const policy = facts?.configuration.policy;
	return Object.entries(policyInForce(policy, offers)?.tunables ?? {}).map(([name, spec]) =>
		knobOf({
			subject: `policy.${name}`,
			name,
			label: name,
			title: `${policy?.name} ${name}`,
			spec,
			current: policy?.parameters[name] ?? spec.default,
			command: value => ({kind: 'set-parameter', parameter: name, value}),
			turn,
		}),
	);
}

/** Parameters of the device: how long a kernel runs before it may be stopped, and what that costs. */
export function deviceKnobs({facts, turn}: World): Knob[] {
	return Object.entries(deviceItem.parameters).map(([name, spec]) =>
		knobOf({
			subject: `device.${name}`,
			name,
			label: name,
			title: `device ${name}`,
			spec,
			current: facts === undefined ? undefined : (facts.configuration.device[name] ?? spec.default),
			special: name === 'preemptionQuantumNs' ? value => (value === 0 ? 'off' : undefined) : undefined,
			command: value => ({kind: 'set-device', parameter: name, value}),
			turn,
		}),
	);
}

/** Weight, cap and reservation of a domain. */
export function domainKnobs({name, weight, capPermille, reservation}: DomainConfiguration, {turn}: Pick<World, 'turn'>): Knob[] {
	const {reservationPeriodNs, reservationBudgetNs} = domainTunables;
	// Period and budget are one setting: a burst of the one must not lose what a burst of the other has come to.
	const isReserving = turn?.command.kind === 'set-reservation' && turn.command.domain === name;
	const own = isReserving ? turn.command.reservation : reservation;
	const reserved = (part: Partial<Reservation>): Command => ({
		kind: 'set-reservation',
		domain: name,
		reservation: withRoom({periodNs: reservationPeriodNs.default, budgetNs: reservationBudgetNs.default, ...own, ...part}, part),
	});
	const unset = (_: number, isSet: boolean) => (isSet ? undefined : 'policy’s');
	const free: Command | undefined = own === undefined ? undefined : {kind: 'set-reservation', domain: name};
	return [
		knobOf({
			subject: `${name}.weight`,
			name: 'weight',
			label: 'weight',
			title: `weight of ${name}`,
			spec: domainTunables.weight,
			current: weight,
			command: value => ({kind: 'set-weight', domain: name, weight: value}),
			turn,
		}),
		knobOf({
			subject: `${name}.cap`,
			name: 'cap',
			label: 'cap',
			title: `cap of ${name}`,
			spec: domainTunables.capPermille,
			current: capPermille,
			special: value => (value === 0 ? 'none' : undefined),
			command: value => ({kind: 'set-cap', domain: name, capPermille: value}),
			turn,
		}),
		knobOf({
			subject: `${name}.period`,
			name: 'period',
			label: 'reservation period',
			title: `reservation period of ${name}`,
			spec: reservationPeriodNs,
			current: own?.periodNs,
			special: unset,
			command: periodNs => reserved({periodNs}),
			reset: free,
			turn,
		}),
		knobOf({
			subject: `${name}.budget`,
			name: 'budget',
			label: 'reservation budget',
			title: `reservation budget of ${name}`,
			spec: reservationBudgetNs,
			current: own?.budgetNs,
			special: unset,
			command: budgetNs => reserved({budgetNs}),
			reset: free,
			turn,
		}),
	];
}

/** A period and a budget that fit each other: the one that was not asked for gives way. */
function withRoom({periodNs, budgetNs}: Reservation, asked: Partial<Reservation>): Reservation {
	return asked.budgetNs === undefined
		? {periodNs, budgetNs: Math.min(budgetNs, periodNs)}
		: {periodNs: Math.max(budgetNs, periodNs), budgetNs};
}

/** Every price of the cost table. */
export function costKnobs({facts, turn}: World): Knob[] {
	return costNames.map(name =>
		knobOf({
			subject: `cost.${name}`,
			name,
			label: name,
			title: `cost ${name}`,
			spec: costTunables[name],
			current: facts === undefined ? undefined : costIn(facts.configuration, name),
			command: value => ({kind: 'set-cost', cost: name, value}),
			turn,
		}),
	);
}

/** What the arrows reach on the scheduler screen: parameters of the policy, then settings of the selected domain. */
export function schedulerKnobs(selected: DomainConfiguration | undefined, world: World): Knob[] {
	return [...policyKnobs(world), ...(selected === undefined ? [] : domainKnobs(selected, world))];
}

type KnobParts = Pick<Knob, 'subject' | 'name' | 'label' | 'title' | 'spec' | 'command'> & {
	readonly current: number | undefined;
	readonly special?: Knob['special'] | undefined;
	readonly reset?: Command | undefined;
	readonly turn: Turn | undefined;
};

function knobOf({current, special, turn, reset, ...rest}: KnobParts): Knob {
	const {spec, command, subject} = rest;
	const wanted = turn?.subject === subject ? turn.value : undefined;
	const value = wanted ?? current ?? spec.default;
	const isSet = wanted !== undefined || current !== undefined;
	return {...rest, special, value, isSet, reset: reset ?? (isSet && value !== spec.default ? command(spec.default) : undefined)};
}

/** As people read it: `30.0 ms`, `none`, `on`. */
export function knobText({spec, value, isSet, special}: Knob): string {
	return special?.(value, isSet) ?? tunableText(spec, value);
}

/** A flag is a switch here; all else as in a scenario. */
export function tunableText(spec: TunableSpec, value: number): string {
	return spec.unit === 'flag' ? (value === 0 ? 'off' : 'on') : formatTunable(spec, value);
}

/** The value after so many steps, within the range. */
export function turned({spec, value, name}: Pick<Knob, 'spec' | 'value' | 'name'>, steps: number): number {
	return name === 'weight' ? turnedWeight(value, steps) : Math.max(spec.minimum, Math.min(spec.maximum, value + steps * spec.step));
}

/** Steps of 16, so that the usual 256 has a fine scale; below 16, of one. */
export function turnedWeight(weight: number, steps: number): number {
	const {minimum, maximum, step} = domainTunables.weight;
	let value = weight;
	for (let count = Math.abs(steps); count > 0; count--) {
		const size = value + Math.min(0, steps) >= step ? step : 1;
		value = Math.max(minimum, Math.min(maximum, value + Math.sign(steps) * size));
	}
	return value;
}

/** What a typed value means in the knob's unit; `none` and `default` where they mean something. */
export function readKnob({name, spec, special}: Pick<Knob, 'name' | 'spec' | 'special'>, text: string): Parsed {
	const typed = text.trim();
	if (typed === 'default' || (special?.(spec.default, true) !== undefined && typed === special(spec.default, true))) {
		return {ok: true, value: spec.default};
	}
	const reading = readTunable(name, spec, typed);
	return reading.ok && refuseValue(name, spec, reading.value) === undefined
		? reading
		: {ok: false, reason: `${name}: expected ${describeRange(spec)}`};
}
