/**
Samples of the last minutes: what a snapshot told, packed, as far back as a stated number of bytes allows.

Only the rows of domains that lived are kept, so a sample costs about 0.7 KB per domain. When the bytes run out,
the older half is thinned to every second sample: the newest are dense, the oldest far apart, the first one stays.

Owns: the samples, in order of virtual time. Time that goes backwards (another branch of the run) drops what lay after it.
Inaccuracies: a thinned sample cannot be brought back; figures between two samples are interpolated by whoever asks.
*/
import {TIMELINE_HEAD, writeTimeline} from '../aggregator/timeline.ts';
import {
	BLOCK_LENGTH,
	type CardCounter,
	cardCatalogue,
	type DomainCounter,
	domainCatalogue,
	ROW_LENGTH,
	TIMELINE_START,
} from './catalogue.ts';
import {IntervalStore} from './interval-store.ts';
import type {DomainFacts, Facts, Snapshot} from './snapshot.ts';

/** One sample: numbers are the card's row, a row for each domain of the facts in their order, and the timeline's head. */
type Sample = {
	readonly sequence: number;
	readonly atNs: number;
	readonly achievedSpeed: number;
	readonly facts: Facts;
	readonly numbers: Float64Array;
};

/** Bytes that a new object of facts is taken to cost, besides those of its domains. */
const FACTS_BYTES = 1024;
const DOMAIN_FACTS_BYTES = 256;
const SAMPLE_BYTES = 128;
const BUDGET_BYTES = 16 * 2 ** 20;
/** Fewer are never thinned. */
const SAMPLES_MINIMUM = 64;

export class SampleStore {
	readonly budgetBytes: number;
	readonly #samples: Sample[] = [];
	#intervals = new IntervalStore();
	/** Places of domains by identifier, made once for each list of them that is asked about. */
	readonly #places = new WeakMap<readonly DomainFacts[], Map<number, number>>();
	#bytes = 0;

	constructor(budgetBytes = BUDGET_BYTES) {
		this.budgetBytes = budgetBytes;
	}

	get length(): number {
		return this.#samples.length;
	}

	/** Bytes held, without what they share with newer snapshots. */
	get bytes(): number {
		return this.#bytes + IntervalStore.bytes;
	}

	/** Virtual time of the oldest sample; NaN while there is none. */
	get oldestNs(): number {
		return this.#samples[0]?.atNs ?? Number.NaN;
	}

	get newestNs(): number {
		return this.#samples.at(-1)?.atNs ?? Number.NaN;
	}

	/** Keeps the snapshot; one of the same instant takes the place of the one before. */
	push(snapshot: Snapshot): void {
		while (this.newestNs >= snapshot.atNs) {
			const last = this.#samples.pop() as Sample;
			this.#bytes -= this.#cost(last, this.#samples.at(-1));
			if (last.atNs > snapshot.atNs) {
				this.#intervals.clear();
			}
		}
		this.#intervals.push(snapshot);
		this.#keep(pack(snapshot));
		if (this.#bytes > this.budgetBytes && this.#samples.length >= SAMPLES_MINIMUM) {
			this.#thin();
		}
	}

	/** Place of the last sample at or before that time; -1 if there is none. */
	indexAt(atNs: number): number {
		let low = 0;
		let high = this.#samples.length;
		while (low < high) {
			const middle = (low + high) >>> 1;
			if ((this.#samples[middle] as Sample).atNs <= atNs) {
				low = middle + 1;
			} else {
				high = middle;
			}
		}
		return low - 1;
	}

	/** Virtual time of a sample, 0 to length - 1. */
	atNs(index: number): number {
		return (this.#samples[index] as Sample).atNs;
	}

	facts(index: number): Facts {
		return (this.#samples[index] as Sample).facts;
	}

	/** A domain's counter in a sample, by the domain's identifier; undefined if it did not live then. */
	value(index: number, domainId: number, name: DomainCounter): number | undefined {
		const place = this.#placeOf((this.#samples[index] as Sample).facts.domains, domainId);
		return place === undefined ? undefined : this.valueAt(index, place, name);
	}

	/** The same by the domain's place in the facts of the sample. */
	valueAt(index: number, place: number, name: DomainCounter): number {
		const {numbers} = this.#samples[index] as Sample;
		return numbers[cardCatalogue.length + place * domainCatalogue.length + domainCatalogue.at[name]] as number;
	}

	/** Virtual over wall time then; -1 if not known. */
	achievedSpeed(index: number): number {
		return (this.#samples[index] as Sample).achievedSpeed;
	}

	/** Who held the device. */
	get intervals(): IntervalStore {
		return this.#intervals;
	}

	/** What is kept up to that time, as a store of its own: the past that two branches of a run have in common. */
	until(atNs: number): SampleStore {
		const copy = new SampleStore(this.budgetBytes);
		copy.#intervals = this.#intervals.until(atNs);
		for (const sample of this.#samples.slice(0, this.indexAt(atNs) + 1)) {
			copy.#keep(sample);
		}
		return copy;
	}

	/** A domain as it was in a sample; undefined if it did not live then. */
	domain(index: number, domainId: number): DomainFacts | undefined {
		const {domains} = (this.#samples[index] as Sample).facts;
		const place = this.#placeOf(domains, domainId);
		return place === undefined ? undefined : domains[place];
	}

	#placeOf(domains: readonly DomainFacts[], domainId: number): number | undefined {
		let places = this.#places.get(domains);
		if (places === undefined) {
			places = new Map(domains.map(({configuration}, place) => [configuration.id, place]));
			this.#places.set(domains, places);
		}
		return places.get(domainId);
	}

	cardValue(index: number, name: CardCounter): number {
		return (this.#samples[index] as Sample).numbers[cardCatalogue.at[name]] as number;
	}

	/** The sample as the snapshot it was. Of the timeline it holds what is still known. */
	snapshot(index: number): Snapshot {
		const {sequence, atNs, achievedSpeed, facts, numbers} = this.#samples[index] as Sample;
		const block = new Float64Array(BLOCK_LENGTH);
		block.set(numbers.subarray(0, cardCatalogue.length));
		let from = cardCatalogue.length;
		for (const {slot} of facts.domains) {
			block.set(numbers.subarray(from, from + domainCatalogue.length), ROW_LENGTH * (1 + slot));
			from += domainCatalogue.length;
		}
		const head = numbers.subarray(from);
		writeTimeline(block.subarray(TIMELINE_START), head, this.#intervals.newest(head[0] as number, atNs));
		return {sequence, atNs, achievedSpeed, facts, block};
	}

	#cost({numbers, facts}: Sample, before: Sample | undefined): number {
		const ofFacts = before?.facts === facts ? 0 : FACTS_BYTES + facts.domains.length * DOMAIN_FACTS_BYTES;
		return SAMPLE_BYTES + numbers.byteLength + ofFacts;
	}

	/** Drops every second sample of the older half. */
	#thin(): void {
		const half = this.#samples.length >>> 1;
		const kept = this.#samples.filter((_, index) => index >= half || index % 2 === 0);
		this.#samples.length = 0;
		this.#bytes = 0;
		for (const sample of kept) {
			this.#keep(sample);
		}
	}

	#keep(sample: Sample): void {
		this.#bytes += this.#cost(sample, this.#samples.at(-1));
		this.#samples.push(sample);
	}
}

function pack({sequence, atNs, achievedSpeed, facts, block}: Snapshot): Sample {
	const {domains} = facts;
	const numbers = new Float64Array(cardCatalogue.length + domains.length * domainCatalogue.length + TIMELINE_HEAD);
	numbers.set(block.subarray(0, cardCatalogue.length));
	let at = cardCatalogue.length;
	for (const {slot} of domains) {
		const row = ROW_LENGTH * (1 + slot);
		numbers.set(block.subarray(row, row + domainCatalogue.length), at);
		at += domainCatalogue.length;
	}
	numbers.set(block.subarray(TIMELINE_START, TIMELINE_START + TIMELINE_HEAD), at);
	return {sequence, atNs, achievedSpeed, facts, numbers};
}
