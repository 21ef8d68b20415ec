/**
Names of keys, and how they are printed.

A name is the character itself, or a word (`up`, `pagedown`, `f5`, `enter`, `escape`), behind modifiers in this order:
`ctrl+`, `alt+`, `shift+`. Shift is not named where it makes another character: `G`, `?`.
*/

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
	insert: 'Ins',
	delete: 'Del',
	backspace: 'Bksp',
	' ': 'Space',
};

const prefixes: ReadonlyArray<readonly [prefix: string, title: string]> = [
	['ctrl+', '^'],
	['alt+', 'M-'],
	['shift+', 'S-'],
];

/** A key as help and key bar print it: `↑`, `Space`, `^L`, `S-Tab`, `F5`. */
export function keyTitle(key: string): string {
	let title = '';
	let rest = key;
	for (const [prefix, short] of prefixes) {
		if (rest.startsWith(prefix) && rest !== prefix) {
			title += short;
			rest = rest.slice(prefix.length);
		}
	}
	const isPrintedLarge = title.startsWith('^') || /^f\d+$/.test(rest);
	return title + (shown[rest] ?? (isPrintedLarge ? rest.toUpperCase() : rest));
}
