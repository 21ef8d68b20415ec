/** Names of keys as people write them in a configuration: `x`, `F5`, `space`, `ctrl+r`, `shift+left`. */
import {didYouMean} from '../../base/nearest.ts';
import type {Reading} from '../../machine/scenario-values.ts';

const words: readonly string[] = [
	...['up', 'down', 'left', 'right', 'home', 'end', 'pageup', 'pagedown', 'insert', 'delete', 'enter', 'escape', 'tab', 'backspace'],
	...Array.from({length: 12}, (_unused, index) => `f${index + 1}`),
];
const shortened: Readonly<Record<string, string>> = {
	space: ' ',
	esc: 'escape',
	return: 'enter',
	del: 'delete',
	ins: 'insert',
	pgup: 'pageup',
	pgdn: 'pagedown',
};
const MODIFIERS = ['ctrl', 'alt', 'shift'] as const;

/** The name that keys.ts has for it: modifiers in the order ctrl, alt, shift. */
export function readKey(text: string): Reading<string> {
	const parts = text.length === 1 ? [text] : text.split(/[+-](?=.)/);
	const last = parts.at(-1) ?? '';
	const given = parts.slice(0, -1).map(part => part.toLowerCase());
	const strange = given.find(part => !MODIFIERS.some(modifier => modifier === part));
	if (strange !== undefined) {
		return {ok: false, reason: `"${text}" is no key; expected ctrl, alt or shift before the +, not "${strange}"`};
	}
	const key = keyOf(last, given.includes('ctrl'));
	if (key === undefined) {
		const known = [...words, ...Object.keys(shortened)];
		return {ok: false, reason: `"${text}" is no key${didYouMean(last, known)}; expected a character, or one of ${known.join(', ')}`};
	}
	if (given.includes('shift') && [...key].length === 1) {
		return {ok: false, reason: `"${text}" is no key; expected the character that Shift makes, for example ${key.toUpperCase()}`};
	}
	return {ok: true, value: [...MODIFIERS.filter(modifier => given.includes(modifier)), key].join('+')};
}

function keyOf(word: string, hasCtrl: boolean): string | undefined {
	if ([...word].length === 1) {
		return /^[\p{C}\p{Z}]$/u.test(word) && word !== ' ' ? undefined : hasCtrl ? word.toLowerCase() : word;
	}
	const small = word.toLowerCase();
	return words.includes(small) ? small : Object.hasOwn(shortened, small) ? shortened[small] : undefined;
}
