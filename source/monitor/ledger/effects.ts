/**
The effects of all entries of the journal, each worked out once and kept: at ten pictures a second only the ones whose
window is still filling are looked at again, and those only when another sub-window is full.
*/
import type {JournalEntry} from '../../machine/command.ts';
import type {SampleStore} from '../../machine/sample-store.ts';
import {type Effect, effectOf, hasEffect, subjectOf, type Windows, windowsOf} from './effect.ts';
import {SUB_WINDOW_NS} from './stretch.ts';

type Kept = {readonly effect: Effect; readonly windows: Windows; readonly filled: number};

/** A long journal is opened without holding up the keys. */
const ALLOWANCE = 4;

export class Effects {
	readonly #samples: SampleStore;
	readonly #kept = new Map<number, Kept>();
	#windows = new Map<number, Windows>();
	#entries: readonly JournalEntry[] = [];
	#wishedNs = 0;
	#newestNs = 0;
	/** Effects that may still be worked out for this picture. */
	#allowance = ALLOWANCE;

	constructor(samples: SampleStore) {
		this.#samples = samples;
	}

	/** The journal as it is now, and how long windows should be. */
	follow(entries: readonly JournalEntry[], wishedNs: number): void {
		const {newestNs} = this.#samples;
		// On another branch of the run the same numbers are other changes.
		if (wishedNs !== this.#wishedNs || newestNs < this.#newestNs) {
			this.#kept.clear();
		}
		if (entries !== this.#entries || wishedNs !== this.#wishedNs) {
			this.#windows = windowsOf(entries, wishedNs);
		}
		this.#entries = entries;
		this.#wishedNs = wishedNs;
		this.#newestNs = newestNs;
	}

	/** A new picture: a few effects more may be worked out. The others keep what they had, or wait for the next picture. */
	beginPicture(): void {
		this.#allowance = ALLOWANCE;
	}

	/** Undefined for what has no effect: notes, steps, speed; and for what is still to be worked out. */
	of(sequence: number): Effect | undefined {
		const windows = this.#windows.get(sequence);
		if (windows === undefined) {
			return undefined;
		}
		const kept = this.#kept.get(windows.last);
		const filled = Math.floor((Math.min(this.#newestNs, windows.afterToNs) - windows.afterFromNs) / SUB_WINDOW_NS);
		const isSame = kept !== undefined && kept.filled === filled && kept.effect.isFull === this.#newestNs >= windows.afterToNs;
		if (isSame && kept.windows.first === windows.first && kept.windows.afterToNs === windows.afterToNs) {
			return kept.effect;
		}
		if (this.#allowance <= 0) {
			return kept?.effect;
		}
		this.#allowance--;
		const group = this.#entries.filter(entry => hasEffect(entry) && entry.sequence >= windows.first && entry.sequence <= windows.last);
		const effect = effectOf(this.#samples, windows, subjectOf(group));
		this.#kept.set(windows.last, {effect, windows, filled});
		return effect;
	}
}
