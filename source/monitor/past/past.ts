/**
The past of one session: what is kept besides samples, what is shown of it, and the runs that come from it.

This file is the folder's door. Samples are the machine's (SampleStore), a view of one of them is view.ts; rewind.ts leads from
sample to sample, runs.ts makes another run from one, baseline.ts is what figures are compared with.
*/
import type {HostSwitch} from '../../machine/host-switch.ts';
import type {Model} from '../model.ts';
import type {Store} from '../store.ts';
import {CloserLook} from './closer-look.ts';
import {KeptDetails} from './kept-details.ts';
import {Rewind} from './rewind.ts';
import {type OpenBranch, Runs} from './runs.ts';

export type PastOptions = {
	readonly host: HostSwitch;
	readonly store: Store;
	readonly model: Model;
	/** Wall clock in milliseconds. */
	readonly nowMs: () => number;
	readonly openBranch: OpenBranch | undefined;
	readonly paint: () => void;
};

export class Past {
	readonly closer: CloserLook;
	readonly rewind: Rewind;
	readonly runs: Runs;

	constructor(given: PastOptions) {
		const options = {...given, details: new KeptDetails()};
		this.closer = new CloserLook(options);
		this.rewind = new Rewind(options);
		this.runs = new Runs({...options, rewind: this.rewind});
	}

	/** Ends what is under way and closes the branch, if one is live. */
	async close(): Promise<void> {
		this.rewind.close();
		await this.runs.close();
	}
}
