/** Keys for how things are shown: order, columns, rows below each domain, time, explanations. */
import type {Model} from '../model.ts';
import type {DetailKind, ScreenName} from '../ui-state.ts';
import {type Binding, needsDomain, tables, timeScreens, working} from './binding.ts';

/** Screens whose table has a cell cursor. */
const cells: readonly ScreenName[] = [...tables, 'scheduler'];

const sortKeys: readonly Binding[] = [
	{
		command: 'next-sort',
		keys: ['s', '>'],
		screens: tables,
		title: 'Sort',
		doc: 'Sort by the next column in view.',
		group: 'Table',
		verb: 'next-sort',
		bar: 7,
	},
	{
		command: 'previous-sort',
		keys: ['<'],
		screens: tables,
		title: 'Sort back',
		doc: 'Sort by the previous column in view.',
		group: 'Table',
		verb: 'previous-sort',
		bar: 0,
	},
	{
		command: 'choose-sort',
		keys: ['S', 'f6'],
		screens: tables,
		title: 'Sort by',
		doc: 'Choose the column to sort by from all there are.',
		group: 'Table',
		verb: 'choose-sort',
		bar: 0,
	},
	{
		command: 'reverse-sort',
		keys: ['I'],
		screens: tables,
		title: 'Reverse',
		doc: 'Turn the order round.',
		group: 'Table',
		verb: 'reverse-sort',
		bar: 14,
	},
	...(
		[
			['M', 'vram', 'VRAM'],
			['P', 'gpu', 'GPU%'],
			['N', 'name', 'NAME'],
		] as const
	).map(
		([key, column, title]): Binding => ({
			command: `sort-by-${column}`,
			keys: [key],
			screens: tables,
			title,
			doc: `Sort by ${title}; again turns the order round.`,
			group: 'Table',
			verb: 'sort-by',
			argument: column,
			bar: 0,
		}),
	),
];

const detail = (command: string, key: string, argument: DetailKind, title: string, doc: string): Binding => ({
	command,
	keys: [key],
	screens: ['domains'],
	title,
	doc,
	group: 'Table',
	verb: 'details',
	argument,
	bar: 0,
});

const rowKeys: readonly Binding[] = [
	detail('channel-rows', 'v', 'channels', 'Channels', 'Rows below each domain: its channels.'),
	{
		...detail(
			'exit-rows',
			'n',
			'exits',
			'Exits',
			'Rows below each domain: where its exits go. While a search is in force: the next match.',
		),
		screens: tables,
	},
	{
		command: 'next-match',
		keys: ['n'],
		screens: ['scheduler', 'timeline', 'charts'],
		title: 'Next match',
		doc: 'Select the next match of the search.',
		group: 'Table',
		verb: 'next-match',
		bar: 0,
	},
	detail('budget-rows', 'b', 'budget', 'Budget', 'Rows below each domain: what the policy grants it, and what it got.'),
	{
		command: 'repeat-heading',
		keys: ['r'],
		screens: ['domains'],
		title: 'Headings',
		doc: 'Repeat the heading before each domain that has rows below it.',
		group: 'Table',
		verb: 'repeat-heading',
		bar: 0,
	},
	{
		command: 'tree',
		keys: ['t', 'f5'],
		screens: ['domains'],
		title: 'Tree',
		doc: 'Tree of GPU, domains and channels, and back. There, Left folds the domain (again: all of them), Right unfolds.',
		group: 'Table',
		verb: 'tree',
		bar: 13,
	},
];

const cellKeys: readonly Binding[] = (
	[
		['left', 'left', -1, 'sideways', 'Cell cursor one column to the left; over the edge to the columns that do not fit. In a tree: fold.'],
		['right', 'right', 1, 'sideways', 'Cell cursor one column to the right. In a tree: unfold.'],
		['cell-left', 'H', -1, 'cell', 'Cell cursor one column to the left.'],
		['cell-right', 'L', 1, 'cell', 'Cell cursor one column to the right.'],
	] as const
).map(
	([command, key, argument, verb, doc]): Binding => ({
		command,
		keys: [key],
		screens: verb === 'sideways' ? tables : cells,
		title: 'Cell',
		doc,
		group: 'Table',
		verb,
		argument,
		bar: verb === 'sideways' && argument === 1 ? 12 : 0,
	}),
);

const needsCursor = (model: Model) => (model.ui.cursorNs < 0 ? 'the time cursor stands at now' : undefined);

const timeKeys: readonly Binding[] = [
	...(
		[
			['zoom-in', '+', -1, 'Zoom in', 'Shorter columns of time.'],
			['zoom-out', '-', 1, 'Zoom out', 'Longer columns of time.'],
			['zoom-reset', '0', 0, 'Zoom', 'Columns of time as they were at first.'],
		] as const
	).map(
		([command, key, argument, title, doc]): Binding => ({
			command,
			keys: [key],
			screens: timeScreens,
			title,
			doc,
			group: 'Screens',
			verb: 'time-zoom',
			argument,
			bar: argument === -1 ? 2 : 0,
		}),
	),
	...(
		[
			['cursor-back', 'left', -1, 'One column of time back, and the values there.'],
			['cursor-forward', 'right', 1, 'One column of time forward.'],
			['cursor-back-far', 'shift+left', -10, 'Ten columns of time back.'],
			['cursor-forward-far', 'shift+right', 10, 'Ten columns of time forward.'],
		] as const
	).map(
		([command, key, argument, doc]): Binding => ({
			command,
			keys: [key],
			screens: Math.abs(argument) > 1 ? ['charts', 'exits'] : ['charts'],
			title: 'Cursor',
			doc,
			group: 'Screens',
			verb: 'cursor',
			argument,
			bar: argument === -1 ? 3 : 0,
			...(argument > 0 ? {disabled: needsCursor} : {}),
		}),
	),
	...(
		[
			['next-chart', ['s', '>'], 1, 'What the charts draw: all, or one of them large.'],
			['previous-chart', ['<'], -1, 'What the charts draw, the other way round.'],
		] as const
	).map(
		([command, keys, argument, doc]): Binding => ({
			command,
			keys,
			screens: ['charts'],
			title: 'Chart',
			doc,
			group: 'Screens',
			verb: 'metric',
			argument,
			bar: argument === 1 ? 4 : 0,
		}),
	),
	{
		command: 'heat-of-all',
		keys: ['A'],
		screens: ['exits'],
		title: 'All',
		doc: 'Map of the exits of all domains together, or of the selected one.',
		group: 'Screens',
		verb: 'heat-of-all',
		bar: 3,
		disabled: needsDomain,
	},
];

export const viewKeys: readonly Binding[] = [
	...sortKeys,
	...cellKeys,
	{
		command: 'explain',
		keys: ['i'],
		screens: working,
		title: 'Explain',
		doc: 'Where the number under the cell cursor comes from: formula, window, last samples. Up from the first row leads to the figures at the top.',
		group: 'Table',
		verb: 'explain',
		bar: 11,
	},
	...rowKeys,
	...timeKeys,
	{
		command: 'setup',
		keys: ['f2'],
		screens: working,
		title: 'Columns',
		doc: 'Choose the columns of the table of domains, and their order.',
		group: 'Table',
		verb: 'setup',
		bar: 0,
	},
	{
		command: 'interval',
		keys: ['d'],
		screens: working,
		title: 'Delay',
		doc: 'Time between two samples: 0.5, 250ms; 20 ms to 10 s.',
		group: 'Screens',
		verb: 'interval',
		bar: 0,
	},
];
