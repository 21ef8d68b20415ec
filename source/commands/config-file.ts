/** Where the configuration lies, and what is in it. Nothing here writes it but who was asked to. */
import {existsSync, mkdirSync, renameSync, writeFileSync} from 'node:fs';
import {dirname, isAbsolute, join} from 'node:path';
import {bundledScenarios} from './scenario-file.ts';
import type {Configured, KnownWords, ReadSettings, ScreenSettings, Services} from './services.ts';
import {UsageError} from './subcommand.ts';
import {textOf} from './text-of.ts';

/** `$XDG_CONFIG_HOME/gpuvmtop/config.yaml`; a relative XDG_CONFIG_HOME is invalid and ignored, as the standard has it. */
export function configFile(environment: Readonly<Record<string, string | undefined>>, home: string): string {
	const base = environment.XDG_CONFIG_HOME ?? '';
	return join(isAbsolute(base) ? base : join(home, '.config'), 'gpuvmtop', 'config.yaml');
}

/** Reads a configuration's text, by what this package has. */
export async function readConfig(text: string, path: string, services: Services): Promise<ReadSettings> {
	const [door, {policies}] = await Promise.all([services.screenDoor(), services.offerings()]);
	const scenarios = bundledScenarios(services.scenarioFolder);
	const known: KnownWords = {isScenario: word => scenarios.includes(word) || existsSync(word), scenarios, policies: Object.keys(policies)};
	return door.readSettings(text, path, known);
}

export type Loaded = {
	/** Undefined where there is no file, or a broken one. */
	readonly configured?: Configured | undefined;
	/** Why a file was ignored. */
	readonly complaints: readonly string[];
};

/**
The configuration for a start: the file that was named, which must be there and good, or the usual one, which is
ignored as a whole if it is broken.
*/
export async function loadConfig(named: string | undefined, services: Services): Promise<Loaded> {
	const path = named ?? services.configFile;
	const text = named === undefined ? textIfReadable(path) : textOf(path, 'a configuration file');
	if (typeof text === 'object') {
		return {complaints: [text.complaint]};
	}
	if (text === undefined) {
		if (named !== undefined) {
			throw new UsageError(`no configuration file ${named}`);
		}
		return {complaints: []};
	}
	const read = await readConfig(text, path, services);
	if (read.ok) {
		return {configured: read.value, complaints: []};
	}
	if (named !== undefined) {
		throw new UsageError(`the configuration is refused\n${read.messages.join('\n')}`);
	}
	return {complaints: read.messages};
}

function textIfReadable(path: string): string | undefined | {readonly complaint: string} {
	try {
		return textOf(path, 'a configuration file');
	} catch (error) {
		return {complaint: (error as Error).message};
	}
}

/**
Writes settings of the screen into a configuration; what else is in it stays. Answers where. Throws `UsageError`, also
where the file that is there cannot be read: somebody's mistake is no reason to lose what they wrote.
*/
export async function saveSettings(settings: ScreenSettings, path: string, services: Services): Promise<string> {
	const text = textOf(path, 'a configuration file');
	const read = await readConfig(text ?? '', path, services);
	if (!read.ok) {
		throw new UsageError(`not written: ${read.messages[0]}`);
	}
	const door = await services.screenDoor();
	const {defaults} = read.value;
	writeConfig(path, await door.writeSettings({settings, defaults}, text === undefined ? undefined : {text, read: read.value}));
	return path;
}

/** Writes the file whole or not at all. Throws `UsageError`. */
export function writeConfig(path: string, text: string): void {
	try {
		mkdirSync(dirname(path), {recursive: true});
		const beside = `${path}.new`;
		writeFileSync(beside, text);
		renameSync(beside, path);
	} catch (error) {
		throw new UsageError(`cannot write ${path}: ${(error as Error).message}`);
	}
}
