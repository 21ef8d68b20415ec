/**
Flags of the plain command: those of xentop with xentop's letters and names, and what scripts need besides.

What has no counterpart on a GPU shows what is nearest to it; the README has the table.
*/
import type {Reading} from '../machine/scenario-values.ts';
import {DELAY, ITERATIONS, MOUSE, POLICY, SEED, SET, SPEED, THEME, UNTIL} from './flags.ts';
import {CAST, RECORD} from './record-flags.ts';

const asTyped = (text: string): Reading<string> => ({ok: true, value: text});

export const SAMPLE_FLAGS = {
	batch: {short: 'b', doc: 'Samples, no screen; implied without a terminal.'},
	iterations: ITERATIONS,
	json: {doc: 'Batch mode: one JSON object per sample.'},
	csv: {doc: 'Batch mode: comma-separated values.'},
	columns: {
		value: 'A,B,...',
		doc: 'In that order; "gpuvmtop list columns" has them.',
		words: 'columns',
		read: asTyped,
	},
	sort: {
		value: '[-]COLUMN',
		doc: 'Sort by a column, most first; - turns it round.',
		words: 'columns',
		mayBeginWithHyphen: true,
		read: asTyped,
	},
	filter: {value: 'TERMS', doc: 'Batch mode: domains that match, as f on the screen.', mayBeginWithHyphen: true, read: asTyped},
	plain: {doc: 'Sentences, for screen readers; commands are read.'},
	until: {...UNTIL, doc: 'Batch mode: virtual time to stop at, for example 10s.'},
} as const;

export const XENTOP_FLAGS = {
	channels: {short: 'v', aliases: ['vcpus'], doc: 'Channels below each domain.'},
	exits: {short: 'n', aliases: ['networks'], doc: 'Exits by kind below each domain.'},
	scheduler: {short: 'x', aliases: ['vbds'], doc: 'Budget, share and delay below each domain.'},
	engines: {short: 'p', aliases: ['pcpus'], doc: 'Engines of the card above the table.'},
	cardFirst: {short: 'z', aliases: ['dom0-first'], doc: 'The card itself as the first row.'},
	repeatHeader: {short: 'r', doc: 'The heading before each domain.'},
	fullName: {short: 'f', doc: 'Names are never cut.'},
} as const;

export const CONFIG = {value: 'FILE', doc: 'Read this configuration instead of the usual one.', words: 'files', read: asTyped} as const;

export const PRESET = {value: 'NAME', doc: 'Keys of this preset.', words: 'presets', read: asTyped} as const;

export const WATCH_FLAGS = {
	policy: POLICY,
	set: SET,
	seed: SEED,
	speed: SPEED,
	delay: DELAY,
	...SAMPLE_FLAGS,
	...XENTOP_FLAGS,
	record: RECORD,
	cast: CAST,
	theme: THEME,
	mouse: MOUSE,
	ascii: {doc: 'Nothing but ASCII on the screen.'},
	config: CONFIG,
	noConfig: {doc: 'Read no configuration.'},
	version: {short: 'V', doc: 'Print the version.'},
};
export type WatchFlags = typeof WATCH_FLAGS;

/**
`-n 3`, `-n3`, `-bn 3`: a number of samples, as in top and nvidia-smi. `-n` without a number is xentop's: networks.
xentop takes no number after it, so nobody's habit is hurt; a scenario file called `3` is `./3`.
*/
export function rewriteIterations(words: readonly string[]): string[] {
	return words.map((word, index) => {
		const [, before, number] = /^(-[A-Za-z]*)n(=?\d+)?$/.exec(word) ?? [];
		const isCount = before !== undefined && (number !== undefined || /^\d+$/.test(words[index + 1] ?? ''));
		return isCount ? `${before}i${number ?? ''}` : word;
	});
}
