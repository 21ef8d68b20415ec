/**
Rates and shares over a window of virtual time.

Owns: copies of a few recent blocks: of each sixteenth of a window the last one, so that what is kept depends on the
samples alone, and not on when watching them began. Each domain is compared with the start of the window, or with its
own birth if that is later (a counter starts at zero). Unknown is `undefined`.
Not here: wall time. A paused engine keeps the figures of the last window.
*/
import {SECOND} from '../base/units.ts';
import {BLOCK_LENGTH, type CardCounter, type DomainCounter, SLOTS} from '../machine/catalogue.ts';
import {cardValue, type DomainFacts, domainValue, type Snapshot} from '../machine/snapshot.ts';

type Sample = {atNs: number; readonly block: Float64Array /** Domain id by slot, -1 where free. */; readonly owners: Int32Array};

/** Blocks kept per window. */
const SAMPLES_PER_WINDOW = 16;

export class Rates {
	/** The window asked for, in nanoseconds of virtual time. */
	readonly wantedWindowNs: number;
	/** Oldest first; the last one is the newest snapshot. */
	readonly #samples: Sample[] = [];
	/** One that has left the window, for the next to come. */
	#spare: Sample | undefined;
	#facts: readonly DomainFacts[] = [];
	/** Sums over all domains, made when first asked for and kept until the next snapshot. */
	readonly #growths = new Map<DomainCounter, number | undefined>();
	readonly #values = new Map<DomainCounter, number>();
	#weights = -1;

	/** A window of 1 ns compares with the snapshot before. */
	constructor(wantedWindowNs: number) {
		this.wantedWindowNs = wantedWindowNs;
	}

	push(snapshot: Snapshot): void {
		const newest = this.#samples.at(-1);
		if (newest === undefined || snapshot.atNs < newest.atNs) {
			this.#restart();
		}
		if (newest !== undefined && snapshot.atNs === newest.atNs) {
			this.#fill(newest, snapshot);
			return;
		}
		this.#leaveWindow(snapshot.atNs);
		const last = this.#samples.at(-1);
		const isClose = last !== undefined && this.#samples.length > 1 && this.cellOf(last.atNs) === this.cellOf(snapshot.atNs);
		this.#fill(isClose ? last : this.#nextSample(), snapshot);
	}

	/** Forgets everything. */
	clear(): void {
		this.#samples.length = 0;
		this.#facts = [];
	}

	/** Which sixteenth of a window that time lies in. */
	cellOf(atNs: number): number {
		return Math.floor((atNs * SAMPLES_PER_WINDOW) / this.wantedWindowNs);
	}

	/** Blocks held. */
	get sampleCount(): number {
		return this.#samples.length;
	}

	/** The domains of the newest snapshot. */
	get domains(): readonly DomainFacts[] {
		return this.#facts;
	}

	/** Length of the window that the figures are of; 0 while there is none. */
	get windowNs(): number {
		const newest = this.#samples.at(-1);
		return newest === undefined ? 0 : newest.atNs - this.#samples[0].atNs;
	}

	/** Virtual time of the newest snapshot. */
	get nowNs(): number {
		return this.#samples.at(-1)?.atNs ?? 0;
	}

	/** Newest value of a domain's counter. */
	value(domain: DomainFacts, name: DomainCounter): number {
		const newest = this.#samples.at(-1);
		return newest === undefined ? 0 : domainValue(newest.block, domain.slot, name);
	}

	/** Growth of a domain's counter within the window. */
	growth(domain: DomainFacts, name: DomainCounter): number | undefined {
		const newest = this.#samples.at(-1);
		const oldest = this.#samples[0];
		if (newest === undefined || newest === oldest || newest.owners[domain.slot] !== domain.configuration.id) {
			return undefined;
		}
		const isOlder = oldest.owners[domain.slot] === domain.configuration.id;
		return domainValue(newest.block, domain.slot, name) - (isOlder ? domainValue(oldest.block, domain.slot, name) : 0);
	}

	/** Growth per second of virtual time. */
	perSecond(domain: DomainFacts, name: DomainCounter): number | undefined {
		const growth = this.growth(domain, name);
		const windowNs = this.windowOf(domain);
		return growth === undefined || windowNs <= 0 ? undefined : (growth * SECOND) / windowNs;
	}

	/** For counters of nanoseconds: the part of the window's time. */
	ofTime(domain: DomainFacts, name: DomainCounter): number | undefined {
		const growth = this.growth(domain, name);
		const windowNs = this.windowOf(domain);
		return growth === undefined || windowNs <= 0 ? undefined : growth / windowNs;
	}

	/** The domain's part of what all domains together used. */
	ofAll(domain: DomainFacts, name: DomainCounter): number | undefined {
		const all = this.growthOfAll(name);
		const growth = this.growth(domain, name);
		return growth === undefined || all === undefined || all === 0 ? undefined : growth / all;
	}

	growthOfAll(name: DomainCounter): number | undefined {
		if (!this.#growths.has(name)) {
			this.#growths.set(name, this.#addGrowths(name));
		}
		return this.#growths.get(name);
	}

	/** Newest values of all domains together; the unknown counts as nothing. */
	valueOfAll(name: DomainCounter): number {
		let sum = this.#values.get(name);
		if (sum === undefined) {
			sum = this.#facts.reduce((total, domain) => total + (this.value(domain, name) || 0), 0);
			this.#values.set(name, sum);
		}
		return sum;
	}

	/** Weights of all domains that take part in sharing the GPU. */
	get weights(): number {
		if (this.#weights < 0) {
			this.#weights = this.#facts.reduce((sum, domain) => sum + (takesPart(domain) ? domain.configuration.weight : 0), 0);
		}
		return this.#weights;
	}

	#addGrowths(name: DomainCounter): number | undefined {
		let sum: number | undefined;
		for (const domain of this.#facts) {
			const growth = this.growth(domain, name);
			sum = growth === undefined ? sum : (sum ?? 0) + growth;
		}
		return sum;
	}

	perSecondOfAll(name: DomainCounter): number | undefined {
		const growth = this.growthOfAll(name);
		return growth === undefined || this.windowNs <= 0 ? undefined : (growth * SECOND) / this.windowNs;
	}

	cardValue(name: CardCounter): number {
		const newest = this.#samples.at(-1);
		return newest === undefined ? 0 : cardValue(newest.block, name);
	}

	cardGrowth(name: CardCounter): number | undefined {
		const newest = this.#samples.at(-1);
		return this.windowNs <= 0 || newest === undefined ? undefined : cardValue(newest.block, name) - cardValue(this.#samples[0].block, name);
	}

	cardPerSecond(name: CardCounter): number | undefined {
		const growth = this.cardGrowth(name);
		return growth === undefined ? undefined : (growth * SECOND) / this.windowNs;
	}

	cardOfTime(name: CardCounter): number | undefined {
		const growth = this.cardGrowth(name);
		return growth === undefined ? undefined : growth / this.windowNs;
	}

	/** A domain's window: the common one, or its life if that is shorter. */
	windowOf(domain: DomainFacts): number {
		const newest = this.#samples.at(-1);
		const isOlder = this.#samples[0]?.owners[domain.slot] === domain.configuration.id;
		return isOlder || newest === undefined ? this.windowNs : Math.min(this.windowNs, newest.atNs - domain.createdAtNs);
	}

	/** Everything is zero at time zero, so the first snapshot has something to be compared with. */
	#restart(): void {
		this.#samples.length = 0;
		this.#samples.push(emptySample());
	}

	/** Drops what lies before the start of the window that ends then. */
	#leaveWindow(atNs: number): void {
		const samples = this.#samples;
		while (samples.length > 1 && samples[1].atNs <= atNs - this.wantedWindowNs) {
			this.#spare = samples.shift();
		}
	}

	#nextSample(): Sample {
		const next = this.#spare ?? emptySample();
		this.#spare = undefined;
		this.#samples.push(next);
		return next;
	}

	#fill(sample: Sample, snapshot: Snapshot): void {
		sample.atNs = snapshot.atNs;
		sample.block.set(snapshot.block);
		sample.owners.fill(-1);
		for (const domain of snapshot.facts.domains) {
			sample.owners[domain.slot] = domain.configuration.id;
		}
		this.#facts = snapshot.facts.domains;
		this.#growths.clear();
		this.#values.clear();
		this.#weights = -1;
	}
}

/** It has a claim to the GPU: it runs, or its driver loads. */
export function takesPart({state}: DomainFacts): boolean {
	return state === 'running' || state === 'booting';
}

function emptySample(): Sample {
	return {atNs: 0, block: new Float64Array(BLOCK_LENGTH), owners: new Int32Array(SLOTS).fill(-1)};
}
