/** The line that asks for a text: a search, a filter, the value of a knob. Data; prompt-keys.ts works on it. */
import {MOMENT_HINT} from './past/time-words.ts';
import type {ScreenName} from './ui-state.ts';

export type PromptKind = 'search' | 'filter' | 'value' | 'interval' | 'time' | 'note' | 'find-event' | 'choose-events';

export type Prompt = {
	readonly kind: PromptKind;
	readonly text: string;
	/** Where the selection was before a search moved it. */
	readonly selectedId: number;
	/** Why the text will not do; empty if it may. */
	readonly refusal: string;
};

/** What stands before the text, and what is said while there is none. */
export const promptTexts: Readonly<Record<PromptKind, {readonly label: string; readonly hint: string}>> = {
	search: {label: '/', hint: 'part of a name, state, mode or workload'},
	filter: {label: 'filter ', hint: 'words, /regex/, mode:para, exits>1000, !paused; empty shows all'},
	value: {label: 'value ', hint: ''},
	time: {label: 'go to ', hint: MOMENT_HINT},
	interval: {label: 'time between samples ', hint: 'seconds, or with a unit: 0.5, 250ms; 20ms to 10s'},
	note: {label: 'note ', hint: 'one line; it changes nothing'},
	'find-event': {label: '/', hint: 'part of a line'},
	'choose-events': {label: 'filter ', hint: 'notice, command, note, warning, error, words; ! turns one round; empty shows all'},
};

/** The screen that the word is the name of, or the only one that begins like it. */
export function screenNamed(word: string, screens: readonly ScreenName[]): ScreenName | undefined {
	const wanted = word.trim().toLowerCase();
	const found = screens.filter(screen => wanted !== '' && screen.startsWith(wanted));
	return screens.find(screen => screen === wanted) ?? (found.length === 1 ? found[0] : undefined);
}
