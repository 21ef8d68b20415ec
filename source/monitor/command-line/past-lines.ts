/** What a line may say about the past: the moment to be shown. All else about it are keys' commands, by their names. */
import {goToTime} from '../verbs/past-verbs.ts';
import {type LineCommand, lineCommand} from './line-command.ts';
import {textWord} from './words.ts';

export const pastLines: readonly LineCommand[] = [
	lineCommand({
		name: 'goto',
		doc: 'Shows the screen as it was then: 1:20.5, -5m before now, +2s after what is shown, #12 for a change, now.',
		words: [textWord('moment', '1:20.5, -5m, #12 or now')],
		make: ([text]) => ({kind: 'screen', run: desk => goToTime(desk, text)}),
		example: 'goto -5m',
	}),
];
