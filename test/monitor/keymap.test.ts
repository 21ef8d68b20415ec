/** Keys: every preset on every screen, changes on top of it, and names of keys as people write them. */
import {describe, expect, test} from 'vitest';
import {readKey} from '../../source/monitor/keymap/key-names.ts';
import {bindings, Keymap} from '../../source/monitor/keymap/keymap.ts';
import {keymapOf, presetNames, presets, unreachable} from '../../source/monitor/keymap/presets.ts';
import {clashesOf, rebind} from '../../source/monitor/keymap/rebind.ts';

describe.each(presetNames)('preset %s', preset => {
	const keymap = keymapOf({preset, bindings: {}});

	test('no key means two things on one screen', () => {
		expect(clashesOf(keymap.bindings)).toEqual([]);
	});

	test('every command has a key', () => {
		expect(unreachable(keymap).map(({command}) => command)).toEqual([]);
	});

	test('names commands and keys that there are', () => {
		for (const [command, keys] of Object.entries(presets[preset].keys)) {
			expect(bindings.map(binding => binding.command)).toContain(command);
			expect(keys.map(readKey)).toEqual(keys.map(value => ({ok: true, value})));
		}
	});
});

describe('bindings', () => {
	test('are named once, and their keys are keys', () => {
		const commands = bindings.map(({command}) => command);
		expect(commands.filter((command, index) => commands.indexOf(command) !== index)).toEqual([]);
		for (const {command, keys, doc} of bindings) {
			expect(command).toMatch(/^[a-z]+(-[a-z]+)*$/);
			expect(doc, command).toMatch(/^[A-Z].*\.$/);
			expect(keys.map(readKey), command).toEqual(keys.map(value => ({ok: true, value})));
		}
	});

	test('a clash is found', () => {
		const twice = bindings.map(binding => (binding.command === 'undo' ? {...binding, keys: ['a']} : binding));
		expect(clashesOf(twice)).toEqual([{key: 'a', commands: ['add-domain', 'undo']}]);
	});
});

describe('changes', () => {
	test('who asks for a key gets it, on all its screens and no others', () => {
		const keymap = new Keymap(rebind(bindings, {dashboard: ['right', 'a']}));
		expect(keymap.bindingOf('a', 'domains')?.command).toBe('dashboard');
		expect(keymap.bindingOf('right', 'timeline')?.command).toBe('dashboard');
		expect(keymap.bindingOf('right', 'scheduler')?.command).toBe('dashboard');
		expect(keymap.bindingOf('right', 'help')?.command).toBe('help-page');
		expect(keymap.bindingOf('C', 'domains')).toBeUndefined();
		expect(unreachable(keymap).map(({command}) => command)).toEqual(['add-domain', 'turn-up', 'right', 'cursor-forward']);
		expect(clashesOf(keymap.bindings)).toEqual([]);
	});

	test('the ways out stay', () => {
		const keymap = new Keymap(rebind(bindings, {quit: [], back: ['b'], help: ['ctrl+c', 'escape']}));
		expect(keymap.bindingOf('ctrl+c', 'domains')?.command).toBe('quit');
		expect(keymap.named('back')?.keys).toEqual(['b', 'escape']);
	});
});

describe('names of keys', () => {
	test.each([
		['x', 'x'],
		['X', 'X'],
		['+', '+'],
		['-', '-'],
		['space', ' '],
		[' ', ' '],
		['F5', 'f5'],
		['PgDn', 'pagedown'],
		['Esc', 'escape'],
		['ctrl+R', 'ctrl+r'],
		['Ctrl-r', 'ctrl+r'],
		['ctrl++', 'ctrl++'],
		['shift+left', 'shift+left'],
		['shift+alt+ctrl+up', 'ctrl+alt+shift+up'],
	])('%j is %j', (text, value) => {
		expect(readKey(text)).toEqual({ok: true, value});
	});

	test.each([
		['pagdown', 'is no key (did you mean "pagedown"?)'],
		['hyper+x', 'expected ctrl, alt or shift before the +, not "hyper"'],
		['shift+x', 'expected the character that Shift makes, for example X'],
		['', 'is no key'],
		['f13', 'is no key'],
		['constructor', 'is no key'],
		['\u0007', 'is no key'],
	])('%j is refused', (text, reason) => {
		expect(readKey(text)).toMatchObject({ok: false, reason: expect.stringContaining(reason)});
	});
});
