/**
Every key, declared once: key bar, help and dispatch read this table.

A binding names a verb (controller.ts says what it does), the screens it works on, and why it is disabled when it
is. Dialogs take all keys for themselves; what they understand is in dialogs/.
*/
import {type ColumnName, columns} from './columns.ts';
import type {Model} from './model.ts';
import type {ScreenName} from './ui-state.ts';

export type Verb =
	| 'add'
	| 'remove'
	| 'toggle-domain'
	| 'toggle-pause'
	| 'step'
	| 'faster'
	| 'slower'
	| 'mode'
	| 'policy'
	| 'undo'
	| 'redo'
	| 'details'
	| 'back'
	| 'move'
	| 'page'
	| 'jump'
	| 'next-sort'
	| 'previous-sort'
	| 'reverse-sort'
	| 'sort-by'
	| 'show'
	| 'next-tab'
	| 'help'
	| 'help-page'
	| 'dashboard'
	| 'repaint'
	| 'quit';

export type Group = 'Domains' | 'Engine' | 'Table' | 'Screens';

export type Binding = {
	/** Key names as in keys.ts. */
	readonly keys: readonly string[];
	readonly screens: readonly ScreenName[];
	/** At most ten characters, for the key bar. */
	readonly title: string;
	/** What it does, for help. */
	readonly doc: string;
	readonly group: Group;
	readonly verb: Verb;
	/** Whom it moves, shows or sorts by. */
	readonly argument?: number | ScreenName | ColumnName;
	/** Place in the key bar by importance; 0 is not in it. */
	readonly bar: number;
	/** Why it cannot be used now; undefined if it can. */
	readonly disabled?: (model: Model) => string | undefined;
};

const everywhere: readonly ScreenName[] = ['domains', 'exits', 'charts', 'events', 'domain', 'help'];
const working: readonly ScreenName[] = ['domains', 'exits', 'charts', 'events', 'domain'];
const tables: readonly ScreenName[] = ['domains', 'exits'];
const onDomain: readonly ScreenName[] = ['domains', 'exits', 'charts', 'domain'];

const needsDomain = (model: Model) => (model.selected === undefined ? 'there is no domain; a adds one' : undefined);
const needsEngine = (model: Model) => (model.facts?.broken === undefined ? undefined : 'the engine has stopped; q quits');
const needsPause = (model: Model) =>
	needsEngine(model) ?? (model.facts?.configuration.isPaused === true ? undefined : 'the engine runs; Space pauses it');
const needsUndoable = (model: Model) => needsEngine(model) ?? (model.facts?.undoable === undefined ? 'nothing to undo' : undefined);
const needsRedoable = (model: Model) => needsEngine(model) ?? (model.facts?.redoable === undefined ? 'nothing to redo' : undefined);
const needsBoth = (model: Model) => needsEngine(model) ?? needsDomain(model);

const needsColor = (model: Model) => (model.hasColor ? undefined : 'it needs a terminal with colours');

const engineBindings: readonly Binding[] = [
	{
		keys: ['a'],
		screens: working,
		title: 'Add',
		doc: 'Add a domain: a form asks for name, workload, VRAM, mode and weight.',
		group: 'Domains',
		verb: 'add',
		bar: 3,
		disabled: needsEngine,
	},
	{
		keys: ['x', 'delete'],
		screens: onDomain,
		title: 'Remove',
		doc: 'Remove the selected domain; asks for its name.',
		group: 'Domains',
		verb: 'remove',
		bar: 4,
		disabled: needsBoth,
	},
	{
		keys: ['p'],
		screens: onDomain,
		title: 'Hold',
		doc: 'Pause or resume the selected domain.',
		group: 'Domains',
		verb: 'toggle-domain',
		bar: 10,
		disabled: needsBoth,
	},
	{
		keys: ['m'],
		screens: onDomain,
		title: 'Mode',
		doc: 'Choose the mode of the selected domain; says first whether its driver must load anew.',
		group: 'Domains',
		verb: 'mode',
		bar: 6,
		disabled: needsBoth,
	},
	{
		keys: ['enter'],
		screens: ['domains', 'exits', 'charts'],
		title: 'Details',
		doc: 'Every counter of the selected domain.',
		group: 'Domains',
		verb: 'details',
		bar: 8,
		disabled: needsDomain,
	},
	{
		keys: [' '],
		screens: working,
		title: 'Pause',
		doc: 'Pause or resume the engine.',
		group: 'Engine',
		verb: 'toggle-pause',
		bar: 5,
		disabled: needsEngine,
	},
	{
		keys: ['.'],
		screens: working,
		title: 'Step',
		doc: 'Run one millisecond of virtual time while the engine is paused.',
		group: 'Engine',
		verb: 'step',
		bar: 0,
		disabled: needsPause,
	},
	{
		keys: ['+', '='],
		screens: working,
		title: 'Faster',
		doc: 'Next speed up, from 0.01x to as fast as possible.',
		group: 'Engine',
		verb: 'faster',
		bar: 6,
		disabled: needsEngine,
	},
	{keys: ['-'], screens: working, title: 'Slower', doc: 'Next speed down.', group: 'Engine', verb: 'slower', bar: 6, disabled: needsEngine},
	{
		keys: ['o'],
		screens: working,
		title: 'Policy',
		doc: 'Choose the GPU scheduling policy and its parameters.',
		group: 'Engine',
		verb: 'policy',
		bar: 5,
		disabled: needsEngine,
	},
	{
		keys: ['z', 'u'],
		screens: working,
		title: 'Undo',
		doc: 'Take back the last change.',
		group: 'Engine',
		verb: 'undo',
		bar: 9,
		disabled: needsUndoable,
	},
	{
		keys: ['Z', 'ctrl+r'],
		screens: working,
		title: 'Redo',
		doc: 'Do again what was taken back.',
		group: 'Engine',
		verb: 'redo',
		bar: 0,
		disabled: needsRedoable,
	},
];

const tableBindings: readonly Binding[] = [
	{keys: ['up', 'k'], screens: everywhere, title: 'Up', doc: 'Up one line.', group: 'Table', verb: 'move', argument: -1, bar: 0},
	{keys: ['down', 'j'], screens: everywhere, title: 'Down', doc: 'Down one line.', group: 'Table', verb: 'move', argument: 1, bar: 0},
	{
		keys: ['pageup', 'ctrl+b'],
		screens: everywhere,
		title: 'Page up',
		doc: 'Up one page.',
		group: 'Table',
		verb: 'page',
		argument: -1,
		bar: 0,
	},
	{
		keys: ['pagedown', 'ctrl+f'],
		screens: everywhere,
		title: 'Page down',
		doc: 'Down one page.',
		group: 'Table',
		verb: 'page',
		argument: 1,
		bar: 0,
	},
	{keys: ['g', 'home'], screens: everywhere, title: 'First', doc: 'First line.', group: 'Table', verb: 'jump', argument: -1, bar: 0},
	{keys: ['G', 'end'], screens: everywhere, title: 'Last', doc: 'Last line.', group: 'Table', verb: 'jump', argument: 1, bar: 0},
	{keys: ['s', '>'], screens: tables, title: 'Sort', doc: 'Sort by the next column.', group: 'Table', verb: 'next-sort', bar: 7},
	{keys: ['<'], screens: tables, title: 'Sort back', doc: 'Sort by the previous column.', group: 'Table', verb: 'previous-sort', bar: 0},
	{keys: ['I'], screens: tables, title: 'Reverse', doc: 'Turn the order round.', group: 'Table', verb: 'reverse-sort', bar: 11},
	...columns.map(
		({name, title, letter}): Binding => ({
			keys: [letter],
			screens: tables,
			title,
			doc: `Sort by ${title}.`,
			group: 'Table',
			verb: 'sort-by',
			argument: name,
			bar: 0,
		}),
	),
];

const screenBindings: readonly Binding[] = [
	{
		keys: ['1'],
		screens: working,
		title: 'Domains',
		doc: 'The table of domains.',
		group: 'Screens',
		verb: 'show',
		argument: 'domains',
		bar: 0,
	},
	{
		keys: ['2'],
		screens: working,
		title: 'Exits',
		doc: 'Exits by BAR and register block.',
		group: 'Screens',
		verb: 'show',
		argument: 'exits',
		bar: 0,
	},
	{
		keys: ['3'],
		screens: working,
		title: 'Charts',
		doc: 'GPU time and delays over time.',
		group: 'Screens',
		verb: 'show',
		argument: 'charts',
		bar: 0,
	},
	{
		keys: ['4'],
		screens: working,
		title: 'Events',
		doc: 'What happened, and every command given.',
		group: 'Screens',
		verb: 'show',
		argument: 'events',
		bar: 0,
	},
	{
		keys: ['c'],
		screens: working,
		title: 'Dashboard',
		doc: 'The card at a glance, on a screen of its own; q or c leads back.',
		group: 'Screens',
		verb: 'dashboard',
		bar: 13,
		disabled: needsColor,
	},
	{keys: ['tab'], screens: working, title: 'Next', doc: 'Next screen.', group: 'Screens', verb: 'next-tab', argument: 1, bar: 12},
	{
		keys: ['shift+tab'],
		screens: working,
		title: 'Previous',
		doc: 'Previous screen.',
		group: 'Screens',
		verb: 'next-tab',
		argument: -1,
		bar: 0,
	},
	{keys: ['tab', 'left', 'right'], screens: ['help'], title: 'Page', doc: 'Keys or columns.', group: 'Screens', verb: 'help-page', bar: 3},
	{
		keys: ['escape'],
		screens: everywhere,
		title: 'Back',
		doc: 'Back, or close what is open. Never quits.',
		group: 'Screens',
		verb: 'back',
		bar: 0,
	},
	{keys: ['ctrl+l'], screens: everywhere, title: 'Repaint', doc: 'Draw the screen anew.', group: 'Screens', verb: 'repaint', bar: 0},
	{keys: ['?', 'h'], screens: everywhere, title: 'Help', doc: 'These pages.', group: 'Screens', verb: 'help', bar: 1},
	{keys: ['q', 'ctrl+c'], screens: everywhere, title: 'Quit', doc: 'Quit.', group: 'Screens', verb: 'quit', bar: 1},
];

export const bindings: readonly Binding[] = [...engineBindings, ...tableBindings, ...screenBindings];

export function bindingOf(key: string, screen: ScreenName): Binding | undefined {
	return bindings.find(({keys, screens}) => keys.includes(key) && screens.includes(screen));
}

/** Speeds that + and - walk through; 0 is as fast as possible. */
export const speeds: readonly number[] = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 0];

/** The next speed of the series up or down; the same at its ends. */
export function nextSpeed(speed: number, by: 1 | -1): number {
	const rank = (value: number) => (value === 0 ? Number.POSITIVE_INFINITY : value);
	const candidates = by > 0 ? speeds.filter(one => rank(one) > rank(speed)) : speeds.filter(one => rank(one) < rank(speed));
	return (by > 0 ? candidates[0] : candidates.at(-1)) ?? speed;
}
