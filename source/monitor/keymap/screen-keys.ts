/** Keys that lead from screen to screen, and out. */
import type {Model} from '../model.ts';
import {tabs} from '../ui-state.ts';
import {type Binding, everywhere, timeScreens, working} from './binding.ts';

const needsColor = (model: Model) => (model.hasColor ? undefined : 'it needs a terminal with colours');

export const screenKeys: readonly Binding[] = [
	...tabs.map(
		({screen, key, title, doc}): Binding => ({
			command: `show-${screen}`,
			keys: [key],
			// There it takes the zoom back.
			screens: key === '0' ? working.filter(one => !timeScreens.includes(one)) : working,
			title,
			doc,
			group: 'Screens',
			verb: 'show',
			argument: screen,
			bar: 0,
		}),
	),
	{
		command: 'dashboard',
		keys: ['C'],
		screens: working,
		title: 'Dashboard',
		doc: 'The card at a glance, on a screen of its own; q or C leads back.',
		group: 'Screens',
		verb: 'dashboard',
		bar: 13,
		disabled: needsColor,
	},
	{
		command: 'next-screen',
		keys: ['tab'],
		screens: working,
		title: 'Next',
		doc: 'Next screen.',
		group: 'Screens',
		verb: 'next-tab',
		argument: 1,
		bar: 12,
	},
	{
		command: 'previous-screen',
		keys: ['shift+tab'],
		screens: working,
		title: 'Previous',
		doc: 'Previous screen.',
		group: 'Screens',
		verb: 'next-tab',
		argument: -1,
		bar: 0,
	},
	{
		command: 'help-page',
		keys: ['tab', 'left', 'right'],
		screens: ['help'],
		title: 'Page',
		doc: 'Keys or columns.',
		group: 'Screens',
		verb: 'help-page',
		bar: 3,
	},
	{
		command: 'back',
		keys: ['escape'],
		screens: everywhere,
		title: 'Back',
		doc: 'Back, or close what is open. Never quits.',
		group: 'Screens',
		verb: 'back',
		bar: 0,
	},
	{
		command: 'help',
		keys: ['?', 'h', 'f1'],
		screens: everywhere,
		title: 'Help',
		doc: 'These pages.',
		group: 'Screens',
		verb: 'help',
		bar: 1,
	},
	{
		command: 'quit',
		keys: ['q', 'ctrl+c'],
		screens: everywhere,
		title: 'Quit',
		doc: 'Close the page that is open, leave the past; where nothing is left to close, quit.',
		group: 'Screens',
		verb: 'leave',
		bar: 1,
	},
];
