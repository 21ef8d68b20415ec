/**
Every key, declared once: key bar, help and dispatch read this table.

A binding names a verb (controller.ts says what it does), the screens it works on, and why it is disabled when it
is. Dialogs take all keys for themselves; what they understand is in dialogs/.
*/
import {type ColumnName, columns} from './columns.ts';
import {BIG_STEP} from './knobs.ts';
import type {Model} from './model.ts';
import {domainScreens, type ScreenName, tabs} from './ui-state.ts';

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
	| 'weight'
	| 'turn'
	| 'zoom'
	| 'search'
	| 'next-match'
	| 'filter'
	| 'go-to'
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

const working: readonly ScreenName[] = [...tabs.map(({screen}) => screen), 'domain'];
const everywhere: readonly ScreenName[] = [...working, 'help'];
/** Screens in the order of the table of domains. */
const tables: readonly ScreenName[] = ['domains', 'channels', 'exits', 'memory'];
const onDomain: readonly ScreenName[] = [...domainScreens, 'domain'];

const needsDomain = (model: Model) => (model.selected === undefined ? 'there is no domain; a adds one' : undefined);
const needsEngine = (model: Model) => (model.facts?.broken === undefined ? undefined : 'the engine has stopped; q quits');
const needsPause = (model: Model) =>
	needsEngine(model) ?? (model.facts?.configuration.isPaused === true ? undefined : 'the engine runs; Space pauses it');
const needsUndoable = (model: Model) => needsEngine(model) ?? (model.facts?.undoable === undefined ? 'nothing to undo' : undefined);
const needsRedoable = (model: Model) => needsEngine(model) ?? (model.facts?.redoable === undefined ? 'nothing to redo' : undefined);
const needsBoth = (model: Model) => needsEngine(model) ?? needsDomain(model);

const needsDetails = (model: Model) => (model.ui.screen === 'scheduler' && model.ui.knob >= 0 ? needsEngine(model) : needsDomain(model));
const needsKnob = (model: Model) => needsEngine(model) ?? (model.ui.knob < 0 ? 'no parameter is pointed at; Up reaches them' : undefined);

const needsColor = (model: Model) => (model.hasColor ? undefined : 'it needs a terminal with colours');

const turns: readonly Binding[] = (
	[
		['left', -1, 'One step down'],
		['right', 1, 'One step up'],
		['shift+left', -BIG_STEP, 'Ten steps down'],
		['shift+right', BIG_STEP, 'Ten steps up'],
	] as const
).map(([key, argument, what]) => ({
	keys: [key],
	screens: ['scheduler'],
	title: 'Turn',
	doc: `${what} for the parameter that the arrow points at; Enter asks for a value.`,
	group: 'Engine',
	verb: 'turn',
	argument,
	bar: argument === 1 ? 2 : 0,
	disabled: needsKnob,
}));

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
		screens: domainScreens,
		title: 'Details',
		doc: 'Every counter of the selected domain; on the scheduler screen, a value for the parameter pointed at.',
		group: 'Domains',
		verb: 'details',
		bar: 8,
		disabled: needsDetails,
	},
	{
		keys: [']'],
		screens: onDomain,
		title: 'Weight',
		doc: 'Weight of the selected domain up; other domains keep theirs.',
		group: 'Domains',
		verb: 'weight',
		argument: 1,
		bar: 9,
		disabled: needsBoth,
	},
	{
		keys: ['['],
		screens: onDomain,
		title: 'Weight -',
		doc: 'Weight of the selected domain down.',
		group: 'Domains',
		verb: 'weight',
		argument: -1,
		bar: 0,
		disabled: needsBoth,
	},
	...turns,
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
	{
		keys: ['/'],
		screens: domainScreens,
		title: 'Search',
		doc: 'Select the first domain whose name, state, mode or workload contains what is typed.',
		group: 'Table',
		verb: 'search',
		bar: 10,
		disabled: needsDomain,
	},
	{
		keys: ['n'],
		screens: domainScreens,
		title: 'Next match',
		doc: 'Select the next match of the search.',
		group: 'Table',
		verb: 'next-match',
		bar: 0,
	},
	{
		keys: ['f', '\\'],
		screens: domainScreens,
		title: 'Filter',
		doc: 'Show only domains that match: words, /regex/, mode:para, exits>1000, each turned round by a leading !.',
		group: 'Table',
		verb: 'filter',
		bar: 8,
	},
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
	...tabs.map(
		({screen, title, doc}, index): Binding => ({
			keys: [String(index + 1)],
			screens: working,
			title,
			doc,
			group: 'Screens',
			verb: 'show',
			argument: screen,
			bar: 0,
		}),
	),
	{keys: [':'], screens: working, title: 'Go to', doc: 'Open a screen by its name.', group: 'Screens', verb: 'go-to', bar: 0},
	{
		keys: ['right'],
		screens: ['timeline'],
		title: 'Zoom in',
		doc: 'Shorter columns of the timeline.',
		group: 'Screens',
		verb: 'zoom',
		argument: -1,
		bar: 2,
	},
	{
		keys: ['left'],
		screens: ['timeline'],
		title: 'Zoom out',
		doc: 'Longer columns of the timeline.',
		group: 'Screens',
		verb: 'zoom',
		argument: 1,
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
