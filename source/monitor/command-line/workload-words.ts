/** Workloads and reservations on a line: `loop:iterations=1000:pause=5ms,copy`, `20ms/5ms`. */

import {exactDuration, exactTunable} from '../../base/exact.ts';
import {didYouMean} from '../../base/nearest.ts';
import type {TunableList, TunableSpec} from '../../base/tunable.ts';
import type {Reservation, WorkloadConfiguration} from '../../machine/configuration.ts';
import {declaredName, plainName} from '../../machine/policy-parameter.ts';
import {duration, show} from '../../machine/scenario-values.ts';
import {RESERVATION_MAXIMUM_NS, RESERVATION_MINIMUM_NS} from '../../machine/share-recipes.ts';
import type {LineContext, Options, Reading, Word} from './line-command.ts';
import {readTunable, tunableWord} from './words.ts';

const NONE = 'none';

export function workloadParameters(kind: string, {offers}: LineContext): TunableList {
	return offers.workloads.find(offer => offer.kind === kind)?.parameters ?? {};
}

/** `loop:iterations=1000,copy`, or `none`. */
export const workloadsWord: Word<readonly WorkloadConfiguration[]> = {
	name: 'workload',
	doc: 'workloads, such as loop or loop:iterations=1000,copy, or none',
	separator: ',',
	read: (text, context) => {
		if (text === NONE) {
			return {ok: true, value: []};
		}
		const workloads: WorkloadConfiguration[] = [];
		for (const part of text.split(',')) {
			const reading = readWorkload(part, context);
			if (!reading.ok) {
				return reading;
			}
			workloads.push(reading.value);
		}
		return {ok: true, value: workloads};
	},
	candidates: ({offers}) => [...offers.workloads.map(({kind, doc}) => ({text: kind, doc})), {text: NONE, doc: 'The driver only.'}],
};

function readWorkload(text: string, context: LineContext): Reading<WorkloadConfiguration> {
	const [kind = '', ...settings] = text.split(':');
	const kinds = context.offers.workloads.map(offer => offer.kind);
	if (!kinds.includes(kind)) {
		return {ok: false, reason: `is ${show(kind)}${didYouMean(kind, kinds)}; expected one of ${kinds.join(', ')}, none`};
	}
	const list = workloadParameters(kind, context);
	const parameters: Record<string, number> = {};
	for (const setting of settings) {
		const equals = setting.indexOf('=');
		const word = equals < 0 ? setting : setting.slice(0, equals);
		const name = declaredName(word, list);
		if (name === undefined || equals < 0) {
			const known = Object.keys(list).map(plainName);
			return {
				ok: false,
				reason: `${kind} has no parameter ${show(word)}${didYouMean(word, known)}; expected ${known.join(', ') || 'none'}`,
			};
		}
		const reading = readTunable(name, list[name] as TunableSpec, setting.slice(equals + 1));
		if (!reading.ok) {
			return {ok: false, reason: `${kind} ${plainName(name)} ${reading.reason}`};
		}
		parameters[name] = reading.value;
	}
	return {ok: true, value: {kind, parameters}};
}

export function writeWorkloads(workloads: readonly WorkloadConfiguration[], {offers}: Pick<LineContext, 'offers'>): string {
	const parts = workloads.map(({kind, parameters}) => {
		const list = offers.workloads.find(offer => offer.kind === kind)?.parameters ?? {};
		const settings = Object.entries(parameters).map(([name, value]) => `${plainName(name)}=${writeParameter(list[name], value)}`);
		return [kind, ...settings].join(':');
	});
	return parts.join(',') || NONE;
}

export function writeParameter(spec: TunableSpec | undefined, value: number): string {
	return spec === undefined ? String(value) : exactTunable(spec, value);
}

/** Options with the names of those parameters, without their units. */
export function parameterOptions(list: TunableList): Options {
	return Object.fromEntries(Object.entries(list).map(([name, spec]) => [name, tunableWord(plainName(name), spec)]));
}

/** `20ms/5ms`: period and budget; `none` takes the policy's default. */
export const reservationWord: Word<Reservation | undefined> = {
	name: 'reservation',
	doc: 'period/budget, such as 20ms/5ms, or none',
	read: text => {
		if (text === NONE) {
			return {ok: true, value: undefined};
		}
		const [period = '', budget, ...more] = text.split('/');
		if (budget === undefined || more.length > 0) {
			return {ok: false, reason: `is ${show(text)}; expected period/budget such as 20ms/5ms, or none`};
		}
		const time = duration(RESERVATION_MINIMUM_NS, RESERVATION_MAXIMUM_NS);
		const [periodNs, budgetNs] = [time(period), time(budget)];
		if (!periodNs.ok) {
			return {ok: false, reason: `period ${periodNs.reason}`};
		}
		return budgetNs.ok
			? {ok: true, value: {periodNs: periodNs.value, budgetNs: budgetNs.value}}
			: {ok: false, reason: `budget ${budgetNs.reason}`};
	},
	candidates: () => [{text: NONE, doc: 'What the policy gives by default.'}],
	hint: () => 'GPU time in each period, for policies that reserve: period/budget, 100 us to 10 s each',
};

export function writeReservation(reservation: Reservation | undefined): string {
	return reservation === undefined ? NONE : `${exactDuration(reservation.periodNs)}/${exactDuration(reservation.budgetNs)}`;
}
