/** Keys for tuning: the command line. */
import {type Binding, working} from './binding.ts';

export const tuneKeys: readonly Binding[] = [
	{
		command: 'command-line',
		keys: [':'],
		screens: working,
		title: 'Command',
		doc: 'A line that takes every command, every key by its name, and every screen; Tab completes.',
		group: 'Screens',
		verb: 'command-line',
		bar: 7,
	},
	{
		command: 'palette',
		keys: ['ctrl+p'],
		screens: working,
		title: 'Palette',
		doc: 'Look for a command by letters of its name or of what it does.',
		group: 'Screens',
		verb: 'palette',
		bar: 0,
	},
];
