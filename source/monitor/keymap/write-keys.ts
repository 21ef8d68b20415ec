/** Keys for what leaves the screen: files, a recording, the clipboard. */
import type {Model} from '../model.ts';
import {type Binding, needsDomain, working} from './binding.ts';

const needsSample = (model: Model) => (model.snapshot === undefined ? 'the engine has said nothing yet' : undefined);

export const writeKeys: readonly Binding[] = [
	{
		command: 'write',
		keys: ['w'],
		screens: working,
		title: 'Write',
		doc: 'Write out: table, screen, ledger, script, trace. A chooser asks which, and for a name.',
		group: 'Files',
		verb: 'write',
		bar: 14,
		disabled: needsSample,
	},
	{
		command: 'record',
		keys: ['R'],
		screens: working,
		title: 'Record',
		doc: 'Start a recording of samples and commands, or end it; gpuvmtop replay opens it.',
		group: 'Files',
		verb: 'record',
		bar: 0,
		disabled: needsSample,
	},
	{
		command: 'copy',
		keys: ['y'],
		screens: working,
		title: 'Copy',
		doc: 'Copy the row of the selected domain, if the terminal lets programs copy (OSC 52).',
		group: 'Files',
		verb: 'copy',
		bar: 0,
		disabled: needsDomain,
	},
];
