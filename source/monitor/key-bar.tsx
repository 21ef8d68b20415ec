/** The last line: the keys of the screen that is open, the most useful first, made from the keymap. */
import {Text} from 'ink';
import {type ReactNode, useSyncExternalStore} from 'react';
import {dialogKeys} from './dialogs/step.ts';
import type {Binding} from './keymap/binding.ts';
import {isOffered, type Keymap} from './keymap/keymap.ts';
import {keyTitle} from './keys.ts';
import type {Model} from './model.ts';
import {useMonitor} from './screen-context.ts';
import {textWidth} from './terminal/cell-width.ts';
import type {Theme} from './theme.ts';

/** Bindings that share a place are one entry: `+/- Speed`. */
const joined: Readonly<Record<string, {readonly commands: readonly [string, string]; readonly title: string}>> = {
	faster: {commands: ['faster', 'slower'], title: 'Speed'},
	weight: {commands: ['weight-down', 'weight-up'], title: 'Weight'},
	zoom: {commands: ['zoom-out', 'zoom-in'], title: 'Zoom'},
	turn: {commands: ['turn-down', 'turn-up'], title: 'Turn'},
	'go-to-change': {commands: ['previous-change', 'next-change'], title: 'Change'},
};

type Entry = {readonly key: string; readonly title: string; readonly isDisabled: boolean};

function entriesOf(model: Model, keymap: Keymap, width: number): Entry[] {
	const {dialog, prompt, screen} = model.ui;
	const {isPast} = model;
	if (prompt !== undefined) {
		return [
			{key: 'Enter', title: 'Use', isDisabled: false},
			{key: '^U', title: 'Empty', isDisabled: false},
			{key: 'Esc', title: 'Cancel', isDisabled: false},
		];
	}
	if (dialog !== undefined) {
		// There is a main run to go back to only on a branch.
		const isMain = dialog.kind === 'branch' && dialog.mainNs === undefined;
		return dialogKeys[dialog.kind].filter(([key]) => !(isMain && key === 'M')).map(([key, title]) => ({key, title, isDisabled: false}));
	}
	const placeOf = ({bar, pastBar}: Binding) => (isPast ? (pastBar ?? bar) : bar);
	// What only the running engine can do would only be in the way of what leads through the past.
	const shown = keymap.bindings.filter(
		binding =>
			placeOf(binding) > 0 &&
			binding.keys.length > 0 &&
			binding.verb !== 'slower' &&
			isOffered(binding, screen, isPast) &&
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
	const pair = joined[binding.verb];
	if (pair === undefined) {
		return {key: keyTitle(binding.keys[0]), title: binding.title, isDisabled};
	}
	const [first = '', second = ''] = pair.commands.map(command => keymap.keyOf(command));
	return {key: /^[←→↑↓]{2}$/.test(first + second) ? first + second : `${first}/${second}`, title: pair.title, isDisabled};
}

/** The line with its colours. */
export function keyBarText(model: Model, keymap: Keymap, theme: Theme, width: number): string {
	return entriesOf(model, keymap, width - 1)
		.map(({key, title, isDisabled}) => (isDisabled ? theme.text('dim', `${key} ${title}`) : `${theme.text('key', key)} ${title}`))
		.join('  ');
}

export function KeyBar({width}: {readonly width: number}): ReactNode {
	const {model, keymap, theme, store, onSnapshot} = useMonitor();
	const subscribe = (listener: () => void) => {
		const stops = [store.subscribe(listener), onSnapshot(listener)];
		return () => {
			for (const stop of stops) {
				stop();
			}
		};
	};
	const text = useSyncExternalStore(subscribe, () => keyBarText(model, keymap, theme, width));
	return <Text wrap='truncate'> {text}</Text>;
}
