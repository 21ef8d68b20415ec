/**
Settings of the screen: one immutable document, made from the configuration file and the command line before the
screen opens.

Not here: the file (settings-file.ts), and what is chosen while the screen is open (ui-state.ts).
*/
import type {ColumnName} from './columns.ts';
import type {KeyPreset} from './keymap/presets.ts';
import type {ThemeName} from './themes.ts';
import type {DetailKind, UiRecipe} from './ui-state.ts';

export type Settings = {
	/** Whose keys, and what is bound otherwise: names of commands with names of keys. */
	readonly keys: {readonly preset: KeyPreset; readonly bindings: Readonly<Record<string, readonly string[]>>};
	/** Columns of the domain table, in that order; undefined is all, as many as fit. */
	readonly columns: readonly ColumnName[] | undefined;
	readonly sort: {readonly column: ColumnName; readonly isReversed: boolean};
	/** Colours; `default` goes by the terminal's ground. */
	readonly theme: ThemeName;
	/** Wall seconds between updates, 0.1 to 60; undefined is a second between samples, and a screen that is smooth. */
	readonly delaySeconds: number | undefined;
	readonly mouse: boolean;
	/** Nothing but ASCII on the screen; undefined asks the terminal's locale. */
	readonly ascii: boolean | undefined;
	/** Rows that stand below each domain at the start, and whether the heading is repeated then. */
	readonly details: readonly DetailKind[];
	readonly hasRepeatedHeading: boolean;
	/** Names of domains are given the room that they need before other columns. */
	readonly hasFullNames: boolean;
};

export const defaultSettings: Settings = {
	keys: {preset: 'gpuvmtop', bindings: {}},
	columns: undefined,
	sort: {column: 'name', isReversed: false},
	theme: 'default',
	delaySeconds: undefined,
	mouse: true,
	ascii: undefined,
	details: [],
	hasRepeatedHeading: false,
	hasFullNames: false,
};

/** Settings that came back from the command line, which hands them about without looking into them. */
export function asSettings(settings: {readonly delaySeconds: number | undefined}): Settings {
	return settings as Settings;
}

/** What the screen's own state begins with; `notice` is said in the status line. */
export function opening({columns, sort, details, hasRepeatedHeading, hasFullNames}: Settings, notice: string | undefined): UiRecipe {
	return draft => {
		draft.columns = [...(columns ?? [])];
		draft.sort = {...sort};
		draft.details = [...details];
		draft.hasRepeatedHeading = hasRepeatedHeading;
		draft.hasFullNames = hasFullNames;
		if (notice !== undefined) {
			draft.status = {text: notice, severity: 'warning'};
		}
	};
}
