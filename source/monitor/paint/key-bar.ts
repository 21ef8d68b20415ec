/** The last line: the keys of the screen that is open, the most useful first, made from the keymap. */
import {dialogKeys} from '../dialogs/step.ts';
import type {Binding} from '../keymap/binding.ts';
import type {Keymap} from '../keymap/keymap.ts';
import {keyNamed, keyTitle} from '../keys.ts';
import type {Model} from '../model.ts';
import {textWidth} from '../terminal/cell-width.ts';
import type {Surface} from '../terminal/surface.ts';
import type {PaintContext} from './painter.ts';

/** Bindings that share a place are one entry: `+/- Speed`. */
const joined: Readonly<Record<string, string>> = {faster: '+/- Speed', weight: '[/] Weight', zoom: '←→ Zoom', turn: '←→ Turn'};

/** A key-bar entry of several keys is pressed by its first one: `+/-`, `↑↓`. */
const firstKeys: Readonly<Record<string, string>> = {'+/-': '+', '[/]': ']', '←→': 'right', '↑↓': 'down'};

type Entry = {
	/** As it is printed. */
	readonly key: string;
	readonly title: string;
	/** Name of the key that it presses for the mouse. */
	readonly press: string;
	readonly isDisabled: boolean;
};

function entriesOf(model: Model, {bindings}: Keymap, width: number): Entry[] {
	const {dialog, prompt, screen} = model.ui;
	if (prompt !== undefined) {
		return [
			{key: 'Enter', title: 'Use', press: 'enter', isDisabled: false},
			{key: '^U', title: 'Empty', press: 'ctrl+u', isDisabled: false},
			{key: 'Esc', title: 'Cancel', press: 'escape', isDisabled: false},
		];
	}
	if (dialog !== undefined) {
		return dialogKeys[dialog.kind].map(([key, title]) => ({key, title, press: firstKeys[key] ?? keyNamed(key), isDisabled: false}));
	}
	const shown = bindings.filter(({bar, verb, screens}) => bar > 0 && verb !== 'slower' && screens.includes(screen));
	const kept = new Set<Binding>();
	let used = 0;
	for (const binding of [...shown].sort((a, b) => a.bar - b.bar)) {
		const {key, title} = entryOf(binding, model);
		const columns = textWidth(key) + textWidth(title) + 3;
		if (used + columns <= width) {
			kept.add(binding);
			used += columns;
		}
	}
	return shown.filter(binding => kept.has(binding)).map(binding => entryOf(binding, model));
}

function entryOf(binding: Binding, model: Model): Entry {
	const isDisabled = binding.disabled?.(model) !== undefined;
	const [key, title] = joined[binding.verb]?.split(' ') ?? [keyTitle(binding.keys[0] ?? ''), binding.title];
	return {key, title, press: binding.keys[0] ?? '', isDisabled};
}

export function paintKeyBar(surface: Surface, {model, keymap, theme}: PaintContext): void {
	let x = 1;
	for (const {key, title, press, isDisabled} of entriesOf(model, keymap, surface.width - 1)) {
		const start = x;
		x = surface.text(x, 0, key, theme.cell(isDisabled ? 'dim' : 'key'));
		x = surface.text(x, 0, ` ${title}`, theme.cell(isDisabled ? 'dim' : 'plain'));
		surface.hit(start, 0, x - start, 1, {kind: 'key', name: press});
		x += 2;
	}
}
