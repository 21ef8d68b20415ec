/**
Filters and searches over domains: words, `/regex/`, `mode:para`, `exits>1000`, each turned round by a `!` before it.
All terms must hold.
*/
import {describeMode} from '../machine/configuration.ts';
import type {DomainFacts} from '../machine/snapshot.ts';
import {waitWord} from '../machine/waiting.ts';
import {allColumns, columns} from './columns.ts';
import {quantities} from './quantity.ts';
import type {Rates} from './rates.ts';

export type DomainTest = (domain: DomainFacts, rates: Rates) => boolean;

export type FilterReading = {readonly ok: true; readonly test: DomainTest} | {readonly ok: false; readonly reason: string};

type Comparison = '>' | '<' | '>=' | '<=' | '=';

const compare: Readonly<Record<Comparison, (left: number, right: number) => boolean>> = {
	'>': (left, right) => left > right,
	'<': (left, right) => left < right,
	'>=': (left, right) => left >= right,
	'<=': (left, right) => left <= right,
	'=': (left, right) => left === right,
};

const texts: Readonly<Record<string, (domain: DomainFacts) => string>> = {
	name: ({configuration}) => configuration.name,
	state: ({state}) => state,
	mode: ({configuration}) => describeMode(configuration.mode),
	workload: ({configuration}) => configuration.workloads.map(({kind}) => kind).join(' '),
};

export function parseFilter(text: string): FilterReading {
	const tests: DomainTest[] = [];
	for (const term of text.split(/\s+/).filter(part => part !== '')) {
		const isTurned = term.startsWith('!') && term.length > 1;
		const reading = parseTerm(isTurned ? term.slice(1) : term);
		if (!reading.ok) {
			return reading;
		}
		tests.push(isTurned ? (domain, rates) => !reading.test(domain, rates) : reading.test);
	}
	return {ok: true, test: (domain, rates) => tests.every(test => test(domain, rates))};
}

function parseTerm(term: string): FilterReading {
	const pattern = /^\/(.+)\/$/.exec(term)?.[1];
	if (pattern !== undefined) {
		return parsePattern(pattern);
	}
	const numeric = /^([a-z][a-z0-9%-]*)(>=|<=|>|<|=)(.+)$/i.exec(term);
	if (numeric !== null) {
		return parseComparison(numeric[1] as string, numeric[2] as Comparison, numeric[3] as string);
	}
	const [, field, wanted] = /^([a-z]+):(.+)$/i.exec(term) ?? [];
	if (field !== undefined && wanted !== undefined) {
		if (field.toLowerCase() === 'wait') {
			return {ok: true, test: (domain, rates) => includes(waitWord(rates.value(domain, 'waitsFor')), wanted)};
		}
		const read = texts[field.toLowerCase()];
		return read === undefined
			? {ok: false, reason: `"${field}" is no field; expected ${[...Object.keys(texts), 'wait'].join(', ')}`}
			: {ok: true, test: domain => includes(read(domain), wanted)};
	}
	return {ok: true, test: domain => hasWord(domain, term)};
}

function parsePattern(pattern: string): FilterReading {
	try {
		const expression = new RegExp(pattern, 'i');
		return {ok: true, test: domain => expression.test(domain.configuration.name)};
	} catch {
		return {ok: false, reason: `/${pattern}/ is not a regular expression`};
	}
}

function parseComparison(word: string, sign: Comparison, text: string): FilterReading {
	const column =
		allColumns.find(({name}) => name.toLowerCase() === word.toLowerCase()) ?? allColumns.find(({title}) => title === word.toUpperCase());
	if (column === undefined || column.quantity === 'text') {
		const known = columns.filter(({quantity}) => quantity !== 'text').map(({name}) => name);
		return {ok: false, reason: `"${word}" is no figure; expected ${known.join(', ')}, or another column that F2 lists`};
	}
	const wanted = quantities[column.quantity].parse(text);
	if (wanted === undefined) {
		return {ok: false, reason: `"${text}" is not a number for ${column.title}`};
	}
	return {
		ok: true,
		test(domain, rates) {
			const value = column.value(domain, rates);
			return typeof value === 'number' && compare[sign](value, wanted);
		},
	};
}

function includes(text: string, part: string): boolean {
	return text.toLowerCase().includes(part.toLowerCase());
}

/** Any of a domain's texts contains the word. */
export function hasWord(domain: DomainFacts, word: string): boolean {
	return Object.values(texts).some(read => includes(read(domain), word));
}
