/** From the words on the command line to an exit code. Every fault that is not ours ends in one clear message. */
import {InvariantBroken} from '../base/assert.ts';
import {SUBCOMMANDS, WATCH} from './catalogue.ts';
import type {Services} from './services.ts';
import {columns, describeSubcommand, hasOnlyFlagsOf, type Output, readWords, type Subcommand, UsageError} from './subcommand.ts';
import {EXIT_BROKEN, EXIT_USAGE} from './surroundings.ts';

/** Errors about what the operator gave us, each a whole message. */
const MISTAKES: readonly string[] = ['ScenarioError', 'PolicyModuleError', 'RecordingError', 'TourError'];

export type Surroundings = {readonly stdout: Output; readonly stderr: Output; readonly services: Services};

/** Runs what the words ask for. Throws only what is nobody's fault that we know. */
export async function dispatch(given: readonly string[], {stdout, stderr, services}: Surroundings): Promise<number> {
	// `help run` is how some people ask for `run --help`.
	const words = given[0] === 'help' ? [...given.slice(1), '--help'] : given;
	const [first] = words;
	const named = first === undefined ? undefined : subcommandOf(first, words.slice(1));
	const chosen = named ?? WATCH;
	try {
		const {inputs, flags, isHelp} = readWords(chosen, named === undefined ? words : words.slice(1));
		if (isHelp) {
			stdout.write(named === undefined ? describeAll() : describeSubcommand(named));
			return 0;
		}
		if (flags.version === true) {
			stdout.write(`${services.version()}\n`);
			return 0;
		}
		return await chosen.start({inputs, flags, stdout, stderr, services});
	} catch (error) {
		return answer(error, chosen, stderr);
	}
}

/** The sub-command that a first word means, if it means one. */
function subcommandOf(word: string, others: readonly string[]): Subcommand | undefined {
	const found = Object.hasOwn(SUBCOMMANDS, word) ? SUBCOMMANDS[word] : undefined;
	return found?.yieldsToScenario === true && !hasOnlyFlagsOf(found, others) ? undefined : found;
}

function answer(error: unknown, {name}: Subcommand, stderr: Output): number {
	if (error instanceof UsageError) {
		stderr.write(`gpuvmtop: ${error.message}\nSee: gpuvmtop ${name === '' ? '' : `${name} `}--help\n`);
		return EXIT_USAGE;
	}
	// By name: the classes are in modules that only scenarios load.
	if (error instanceof Error && MISTAKES.includes(error.name)) {
		stderr.write(`${error.message}\n`);
		return EXIT_USAGE;
	}
	if (error instanceof InvariantBroken) {
		stderr.write(`gpuvmtop: invariant broken: ${error.message}\n${error.stack ?? ''}\n`);
		return EXIT_BROKEN;
	}
	throw error;
}

function describeAll(): string {
	const others = Object.values(SUBCOMMANDS).map(({name, summary}): [string, string] => [name, summary]);
	return `${describeSubcommand(WATCH)}\nSub-commands, each with a --help of its own\n${columns(others).join('\n')}\n`;
}
