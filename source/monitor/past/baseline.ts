/**
What figures are compared with: a pinned moment, or another run beside this one.

A pinned moment stays as it was, whatever is thinned out later. A run beside is compared at the same virtual time, or
at its end once this one has gone further.

Owns: the view of the baseline.
*/
import type {SampleStore} from '../../machine/sample-store.ts';
import {formatClock} from '../format.ts';
import type {Model} from '../model.ts';
import {View} from '../view.ts';

export class Baseline {
	/** What it is called: a time, or the name of a run. */
	readonly title: string;
	readonly samples: SampleStore;
	/** Virtual time that was pinned; undefined for a run beside. */
	readonly pinnedNs: number | undefined;
	readonly #view = new View();
	/** Time of the sample that the view is of. */
	#filledNs = -1;

	constructor(title: string, samples: SampleStore, pinnedNs?: number) {
		this.title = title;
		this.samples = samples;
		this.pinnedNs = pinnedNs;
		if (pinnedNs !== undefined) {
			this.#fill(pinnedNs);
		}
	}

	/** The baseline's time that belongs to a time of this run. */
	timeFor(shownNs: number): number {
		return this.pinnedNs ?? Math.min(shownNs, this.samples.newestNs);
	}

	/** What the baseline was like then; undefined if it does not reach back so far. */
	viewAt(shownNs: number): View | undefined {
		if (this.pinnedNs === undefined) {
			this.#fill(this.timeFor(shownNs));
		}
		return this.#view.snapshot === undefined ? undefined : this.#view;
	}

	#fill(atNs: number): void {
		const place = this.samples.indexAt(atNs);
		if (place >= 0 && this.samples.atNs(place) !== this.#filledNs) {
			this.#filledNs = this.samples.atNs(place);
			this.#view.fill(this.samples, place);
		}
	}
}

/** The moment that is shown, as a baseline. */
export function pinMoment({snapshot, samples}: Model): Baseline | undefined {
	return snapshot === undefined || samples.length === 0 ? undefined : new Baseline(formatClock(snapshot.atNs), samples, snapshot.atNs);
}
