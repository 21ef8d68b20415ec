/**
The journal: every command that took effect, with its virtual time and its patches both ways.

Owns: what undo and redo mean. Undo is a new entry that applies the inverse patches of the newest entry
not yet undone; history is never rewritten.
*/
import {applyPatches, enablePatches, type Patch, produceWithPatches} from 'immer';
import type {Command, JournalEntry} from './command.ts';
import type {Configuration} from './configuration.ts';
import {type RecipeContext, recipeFor, type Verb} from './recipes.ts';

enablePatches();

type Record = {entry: JournalEntry; readonly patches: readonly Patch[]; readonly inverse: readonly Patch[]};

/** A change that was found good but is not yet in force. */
export type Proposal = {
	readonly next: Configuration;
	readonly summary: string;
	readonly patches: readonly Patch[];
	readonly inverse: readonly Patch[];
	readonly undoes?: number;
	readonly redoes?: number;
	/** Identifier of a domain that starts anew even if nothing else about it changes. */
	readonly reboots?: number;
};

export class Journal {
	readonly #records: Record[] = [];

	entries(): readonly JournalEntry[] {
		return this.#records.map(record => record.entry);
	}

	get length(): number {
		return this.#records.length;
	}

	/** The entry that `undo` would take back. */
	nextUndo(): JournalEntry | undefined {
		return this.#stacks().undo.at(-1)?.entry;
	}

	nextRedo(): JournalEntry | undefined {
		return this.#stacks().redo.at(-1)?.entry;
	}

	/** What the command would change, or why not. */
	propose(command: Command, configuration: Configuration, context: RecipeContext): Proposal | {readonly reason: string} {
		if (command.kind === 'undo') {
			const target = this.#stacks().undo.at(-1);
			return target === undefined ? {reason: 'nothing to undo'} : turn(target, configuration, 'undoes', `undone: ${target.entry.summary}`);
		}
		if (command.kind === 'redo') {
			const target = this.#stacks().redo.at(-1);
			return target === undefined ? {reason: 'nothing to redo'} : turn(target, configuration, 'redoes', `again: ${target.entry.summary}`);
		}
		const recipe = recipeFor(command as Verb, configuration, context);
		if ('reason' in recipe) {
			return recipe;
		}
		const [next, patches, inverse] = produceWithPatches(configuration, recipe.apply);
		return {next, summary: recipe.summary, patches, inverse, ...(recipe.reboots === undefined ? {} : {reboots: recipe.reboots})};
	}

	/** Enters a change that is now in force. */
	enter(command: Command, atNs: number, change: Proposal | {readonly summary: string}, by?: JournalEntry['by']): JournalEntry {
		const proposal = 'next' in change ? change : undefined;
		const entry: JournalEntry = {
			sequence: this.#records.length,
			atNs,
			command,
			summary: change.summary,
			// A reboot alone changes no setting: there is nothing to put back.
			hasInverse: proposal !== undefined && (proposal.patches.length > 0 || proposal.reboots === undefined),
			...(by === undefined ? {} : {by}),
			...(proposal?.undoes === undefined ? {} : {undoes: proposal.undoes}),
			...(proposal?.redoes === undefined ? {} : {redoes: proposal.redoes}),
		};
		this.#records.push({entry, patches: proposal?.patches ?? [], inverse: proposal?.inverse ?? []});
		return entry;
	}

	/**
	Plays the journal as two stacks: a change goes on the first and empties the second, undo and redo move
	entries between them. Speed and pause are settings of the viewer's clock: undo passes them by.
	*/
	#stacks(): {readonly undo: readonly Record[]; readonly redo: readonly Record[]} {
		const undo: Record[] = [];
		let redo: Record[] = [];
		for (const record of this.#records) {
			const {entry} = record;
			if (entry.undoes !== undefined) {
				redo.push(undo.pop() as Record);
			} else if (entry.redoes !== undefined) {
				undo.push(redo.pop() as Record);
			} else if (isChange(entry)) {
				undo.push(record);
				redo = [];
			}
		}
		return {undo, redo};
	}
}

function isChange(entry: JournalEntry): boolean {
	return entry.hasInverse && !['set-speed', 'pause', 'resume'].includes(entry.command.kind);
}

function turn(target: Record, configuration: Configuration, how: 'undoes' | 'redoes', summary: string): Proposal {
	const [patches, inverse] = how === 'undoes' ? [target.inverse, target.patches] : [target.patches, target.inverse];
	const patched = applyPatches(configuration, patches as Patch[]);
	// Identifiers are never given twice, so this one number does not go back.
	const next = patched.nextDomainId < configuration.nextDomainId ? {...patched, nextDomainId: configuration.nextDomainId} : patched;
	return {next, summary, patches, inverse, [how]: target.entry.sequence};
}
