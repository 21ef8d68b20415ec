/**
Reads a line: text in, what to do or why not out. Pure; throws for no text.

The first word is the name of a command, of a key's command, or of a screen (there the first letters will do).
`period=5ms` sets a parameter of the policy. What stands in the rest is the command's to say.
*/
import {didYouMean} from '../../base/nearest.ts';
import {screenNamed} from '../prompt.ts';
import {tabs} from '../ui-state.ts';
import type {LineAct, LineCommand, LineContext, Options, Reading, Word} from './line-command.ts';
import {lineCommands} from './lines.ts';
import {type Piece, splitLine} from './split-line.ts';

/** The command of that name. */
export function commandNamed(name: string): LineCommand | undefined {
	return lineCommands.find(command => command.name === name || command.aliases.includes(name));
}

/** A parameter by its name alone, `period=5ms`, is short for `set period 5ms`. */
const SHORT = 'set';

export type Parts = {
	readonly command: LineCommand;
	/** Everything after the name. */
	readonly pieces: readonly Piece[];
	readonly line: string;
};

/** The command of a line and its pieces; undefined if the first word is no command of the line. */
export function partsOf(line: string): Parts | undefined {
	const pieces = splitLine(line);
	const first = pieces[0];
	if (first === undefined) {
		return undefined;
	}
	const equals = first.text.indexOf('=');
	if (equals > 0) {
		const command = commandNamed(SHORT);
		const name: Piece = {text: first.text.slice(0, equals), start: first.start, end: first.start + equals};
		const value: Piece = {text: first.text.slice(equals + 1), start: first.start + equals + 1, end: first.end};
		return command === undefined ? undefined : {command, pieces: [name, value, ...pieces.slice(1)], line};
	}
	const command = commandNamed(first.text);
	return command === undefined ? undefined : {command, pieces: pieces.slice(1), line};
}

export function parseLine(line: string, context: LineContext): Reading<LineAct> {
	const first = splitLine(line)[0];
	if (first === undefined) {
		return {ok: false, reason: 'nothing is typed; Tab shows what can be'};
	}
	const parts = partsOf(line);
	const binding = context.keymap.named(first.text);
	// The name alone asks as the key does, if there is something to ask for.
	if (binding !== undefined && (parts === undefined || (parts.pieces.length === 0 && wantsWords(parts.command)))) {
		return splitLine(line).length > 1
			? {ok: false, reason: `${first.text} takes no words; it does what its key does`}
			: {ok: true, value: {kind: 'key', binding}};
	}
	if (parts !== undefined) {
		return readCommand(parts, context);
	}
	const screen = screenOf(first.text, context);
	if (screen !== undefined) {
		return screen;
	}
	const known = namesOf(context);
	return {ok: false, reason: `no command or screen "${shorten(first.text)}"${didYouMean(first.text, known)}; Tab shows them all`};
}

function wantsWords({words}: LineCommand): boolean {
	return words.some(word => word.isOptional !== true);
}

/** Every first word that means something. */
export function namesOf({keymap}: LineContext): readonly string[] {
	const names = lineCommands.flatMap(({name, aliases}) => [name, ...aliases]);
	return [...new Set([...names, ...keymap.bindings.map(({command}) => command), ...tabs.map(({screen}) => screen), 'help'])];
}

function screenOf(word: string, {keymap}: LineContext): Reading<LineAct> | undefined {
	const screen = screenNamed(word, [...tabs.map(tab => tab.screen), 'help']);
	const binding = keymap.named(screen === 'help' ? 'help' : `show-${screen}`);
	return screen === undefined || binding === undefined ? undefined : {ok: true, value: {kind: 'key', binding}};
}

/** Words first, then options; a piece with `=` is an option as soon as the command has one of that name. */
function readCommand({command, pieces, line}: Parts, context: LineContext): Reading<LineAct> {
	const texts = pieces.map(({text}) => text);
	const options = command.options(context, texts);
	const words: unknown[] = [];
	let place = 0;
	for (const word of command.words) {
		const piece = pieces[place];
		if (piece === undefined || optionOf(piece, options) !== undefined) {
			if (word.isOptional !== true) {
				return {ok: false, reason: `${usageOf(command)}: ${word.name} is missing; expected ${word.doc}`};
			}
			words.push(undefined);
			continue;
		}
		const text = word.isRest === true ? line.slice(piece.start).trimEnd() : piece.text;
		const reading = word.read(text, context, texts.slice(0, place));
		if (!reading.ok) {
			return {ok: false, reason: `${word.name} ${reading.reason}`};
		}
		words.push(reading.value);
		place = word.isRest === true ? pieces.length : place + 1;
	}
	const given = readOptions(pieces.slice(place), options, command, context, texts);
	return given.ok ? command.make(words, given.value, context) : given;
}

function readOptions(
	pieces: readonly Piece[],
	options: Options,
	command: LineCommand,
	context: LineContext,
	texts: readonly string[],
): Reading<Readonly<Record<string, unknown>>> {
	const given: Record<string, unknown> = {};
	for (const piece of pieces) {
		const option = optionOf(piece, options);
		if (option === undefined) {
			return {ok: false, reason: refuseOption(piece, options, command)};
		}
		const [name, word] = option;
		if (name in given) {
			return {ok: false, reason: `${word.name} is given twice; expected it once`};
		}
		const reading = word.read(piece.text.slice(piece.text.indexOf('=') + 1), context, texts);
		if (!reading.ok) {
			return {ok: false, reason: `${word.name} ${reading.reason}`};
		}
		given[name] = reading.value;
	}
	return {ok: true, value: given};
}

/** The option that a piece gives a value to. */
export function optionOf({text}: Piece, options: Options): readonly [name: string, word: Word<unknown>] | undefined {
	const equals = text.indexOf('=');
	const name = equals > 0 ? text.slice(0, equals) : '';
	const found = Object.keys(options).find(option => option === name || options[option]?.name === name);
	return found === undefined ? undefined : [found, options[found] as Word<unknown>];
}

function refuseOption({text}: Piece, options: Options, command: LineCommand): string {
	const names = Object.values(options).map(({name}) => name);
	const equals = text.indexOf('=');
	if (names.length === 0) {
		return `"${shorten(text)}" is one word too many; expected ${usageOf(command)}`;
	}
	const name = equals > 0 ? text.slice(0, equals) : text;
	return `"${shorten(name)}" is no option of ${command.name}${didYouMean(name, names)}; expected ${names.map(one => `${one}=...`).join(', ')}`;
}

/** `weight DOMAIN WEIGHT`, `reboot DOMAIN [OPTION=VALUE ...]` */
export function usageOf({name, words}: LineCommand): string {
	return [name, ...words.map(word => (word.isOptional === true ? `[${word.name.toUpperCase()}]` : word.name.toUpperCase()))].join(' ');
}

function shorten(text: string): string {
	return text.length > 24 ? `${text.slice(0, 24)}…` : text;
}
