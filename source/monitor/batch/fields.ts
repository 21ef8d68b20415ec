/**
What batch mode can print of a domain, by name: the columns of the screen, what the machine knows of the domain, and
every counter as a total and as a rate.

A field's plain value is a number in the unit of its quantity, or a text; unknown is `undefined`. The names of JSON, CSV
and `--columns` are these.
*/
import {didYouMean} from '../../base/nearest.ts';
import {type DomainCounter, domainCatalogue} from '../../machine/catalogue.ts';
import type {Reading} from '../../machine/scenario-values.ts';
import type {DomainFacts, Snapshot} from '../../machine/snapshot.ts';
import {columns} from '../columns.ts';
import {UNKNOWN} from '../format.ts';
import {type Quantity, quantities, quantityOf, rateOf} from '../quantity.ts';
import type {Rates} from '../rates.ts';

export type Value = number | string | undefined;

/** A domain in one sample. */
export type FieldRow = {readonly domain: DomainFacts; readonly snapshot: Snapshot; readonly rates: Rates; readonly wallTime: string};

export type Field = {
	readonly name: string;
	/** Heading in text. */
	readonly title: string;
	/** Second line of the heading. */
	readonly unit: string;
	readonly quantity: Quantity;
	readonly doc: string;
	/** Columns that text gives to a number; texts take what they need. */
	readonly width: number;
	readonly value: (row: FieldRow) => Value;
	/** The value for people; as its quantity is printed if left out. */
	readonly text?: (row: FieldRow, width: number) => string;
	/** True where the sum over domains says something. */
	readonly isSummed: boolean;
};

/** Columns for a number of any size: `12.3k`. */
const NUMBER_WIDTH = 6;
/** Modes and workloads are written out. */
const TEXT_WIDTH = 64;

const screenFields: readonly Field[] = columns.map(column => ({
	name: column.name,
	title: column.title,
	unit: column.unit,
	quantity: column.quantity,
	doc: column.doc,
	width: column.width,
	value: ({domain, rates}) => column.value(domain, rates),
	text: ({domain, rates}, width) => column.text(domain, rates, width),
	isSummed: column.quantity !== 'text' && column.name !== 'delay',
}));

type Fact = readonly [name: string, quantity: Quantity, doc: string, value: (row: FieldRow) => Value];

const facts: readonly Fact[] = [
	['sequence', 'count', 'Number of the snapshot; where samples are taken rarely, some are left out.', ({snapshot}) => snapshot.sequence],
	['wallTime', 'text', 'Time on the wall when the sample was printed, ISO 8601, UTC.', ({wallTime}) => wallTime],
	['atNs', 'ns', 'Virtual time of the sample.', ({snapshot}) => snapshot.atNs],
	['windowNs', 'ns', 'Virtual time that rates and shares are of: since the sample before.', ({rates}) => rates.windowNs],
	['policy', 'text', 'GPU scheduling policy.', ({snapshot}) => snapshot.facts.configuration.policy.name],
	['id', 'count', 'Number of the domain, never used twice in a run.', ({domain}) => domain.configuration.id],
	['reason', 'text', 'Why the domain failed or was parked.', ({domain}) => domain.reason],
	['weight', 'count', 'Its weight against the others.', ({domain}) => domain.configuration.weight],
	['capPermille', 'permille', 'Most of all time that it may have of the GPU; 0 is no cap.', ({domain}) => domain.configuration.capPermille],
	['vramBytes', 'bytes', 'Size of its partition of VRAM.', ({domain}) => domain.configuration.vramBytes],
	['ramBytes', 'bytes', 'Size of its memory.', ({domain}) => domain.configuration.ramBytes],
	['gpuOfTime', 'part', 'GPU time it received, of the time of the window.', ({domain, rates}) => rates.ofTime(domain, 'gpuBusyNs')],
	['gpuOfBusy', 'part', 'GPU time it received, of what all received.', ({domain, rates}) => rates.ofAll(domain, 'gpuBusyNs')],
];

const factFields: readonly Field[] = facts.map(([name, quantity, doc, value]) => ({
	name,
	title: name,
	unit: '',
	quantity,
	doc,
	width: NUMBER_WIDTH,
	value,
	isSummed: false,
}));

/** A policy that keeps no such account says "not a number". */
function known(value: number): number | undefined {
	return Number.isNaN(value) ? undefined : value;
}

function totalOf(counter: DomainCounter): Field {
	const {unit, title, doc, kind} = domainCatalogue.specs[counter];
	return {
		name: `counters.${counter}`,
		title,
		unit: kind === 'counter' ? 'total' : kind === 'peak' ? 'most' : 'now',
		quantity: quantityOf(unit),
		doc,
		width: NUMBER_WIDTH,
		value: ({domain, rates}) => known(rates.value(domain, counter)),
		isSummed: kind === 'counter',
	};
}

function rateField(counter: DomainCounter): Field {
	const {unit, title, doc} = domainCatalogue.specs[counter];
	return {
		name: `perSecond.${counter}`,
		title,
		unit: unit === 'ns' ? 'of 1s' : '/s',
		quantity: rateOf(unit),
		doc: `${doc.slice(0, -1)}, per second.`,
		width: NUMBER_WIDTH,
		value: ({domain, rates}) => rates.perSecond(domain, counter),
		isSummed: true,
	};
}

/** Counters that only grow: those that have a rate. */
export const growing: readonly DomainCounter[] = domainCatalogue.names.filter(name => domainCatalogue.specs[name].kind === 'counter');

/** Everything, the columns of the screen first. */
export const fields: readonly Field[] = [...screenFields, ...factFields, ...domainCatalogue.names.map(totalOf), ...growing.map(rateField)];

/** What text shows if nothing else is asked for. */
export const TEXT_FIELDS: readonly string[] = screenFields.map(({name}) => name);

/** What CSV prints if nothing else is asked for. */
export const CSV_FIELDS: readonly string[] = [
	...['sequence', 'wallTime', 'atNs', 'windowNs', 'policy', 'id', 'name', 'state', 'mode', 'weight', 'vramBytes'],
	...['gpuOfTime', 'gpuOfBusy', 'entitled'],
	...domainCatalogue.names.map(name => `counters.${name}`),
];

/** Fields that stand for many: `counters.*`. */
const GROUPS: Readonly<Record<string, (name: string) => boolean>> = {
	'counters.*': name => name.startsWith('counters.'),
	'perSecond.*': name => name.startsWith('perSecond.'),
};

function namesOf(word: string): readonly string[] {
	const isMember = Object.hasOwn(GROUPS, word) ? GROUPS[word] : undefined;
	return fields.map(({name}) => name).filter(name => isMember?.(name) ?? name.toLowerCase() === word.toLowerCase());
}

/** `gpu,exits,counters.faults` as names in that order, letter case aside; a group stands for its members. */
export function readFieldNames(text: string): Reading<readonly string[]> {
	const names: string[] = [];
	for (const word of text.split(',').map(part => part.trim())) {
		const found = namesOf(word);
		if (found.length === 0) {
			return {ok: false, reason: refuseField(word)};
		}
		names.push(...found);
	}
	const twice = names.find((name, index) => names.indexOf(name) !== index);
	return twice === undefined ? {ok: true, value: names} : {ok: false, reason: `names "${twice}" twice; expected each column once`};
}

function refuseField(word: string): string {
	const hint = didYouMean(word, [...fields.map(({name}) => name), ...Object.keys(GROUPS)]);
	return `names "${word}"${hint}; expected some of ${TEXT_FIELDS.join(',')}, or others of "gpuvmtop list columns"`;
}

export type SortBy = {readonly name: string; readonly isReversed: boolean};

/** `exits`, or `-exits` for the order turned round. */
export function readSort(text: string): Reading<SortBy> {
	const isReversed = text.startsWith('-');
	const word = isReversed ? text.slice(1) : text;
	const name = Object.hasOwn(GROUPS, word) ? undefined : namesOf(word)[0];
	return name === undefined ? {ok: false, reason: refuseField(word)} : {ok: true, value: {name, isReversed}};
}

/** The fields of these names, which exist. */
export function fieldsOf(names: readonly string[]): Field[] {
	return names.flatMap(name => fields.find(field => field.name === name) ?? []);
}

/** A value for people. Texts are never cut. */
export function textOf(field: Field, row: FieldRow): string {
	const width = field.quantity === 'text' ? TEXT_WIDTH : field.width;
	return field.text === undefined ? printed(field, field.value(row)) : field.text(row, width);
}

/** A plain value as text prints it. */
export function printed({quantity, width}: Field, value: Value): string {
	return value === undefined || value === '' ? UNKNOWN : typeof value === 'string' ? value : quantities[quantity].format(value, width);
}
