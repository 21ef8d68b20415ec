/**
The ledger of changes: the journal as lines, newest first, and the effect of each.

Owns: the lines of the journal that is shown, made once for each journal; which of them is selected.
Inaccuracies: facts hold the newest 200 entries; older ones are no longer shown, but undo still knows them.
*/
import {SECOND} from '../../base/units.ts';
import type {JournalEntry} from '../../machine/command.ts';
import type {SampleStore} from '../../machine/sample-store.ts';
import type {Facts} from '../../machine/snapshot.ts';
import type {UiState} from '../ui-state.ts';
import type {Effect} from './effect.ts';
import {Effects} from './effects.ts';
import {type LedgerLine, ledgerLines} from './lines.ts';

/** Lengths of the windows before and after a change that + and - walk through. */
export const effectWindows: readonly number[] = [SECOND, 2 * SECOND, 5 * SECOND, 10 * SECOND, 20 * SECOND, 30 * SECOND, 60 * SECOND];

export class Ledger {
	readonly #effects: Effects;
	#shown: readonly JournalEntry[] | undefined;
	#lines: readonly LedgerLine[] = ledgerLines([]);

	constructor(samples: SampleStore) {
		this.#effects = new Effects(samples);
	}

	/** Lines of the moment that is shown. */
	lines(facts: Facts | undefined): readonly LedgerLine[] {
		const journal = facts?.journal ?? [];
		if (journal !== this.#shown) {
			this.#shown = journal;
			this.#lines = ledgerLines(journal);
		}
		return this.#lines;
	}

	/** The effect of an entry, in windows of the length chosen; `live` are the facts of now, which know what came after. */
	effect(sequence: number, live: Facts | undefined, {effectWindow}: Pick<UiState, 'effectWindow'>): Effect | undefined {
		this.#effects.follow(live?.journal ?? [], windowLength(effectWindow));
		return this.#effects.of(sequence);
	}

	/** Whoever draws the ledger says so first. */
	beginPicture(): void {
		this.#effects.beginPicture();
	}

	/** Place of the selected line; the first if its entry is no longer shown. */
	selectedIndex(facts: Facts | undefined, {ledgerAt}: Pick<UiState, 'ledgerAt'>): number {
		return Math.max(
			0,
			this.lines(facts).findIndex(({number}) => number === ledgerAt),
		);
	}
}

export function windowLength(place: number): number {
	return effectWindows[Math.max(0, Math.min(effectWindows.length - 1, place))] as number;
}
