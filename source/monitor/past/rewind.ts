/**
Rewinding: which kept sample is shown, and how one gets from sample to sample while the engine goes on.

A moment is held by its time, not by its number: samples are thinned out while one looks at them.

Owns: the view of the past, made anew for each sample; the pace at which it plays.
Not here: keys (verbs/past-verbs.ts), what is drawn of it (paint/past.ts).
Inaccuracies: the pace is that of the virtual clock as measured then, since samples carry no wall time.
*/
import {MS} from '../../base/units.ts';
import type {Model} from '../model.ts';
import type {Store} from '../store.ts';
import {View} from '../view.ts';
import type {KeptDetails} from './kept-details.ts';
import {type Moment, momentsOf} from './moments.ts';

/** Wall milliseconds that a sample is shown while it plays, whatever the clock said. */
const SHORTEST_MS = 10;
const LONGEST_MS = 2000;
/** How often it is looked whether the next sample is due. */
const TICK_MS = 50;

export type RewindOptions = {
	readonly store: Store;
	readonly model: Model;
	readonly details: KeptDetails;
	/** Wall clock in milliseconds. */
	readonly nowMs: () => number;
	readonly paint: () => void;
};

export class Rewind {
	readonly #options: RewindOptions;
	#view: View | undefined;
	/** Wall time since which the sample is shown that plays now. */
	#sinceMs = 0;
	#timer: NodeJS.Timeout | undefined;

	constructor(options: RewindOptions) {
		this.#options = options;
	}

	/** Place of the sample that is shown, -1 if there is none. Now is the last one, but for a recording: it knows what comes. */
	get index(): number {
		const {samples, snapshot, ui} = this.#options.model;
		const atNs = ui.past?.atNs ?? snapshot?.atNs ?? samples.newestNs;
		return samples.length === 0 ? -1 : Math.max(0, samples.indexAt(atNs));
	}

	/** Shows the sample in that place; beyond the last one is now, before the first one the first. */
	show(index: number): void {
		const {store, model, details} = this.#options;
		const {samples} = model;
		if (index >= samples.length) {
			this.now();
			return;
		}
		const place = Math.max(0, index);
		const atNs = samples.atNs(place);
		this.#view ??= new View();
		this.#view.fill(samples, place);
		this.#view.details = details.near(samples, place);
		// The view first: who listens to the state looks at what is shown.
		model.show(this.#view);
		store.change(draft => {
			draft.past = {atNs, isPlaying: draft.past?.isPlaying ?? false};
			// What was asked of the engine is no part of the past.
			draft.wantedSpeed = undefined;
			draft.wantedPause = undefined;
		});
	}

	/** Holds the display as it is. */
	freeze(): void {
		this.show(this.index);
	}

	/** So many samples on or back. */
	walk(by: number): void {
		this.hold();
		this.show(this.index + by);
	}

	/** The last sample at or before that time, or the first one after what a change made then. */
	goTo(atNs: number, isChange = false): void {
		const {samples} = this.#options.model;
		this.hold();
		this.show(isChange ? samples.indexAt(atNs - 1) + 1 : samples.indexAt(atNs));
	}

	/** To the next or previous moment at which something was changed or happened; undefined if there is none. */
	goToChange(by: 1 | -1): Moment | undefined {
		const {model} = this.#options;
		const {samples} = model;
		const {index} = this;
		// A change shows in the first sample after it.
		const placed = momentsOf(model)
			.map(moment => ({moment, place: samples.indexAt(moment.atNs - 1) + 1}))
			.filter(({place}) => place < samples.length && (by > 0 ? place > index : place < index));
		const found = by > 0 ? placed[0] : placed.at(-1);
		if (found !== undefined) {
			this.hold();
			this.show(found.place);
		}
		return found?.moment;
	}

	now(): void {
		const {store, model} = this.#options;
		this.#endTimer();
		model.show(model.live);
		store.change(draft => {
			draft.past = undefined;
		});
	}

	/** Plays the past, or holds it. */
	togglePlay(): void {
		if (this.#options.model.ui.past?.isPlaying === true) {
			this.hold();
		} else {
			this.#sinceMs = this.#options.nowMs();
			this.#setPlaying(true);
			this.#timer = setInterval(() => {
				if (this.tick()) {
					this.#options.paint();
				}
			}, TICK_MS).unref();
		}
	}

	hold(): void {
		this.#endTimer();
		this.#setPlaying(false);
	}

	/** Shows what is due by now if it plays. True if something else is shown than before. */
	tick(): boolean {
		const {model, nowMs} = this.#options;
		const {past} = model.ui;
		if (past?.isPlaying !== true) {
			return false;
		}
		const from = this.index;
		let place = from;
		let dueMs = this.#sinceMs + this.#dwellMs(place);
		while (place < model.samples.length && dueMs <= nowMs()) {
			place++;
			this.#sinceMs = dueMs;
			dueMs += this.#dwellMs(place);
		}
		if (place !== from) {
			this.show(place);
		}
		return place !== from;
	}

	close(): void {
		this.#endTimer();
	}

	/** Wall time from a sample to the next one. */
	#dwellMs(place: number): number {
		const {samples} = this.#options.model;
		if (place + 1 >= samples.length) {
			return SHORTEST_MS;
		}
		const {speed} = samples.facts(place + 1).configuration;
		const achieved = samples.achievedSpeed(place + 1);
		const pace = achieved > 0 ? achieved : speed > 0 ? speed : 1;
		const wallMs = (samples.atNs(place + 1) - samples.atNs(place)) / pace / MS;
		return Math.min(LONGEST_MS, Math.max(SHORTEST_MS, wallMs));
	}

	#setPlaying(isPlaying: boolean): void {
		this.#options.store.change(draft => {
			if (draft.past !== undefined) {
				draft.past.isPlaying = isPlaying;
			}
		});
	}

	#endTimer(): void {
		clearInterval(this.#timer);
		this.#timer = undefined;
	}
}
