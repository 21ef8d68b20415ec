/** Readers of counters: over the window of the rates, for one domain, for all of them together, and for the card. */
import type {CardCounter, DomainCounter} from '../machine/catalogue.ts';
import type {DomainFacts} from '../machine/snapshot.ts';
import type {Measure, Reader} from './measure.ts';
import {measured} from './measure.ts';
import type {Rates} from './rates.ts';

export type DomainMeasure = Measure<DomainCounter>;
export type CardMeasure = Measure<CardCounter>;

/** A domain; undefined is all of them together. */
export class DomainReader implements Reader<DomainCounter> {
	readonly #domain: DomainFacts | undefined;
	readonly #rates: Rates;

	constructor(domain: DomainFacts | undefined, rates: Rates) {
		this.#domain = domain;
		this.#rates = rates;
	}

	growth(counter: DomainCounter): number | undefined {
		return this.#domain === undefined ? this.#rates.growthOfAll(counter) : this.#rates.growth(this.#domain, counter);
	}

	level(counter: DomainCounter): number | undefined {
		return this.#domain === undefined ? this.#rates.valueOfAll(counter) : this.#rates.value(this.#domain, counter);
	}

	growthOfAll(counter: DomainCounter): number | undefined {
		return this.#rates.growthOfAll(counter);
	}

	levelOfAll(counter: DomainCounter): number | undefined {
		return this.#rates.valueOfAll(counter);
	}

	get windowNs(): number {
		return this.#domain === undefined ? this.#rates.windowNs : this.#rates.windowOf(this.#domain);
	}

	get lifeNs(): number {
		return this.#rates.nowNs - (this.#domain?.createdAtNs ?? 0);
	}
}

export class CardReader implements Reader<CardCounter> {
	readonly #rates: Rates;

	constructor(rates: Rates) {
		this.#rates = rates;
	}

	growth(counter: CardCounter): number | undefined {
		return this.#rates.cardGrowth(counter);
	}

	level(counter: CardCounter): number | undefined {
		return this.#rates.cardValue(counter);
	}

	growthOfAll(counter: CardCounter): number | undefined {
		return this.growth(counter);
	}

	levelOfAll(counter: CardCounter): number | undefined {
		return this.level(counter);
	}

	get windowNs(): number {
		return this.#rates.windowNs;
	}

	get lifeNs(): number {
		return this.#rates.nowNs;
	}
}

export function ofDomain(measure: DomainMeasure, domain: DomainFacts | undefined, rates: Rates): number | undefined {
	return measured(measure, new DomainReader(domain, rates));
}

export function ofCard(measure: CardMeasure, rates: Rates): number | undefined {
	return measured(measure, new CardReader(rates));
}
