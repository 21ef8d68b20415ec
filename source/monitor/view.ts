/**
What samples tell: the newest of them, and the figures and histories made from all that were pushed.

There is one of the engine as it runs, and there may be a second one of a moment in the past; painters cannot tell
which they read.
*/
import {SECOND} from '../base/units.ts';
import type {Details} from '../machine/details.ts';
import type {Snapshot} from '../machine/snapshot.ts';
import {History} from './history.ts';
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

	/** GPU shares of the last `columns` columns of virtual time. */
	sharesOver(columns: number): ShareGrid {
		this.shares.fill(this.history, columns, this.snapshot?.sequence ?? -1);
		return this.shares;
	}
}
