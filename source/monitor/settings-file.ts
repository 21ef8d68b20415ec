/**
The configuration file: read into settings, or refused as a whole by place; written so that what somebody wrote into it
stays.

Not here: where it lies and who may write it (the command line), its keys (settings-entries.ts).
*/
import {changesBetween, editYaml, isSame, yamlEntry} from '../machine/yaml-edit.ts';
import {faultsOf, map} from '../machine/yaml-shape.ts';
import {YamlError, YamlSource} from '../machine/yaml-source.ts';
import {defaultSettings, type Settings} from './settings.ts';
import {type Defaults, type Known, type SettingsFile, settingsEntries} from './settings-entries.ts';

/** A configuration that was refused. */
export class SettingsError extends YamlError {
	override readonly name = 'SettingsError';
}

export type SettingsRead = {readonly settings: Settings; readonly defaults: Defaults};

const names = Object.keys(settingsEntries) as Array<keyof SettingsFile>;

/**
The settings in `text`; an empty file is all defaults. `fileName` stands in messages.
Throws `SettingsError`, and nothing else, whatever the text.
*/
export function readSettings(text: string, fileName: string, known: Known): SettingsRead {
	if (isBlank(text)) {
		return {settings: defaultSettings, defaults: {}};
	}
	const source: YamlSource = new YamlSource(text, fileName, {topKeys: 'keys, columns and theme', error: SettingsError});
	const shape = Object.fromEntries(names.map(name => [name, settingsEntries[name].schema(known).optional()]));
	const parsed = map(shape).safeParse(source.value);
	if (!parsed.success) {
		source.refuse(parsed.error.issues.flatMap(faultsOf));
	}
	return assemble(parsed.data as SettingsFile);
}

/** Nothing but space and comments. */
function isBlank(text: string): boolean {
	return text.split('\n').every(line => /^\s*(#.*)?$/.test(line));
}

function assemble({keys, columns, sort, theme, delay, defaults, mouse, ascii}: SettingsFile): SettingsRead {
	const base = defaultSettings;
	return {
		settings: {
			...base,
			keys: {preset: keys?.preset ?? base.keys.preset, bindings: keys?.bindings ?? {}},
			columns,
			sort: sort ?? base.sort,
			theme: theme ?? base.theme,
			delaySeconds: delay,
			mouse: mouse ?? base.mouse,
			ascii,
		},
		defaults: defaults ?? {},
	};
}

/** A file as it is: its text, and what was read from it. */
export type Before = {readonly text: string; readonly read: SettingsRead};

/**
The text of a file with these settings. Of a file that is there, comments and order stay, and every value that means
the same. A new one has every key with its sentence, those with their defaults as comments.
*/
export function writeSettings(read: SettingsRead, before: Before | undefined): string {
	if (before === undefined || isBlank(before.text)) {
		const head = before === undefined ? '# Configuration of gpuvmtop. Every key may be left out.' : before.text.trimEnd();
		return `${head}\n${newEntries(read)}`.trimStart();
	}
	const changes = names.flatMap(name => {
		const {written} = settingsEntries[name];
		return changesBetween(written(before.read.settings, before.read.defaults), written(read.settings, read.defaults), [name]);
	});
	return editYaml(before.text, changes);
}

function newEntries({settings, defaults}: SettingsRead): string {
	return names
		.map(name => {
			const {doc, written, default: usual} = settingsEntries[name];
			const value = written(settings, defaults);
			const text = yamlEntry(name, value);
			return `\n# ${doc}\n${isSame(value, usual) ? text.replaceAll(/^/gm, '# ') : text}\n`;
		})
		.join('');
}
