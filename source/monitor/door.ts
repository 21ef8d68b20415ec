/** What the command line may ask of the screen without opening it: its declarations, and how it reads words. */
import type {Reading} from '../machine/scenario-values.ts';
import {fields, readFieldNames, readSort, type SortBy, TEXT_FIELDS} from './batch/fields.ts';
import type {ColumnName} from './columns.ts';
import {parseFilter} from './filter.ts';
import {keymapOf, presetNames, presets} from './keymap/presets.ts';
import {keyTitle} from './keys.ts';
import {quantities} from './quantity.ts';
import {asSettings, defaultSettings, type Settings} from './settings.ts';
import type {Defaults, Known} from './settings-entries.ts';
import {type ThemeName, themeNames} from './themes.ts';

/** Terms of a filter as typed, if they can be read. */
function readFilter(text: string): Reading<string> {
	const reading = parseFilter(text);
	return reading.ok ? {ok: true, value: text} : {ok: false, reason: reading.reason};
}

/** What the command line knows of settings. */
type KnownSettings = {readonly delaySeconds: number | undefined};
type Read = {readonly settings: KnownSettings; readonly defaults: Defaults};

/** Settings that this room made; the command line hands them about unopened. */
function own({settings, defaults}: Read): {readonly settings: Settings; readonly defaults: Defaults} {
	return {settings: asSettings(settings), defaults};
}

async function readSettings(text: string, fileName: string, known: Known) {
	const {readSettings: read, SettingsError} = await import('./settings-file.ts');
	try {
		return {ok: true as const, value: read(text, fileName, known)};
	} catch (error) {
		if (error instanceof SettingsError) {
			return {ok: false as const, messages: error.messages};
		}
		throw error;
	}
}

async function writeSettings(read: Read, before: {readonly text: string; readonly read: Read} | undefined): Promise<string> {
	const {writeSettings: write} = await import('./settings-file.ts');
	return write(own(read), before === undefined ? undefined : {text: before.text, read: own(before.read)});
}

async function settingDocs() {
	const {settingsEntries} = await import('./settings-entries.ts');
	return Object.entries(settingsEntries).map(([name, {doc}]) => ({name, doc}));
}

type Flags = {
	readonly columns?: readonly string[] | undefined;
	readonly sort?: SortBy | undefined;
	readonly delaySeconds?: number | undefined;
	readonly hasFullNames?: boolean | undefined;
	readonly rows?: ReadonlyArray<'channels' | 'exits' | 'budget'> | undefined;
	readonly hasRepeatedHeading?: boolean | undefined;
	readonly theme?: string | undefined;
	readonly mouse?: boolean | undefined;
	readonly ascii?: boolean | undefined;
};

/** Settings with what the command line says on top. Columns and themes that the screen does not have are the caller's mistake. */
function withFlags(settings: KnownSettings | undefined, flags: Flags): Settings {
	const {columns: names, sort, delaySeconds, hasFullNames, hasRepeatedHeading, rows, theme, mouse, ascii} = flags;
	const base = asSettings(settings ?? defaultSettings);
	return {
		...base,
		columns: (names as readonly ColumnName[] | undefined) ?? base.columns,
		sort: sort === undefined ? base.sort : {column: sort.name as ColumnName, isReversed: sort.isReversed},
		delaySeconds: delaySeconds ?? base.delaySeconds,
		hasFullNames: hasFullNames ?? base.hasFullNames,
		details: rows ?? base.details,
		hasRepeatedHeading: hasRepeatedHeading ?? base.hasRepeatedHeading,
		theme: (theme as ThemeName | undefined) ?? base.theme,
		mouse: mouse ?? base.mouse,
		ascii: ascii ?? base.ascii,
	};
}

async function readTour(text: string, fileName: string) {
	return (await import('./tour/tour-file.ts')).parseTour(text, fileName);
}

export const door = {
	columns: fields.map(({name, title, quantity, doc}) => ({
		name,
		title,
		unit: quantities[quantity].unit,
		doc,
		isOnScreen: TEXT_FIELDS.includes(name),
	})),
	readColumns: readFieldNames,
	readSort,
	readFilter,
	keys: (preset: string) =>
		keymapOf({preset: presetNames.find(name => name === preset) ?? 'gpuvmtop', bindings: {}}).bindings.map(
			({command, keys, group, screens, doc}) => ({command, keys: keys.map(keyTitle), group, screens, doc}),
		),
	presets: presetNames.map(name => ({name, doc: presets[name].doc})),
	themes: themeNames,
	settings: settingDocs,
	readSettings,
	writeSettings,
	withFlags,
	readTour,
};
