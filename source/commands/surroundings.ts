/** What the program answers to its caller, and what it reads of its environment: for the man page and the README. */

export const EXIT_UNFINISHED = 1;
export const EXIT_USAGE = 2;
export const EXIT_BROKEN = 70;
/** 128 and the number of the signal, as shells have it. */
export const EXIT_INTERRUPTED = 130;

export const EXIT_CODES: ReadonlyArray<{readonly code: number; readonly doc: string}> = [
	{code: 0, doc: 'All went well; also when whoever read the output went away, as head does.'},
	{code: EXIT_UNFINISHED, doc: 'A tour that was to leave at its end did not get there; one message says where it stopped.'},
	{code: EXIT_USAGE, doc: 'A mistake on the command line, in a scenario or in a configuration that was named; one message says where.'},
	{code: EXIT_BROKEN, doc: 'A fault of the program itself, with the seed and the line that shows it again.'},
	{code: EXIT_INTERRUPTED, doc: 'Ended by Ctrl-C; other signals likewise, 128 and their number.'},
];

export const ENVIRONMENT: ReadonlyArray<{readonly name: string; readonly doc: string}> = [
	{name: 'NO_COLOR', doc: 'Anything but nothing: no colours.'},
	{name: 'TERM', doc: 'dumb: samples are printed instead of a screen.'},
	{name: 'INK_SCREEN_READER', doc: 'true: changes as sentences instead of a screen, as with --plain.'},
	{name: 'XDG_CONFIG_HOME', doc: 'Folder of configurations; ~/.config if not set.'},
];
