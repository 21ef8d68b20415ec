/**
Where a number comes from, for people: the formula with the counters named, the same with the numbers put in, the
counters' own sentences, and the newest samples they were read from.

Made from the same measure that gives the number (measure.ts), so it cannot tell another story.
*/
import type {CounterSpec, CounterUnit} from '../base/counter.ts';
import {cardCatalogue, type DomainCounter, domainCatalogue} from '../machine/catalogue.ts';
import type {SampleStore} from '../machine/sample-store.ts';
import {waitWord} from '../machine/waiting.ts';
import {fitDuration, percent, UNKNOWN} from './format.ts';
import {countersOf, type Measure, measured, type Reader} from './measure.ts';
import type {Model} from './model.ts';
import {quantityOf, quantityText} from './quantity.ts';
import {CardReader, DomainReader} from './readers.ts';
import type {Cell} from './screen-table.ts';

const WIDTH = 9;
/** Samples shown. */
export const SAMPLES_SHOWN = 10;
/** Samples over which words are counted. */
const WORDS_OVER = 100;

/** A counter in the newest samples, oldest first. */
export type SampledCounter = {
	readonly name: string;
	readonly spec: CounterSpec;
	readonly values: readonly string[];
	/** What it grew by since the sample before; empty for levels. */
	readonly growths: readonly string[];
};

export type Explanation = {
	readonly cell: Cell;
	/** Formula in names, and with the numbers put in; of a number that somebody told: who. */
	readonly formula: string;
	readonly numbers: string;
	/** Ages of the samples, oldest first. */
	readonly ages: readonly string[];
	readonly counters: readonly SampledCounter[];
};

export function explain(cell: Cell, model: Model): Explanation {
	const {origin} = cell;
	if (origin.kind === 'told') {
		return {cell, formula: origin.from, numbers: '', ages: [], counters: []};
	}
	const places = newestPlaces(model);
	const ages = places.map(place => ageText(model, model.samples.atNs(place)));
	if (origin.kind === 'card') {
		const {measure} = origin;
		const reader = new CardReader(model.rates);
		const counters = countersOf(measure).map(name =>
			sampled(name, cardCatalogue.specs[name], places, place => model.samples.cardValue(place, name)),
		);
		return {cell, ...formulaOf(measure, reader, name => cardCatalogue.specs[name].unit, 'the card'), ages, counters};
	}
	const {measure} = origin;
	const domain = model.facts?.domains.find(({configuration}) => configuration.id === cell.domainId);
	const reader = new DomainReader(domain, model.rates);
	const counters = countersOf(measure).map(name =>
		sampled(name, domainCatalogue.specs[name], places, place => domainSample(model.samples, place, cell.domainId, name)),
	);
	const formula =
		measure.counter === 'waitsFor'
			? wordsOver(model, cell.domainId)
			: formulaOf(measure, reader, name => domainCatalogue.specs[name].unit, 'all domains');
	return {cell, ...formula, ages, counters};
}

/** Places of the newest samples up to the moment shown, oldest first. */
function newestPlaces({samples, snapshot}: Model, count = SAMPLES_SHOWN): number[] {
	const last = samples.length === 0 ? -1 : samples.indexAt(snapshot?.atNs ?? 0);
	return Array.from({length: Math.min(count, last + 1)}, (_, index) => last - Math.min(count, last + 1) + 1 + index);
}

function ageText({snapshot, isPast}: Model, atNs: number): string {
	const ageNs = (snapshot?.atNs ?? 0) - atNs;
	return ageNs <= 0 ? (isPast ? 'then' : 'now') : `-${fitDuration(ageNs, 6)}`;
}

/** Of one domain, or the sum of all that lived then. */
function domainSample(samples: SampleStore, place: number, domainId: number, name: DomainCounter): number | undefined {
	if (domainId >= 0) {
		return samples.value(place, domainId, name);
	}
	return samples.facts(place).domains.reduce((sum, {configuration}) => sum + (samples.value(place, configuration.id, name) || 0), 0);
}

function sampled(name: string, spec: CounterSpec, places: readonly number[], read: (place: number) => number | undefined): SampledCounter {
	const numbers = places.map(read);
	const text = (value: number | undefined) => counterText(spec, value, 6);
	return {
		name,
		spec,
		values: numbers.map(text),
		growths:
			spec.kind !== 'counter'
				? []
				: numbers.map((value, index) => {
						const before = numbers[index - 1];
						return value === undefined || before === undefined ? UNKNOWN : text(value - before);
					}),
	};
}

/** A counter's value in its own unit. */
export function counterText({unit}: Pick<CounterSpec, 'unit'>, value: number | undefined, width: number): string {
	const known = value === undefined || Number.isNaN(value) ? undefined : value;
	return unit === 'permille' ? percentText(known === undefined ? undefined : known / 1000) : quantityText(quantityOf(unit), known, width);
}

function percentText(fraction: number | undefined): string {
	return fraction === undefined ? UNKNOWN : `${percent(fraction)}%`;
}

type Formula = {readonly formula: string; readonly numbers: string};

function formulaOf<Counter extends string>(
	measure: Measure<Counter>,
	reader: Reader<Counter>,
	unitOf: (counter: Counter) => CounterUnit,
	all: string,
): Formula {
	const {counter} = measure;
	const unit = unitOf(counter);
	const growth = (name: Counter) => counterText({unit: unitOf(name)}, reader.growth(name), WIDTH);
	const level = (name: Counter) => counterText({unit: unitOf(name)}, reader.level(name), WIDTH);
	const value = measured(measure, reader);
	const window = fitDuration(reader.windowNs, WIDTH);
	const own = quantityText(unit === 'permille' ? 'part' : quantityOf(unit), value, WIDTH);
	switch (measure.kind) {
		case 'rate':
			return {formula: `${counter} grown in the window / window`, numbers: `${growth(counter)} / ${window} = ${own} per second`};
		case 'time part':
			return {formula: `${counter} grown in the window / window`, numbers: `${growth(counter)} / ${window} = ${percentText(value)}`};
		case 'time rate':
			return {formula: `${counter} grown in the window / window`, numbers: `${growth(counter)} / ${window} = ${own} per second`};
		case 'part of all': {
			const whole = counterText({unit}, reader.growthOfAll(counter), WIDTH);
			return {
				formula: `${counter} grown in the window / the same of ${all}`,
				numbers: `${growth(counter)} / ${whole} = ${percentText(value)}`,
			};
		}
		case 'mean': {
			const isPart = unit === unitOf(measure.per);
			const result = isPart ? percentText(value) : own;
			return {
				formula: `${counter} grown in the window / ${measure.per} grown in the window`,
				numbers: `${growth(counter)} / ${growth(measure.per)} = ${result}`,
			};
		}
		case 'rest rate':
			return {
				formula: `(${counter} - ${measure.without}) grown in the window / window`,
				numbers: `(${growth(counter)} - ${growth(measure.without)}) / ${window} = ${own} per second`,
			};
		case 'level': {
			const isWithheld = measure.needs !== undefined && reader.level(measure.needs) === 0;
			return {formula: `${counter}, newest value`, numbers: isWithheld ? `not known while ${measure.needs} is 0` : `= ${level(counter)}`};
		}
		case 'permille':
			return {formula: `${counter} / 1000, newest value`, numbers: `= ${value === undefined ? UNKNOWN : value.toFixed(3)}`};
		case 'level of all': {
			const whole = counterText({unit}, reader.levelOfAll(measure.all), WIDTH);
			return {
				formula: `${counter} / ${measure.all} of ${all}, newest values`,
				numbers: `${level(counter)} / ${whole} = ${percentText(value)}`,
			};
		}
		case 'life part':
			return {
				formula: `${counter} / time since it was made`,
				numbers: `${level(counter)} / ${fitDuration(reader.lifeNs, WIDTH)} = ${percentText(value)}`,
			};
	}
}

/** A word that changes from sample to sample: how often each was seen. */
function wordsOver(model: Model, domainId: number): Formula {
	const counts = new Map<string, number>();
	const places = newestPlaces(model, WORDS_OVER);
	for (const place of places) {
		const word = waitWord(model.samples.value(place, domainId, 'waitsFor') ?? 0);
		counts.set(word, (counts.get(word) ?? 0) + 1);
	}
	const parts = [...counts].sort((a, b) => b[1] - a[1]).map(([word, count]) => `${word} ${Math.round((100 * count) / places.length)}%`);
	return {formula: 'waitsFor, newest value, as a word', numbers: `of the last ${places.length} samples: ${parts.join(', ')}`};
}

/** The counter's name in reports, with its sentence. */
export function describeCounter({name, spec}: SampledCounter): string {
	return `${name}: ${spec.doc}`;
}
