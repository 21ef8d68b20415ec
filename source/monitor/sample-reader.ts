/**
Reads counters between two moments of the kept samples, for one domain, all of them, or the card.

Owns: the two moments; they are moved on from column to column, so drawing a chart makes no garbage.
Inaccuracies: between two samples a counter is taken as growing evenly.
*/
import type {CardCounter, DomainCounter} from '../machine/catalogue.ts';
import type {SampleStore} from '../machine/sample-store.ts';
import type {Reader} from './measure.ts';

/** A moment in the samples: a place, and how far on to the next one (0 to 1). */
class Moment {
	index = -1;
	part = 0;

	move(samples: SampleStore, atNs: number): void {
		this.index = samples.indexAt(atNs);
		this.part = 0;
		if (this.index >= 0 && this.index + 1 < samples.length) {
			const fromNs = samples.atNs(this.index);
			this.part = (atNs - fromNs) / (samples.atNs(this.index + 1) - fromNs);
		}
	}
}

/** Both ends of a stretch of time, for readers that share it. */
export class Stretch {
	readonly from = new Moment();
	readonly to = new Moment();
	readonly samples: SampleStore;
	fromNs = 0;
	toNs = 0;

	constructor(samples: SampleStore) {
		this.samples = samples;
	}

	move(fromNs: number, toNs: number): void {
		this.fromNs = fromNs;
		this.toNs = toNs;
		this.from.move(this.samples, fromNs);
		this.to.move(this.samples, toNs);
	}

	/** Nothing is known of so early a time, or there is no time in it. */
	get isUnknown(): boolean {
		return this.from.index < 0 || this.toNs <= this.fromNs;
	}
}

/** A domain by its identifier; -1 is all of them together. */
export class DomainSamples implements Reader<DomainCounter> {
	domainId = -1;
	readonly #stretch: Stretch;

	constructor(stretch: Stretch) {
		this.#stretch = stretch;
	}

	growth(counter: DomainCounter): number | undefined {
		return this.domainId < 0 ? this.growthOfAll(counter) : this.#growthOf(this.domainId, counter);
	}

	/** As of the end. */
	level(counter: DomainCounter): number | undefined {
		return this.domainId < 0 ? this.levelOfAll(counter) : this.#stretch.samples.value(this.#stretch.to.index, this.domainId, counter);
	}

	growthOfAll(counter: DomainCounter): number | undefined {
		const {samples, to} = this.#stretch;
		let sum: number | undefined;
		for (const {configuration} of samples.facts(to.index).domains) {
			const growth = this.#growthOf(configuration.id, counter);
			sum = growth === undefined ? sum : (sum ?? 0) + growth;
		}
		return sum;
	}

	levelOfAll(counter: DomainCounter): number | undefined {
		const {samples, to} = this.#stretch;
		return samples
			.facts(to.index)
			.domains.reduce((sum, {configuration}) => sum + (samples.value(to.index, configuration.id, counter) || 0), 0);
	}

	get windowNs(): number {
		return this.#stretch.toNs - this.#stretch.fromNs;
	}

	get lifeNs(): number {
		const {samples, to, toNs} = this.#stretch;
		const domain = samples.facts(to.index).domains.find(({configuration}) => configuration.id === this.domainId);
		return toNs - (domain?.createdAtNs ?? 0);
	}

	#growthOf(id: number, counter: DomainCounter): number | undefined {
		const before = this.#at(this.#stretch.from, id, counter);
		const after = this.#at(this.#stretch.to, id, counter);
		return before === undefined || after === undefined ? undefined : Math.max(0, after - before);
	}

	/** A domain that is born between two samples starts with zero. */
	#at({index, part}: Moment, id: number, counter: DomainCounter): number | undefined {
		const {samples} = this.#stretch;
		const here = samples.value(index, id, counter);
		if (part === 0) {
			return here;
		}
		const next = samples.value(index + 1, id, counter);
		return next === undefined ? here : (here ?? 0) + part * (next - (here ?? 0));
	}
}

export class CardSamples implements Reader<CardCounter> {
	readonly #stretch: Stretch;

	constructor(stretch: Stretch) {
		this.#stretch = stretch;
	}

	growth(counter: CardCounter): number | undefined {
		return Math.max(0, this.#at(this.#stretch.to, counter) - this.#at(this.#stretch.from, counter));
	}

	level(counter: CardCounter): number | undefined {
		return this.#stretch.samples.cardValue(this.#stretch.to.index, counter);
	}

	growthOfAll(counter: CardCounter): number | undefined {
		return this.growth(counter);
	}

	levelOfAll(counter: CardCounter): number | undefined {
		return this.level(counter);
	}

	get windowNs(): number {
		return this.#stretch.toNs - this.#stretch.fromNs;
	}

	get lifeNs(): number {
		return this.#stretch.toNs;
	}

	#at({index, part}: Moment, counter: CardCounter): number {
		const {samples} = this.#stretch;
		const here = samples.cardValue(index, counter);
		return part === 0 ? here : here + part * (samples.cardValue(index + 1, counter) - here);
	}
}
