/**
Keys for the past: through what was kept, into another run from there, and what is compared with it.

Inaccuracies: on screens with a text of their own (help) the past stays as it is.
*/
import type {Model} from '../model.ts';
import {type Binding, working} from './binding.ts';

const needsPast = (model: Model) => (model.isPast ? undefined : 'this is now; , leads into the past');
const needsSamples = (model: Model) => (model.samples.length === 0 ? 'nothing has been kept yet' : undefined);
/** What puts a trial back must find the run in which it was begun. */
const needsNoTrial = (model: Model) => (model.ui.trial === undefined ? undefined : 'a trial is waiting; Enter keeps it, Esc puts it back');
const needsBaseline = (model: Model) => (model.baseline === undefined ? 'there is no baseline; = pins this moment as one' : undefined);

const walks: readonly Binding[] = (
	[
		[
			'earlier',
			[','],
			undefined,
			'go-along',
			-1,
			'Rewind',
			'One sample back; from now it leads into the past, while the engine goes on.',
			5,
			2,
		],
		['later', ['.'], 'past', 'go-along', 1, 'Forward', 'One sample forward; after the last one comes now.', 1, 1],
		['previous-change', ['{'], undefined, 'go-to-change', -1, 'Change', 'Back to the change or event before.', 12, 3],
		['next-change', ['}'], 'past', 'go-to-change', 1, 'Change', 'On to the next change or event.', 0, 0],
	] as const
).map(
	([command, keys, when, verb, argument, title, doc, bar, pastBar]): Binding => ({
		command,
		keys,
		screens: working,
		...(when === undefined ? {} : {when}),
		title,
		doc,
		group: 'Past',
		verb,
		argument,
		bar,
		pastBar,
		disabled: needsSamples,
	}),
);

const moments: readonly Binding[] = [
	{
		command: 'freeze',
		keys: ['p'],
		screens: working,
		title: 'Freeze',
		doc: 'Hold the display; the engine and its samples go on. Again: back to now.',
		group: 'Past',
		verb: 'freeze',
		bar: 12,
		pastBar: 9,
		disabled: needsSamples,
	},
	{
		command: 'play',
		keys: [' '],
		screens: working,
		when: 'past',
		title: 'Play',
		doc: 'Play the past at the pace at which it was recorded, or hold it.',
		group: 'Past',
		verb: 'play',
		bar: 1,
	},
	{
		command: 'go-to-time',
		keys: ['T'],
		screens: working,
		title: 'Go to time',
		doc: 'Ask for a moment: 1:20.5, -5m (before now), +2s (after what is shown), #12 (a change by its number).',
		group: 'Past',
		verb: 'go-to-time',
		bar: 13,
		pastBar: 5,
		disabled: needsSamples,
	},
	{
		command: 'now',
		keys: ['`', 'end'],
		screens: working,
		when: 'past',
		title: 'Now',
		doc: 'Back to now.',
		group: 'Past',
		verb: 'go-to-now',
		bar: 1,
		disabled: needsPast,
	},
];

const runs: readonly Binding[] = [
	{
		command: 'branch',
		keys: ['B'],
		screens: working,
		title: 'Branch',
		doc: 'Another run from the moment that is shown: what if. Asks first; the run as it is waits, and is compared with.',
		group: 'Past',
		verb: 'branch',
		bar: 14,
		pastBar: 2,
		disabled: model => needsSamples(model) ?? model.branchRefusal ?? needsNoTrial(model),
	},
	{
		command: 'back-to-main',
		keys: ['Y'],
		screens: working,
		title: 'Main run',
		doc: 'Back from a branch to the run that it came from; B offers it too.',
		group: 'Past',
		verb: 'back-to-main',
		bar: 0,
		disabled: model => (model.branchedAtNs === undefined ? 'this is the main run' : needsNoTrial(model)),
	},
	{
		command: 'pin-baseline',
		keys: ['='],
		screens: working,
		title: 'Pin',
		doc: 'Pin the moment that is shown as the baseline to compare with. Again: unpin.',
		group: 'Past',
		verb: 'pin',
		bar: 13,
		disabled: needsSamples,
	},
	{
		command: 'compare',
		keys: ['c'],
		screens: working,
		title: 'Compare',
		doc: 'Show figures as they were in the baseline and as they are, with the difference; again: no longer.',
		group: 'Past',
		verb: 'compare',
		bar: 13,
		disabled: needsBaseline,
	},
];

export const pastKeys: readonly Binding[] = [...walks, ...moments, ...runs];
