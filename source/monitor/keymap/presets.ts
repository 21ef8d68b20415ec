/**
Key presets: the habits of other programs as keys for our commands. A preset says what differs; the rest stays as it is
declared, but for keys that the preset needs.
*/
import type {Binding} from './binding.ts';
import {bindings, Keymap} from './keymap.ts';
import {type Rebinding, rebind} from './rebind.ts';

export type KeyPreset = 'gpuvmtop' | 'xentop' | 'htop' | 'vim';

type Preset = {readonly doc: string; readonly keys: Rebinding};

export const presets: Readonly<Record<KeyPreset, Preset>> = {
	gpuvmtop: {doc: 'The keys as they are declared.', keys: {}},
	xentop: {
		doc: 'Capitals mean the same as letters, as in xentop.',
		keys: {
			interval: ['d', 'D'],
			'exit-rows': ['n', 'N'],
			'channel-rows': ['v', 'V'],
			'budget-rows': ['b', 'B'],
			'repeat-heading': ['r', 'R'],
			'next-sort': ['s', 'S', '>'],
			quit: ['q', 'Q', 'ctrl+c'],
			// What gave its capital away.
			'sort-by-name': ['ctrl+n'],
			record: ['W'],
			branch: ['X'],
		},
	},
	htop: {
		doc: 'Letters do not move; k and F9 are for what is selected; Z pauses.',
		keys: {
			up: ['up'],
			down: ['down'],
			'domain-actions': ['f9', 'k', 'delete'],
			pause: [' ', 'Z'],
			redo: ['ctrl+r'],
		},
	},
	vim: {
		doc: 'h and l go left and right, u and Ctrl-R undo and redo.',
		keys: {
			help: ['?', 'f1'],
			left: ['h', 'left'],
			right: ['l', 'right'],
			'cursor-back': ['h', 'left'],
			'cursor-forward': ['l', 'right'],
			'turn-down': ['h', 'left'],
			'turn-up': ['l', 'right'],
			'help-page': ['l', 'h', 'right', 'left', 'tab'],
			undo: ['u'],
			redo: ['ctrl+r'],
		},
	},
};

export const presetNames = Object.keys(presets) as KeyPreset[];

/** The keymap of a preset with further changes on top. */
export function keymapOf({preset, bindings: changed}: {readonly preset: KeyPreset; readonly bindings: Rebinding}): Keymap {
	return new Keymap(rebind(rebind(bindings, presets[preset].keys), changed));
}

/** Bindings that have a key as they are declared, and that no key reaches any more. */
export function unreachable({bindings: all}: Keymap): readonly Binding[] {
	const isDeclared = (command: string) => bindings.some(binding => binding.command === command && binding.keys.length > 0);
	return all.filter(({keys, command}) => keys.length === 0 && isDeclared(command));
}
