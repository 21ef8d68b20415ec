/** Key presses by name: what Ink reports, one name for each key. */

/** The part of Ink's report that we read. */
export type InkKey = {
	readonly upArrow: boolean;
	readonly downArrow: boolean;
	readonly leftArrow: boolean;
	readonly rightArrow: boolean;
	readonly pageUp: boolean;
	readonly pageDown: boolean;
	readonly home: boolean;
	readonly end: boolean;
	readonly return: boolean;
	readonly escape: boolean;
	readonly tab: boolean;
	readonly backspace: boolean;
	readonly delete: boolean;
	readonly ctrl: boolean;
	readonly shift: boolean;
	readonly meta: boolean;
};

const named: ReadonlyArray<readonly [keyof InkKey, string]> = [
	['upArrow', 'up'],
	['downArrow', 'down'],
	['leftArrow', 'left'],
	['rightArrow', 'right'],
	['pageUp', 'pageup'],
	['pageDown', 'pagedown'],
	['home', 'home'],
	['end', 'end'],
	['return', 'enter'],
	['escape', 'escape'],
	['backspace', 'backspace'],
	['delete', 'delete'],
];

const control: Readonly<Record<string, string>> = {'\r': 'enter', '\n': 'enter', '\t': 'tab', '\b': 'backspace', '\u{7f}': 'backspace'};

/**
Names of the keys in one report. Keys typed faster than they are read come as one lump of characters, so there
may be several. Keys with Alt are nobody's.
*/
export function keysOf(input: string, key: InkKey): string[] {
	if (key.tab) {
		return [key.shift ? 'shift+tab' : 'tab'];
	}
	const name = named.find(([flag]) => key[flag])?.[1];
	if (name !== undefined) {
		return [key.shift && (name === 'left' || name === 'right') ? `shift+${name}` : name];
	}
	if (key.ctrl) {
		return input === '' ? [] : [`ctrl+${input}`];
	}
	return key.meta ? [] : [...input].map(character => control[character] ?? character);
}

const shown: Readonly<Record<string, string>> = {
	up: '↑',
	down: '↓',
	left: '←',
	right: '→',
	pageup: 'PgUp',
	pagedown: 'PgDn',
	home: 'Home',
	end: 'End',
	enter: 'Enter',
	escape: 'Esc',
	tab: 'Tab',
	'shift+tab': 'S-Tab',
	'shift+left': 'S-←',
	'shift+right': 'S-→',
	delete: 'Del',
	' ': 'Space',
};

/** A key as help and key bar print it: `↑`, `Space`, `^L`. */
export function keyTitle(key: string): string {
	return shown[key] ?? (key.startsWith('ctrl+') ? `^${key.slice(5).toUpperCase()}` : key);
}
