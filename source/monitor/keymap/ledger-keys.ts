/** Keys for what was changed: the ledger with its effects, notes, the events, and trials. */
import type {Model} from '../model.ts';
import type {ScreenName} from '../ui-state.ts';
import {type Binding, needsEngine, working} from './binding.ts';

const lists: readonly ScreenName[] = ['events', 'ledger'];

const windows: readonly Binding[] = (
	[
		['effect-window-longer', '+', 1, 'Longer windows before and after a change, up to 60 s of virtual time.'],
		['effect-window-shorter', '-', -1, 'Shorter windows, down to 1 s.'],
	] as const
).map(([command, key, argument, doc]) => ({
	command,
	keys: [key],
	screens: ['ledger'],
	title: 'Window',
	doc,
	group: 'Changes',
	verb: 'effect-window',
	argument,
	bar: argument === 1 ? 3 : 0,
}));

const trials: readonly Binding[] = (
	[
		['keep-trial', 'enter', 'Keep', 'Keep what is being tried.'],
		['end-trial', 'escape', 'Put back', 'Put back what is being tried, now.'],
	] as const
).map(([verb, key, title, doc]) => ({
	command: verb,
	keys: [key],
	screens: working,
	when: 'trial',
	title,
	doc,
	group: 'Changes',
	verb,
	bar: 1,
}));

const needsMatches = (model: Model) => (model.ui.eventSearch === '' ? 'nothing is searched for; / asks' : undefined);

export const ledgerKeys: readonly Binding[] = [
	{
		command: 'ledger',
		keys: ['@'],
		screens: working,
		title: 'Ledger',
		doc: 'The ledger of changes: who, when, before and after, and what each did.',
		group: 'Changes',
		verb: 'show',
		argument: 'ledger',
		bar: 12,
	},
	{
		command: 'undo-to',
		keys: ['enter'],
		screens: ['ledger'],
		title: 'Undo to',
		doc: 'On the ledger: take back everything changed after the selected line; says first what that is, and asks.',
		group: 'Changes',
		verb: 'undo-to',
		bar: 2,
		disabled: needsEngine,
	},
	...windows,
	{
		command: 'note',
		keys: ['!'],
		screens: working,
		title: 'Note',
		doc: 'Write a note at this moment: it stands in the ledger, among the events and on every chart.',
		group: 'Changes',
		verb: 'note',
		bar: 14,
		disabled: needsEngine,
	},
	{
		command: 'search-events',
		keys: ['/'],
		screens: lists,
		title: 'Search',
		doc: 'On events and ledger: select the next line with what is typed.',
		group: 'Changes',
		verb: 'event-search',
		bar: 8,
	},
	{
		command: 'next-event',
		keys: ['n'],
		screens: lists,
		title: 'Next',
		doc: 'On events and ledger: the next line with it.',
		group: 'Changes',
		verb: 'event-next',
		bar: 0,
		disabled: needsMatches,
	},
	{
		command: 'filter-events',
		keys: ['f', '\\'],
		screens: ['events'],
		title: 'Filter',
		doc: 'Show only some events: notice, command, note, warning, error, and words; a leading ! turns one round.',
		group: 'Changes',
		verb: 'event-filter',
		bar: 7,
	},
	{
		command: 'event-moment',
		keys: ['enter'],
		screens: ['events'],
		title: 'Go there',
		doc: 'Show everything as it was when the selected event happened.',
		group: 'Changes',
		verb: 'event-moment',
		bar: 2,
	},
	...trials,
];
