/** Flags that write down what happens while the engine is watched. */
import type {Reading} from '../machine/scenario-values.ts';

const path = (text: string): Reading<string> => ({ok: true, value: text});

export const RECORD = {
	value: 'FILE',
	doc: 'Record samples and commands into a new file, for "gpuvmtop replay".',
	read: path,
};

export const CAST = {
	value: 'FILE',
	doc: 'Record the screen into a new asciinema file.',
	read: path,
};
