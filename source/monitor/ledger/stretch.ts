/**
Stretches of virtual time between two kept samples, and windows cut into them.

A window is cut at samples, never between, so no figure is interpolated; where samples lie further apart than a sub-window
should be long, sub-windows are longer.
*/
import {MS, SECOND} from '../../base/units.ts';
import type {CardCounter, DomainCounter} from '../../machine/catalogue.ts';
import type {SampleStore} from '../../machine/sample-store.ts';
import type {DomainFacts} from '../../machine/snapshot.ts';

/** Length of a sub-window, where samples are close enough. */
export const SUB_WINDOW_NS = 250 * MS;

/** From sample `from` to sample `to` of the store. */
export class Stretch {
	readonly #samples: SampleStore;
	readonly #from: number;
	readonly #to: number;
	readonly #ofAll = new Map<DomainCounter, number | undefined>();

	constructor(samples: SampleStore, from: number, to: number) {
		this.#samples = samples;
		this.#from = from;
		this.#to = to;
	}

	get lengthNs(): number {
		return this.#samples.atNs(this.#to) - this.#samples.atNs(this.#from);
	}

	/** Domains at its end. */
	get domains(): readonly DomainFacts[] {
		return this.#samples.facts(this.#to).domains;
	}

	/** Growth of a domain's counter; undefined if it did not live at its end. One that was made meanwhile began at zero. */
	growth(id: number, name: DomainCounter): number | undefined {
		const end = this.#samples.value(this.#to, id, name);
		const domain = this.#samples.domain(this.#to, id);
		if (end === undefined || domain === undefined) {
			return undefined;
		}
		const isNew = domain.createdAtNs > this.#samples.atNs(this.#from);
		const start = isNew ? 0 : this.#samples.value(this.#from, id, name);
		// A domain that loaded its driver anew counts from zero again.
		return start === undefined ? undefined : end >= start ? end - start : end;
	}

	/** Growth of all domains together; undefined if one left meanwhile: nobody knows what it had in the end. */
	growthOfAll(name: DomainCounter): number | undefined {
		if (!this.#ofAll.has(name)) {
			this.#ofAll.set(name, this.#sum(name));
		}
		return this.#ofAll.get(name);
	}

	#sum(name: DomainCounter): number | undefined {
		if (!this.#samples.facts(this.#from).domains.every(({configuration}) => this.#isThere(configuration.id))) {
			return undefined;
		}
		return this.domains.reduce((sum, {configuration}) => sum + (this.growth(configuration.id, name) ?? 0), 0);
	}

	cardGrowth(name: CardCounter): number {
		return this.#samples.cardValue(this.#to, name) - this.#samples.cardValue(this.#from, name);
	}

	perSecond(growth: number | undefined): number | undefined {
		return growth === undefined || this.lengthNs <= 0 ? undefined : (growth * SECOND) / this.lengthNs;
	}

	#isThere(id: number): boolean {
		return this.#samples.domain(this.#to, id) !== undefined;
	}
}

/** Sub-windows of a window that ends at `toNs`, counted backwards from there; oldest first. */
export function stretchesBefore(samples: SampleStore, fromNs: number, toNs: number): Stretch[] {
	const stretches: Stretch[] = [];
	let end = samples.indexAt(toNs);
	for (let index = end - 1; index >= 0 && samples.atNs(index) >= fromNs; index--) {
		if (samples.atNs(end) - samples.atNs(index) >= SUB_WINDOW_NS) {
			stretches.unshift(new Stretch(samples, index, end));
			end = index;
		}
	}
	return stretches;
}

/** Sub-windows of a window that begins at `fromNs`. */
export function stretchesAfter(samples: SampleStore, fromNs: number, toNs: number): Stretch[] {
	const stretches: Stretch[] = [];
	const before = samples.indexAt(fromNs);
	let start = before >= 0 && samples.atNs(before) === fromNs ? before : before + 1;
	for (let index = start + 1; index < samples.length && samples.atNs(index) <= toNs; index++) {
		if (samples.atNs(index) - samples.atNs(start) >= SUB_WINDOW_NS) {
			stretches.push(new Stretch(samples, start, index));
			start = index;
		}
	}
	return stretches;
}
