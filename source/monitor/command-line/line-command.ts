/**
What a line may say, as data: a command with its words and its options, each of which says how it is read and what
could stand there. Parser, completion, help and documents read the declaration.

A group of commands is a file with a list of them; lines.ts puts the lists together, as keymap.ts does with keys.
Nothing here needs a screen: what a line means is a command for the engine, a key's command, or something for the
screen to do.
*/
import type {Command, CommandKind} from '../../machine/command.ts';
import type {DomainConfiguration} from '../../machine/configuration.ts';
import type {Facts} from '../../machine/snapshot.ts';
import type {Binding} from '../keymap/binding.ts';
import type {Keymap} from '../keymap/keymap.ts';
import type {Offers} from '../offers.ts';
import type {Desk} from '../verbs/desk.ts';

/** What words may name: domains that exist, policies and workloads on offer, keys. */
export type LineContext = {
	readonly facts: Facts | undefined;
	readonly offers: Offers;
	readonly keymap: Keymap;
};

/** What is needed to write a command as a line: the units of parameters. */
export type WriteContext = Pick<LineContext, 'offers' | 'facts'>;

export type Reading<Value> = {readonly ok: true; readonly value: Value} | {readonly ok: false; readonly reason: string};

/** Something that could stand at a place. */
export type Candidate = {
	readonly text: string;
	/** What it is, in a sentence or less. */
	readonly doc: string;
};

/** A place of a line: how what stands there is read, and what could. */
export type Word<Value> = {
	readonly name: string;
	/** What belongs there, for usage: `a weight, 1 to 65535`. */
	readonly doc: string;
	/** The rest of the line, spaces and all. Only for the last word. */
	readonly isRest?: boolean;
	readonly isOptional?: boolean;
	/** Between several of them in one word: only what follows the last one is completed. */
	readonly separator?: string;
	/** `before` are the words that stand before it, the command's name left out. The reason begins `is ...`. */
	readonly read: (text: string, context: LineContext, before: readonly string[]) => Reading<Value>;
	readonly candidates?: (context: LineContext, before: readonly string[]) => readonly Candidate[];
	/** A sentence about this place now: unit, range, default. Shown where nothing is to be chosen. */
	readonly hint?: (context: LineContext, before: readonly string[]) => string;
};

export type LineAct =
	/** For the engine. */
	| {readonly kind: 'command'; readonly command: Command}
	/** What a key does. */
	| {readonly kind: 'key'; readonly binding: Binding}
	/** For the screen. Answers why not, if it cannot. */
	| {readonly kind: 'screen'; readonly run: (desk: Desk) => string | undefined};

export type Options = Readonly<Record<string, Word<unknown>>>;

export type LineCommand = {
	readonly name: string;
	/** Other names; the engine's own name of the command is one of them. */
	readonly aliases: readonly string[];
	/** One sentence. */
	readonly doc: string;
	readonly words: readonly Word<unknown>[];
	/** `name=value` after the words, in any order; which there are may depend on the words. */
	readonly options: (context: LineContext, words: readonly string[]) => Options;
	readonly make: (words: readonly unknown[], options: Readonly<Record<string, unknown>>, context: LineContext) => Reading<LineAct>;
	/** The line that gives this command; undefined for commands of other kinds. */
	readonly describe: (command: Command, context: WriteContext) => string | undefined;
	/** A line that can be typed as it is, for the documents. */
	readonly example: string;
};

type Values<Words extends readonly Word<unknown>[]> = {
	[Place in keyof Words]: Words[Place] extends {readonly isOptional: true} ? ValueOf<Words[Place]> | undefined : ValueOf<Words[Place]>;
};
type ValueOf<One> = One extends Word<infer Value> ? Value : never;

type Declaration<Words extends readonly Word<unknown>[], Kind extends CommandKind> = {
	readonly name: string;
	readonly aliases?: readonly string[];
	readonly doc: string;
	readonly words: Words;
	readonly options?: (context: LineContext, words: readonly string[]) => Options;
	readonly make: (
		values: Values<Words>,
		options: Readonly<Record<string, unknown>>,
		context: LineContext,
	) => LineAct | {readonly reason: string};
	/** For a command of the engine: its kind or kinds, and its words again. */
	readonly describes?: {
		readonly kind: Kind | readonly Kind[];
		readonly words: (command: Extract<Command, {kind: Kind}>, context: WriteContext) => readonly string[] | undefined;
	};
	readonly example: string;
};

/** A command of the line. */
export function lineCommand<const Words extends readonly Word<unknown>[], Kind extends CommandKind = never>({
	name,
	aliases = [],
	doc,
	words,
	options = () => ({}),
	make,
	describes,
	example,
}: Declaration<Words, Kind>): LineCommand {
	return {
		name,
		aliases,
		doc,
		words,
		options,
		example,
		make: (values, given, context) => {
			const act = make(values as unknown as Values<Words>, given, context);
			return 'reason' in act ? {ok: false, reason: act.reason} : {ok: true, value: act};
		},
		describe: (command, context) => {
			const kinds: readonly CommandKind[] = describes === undefined ? [] : [describes.kind].flat();
			const parts = kinds.includes(command.kind) ? describes?.words(command as Extract<Command, {kind: Kind}>, context) : undefined;
			return parts === undefined ? undefined : [name, ...parts].join(' ');
		},
	};
}

/** For the engine, as it is. */
export function give(command: Command): LineAct {
	return {kind: 'command', command};
}

/** Domains that exist, as they are configured. */
export function domainsOf({facts}: LineContext): readonly DomainConfiguration[] {
	return facts?.configuration.domains ?? [];
}
