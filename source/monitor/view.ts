/**
What samples tell: the newest of them, and the figures and histories made from all that were pushed.

There is one of the engine as it runs, and there may be others of moments in the past; painters cannot tell which
they read. A view filled from kept samples is what the live one was at that moment.
Inaccuracies: of samples that were thinned out, it knows what the kept ones tell.
*/
import {SECOND} from '../base/units.ts';
import type {Details} from '../machine/details.ts';
import type {SampleStore} from '../machine/sample-store.ts';
import type {Snapshot} from '../machine/snapshot.ts';
import {HISTORY_SAMPLES, History} from './history.ts';
import {Occupancy} from './occupancy.ts';
import {Rates} from './rates.ts';
import {ShareGrid} from './share-grid.ts';

/** Window of rates and shares. */
export const WINDOW_NS = SECOND;

export class View {
	readonly rates = new Rates(WINDOW_NS);
	readonly history = new History();
	readonly occupancy = new Occupancy();
	readonly shares = new ShareGrid();
	/** Channels and memory, while a screen that shows them is open; a little older than the snapshot. */
	details: Details | undefined;
	snapshot: Snapshot | undefined;

	push(snapshot: Snapshot): void {
		this.snapshot = snapshot;
		this.rates.push(snapshot);
		this.history.push(snapshot);
		this.occupancy.push(snapshot);
		this.shares.choose(snapshot);
	}

	/** Becomes the view that there was of that sample; what is pushed next goes on from there. */
	fill(samples: SampleStore, index: number): void {
		this.snapshot = samples.snapshot(index);
		this.rates.clear();
		for (const place of this.#placesOfWindow(samples, index)) {
			this.rates.push(place === index ? this.snapshot : samples.snapshot(place));
		}
		this.history.clear();
		for (let place = Math.max(0, index - HISTORY_SAMPLES + 1); place <= index; place++) {
			this.history.add(samples.atNs(place), samples.facts(place).domains, (_, row) => samples.valueAt(place, row, 'gpuBusyNs'));
		}
		this.shares.clear();
		for (let place = 0; place <= index; place++) {
			this.shares.choose({facts: samples.facts(place), achievedSpeed: samples.achievedSpeed(place)});
		}
		this.occupancy.fill(samples.intervals, this.snapshot.atNs);
	}

	/** The samples that the rates of that moment are made of: of each cell of the window the last one, and one before the window. */
	#placesOfWindow(samples: SampleStore, index: number): number[] {
		const {rates} = this;
		const startNs = samples.atNs(index) - rates.wantedWindowNs;
		const places = [index];
		for (let place = index - 1; place >= 0; place--) {
			const atNs = samples.atNs(place);
			if (rates.cellOf(atNs) !== rates.cellOf(samples.atNs(place + 1))) {
				places.unshift(place);
				if (atNs <= startNs) {
					break;
				}
			}
		}
		return places;
	}

	/** GPU shares of the last `columns` columns of virtual time. */
	sharesOver(columns: number): ShareGrid {
		this.shares.fill(this.history, columns, this.snapshot?.sequence ?? -1);
		return this.shares;
	}
}
