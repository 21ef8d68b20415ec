/**
The keys of the configuration file, declared once: sentence, default and schema. Validation, the file that is written
and the documents read this table.
*/
import {didYouMean} from '../base/nearest.ts';
import {choice, flag, mismatch, type Reading, speed, wholeNumber} from '../machine/scenario-values.ts';
import {field, isMap, list, map, type Schema, whole} from '../machine/yaml-shape.ts';
import {allColumns, type ColumnName, columns} from './columns.ts';
import {readKey} from './keymap/key-names.ts';
import {bindings} from './keymap/keymap.ts';
import {type KeyPreset, presetNames} from './keymap/presets.ts';
import {defaultSettings, type Settings} from './settings.ts';
import {type ThemeName, themeNames} from './themes.ts';

const SEED_MAXIMUM = 2 ** 32 - 1;
const DELAY_MINIMUM = 0.1;
const DELAY_MAXIMUM = 60;

/** What the command line takes for flags that are not given. */
export type Defaults = {
	readonly scenario?: string | undefined;
	readonly policy?: string | undefined;
	readonly seed?: number | undefined;
	readonly speed?: number | undefined;
};

/** A file's values; what is left out has its default. */
export type SettingsFile = {
	readonly keys?: {readonly preset?: KeyPreset; readonly bindings?: Readonly<Record<string, readonly string[]>>};
	readonly columns?: readonly ColumnName[];
	readonly sort?: Settings['sort'];
	readonly theme?: ThemeName;
	readonly delay?: number | undefined;
	readonly defaults?: Defaults;
	readonly mouse?: boolean;
	readonly ascii?: boolean | undefined;
};

/** What must be known to check a file: names of scenarios and policies, or paths of them. */
export type Known = {
	readonly isScenario: (word: string) => boolean;
	readonly scenarios: readonly string[];
	readonly policies: readonly string[];
};

type Entry = {
	readonly doc: string;
	/** As it stands in a file. */
	readonly default: unknown;
	readonly schema: (known: Known) => Schema;
	/** What the settings hold, as it stands in a file. */
	readonly written: (settings: Settings, defaults: Defaults) => unknown;
};

/** Shown if none are chosen. */
const usualColumns = columns.map(({name}) => name);

const column = choice(
	'column',
	allColumns.map(({name}) => name),
);

function sort(value: unknown): Reading<Settings['sort']> {
	const word = typeof value === 'string' ? value : '';
	const isReversed = word.startsWith('-');
	const reading = column(isReversed ? word.slice(1) : value);
	return reading.ok ? {ok: true, value: {column: reading.value as ColumnName, isReversed}} : reading;
}

function delay(value: unknown): Reading<number> {
	return typeof value === 'number' && value >= DELAY_MINIMUM && value <= DELAY_MAXIMUM
		? {ok: true, value}
		: mismatch(value, `seconds, ${DELAY_MINIMUM} to ${DELAY_MAXIMUM}`);
}

function key(value: unknown): Reading<string> {
	return typeof value === 'string' || (typeof value === 'number' && value >= 0 && value <= 9)
		? readKey(String(value))
		: mismatch(value, 'the name of a key, for example x, F5, space or ctrl+r');
}

/** Lists of keys by command; a single key stands for a list of one. */
function keyBindings(): Schema<Readonly<Record<string, readonly string[]>>> {
	const known = bindings.map(({command}) => command);
	return whole((value, report) => {
		const read: Record<string, readonly string[]> = {};
		if (!isMap(value)) {
			report({path: [], text: mismatch(value, 'a map of commands to keys, for example pause: [x, F5]').reason});
			return read;
		}
		for (const [command, given] of Object.entries(value)) {
			if (!known.includes(command)) {
				const text = `no such command${didYouMean(command, known)}; expected one of "gpuvmtop list keys"`;
				report({path: [command], text, isKey: true});
				continue;
			}
			const readings = (Array.isArray(given) ? given : [given]).map(key);
			for (const [index, reading] of readings.entries()) {
				if (!reading.ok) {
					report({path: Array.isArray(given) ? [command, index] : [command], text: reading.reason});
				}
			}
			read[command] = readings.flatMap(reading => (reading.ok ? [reading.value] : []));
		}
		for (const {command, message} of clashesIn(read)) {
			report({path: [command], text: message});
		}
		return read;
	});
}

/** A key asked for by two commands of one screen. */
function clashesIn(read: Readonly<Record<string, readonly string[]>>): Array<{command: string; message: string}> {
	const asked = bindings.filter(({command}) => Object.hasOwn(read, command));
	return asked.flatMap((binding, index) =>
		asked.slice(0, index).flatMap(other => {
			const twice = read[binding.command]?.find(one => read[other.command]?.includes(one));
			const isSeen = binding.screens.some(screen => other.screens.includes(screen));
			return twice !== undefined && isSeen
				? [{command: binding.command, message: `"${twice}" is asked for by ${other.command} too; expected one of them`}]
				: [];
		}),
	);
}

function defaultsSchema({isScenario, scenarios, policies}: Known) {
	const scenario = (value: unknown): Reading<string> => {
		const hint = typeof value === 'string' ? didYouMean(value, scenarios) : '';
		return typeof value === 'string' && isScenario(value)
			? {ok: true, value}
			: mismatch(value, `a file${hint}, or one of ${scenarios.join(', ')}`);
	};
	const policy = (value: unknown): Reading<string> =>
		typeof value === 'string' && /[\\/]/.test(value) ? {ok: true, value} : choice('policy', policies)(value);
	return map({
		scenario: field(scenario).optional(),
		policy: field(policy).optional(),
		seed: field(wholeNumber(0, SEED_MAXIMUM)).optional(),
		speed: field(speed).optional(),
	});
}

function isChoice(names: readonly string[]): boolean {
	return names.length > 0 && new Set(names).size === names.length;
}

export const settingsEntries: Readonly<Record<keyof SettingsFile, Entry>> = {
	keys: {
		doc: `Whose keys: ${presetNames.join(', ')}; and keys for commands by name, as "gpuvmtop list keys" has them.`,
		default: {preset: 'gpuvmtop', bindings: {}},
		schema: () => map({preset: field(choice('preset', presetNames)).optional(), bindings: keyBindings().optional()}),
		written: ({keys}) => keys,
	},
	columns: {
		doc: 'Columns of the domain table, in that order; those that matter most if left out. F2 on the screen lists all there are.',
		default: usualColumns,
		schema: () => list(field(column), 'columns').refine(isChoice, {error: 'expected each column once, and at least one'}),
		written: settings => settings.columns ?? usualColumns,
	},
	sort: {
		doc: 'Column that the table is sorted by, most first; with a leading - the other way round.',
		default: 'name',
		schema: () => field(sort),
		written: settings => `${settings.sort.isReversed ? '-' : ''}${settings.sort.column}`,
	},
	theme: {
		doc: `Colours: ${themeNames.join(', ')}.`,
		default: defaultSettings.theme,
		schema: () => field(choice('theme', themeNames)),
		written: settings => settings.theme,
	},
	delay: {
		doc: `Seconds between updates, ${DELAY_MINIMUM} to ${DELAY_MAXIMUM}, or auto: 0.1 on the screen, 1 between samples.`,
		default: 'auto',
		schema: () => field<number | undefined>(value => (value === 'auto' ? {ok: true, value: undefined} : delay(value))),
		written: settings => settings.delaySeconds ?? 'auto',
	},
	defaults: {
		doc: 'Stands for flags of the plain command that are not given: scenario, policy, seed, speed. run and compare do not read it.',
		default: {},
		schema: defaultsSchema,
		written: (_settings, defaults) => defaults,
	},
	mouse: {doc: 'Whether the mouse selects and scrolls.', default: true, schema: () => field(flag), written: settings => settings.mouse},
	ascii: {
		doc: 'Nothing but ASCII on the screen: true, false, or auto to go by the terminal.',
		default: 'auto',
		schema: () =>
			field<boolean | undefined>(value =>
				value === 'auto' ? {ok: true, value: undefined} : flag(value).ok ? flag(value) : mismatch(value, 'true, false or auto'),
			),
		written: settings => settings.ascii ?? 'auto',
	},
};
