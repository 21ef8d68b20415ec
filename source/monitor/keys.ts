/**
Names of keys, and how they are printed.

A name is the character itself, or a word (`up`, `pagedown`, `f5`, `enter`, `escape`), behind modifiers in this order:
`ctrl+`, `alt+`, `shift+`. Shift is not named where it makes another character: `G`, `?`. What was pasted into a prompt or a form
comes as one key, `paste:` and the text.
*/

const PASTED = 'paste:';
/** More than anybody means to put into one line. */
const PASTED_AT_MOST = 1000;

/** Pasted text as a key: one line, without control characters. */
export function pasteKey(text: string): string {
	return (
		PASTED +
		text
			.trim()
			.replaceAll(/\s+/g, ' ')
			.replaceAll(/\p{Cc}/gu, '')
			.slice(0, PASTED_AT_MOST)
	);
}

/** The text of a key that stands for text: a character, or what was pasted; undefined for all other keys. */
export function textOfKey(key: string): string | undefined {
	if (key.startsWith(PASTED)) {
		return key.slice(PASTED.length);
	}
	return [...key].length === 1 && key >= ' ' ? key : undefined;
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

const named = new Map([...Object.entries(shown).map(([name, title]) => [title, name] as const)]);

/** The name of a key by how it is printed. */
export function keyNamed(title: string): string {
	return named.get(title) ?? title;
}
