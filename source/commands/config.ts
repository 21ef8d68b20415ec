/** `gpuvmtop config`: where the configuration lies, what is in force, whether a file is good; written only when asked. */
import type {ConfigFlags} from './catalogue.ts';
import {readConfig, writeConfig} from './config-file.ts';
import type {Configured, Services} from './services.ts';
import {type Invocation, type Output, UsageError} from './subcommand.ts';
import {EXIT_USAGE} from './surroundings.ts';
import {textOf} from './text-of.ts';

export async function config({flags, stdout, stderr, services}: Invocation<ConfigFlags>): Promise<number> {
	const asked = (['path', 'print', 'write', 'check'] as const).filter(name => flags[name] !== undefined);
	if (asked.length > 1) {
		throw new UsageError(`--${asked.join(' and --')} exclude each other`);
	}
	const file = flags.check ?? flags.config ?? services.configFile;
	switch (asked[0]) {
		case 'path':
			stdout.write(`${file}\n`);
			return 0;
		case 'check':
			return check(file, {stdout, stderr}, services);
		case 'write': {
			const {text, before} = await textInForce(file, services);
			writeConfig(file, text);
			stdout.write(`${before === undefined ? 'written' : 'written again, with what was in it'}: ${file}\n`);
			return 0;
		}
		case 'print':
		case undefined:
			stdout.write((await textInForce(file, services)).text);
			return 0;
	}
}

type Streams = {readonly stdout: Output; readonly stderr: Output};

async function check(file: string, {stdout, stderr}: Streams, services: Services): Promise<number> {
	const text = textOf(file, 'a configuration file');
	if (text === undefined) {
		throw new UsageError(`no configuration file ${file}`);
	}
	const read = await readConfig(text, file, services);
	if (read.ok) {
		stdout.write(`${file} is good\n`);
		return 0;
	}
	stderr.write(`${read.messages.join('\n')}\n`);
	return EXIT_USAGE;
}

/** The file as it would be written now: what is in it, or every key with its default as a comment. */
async function textInForce(file: string, services: Services): Promise<{text: string; before: string | undefined}> {
	const door = await services.screenDoor();
	const before = textOf(file, 'a configuration file');
	const read = await configuredIn(before ?? '', file, services);
	const text = await door.writeSettings(read, before === undefined ? undefined : {text: before, read});
	return {text, before};
}

async function configuredIn(text: string, file: string, services: Services): Promise<Configured> {
	const read = await readConfig(text, file, services);
	if (!read.ok) {
		throw new UsageError(`the configuration is refused\n${read.messages.join('\n')}`);
	}
	return read.value;
}
