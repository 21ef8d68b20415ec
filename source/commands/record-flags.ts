/** Flags that write down what happens while the engine is watched. */
import {mismatch, type Reading} from '../machine/scenario-values.ts';

const path = (text: string): Reading<string> => ({ok: true, value: text});

export const RECORD = {
	value: 'FILE',
	doc: 'Record samples and commands into a new file.',
	read: path,
};

export const CAST = {
	value: 'FILE',
	doc: 'Record the screen into a new asciinema file.',
	read: path,
};

export const PACE = {
	value: 'X',
	doc: 'Pace of the tour, 0.1 to 1000 (1 if left out).',
	read: (text: string): Reading<number> => {
		const value = /^\d+(\.\d+)?x?$/.test(text) ? Number.parseFloat(text) : Number.NaN;
		return value >= 0.1 && value <= 1000 ? {ok: true, value} : mismatch(text, 'a number, 0.1 to 1000');
	},
};
