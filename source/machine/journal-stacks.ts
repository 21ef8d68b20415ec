/**
The journal read as two stacks: a change goes on the first and empties the second, undo and redo move entries between them.

Undo takes back one entry or several at once; what went together comes back together. Speed and pause are settings of the
viewer's clock, and notes and steps change nothing: undo passes them by.
*/
import type {JournalEntry} from './command.ts';

export type Stacks = {
	/** Changes in force, oldest first. */
	readonly undo: readonly JournalEntry[];
	/** What was taken back and may be done again, the next one last; each oldest first. */
	readonly redo: ReadonlyArray<readonly JournalEntry[]>;
};

export type Retreat = {readonly back: readonly JournalEntry[]} | {readonly reason: string};

/** Stands for the beginning of the run where the number of an entry is asked for. */
export const START = -1;

/** Commands that undo passes by. */
const VIEWING: readonly string[] = ['set-speed', 'pause', 'resume'];

/** A change that undo takes back. */
export function isUndoable({command, hasInverse, undoes, redoes}: JournalEntry): boolean {
	return hasInverse && undoes === undefined && redoes === undefined && !VIEWING.includes(command.kind);
}

/** Entries in order; the oldest may be missing. */
export function playStacks(entries: readonly JournalEntry[]): Stacks {
	const undo: JournalEntry[] = [];
	let redo: JournalEntry[][] = [];
	for (const entry of entries) {
		const {undoes} = entry;
		if (undoes !== undefined) {
			const from = undo.findIndex(({sequence}) => sequence >= undoes);
			redo.push(from < 0 ? [] : undo.splice(from));
		} else if (entry.redoes !== undefined) {
			undo.push(...(redo.pop() ?? []));
		} else if (isUndoable(entry)) {
			undo.push(entry);
			redo = [];
		}
	}
	return {undo, redo};
}

/**
The changes to take back, oldest first, so that what was in force right after entry `sequence` (START: at the beginning) is
in force again; or why undo does not lead there.
*/
export function retreatTo(entries: readonly JournalEntry[], sequence: number): Retreat {
	const {undo} = playStacks(entries);
	const place = entries.findIndex(entry => entry.sequence === sequence);
	if (place < 0 && sequence !== START) {
		return {reason: `no entry #${sequence} in the journal`};
	}
	const then = place < 0 ? [] : playStacks(entries.slice(0, place + 1)).undo;
	const lost = then.find((entry, index) => undo[index]?.sequence !== entry.sequence);
	if (lost !== undefined) {
		const who = lost.sequence === sequence ? `#${sequence}` : `#${lost.sequence}, which was in force at #${sequence},`;
		return {reason: `${who} is not in force any more`};
	}
	const back = undo.slice(then.length);
	return back.length === 0 ? {reason: `nothing changed after ${sequence === START ? 'the start' : `#${sequence}`} is in force`} : {back};
}
