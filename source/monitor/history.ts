/**
GPU time of each slot over virtual time, for charts of any scale.

Owns: a ring of running totals. A chart column asks for the share between two instants; totals are
interpolated, so columns need not match snapshots.
Inaccuracies: within two snapshots the GPU time is taken as spread evenly.
*/
import {SLOTS} from '../machine/catalogue.ts';
import {type DomainFacts, domainValue, type Snapshot} from '../machine/snapshot.ts';

/** 200 s of wall time at ten snapshots a second. */
export const HISTORY_SAMPLES = 2048;
const CAPACITY = HISTORY_SAMPLES;

export class History {
	readonly #atNs = new Float64Array(CAPACITY);
	/** Running total of GPU time by sample and slot. */
	readonly #totals = new Float64Array(CAPACITY * SLOTS);
	#first = 0;
	#length = 0;
	readonly #owners = new Int32Array(SLOTS).fill(-1);
	readonly #previous = new Float64Array(SLOTS);

	push({atNs, block, facts}: Snapshot): void {
		if (atNs < this.newestNs) {
			this.clear();
		}
		this.add(atNs, facts.domains, ({slot}) => domainValue(block, slot, 'gpuBusyNs'));
	}

	/** A sample, given what each of its domains had of the GPU by then. Later than the newest one, or it is left out. */
	add(atNs: number, domains: readonly DomainFacts[], busyNs: (domain: DomainFacts, place: number) => number): void {
		if (this.#length > 0 && atNs <= this.newestNs) {
			return;
		}
		const at = this.#append(atNs);
		for (const [place, domain] of domains.entries()) {
			const {slot, configuration} = domain;
			const value = busyNs(domain, place);
			const isSame = this.#owners[slot] === configuration.id;
			const isBorn = this.#length > 1 && !isSame;
			this.#totals[at * SLOTS + slot] += Math.max(0, isSame ? value - this.#previous[slot] : isBorn ? value : 0);
			this.#owners[slot] = configuration.id;
			this.#previous[slot] = value;
		}
	}

	/** Forgets everything. */
	clear(): void {
		this.#first = 0;
		this.#length = 0;
		this.#owners.fill(-1);
		this.#previous.fill(0);
	}

	get newestNs(): number {
		return this.#length === 0 ? 0 : this.#atNs[this.#index(this.#length - 1)];
	}

	get oldestNs(): number {
		return this.#length === 0 ? 0 : this.#atNs[this.#first];
	}

	/**
	Shares of time by column and slot: `into[column * SLOTS + slot]`, for columns of `stepNs` that end with the
	one that holds the newest sample. A column that begins before the oldest sample is NaN.
	*/
	shares(stepNs: number, columns: number, into: Float64Array): void {
		const last = Math.floor(this.newestNs / stepNs);
		let cursor = 0;
		for (let column = 0; column < columns; column++) {
			const fromNs = (last - columns + 1 + column) * stepNs;
			const toNs = Math.min(fromNs + stepNs, this.newestNs);
			const row = column * SLOTS;
			if (this.#length === 0 || fromNs < this.oldestNs) {
				into.fill(Number.NaN, row, row + SLOTS);
				continue;
			}
			cursor = this.#seek(fromNs, cursor);
			const end = this.#seek(toNs, cursor);
			for (let slot = 0; slot < SLOTS; slot++) {
				const used = this.#totalAt(toNs, end, slot) - this.#totalAt(fromNs, cursor, slot);
				into[row + slot] = toNs > fromNs ? used / (toNs - fromNs) : 0;
			}
		}
	}

	/** Position of the last sample at or before `atNs`, searched from `start` on. */
	#seek(atNs: number, start: number): number {
		let position = start;
		while (position + 1 < this.#length && this.#atNs[this.#index(position + 1)] <= atNs) {
			position++;
		}
		return position;
	}

	#totalAt(atNs: number, position: number, slot: number): number {
		const here = this.#index(position);
		const total = this.#totals[here * SLOTS + slot];
		if (position + 1 >= this.#length) {
			return total;
		}
		const next = this.#index(position + 1);
		const part = (atNs - this.#atNs[here]) / (this.#atNs[next] - this.#atNs[here]);
		return total + part * (this.#totals[next * SLOTS + slot] - total);
	}

	#index(position: number): number {
		return (this.#first + position) % CAPACITY;
	}

	/** A new sample that starts with the totals of the one before. */
	#append(atNs: number): number {
		const before = this.#length === 0 ? -1 : this.#index(this.#length - 1);
		if (this.#length === CAPACITY) {
			this.#first = (this.#first + 1) % CAPACITY;
		} else {
			this.#length++;
		}
		const at = this.#index(this.#length - 1);
		this.#atNs[at] = atNs;
		if (before < 0) {
			this.#totals.fill(0, at * SLOTS, (at + 1) * SLOTS);
		} else {
			this.#totals.copyWithin(at * SLOTS, before * SLOTS, (before + 1) * SLOTS);
		}
		return at;
	}
}

/** Length of a chart column: the step of the series 1, 2, 5 that is nearest above `ns`. */
export function niceStepNs(ns: number): number {
	const power = 10 ** Math.floor(Math.log10(Math.max(1, ns)));
	const factor = [1, 2, 5, 10].find(candidate => candidate * power >= ns) ?? 10;
	return factor * power;
}
