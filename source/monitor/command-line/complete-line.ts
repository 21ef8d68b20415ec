/**
What could stand where the cursor is: names of commands, words, options, values, with a sentence each. Pure.

Not here: keys and cycling (line-keys.ts).
*/
import {keyTitle} from '../keys.ts';
import {tabs} from '../ui-state.ts';
import {fuzzyMatches} from './fuzzy.ts';
import type {Candidate, LineContext, Word} from './line-command.ts';
import {lineCommands} from './lines.ts';
import {optionOf, type Parts, partsOf, usageOf} from './parse-line.ts';
import {splitLine} from './split-line.ts';

export type Completion = {
	/** Part of the line that a candidate takes the place of. */
	readonly from: number;
	readonly to: number;
	readonly candidates: readonly Candidate[];
	/** What belongs here, for the line above. */
	readonly hint: string;
};

/** Everything that can be said first: commands with their usage, keys' commands with their keys, screens. */
export function everyName({keymap}: LineContext): readonly Candidate[] {
	const named = new Map<string, Candidate>();
	for (const command of lineCommands) {
		named.set(command.name, {text: command.name, doc: command.doc});
	}
	for (const {command, keys, doc} of keymap.bindings) {
		const key = keys[0] === undefined ? '' : `${keyTitle(keys[0])}: `;
		named.set(command, {text: command, doc: `${key}${named.get(command)?.doc ?? doc}`});
	}
	for (const {screen, doc} of tabs) {
		named.set(screen, {text: screen, doc: named.get(screen)?.doc ?? doc});
	}
	return [...named.values()].sort((first, second) => (first.text < second.text ? -1 : 1));
}

/** What could be at the cursor. */
export function completeLine(line: string, cursor: number, context: LineContext): Completion {
	const before = line.slice(0, cursor);
	const pieces = splitLine(before);
	const last = pieces.at(-1);
	const typed = last !== undefined && last.end === before.length ? last : {text: '', start: cursor, end: cursor};
	if (typed.start === (pieces[0]?.start ?? cursor) && !typed.text.includes('=')) {
		const names = everyName(context);
		return {from: typed.start, to: cursor, candidates: matching(names, typed.text), hint: 'a command, a key’s command, or a screen'};
	}
	const parts = partsOf(before);
	if (parts === undefined) {
		return {from: cursor, to: cursor, candidates: [], hint: `no command "${pieces[0]?.text ?? ''}"`};
	}
	return completeWord(parts, typed.start === cursor ? '' : undefined, cursor, context);
}

/** `fresh` is the empty word after a space; otherwise the last piece is being typed. */
function completeWord({command, pieces}: Parts, fresh: '' | undefined, cursor: number, context: LineContext): Completion {
	const piece = fresh === undefined ? pieces.at(-1) : undefined;
	const done = fresh === undefined ? pieces.slice(0, -1) : pieces;
	const before = done.map(({text}) => text);
	const options = command.options(context, fresh === undefined ? pieces.map(({text}) => text) : before);
	const option = piece === undefined ? undefined : optionOf(piece, options);
	if (piece !== undefined && option !== undefined) {
		const from = piece.start + piece.text.indexOf('=') + 1;
		return completeValue(option[1], piece.text.slice(piece.text.indexOf('=') + 1), from, cursor, context, before, usageOf(command));
	}
	const place = done.filter(one => optionOf(one, options) === undefined).length;
	const word = command.words[place] ?? (command.words.at(-1)?.isRest === true ? command.words.at(-1) : undefined);
	const typed = piece?.text ?? '';
	const from = piece?.start ?? cursor;
	if (word !== undefined) {
		return completeValue(word, typed, from, cursor, context, before, usageOf(command));
	}
	const given = done.map(one => optionOf(one, options)?.[0]);
	const left = Object.entries(options)
		.filter(([name]) => !given.includes(name))
		.map(([, one]) => ({text: `${one.name}=`, doc: one.hint?.(context, before) ?? one.doc}));
	const hint = left.length === 0 ? `${usageOf(command)} is complete` : `${usageOf(command)} and options`;
	return {from, to: cursor, candidates: matching(left, typed), hint};
}

function completeValue(
	word: Word<unknown>,
	typed: string,
	start: number,
	cursor: number,
	context: LineContext,
	before: readonly string[],
	usage: string,
): Completion {
	const shift = word.separator === undefined ? 0 : typed.lastIndexOf(word.separator) + 1;
	const hint = word.hint?.(context, before) ?? word.doc;
	const candidates = matching(word.candidates?.(context, before) ?? [], typed.slice(shift));
	return {from: start + shift, to: cursor, candidates, hint: `${usage} · ${word.name}: ${hint}`};
}

/** Those that begin as typed; if none does, those that have its letters in order. */
function matching(candidates: readonly Candidate[], typed: string): readonly Candidate[] {
	const wanted = typed.toLowerCase();
	const begun = candidates.filter(({text}) => text.toLowerCase().startsWith(wanted));
	return begun.length > 0 ? begun : fuzzyMatches(typed, candidates, ({text}) => text);
}

/** The longest text that all candidates begin with. */
export function commonPrefix(candidates: readonly Candidate[]): string {
	let prefix = candidates[0]?.text ?? '';
	for (const {text} of candidates) {
		while (!text.startsWith(prefix)) {
			prefix = prefix.slice(0, -1);
		}
	}
	return prefix;
}
