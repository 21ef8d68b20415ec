/** What a recording on the screen has that a live engine has not: all its samples from the start, and an end. */
import type {SampleStore} from '../machine/sample-store.ts';
import type {Snapshot} from '../machine/snapshot.ts';

export type Replay = {
	readonly samples: Iterable<Snapshot>;
	/** Virtual time at which it ends. */
	readonly endNs: number;
};

/** Samples that are read between two keys: a few milliseconds of work. */
const SAMPLES_AT_ONCE = 20;

/** Puts the samples into the store, a few at a time, so that the screen does not wait for a long recording. */
export function fillSamples(store: SampleStore, samples: Iterator<Snapshot>, signal: AbortSignal): void {
	for (let count = 0; count < SAMPLES_AT_ONCE; count++) {
		const next = samples.next();
		if (next.done === true) {
			return;
		}
		store.push(next.value);
	}
	setImmediate(() => {
		if (!signal.aborted) {
			fillSamples(store, samples, signal);
		}
	});
}
