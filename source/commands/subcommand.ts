/**
What a sub-command is, and how its words on the command line are read.

Flags are declared once: parsing, help and the refusal of unknown ones read the declaration.
*/
import meow from 'meow';
import {didYouMean} from '../base/nearest.ts';
import type {Reading} from '../machine/scenario-values.ts';
import type {Services} from './services.ts';

/** The operator's fault: one sentence, exit code 2. */
export class UsageError extends Error {
	override readonly name = 'UsageError';
}

/** Where a sub-command writes. */
export type Output = {write(text: string): unknown; readonly isTTY?: boolean};

export type FlagSpec<Value> = {
	readonly short?: string;
	/** Further long names, as they are written; for people who know another program. */
	readonly aliases?: readonly string[];
	/** What stands after it in the help, `NAME`; left out for a switch. */
	readonly value?: string;
	readonly doc: string;
	/** Only for flags with a value; one that may be repeated reads all its texts at once. */
	readonly read?: ((text: string) => Reading<Value>) | ((texts: readonly string[]) => Reading<Value>);
	readonly isRepeated?: boolean;
	/** Its value may begin with a hyphen. */
	readonly mayBeginWithHyphen?: boolean;
	/** The words it takes, for completions: a list, or what is asked for when it is needed. */
	readonly words?: readonly string[] | Topic;
};
/** What completions ask the program for. */
export type Topic = 'scenarios' | 'policies' | 'columns' | 'themes' | 'presets' | 'files';
export type FlagSpecs = Readonly<Record<string, FlagSpec<unknown>>>;
export type FlagValues<Specs extends FlagSpecs> = {
	readonly [Name in keyof Specs]?: Specs[Name] extends {readonly read: (text: never) => Reading<infer Value>} ? Value : true;
};

export type Invocation<Specs extends FlagSpecs> = {
	readonly inputs: readonly string[];
	readonly flags: FlagValues<Specs>;
	readonly stdout: Output;
	readonly stderr: Output;
	readonly services: Services;
};

export type Subcommand<Specs extends FlagSpecs = FlagSpecs> = {
	/** Empty for what runs without the name of a sub-command. */
	readonly name: string;
	/** `[SCENARIO]`: what may stand beside flags. */
	readonly operands: string;
	readonly operandsMax: number;
	readonly summary: string;
	readonly flags: Specs;
	/** There is a scenario of the same name: with flags that only the plain command has, that one is meant. */
	readonly yieldsToScenario?: boolean;
	readonly examples: readonly string[];
	/** What its operand may be, for completions. */
	readonly operandWords?: readonly string[] | Topic;
	/** Words rewritten before they are read: for habits that a table of flags cannot express. */
	readonly rewrite?: (words: readonly string[]) => readonly string[];
	/** Loads what it needs and runs. Answers the exit code. */
	readonly start: (invocation: Invocation<Specs>) => Promise<number>;
};

/** Keeps the types of the flags together with the function that gets their values. */
export function subcommand<const Specs extends FlagSpecs>(spec: Subcommand<Specs>): Subcommand {
	return spec as unknown as Subcommand;
}

export const HELP: FlagSpec<never> = {short: 'h', doc: 'Show this.'};

/** `--dry-run` for `dryRun`, `-d` for `d`. */
export function flagName(key: string): string {
	return key.length === 1 ? `-${key}` : `--${key.replaceAll(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`;
}

/** `dryRun` for `--dry-run`. */
function keyOf(name: string): string {
	return name.replace(/^--/, '').replaceAll(/-([a-z])/g, (_match, letter: string) => letter.toUpperCase());
}

/** Every word from `--` on is an operand. */
function beforeOperands(words: readonly string[], rewrite: (words: readonly string[]) => readonly string[]): readonly string[] {
	const end = words.indexOf('--');
	return end < 0 ? rewrite(words) : [...rewrite(words.slice(0, end)), ...words.slice(end)];
}

/**
What the parser would take for something else: a declared `--no-config` for the denial of `--config`, a value with a
hyphen for a flag, another program's name of a flag.
*/
function plainWords(specs: FlagSpecs, words: readonly string[]): readonly string[] {
	const aliases = new Map(Object.entries(specs).flatMap(([key, flag]) => (flag.aliases ?? []).map(alias => [`--${alias}`, flagName(key)])));
	const plain: string[] = [];
	for (const word of words) {
		const [name = '', ...values] = word.split('=');
		const own = aliases.get(name) ?? name;
		const before = plain.at(-1) ?? '';
		const spec = before.startsWith('--') && !before.includes('=') ? specs[keyOf(before)] : undefined;
		if (spec?.mayBeginWithHyphen === true && /^-[A-Za-z]/.test(word)) {
			plain[plain.length - 1] = `${before}=${word}`;
		} else if (own.startsWith('--no-') && Object.hasOwn(specs, keyOf(own))) {
			plain.push([`--${keyOf(own)}`, ...values].join('='));
		} else {
			plain.push([own, ...values].join('='));
		}
	}
	return plain;
}

/** Operands and flags in `words`, or a `UsageError`. */
export function readWords(
	spec: Subcommand,
	words: readonly string[],
): {inputs: readonly string[]; flags: FlagValues<FlagSpecs>; isHelp: boolean} {
	const specs: FlagSpecs = {...spec.flags, help: HELP};
	const given = beforeOperands(words, some => plainWords(specs, spec.rewrite?.(some) ?? some));
	const {input, flags, unnormalizedFlags} = parse(specs, given);
	const known = Object.entries(specs).flatMap(([name, {short}]) => [name, ...(short === undefined ? [] : [short])]);
	for (const key of Object.keys(unnormalizedFlags)) {
		if (!known.includes(key)) {
			const names = Object.keys(specs).map(flagName);
			throw new UsageError(`no flag ${flagName(key)}${didYouMean(flagName(key), names)}; expected ${names.join(', ')}`);
		}
	}
	const values: Record<string, unknown> = {};
	for (const [name, flag] of Object.entries(specs)) {
		const value = flags[name];
		if (value !== undefined && !(Array.isArray(value) && value.length === 0)) {
			values[name] = readFlag(name, flag, value);
		}
	}
	if (input.length > spec.operandsMax) {
		throw new UsageError(`"${input[spec.operandsMax]}" is too much; expected ${spec.operands || 'flags only'}`);
	}
	return {inputs: input, flags: values as FlagValues<FlagSpecs>, isHelp: values.help === true};
}

function parse(specs: FlagSpecs, words: readonly string[]) {
	const flags = Object.fromEntries(
		Object.entries(specs).map(([name, {short, read, isRepeated}]) => [
			name,
			{
				type: read === undefined ? ('boolean' as const) : ('string' as const),
				...(short === undefined ? {} : {shortFlag: short}),
				...(isRepeated === true ? {isMultiple: true as const} : {}),
			},
		]),
	);
	try {
		const options = {argv: words, pkg: {name: 'gpuvmtop'}, autoHelp: false, autoVersion: false, booleanDefault: undefined};
		const {input, flags: given, unnormalizedFlags} = meow({importMeta: import.meta, flags, ...options});
		return {input, flags: given as Readonly<Record<string, unknown>>, unnormalizedFlags};
	} catch (error) {
		throw new UsageError((error as Error).message);
	}
}

function readFlag(name: string, flag: FlagSpec<unknown>, given: unknown): unknown {
	if (flag.read === undefined) {
		if (given !== true) {
			throw new UsageError(`${flagName(name)} is a switch; expected it alone, or not at all`);
		}
		return true;
	}
	if (given === '') {
		throw new UsageError(`${flagName(name)} is empty; expected ${flag.value}`);
	}
	const reading =
		flag.isRepeated === true
			? (flag.read as (texts: readonly string[]) => Reading<unknown>)(given as readonly string[])
			: (flag.read as (text: string) => Reading<unknown>)(String(given));
	if (!reading.ok) {
		throw new UsageError(`${flagName(name)} ${reading.reason}`);
	}
	return reading.value;
}

/** `-d, --delay SECONDS` and its sentence, of every flag. */
export function flagRows(flags: FlagSpecs): Array<[string, string]> {
	return Object.entries({...flags, help: HELP}).map(([key, {short, value, doc}]): [string, string] => [
		`${short === undefined ? '    ' : `-${short}, `}${flagName(key)}${value === undefined ? '' : ` ${value}`}`,
		doc,
	]);
}

/** True if all flags in `words` are its own, by name. */
export function hasOnlyFlagsOf({flags}: Subcommand, words: readonly string[]): boolean {
	const own = Object.entries({...flags, help: HELP}).flatMap(([key, {short}]) => [
		flagName(key),
		...(short === undefined ? [] : [`-${short}`]),
	]);
	return words.every(word => !word.startsWith('-') || own.includes(word.split('=', 1)[0] as string));
}

/** The help of one sub-command. */
export function describeSubcommand({name, operands, summary, flags, yieldsToScenario, examples}: Subcommand): string {
	const rows = flagRows(flags);
	const lines = [
		`gpuvmtop${name === '' ? '' : ` ${name}`} ${operands} [FLAGS]`.replace('  ', ' '),
		'',
		summary,
		...(yieldsToScenario === true ? [`(With flags of the plain command, ${name} is the scenario of that name.)`] : []),
		'',
		'Flags',
		...columns(rows),
	];
	return `${[...lines, '', 'Examples', ...examples.map(example => `  $ ${example}`)].join('\n')}\n`;
}

/** Two columns, the second aligned. */
export function columns(rows: ReadonlyArray<readonly [string, string]>): string[] {
	const width = Math.max(...rows.map(([first]) => first.length));
	return rows.map(([first, second]) => `  ${first.padEnd(width)}  ${second}`);
}
