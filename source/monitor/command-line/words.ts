/** The kinds of words that commands are made of: a domain, a mode, a time, a tunable's value, one of a list. */
import {didYouMean} from '../../base/nearest.ts';
import {formatTunable, type TunableSpec} from '../../base/tunable.ts';
import {formatDuration} from '../../base/units.ts';
import {describeMode, MODE_NAMES, type Mode} from '../../machine/configuration.ts';
import {describeRange, domainName, duration, mode, show, speed, tunableValue} from '../../machine/scenario-values.ts';
import {modeOffers} from '../offers.ts';
import {type Candidate, domainsOf, type LineContext, type Reading, type Word} from './line-command.ts';

/** One of a list that is known when it is read, letter case aside. */
export function choiceWord(
	name: string,
	doc: string,
	list: (context: LineContext, before: readonly string[]) => readonly Candidate[],
): Word<string> {
	return {
		name,
		doc,
		read: (text, context, before) => {
			const known = list(context, before).map(candidate => candidate.text);
			const found = known.find(one => one === text) ?? known.find(one => one.toLowerCase() === text.toLowerCase());
			const expected = known.length === 0 ? 'none: there are no such things now' : `one of ${known.join(', ')}`;
			return found === undefined
				? {ok: false, reason: `is ${show(text)}${didYouMean(text, known)}; expected ${expected}`}
				: {ok: true, value: found};
		},
		candidates: list,
	};
}

/** A domain that exists. */
export const domainWord = choiceWord('domain', 'the name of a domain', context =>
	domainsOf(context).map(({name, mode: its, weight, workloads, isPaused}) => ({
		text: name,
		doc: `${describeMode(its)}, weight ${weight}, ${workloads.map(({kind}) => kind).join(', ') || 'no workload'}${isPaused ? ', paused' : ''}`,
	})),
);

/** A name for a new domain. */
export const newNameWord: Word<string> = {
	name: 'name',
	doc: 'a small letter, then at most 15 small letters, digits or hyphens',
	read: text => domainName(text),
};

export const modeWord: Word<Mode> = {
	name: 'mode',
	doc: 'a mode, such as full+remap+lazy or para+multicall',
	read: text => mode(text),
	candidates: () =>
		MODE_NAMES.map(text => ({
			text,
			doc: modeOffers.find(offer => describeMode(offer.mode) === text)?.doc ?? 'Writes to page tables are observed.',
		})),
};

/** A value of a declared tunable, in its unit. */
export function tunableWord(
	name: string,
	spec: TunableSpec,
	current?: (context: LineContext, before: readonly string[]) => number | undefined,
): Word<number> {
	return {
		name,
		doc: describeRange(spec),
		read: text => readTunable(name, spec, text),
		hint: (context, before) => hintOf(spec, current?.(context, before)),
		...(spec.unit === 'flag'
			? {
					candidates: () => [
						{text: 'on', doc: spec.doc},
						{text: 'off', doc: ''},
					],
				}
			: {}),
	};
}

/** `1.00 ms to 1.00 s, default 30.0 ms, now 10.0 ms. Longer periods ...` */
export function hintOf(spec: TunableSpec, current?: number): string {
	const now = current === undefined ? '' : `, now ${formatTunable(spec, current)}`;
	return `${describeRange(spec)}, default ${formatTunable(spec, spec.default)}${now}. ${spec.doc}`;
}

/** A typed value in the unit of its declaration: `5ms`, `64M`, `30%`, `on`, `8`. */
export function readTunable(name: string, spec: TunableSpec, text: string): Reading<number> {
	const trimmed = text.trim();
	return tunableValue(name, spec)(scalarOf(spec, trimmed));
}

function scalarOf({unit}: TunableSpec, text: string): unknown {
	if (unit === 'flag') {
		return /^(on|true|yes|1)$/i.test(text) ? true : /^(off|false|no|0)$/i.test(text) ? false : text;
	}
	if (unit === 'permille') {
		return /^\d+(\.\d)?$/.test(text) ? `${text}%` : text;
	}
	return unit === 'count' && /^\d+$/.test(text) ? Number(text) : text;
}

export function durationWord(name: string, doc: string, minimumNs: number, maximumNs: number): Word<number> {
	return {
		name,
		doc,
		read: text => duration(minimumNs, maximumNs)(text),
		hint: () => `${doc}; ${formatDuration(minimumNs)} to ${formatDuration(maximumNs)}`,
	};
}

export const speedWord: Word<number> = {
	name: 'speed',
	doc: 'max, or a factor such as 0.5x or 10x',
	read: text => speed(/^\d+(\.\d+)?$/.test(text) ? Number(text) : text),
	candidates: () => ['0.1x', '1x', '2x', '10x', 'max'].map(text => ({text, doc: ''})),
};

/** The rest of the line. */
export function textWord(name: string, doc: string): Word<string> {
	return {name, doc, isRest: true, read: text => ({ok: true, value: text.trim()})};
}

/** The same word, which may be left out. */
export function optional<Value>(word: Word<Value>): Word<Value> & {readonly isOptional: true} {
	return {...word, isOptional: true};
}
