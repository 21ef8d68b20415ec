/** The last line: the keys of the screen that is open, the most useful first, made from the keymap. */
import {dialogKeys} from '../dialogs/step.ts';
import type {Binding} from '../keymap/binding.ts';
import {isOffered, type Keymap} from '../keymap/keymap.ts';
import {keyNamed, keyTitle} from '../keys.ts';
import type {Model} from '../model.ts';
import {textWidth} from '../terminal/cell-width.ts';
import type {Surface} from '../terminal/surface.ts';
import type {PaintContext} from './painter.ts';

/** Bindings that share a place are one entry: `+/- Speed`. */
const joined: Readonly<Record<string, {readonly commands: readonly [string, string]; readonly title: string}>> = {
	faster: {commands: ['faster', 'slower'], title: 'Speed'},
	weight: {commands: ['weight-down', 'weight-up'], title: 'Weight'},
	'time-zoom': {commands: ['zoom-in', 'zoom-out'], title: 'Zoom'},
	sideways: {commands: ['left', 'right'], title: 'Cell'},
	cursor: {commands: ['cursor-back', 'cursor-forward'], title: 'Cursor'},
	'go-to-change': {commands: ['previous-change', 'next-change'], title: 'Change'},
	turn: {commands: ['turn-down', 'turn-up'], title: 'Turn'},
	'effect-window': {commands: ['effect-window-longer', 'effect-window-shorter'], title: 'Window'},
};

/** A dialog's entry of two keys is pressed by the one that goes on. */
const firstKeys: Readonly<Record<string, string>> = {'←→': 'right', '↑↓': 'down'};

const lineKeys: ReadonlyArray<readonly [key: string, title: string, press: string]> = [
	['Enter', 'Run', 'enter'],
	['Tab', 'Complete', 'tab'],
	['↑↓', 'History', 'up'],
	['^U', 'Empty', 'ctrl+u'],
	['Esc', 'Cancel', 'escape'],
];

type Entry = {
	/** As it is printed. */
	readonly key: string;
	readonly title: string;
	/** Name of the key that it presses for the mouse. */
	readonly press: string;
	readonly isDisabled: boolean;
};

function entriesOf(model: Model, keymap: Keymap, width: number): Entry[] {
	const {dialog, prompt, line, screen} = model.ui;
	const {isPast} = model;
	if (prompt !== undefined) {
		return [
			{key: 'Enter', title: 'Use', press: 'enter', isDisabled: false},
			{key: '^U', title: 'Empty', press: 'ctrl+u', isDisabled: false},
			{key: 'Esc', title: 'Cancel', press: 'escape', isDisabled: false},
		];
	}
	if (line !== undefined) {
		return lineKeys.map(([key, title, press]) => ({key, title, press, isDisabled: false}));
	}
	if (dialog !== undefined) {
		// There is a main run to go back to only on a branch.
		const isMain = dialog.kind === 'branch' && dialog.mainNs === undefined;
		const keys = dialogKeys[dialog.kind].filter(([key]) => !(isMain && key === 'M'));
		return keys.map(([key, title]) => ({key, title, press: firstKeys[key] ?? keyNamed(key), isDisabled: false}));
	}
	const placeOf = ({bar, pastBar}: Binding) => (isPast ? (pastBar ?? bar) : bar);
	// What only the running engine can do would only be in the way of what leads through the past.
	const shown = keymap.bindings.filter(
		binding =>
			placeOf(binding) > 0 &&
			binding.keys.length > 0 &&
			binding.verb !== 'slower' &&
			isOffered(binding, screen, model.times) &&
			!(isPast && binding.disabled?.(model) !== undefined),
	);
	const kept = new Set<Binding>();
	let used = 0;
	for (const binding of [...shown].sort((a, b) => placeOf(a) - placeOf(b))) {
		const {key, title} = entryOf(binding, model, keymap);
		const columns = textWidth(key) + textWidth(title) + 3;
		if (used + columns <= width) {
			kept.add(binding);
			used += columns;
		}
	}
	return shown.filter(binding => kept.has(binding)).map(binding => entryOf(binding, model, keymap));
}

function entryOf(binding: Binding, model: Model, keymap: Keymap): Entry {
	const isDisabled = binding.disabled?.(model) !== undefined;
	const press = binding.keys[0] ?? '';
	const pair = joined[binding.verb];
	if (pair === undefined) {
		return {key: keyTitle(press), title: binding.title, press, isDisabled};
	}
	const [first = '', second = ''] = pair.commands.map(command => keymap.keyOf(command));
	return {key: /^[←→↑↓]{2}$/.test(first + second) ? first + second : `${first}/${second}`, title: pair.title, press, isDisabled};
}

/** Where what is shown is older than it should be, `lateMs` says so at the right end. */
export function paintKeyBar(surface: Surface, {model, keymap, theme}: PaintContext, lateMs?: number): void {
	let x = 1;
	const late = lateMs === undefined ? '' : ` ${(lateMs / 1000).toFixed(1)} s old `;
	surface.textRight(surface.width, 0, late, theme.cell('warning'));
	for (const {key, title, press, isDisabled} of entriesOf(model, keymap, surface.width - 1 - late.length)) {
		const start = x;
		x = surface.text(x, 0, key, theme.cell(isDisabled ? 'dim' : 'key'));
		x = surface.text(x, 0, ` ${title}`, theme.cell(isDisabled ? 'dim' : 'plain'));
		surface.hit(start, 0, x - start, 1, {kind: 'key', name: press});
		x += 2;
	}
}
