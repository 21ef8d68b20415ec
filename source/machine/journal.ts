/**
The journal: every command that took effect, with its virtual time, who gave it, and its patches both ways.

Owns: what undo and redo mean. Undo is a new entry that applies the inverse patches of the newest entries not yet undone;
history is never rewritten.
*/
import {applyPatches, enablePatches, type Patch, produceWithPatches} from 'immer';
import {type Change, changesBetween} from './changes.ts';
import type {Actor, Command, JournalEntry} from './command.ts';
import type {Configuration} from './configuration.ts';
import {playStacks, retreatTo} from './journal-stacks.ts';
import {completeCommand, type RecipeContext, recipeFor, type Verb} from './recipes.ts';

enablePatches();

type Record = {readonly entry: JournalEntry; readonly patches: readonly Patch[]; readonly inverse: readonly Patch[]};

/** A change that was found good but is not yet in force. */
export type Proposal = {
	readonly next: Configuration;
	/** As it will be entered. */
	readonly command: Command;
	readonly summary: string;
	readonly changes: readonly Change[];
	readonly patches: readonly Patch[];
	readonly inverse: readonly Patch[];
	readonly undoes?: number;
	readonly redoes?: number;
	/** Identifier of a domain that starts anew even if nothing else about it changes. */
	readonly reboots?: number;
};

type Reason = {readonly reason: string};

export class Journal {
	/** By sequence. */
	readonly #records: Record[] = [];

	entries(): readonly JournalEntry[] {
		return this.#records.map(record => record.entry);
	}

	get length(): number {
		return this.#records.length;
	}

	/** The entry that `undo` would take back. */
	nextUndo(): JournalEntry | undefined {
		return playStacks(this.entries()).undo.at(-1);
	}

	/** The newest entry that `redo` would do again. */
	nextRedo(): JournalEntry | undefined {
		return playStacks(this.entries()).redo.at(-1)?.at(-1);
	}

	/** What the command would change, or why not. */
	propose(command: Command, configuration: Configuration, context: RecipeContext): Proposal | Reason {
		switch (command.kind) {
			case 'undo':
				return this.#proposeUndo(command.count ?? 1, configuration, context);
			case 'undo-to': {
				const retreat = retreatTo(this.entries(), command.sequence);
				return 'reason' in retreat ? retreat : this.#takeBack(retreat.back, configuration, context);
			}
			case 'redo': {
				const group = playStacks(this.entries()).redo.at(-1);
				return group === undefined ? {reason: 'nothing to redo'} : this.#doAgain(group, configuration, context);
			}
			default:
				return proposeChange(command as Verb, configuration, context);
		}
	}

	/** Enters a change that is now in force, or what is no change. */
	enter(change: Proposal | {readonly command: Command; readonly summary: string}, atNs: number, by: Actor): JournalEntry {
		const proposal = 'next' in change ? change : undefined;
		const entry: JournalEntry = {
			sequence: this.#records.length,
			atNs,
			by,
			command: change.command,
			summary: change.summary,
			changes: proposal?.changes ?? [],
			// A reboot alone changes no setting: there is nothing to put back.
			hasInverse: proposal !== undefined && (proposal.patches.length > 0 || proposal.reboots === undefined),
			...(proposal?.undoes === undefined ? {} : {undoes: proposal.undoes}),
			...(proposal?.redoes === undefined ? {} : {redoes: proposal.redoes}),
		};
		this.#records.push({entry, patches: proposal?.patches ?? [], inverse: proposal?.inverse ?? []});
		return entry;
	}

	#proposeUndo(count: number, configuration: Configuration, context: RecipeContext): Proposal | Reason {
		const {undo} = playStacks(this.entries());
		if (undo.length === 0) {
			return {reason: 'nothing to undo'};
		}
		if (!Number.isInteger(count) || count < 1 || count > undo.length) {
			return {reason: `${count} changes to take back; ${undo.length} are in force`};
		}
		return this.#takeBack(undo.slice(-count), configuration, context);
	}

	#takeBack(group: readonly JournalEntry[], configuration: Configuration, context: RecipeContext): Proposal {
		const {length} = group;
		const turned = this.#apply(group, configuration, 'undoes', context);
		const command: Command = length === 1 ? {kind: 'undo'} : {kind: 'undo', count: length};
		return {...turned, command, summary: `undone: ${describeGroup(group)}`, undoes: (group[0] as JournalEntry).sequence};
	}

	#doAgain(group: readonly JournalEntry[], configuration: Configuration, context: RecipeContext): Proposal {
		const turned = this.#apply(group, configuration, 'redoes', context);
		return {...turned, command: {kind: 'redo'}, summary: `again: ${describeGroup(group)}`, redoes: (group[0] as JournalEntry).sequence};
	}

	/** The patches of all entries one after the other: undo begins with the newest. */
	#apply(
		group: readonly JournalEntry[],
		configuration: Configuration,
		how: 'undoes' | 'redoes',
		{policies}: RecipeContext,
	): Pick<Proposal, 'next' | 'changes' | 'patches' | 'inverse'> {
		const records = group.map(({sequence}) => this.#records[sequence] as Record);
		const forward = records.flatMap(({patches}) => patches);
		const backward = records.toReversed().flatMap(({inverse}) => inverse);
		const [patches, inverse] = how === 'undoes' ? [backward, forward] : [forward, backward];
		const patched = applyPatches(configuration, patches as Patch[]);
		// Identifiers are never given twice, so this one number does not go back.
		const next = patched.nextDomainId < configuration.nextDomainId ? {...patched, nextDomainId: configuration.nextDomainId} : patched;
		return {next, changes: changesBetween(configuration, next, policies), patches, inverse};
	}
}

function proposeChange(given: Verb, configuration: Configuration, context: RecipeContext): Proposal | Reason {
	const command = completeCommand(given, configuration);
	const recipe = recipeFor(command, configuration, context);
	if ('reason' in recipe) {
		return recipe;
	}
	const [next, patches, inverse] = produceWithPatches(configuration, recipe.apply);
	const changes = changesBetween(configuration, next, context.policies);
	const {summary, reboots} = recipe;
	return {next, command, summary, changes, patches, inverse, ...(reboots === undefined ? {} : {reboots})};
}

/** `weight of web 256 -> 512`, `4 changes, back to before weight of web 256 -> 512` */
function describeGroup(group: readonly JournalEntry[]): string {
	const [oldest] = group as readonly [JournalEntry];
	return group.length === 1 ? oldest.summary : `${group.length} changes, from "${oldest.summary}" on`;
}
