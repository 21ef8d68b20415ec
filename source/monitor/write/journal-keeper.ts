/**
Every command since the session began: a snapshot's facts hold the newest two hundred only.

Owns: the entries that have left those. A run that goes back to an earlier time tells what holds from there on.
*/
import type {JournalEntry} from '../../machine/command.ts';
import type {Facts} from '../../machine/snapshot.ts';

export class JournalKeeper {
	#entries: readonly JournalEntry[] = [];
	#seen: readonly JournalEntry[] | undefined;

	take({journal}: Facts): void {
		if (journal !== this.#seen) {
			this.#seen = journal;
			const first = journal[0]?.sequence ?? 0;
			this.#entries = [...this.#entries.filter(({sequence}) => sequence < first), ...journal];
		}
	}

	/** From the first one on. */
	get entries(): readonly JournalEntry[] {
		return this.#entries;
	}

	/** How many are missing: given before anybody listened. */
	get missing(): number {
		const {length} = this.#entries;
		return length === 0 ? 0 : (this.#entries[length - 1]?.sequence ?? 0) + 1 - length;
	}
}
