/** The journal as lines of the ledger: number, time, who, what, and whether it is in force. */
import type {JournalEntry} from '../../machine/command.ts';
import {isUndoable, playStacks, START} from '../../machine/journal-stacks.ts';
import {hasEffect} from './effect.ts';

/**
in force. replaced: a later change in force set the same values. undone: taken back and not done again.
done: nothing that could be in force: undo, redo, speed, pause, step, note.
*/
export type Standing = 'in force' | 'replaced' | 'undone' | 'done';

export type LedgerLine = {
	/** START for the beginning of the run, which stands below all. */
	readonly number: number;
	readonly atNs: number;
	readonly by: string;
	/** `weight of web 256 -> 512`, `undo of #3: policy fair -> fifo`, `note: here it begins` */
	readonly text: string;
	readonly standing: Standing;
	readonly entry: JournalEntry | undefined;
};

const start: LedgerLine = {number: START, atNs: 0, by: '', text: 'start of the scenario', standing: 'done', entry: undefined};

/** Newest first, the start last. */
export function ledgerLines(entries: readonly JournalEntry[]): LedgerLine[] {
	const standings = standingsOf(entries);
	const lines = entries.map(
		(entry): LedgerLine => ({
			number: entry.sequence,
			atNs: entry.atNs,
			by: entry.by,
			text: describeEntry(entry),
			standing: standings.get(entry.sequence) ?? 'done',
			entry,
		}),
	);
	return [...lines.reverse(), start];
}

function standingsOf(entries: readonly JournalEntry[]): Map<number, Standing> {
	const {undo} = playStacks(entries);
	const standings = new Map<number, Standing>();
	for (const entry of entries) {
		if (isUndoable(entry)) {
			standings.set(entry.sequence, 'undone');
		}
	}
	// Whatever is set again by a later change is not what is in force any more.
	const settled = new Set<string>();
	for (const {sequence, changes} of undo.toReversed()) {
		const isReplaced = changes.length > 0 && changes.every(({what}) => settled.has(what));
		standings.set(sequence, isReplaced ? 'replaced' : 'in force');
		for (const {what} of changes) {
			settled.add(what);
		}
	}
	return standings;
}

export function describeEntry(entry: JournalEntry): string {
	const {undoes, redoes, command, summary} = entry;
	if (undoes !== undefined || redoes !== undefined) {
		const isMany = command.kind === 'undo' && (command.count ?? 1) > 1;
		const which = undoes === undefined ? `redo of #${redoes}` : `undo ${isMany ? 'back to before' : 'of'} #${undoes}`;
		return `${which}: ${describeChanges(entry)}`;
	}
	return hasEffect(entry) ? describeChanges(entry) : summary;
}

/** `weight of web 256 -> 512`; several one after the other. */
export function describeChanges({changes, summary}: JournalEntry): string {
	const texts = changes.map(({what, before, after}) => `${what} ${before} -> ${after}`);
	return texts.length === 0 ? summary : texts.join(', ');
}
