/** What a shell may complete, from the declarations of the sub-commands: the same for every shell. */
import {SUBCOMMANDS, WATCH} from './catalogue.ts';
import {bundledScenarios} from './scenario-file.ts';
import type {Services} from './services.ts';
import {flagName, HELP, type Subcommand, type Topic} from './subcommand.ts';

/** Words to offer; `files` is whatever the shell has for files. */
export type Offer = readonly string[] | 'files';

export type CompletedFlag = {
	readonly long: string;
	readonly short: string | undefined;
	readonly doc: string;
	readonly takesValue: boolean;
	readonly offer: Offer | undefined;
};

export type CompletedCommand = {
	/** Empty for what runs without the name of a sub-command. */
	readonly name: string;
	readonly summary: string;
	readonly flags: readonly CompletedFlag[];
	/** What the operand may be; scenarios may be files as well. */
	readonly operands: readonly string[];
	readonly hasFiles: boolean;
};

export type CompletionModel = {readonly program: string; readonly commands: readonly CompletedCommand[]};

export async function completionModel(services: Services): Promise<CompletionModel> {
	const [door, {policies}] = await Promise.all([services.screenDoor(), services.offerings()]);
	const topics: Readonly<Record<Topic, Offer>> = {
		scenarios: bundledScenarios(services.scenarioFolder),
		policies: Object.keys(policies),
		columns: door.columns.map(({name}) => name),
		themes: door.themes,
		presets: door.presets.map(({name}) => name),
		files: 'files',
	};
	return {program: 'gpuvmtop', commands: [WATCH, ...Object.values(SUBCOMMANDS)].map(command => completed(command, topics))};
}

function completed({name, summary, flags, operandWords}: Subcommand, topics: Readonly<Record<Topic, Offer>>): CompletedCommand {
	const offerOf = (words: readonly string[] | Topic | undefined) => (typeof words === 'string' ? topics[words] : words);
	const operands = offerOf(operandWords) ?? [];
	return {
		name,
		summary,
		flags: Object.entries({...flags, help: HELP}).map(([key, {short, doc, read, words}]) => ({
			long: flagName(key),
			short: short === undefined ? undefined : `-${short}`,
			doc,
			takesValue: read !== undefined,
			offer: offerOf(words),
		})),
		operands: operands === 'files' ? [] : operands,
		hasFiles: operandWords === 'scenarios' || operandWords === 'files',
	};
}
