/** Flags that several sub-commands share. */
import {didYouMean} from '../base/nearest.ts';
import {SECOND} from '../base/units.ts';
import {duration, mismatch, type Reading, speed} from '../machine/scenario-values.ts';
import {TRACE_KINDS, type TraceKind} from '../machine/trace-kinds.ts';
import type {Setting} from './scenario-file.ts';
import type {Variation} from './vary.ts';

const UNTIL_MAXIMUM = 24 * 3600 * SECOND;

function whole(text: string, minimum: number, maximum: number): Reading<number> {
	const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
	return value >= minimum && value <= maximum ? {ok: true, value} : mismatch(text, `a whole number, ${minimum} to ${maximum}`);
}

export const SEED = {
	value: 'N',
	doc: 'Seed of all chance; the same gives the same run.',
	read: (text: string) => whole(text, 0, 2 ** 32 - 1),
};

export const POLICY = {
	words: 'policies',
	value: 'NAME',
	doc: "Instead of the scenario's policy: a name or ./mine.ts.",
	read: (text: string): Reading<string> => ({ok: true, value: text}),
} as const;

export const SET = {
	value: 'NAME=VALUE',
	doc: 'Parameter of policy or device, period=10ms; repeatable.',
	isRepeated: true,
	read: (texts: readonly string[]): Reading<readonly Setting[]> => {
		const settings: Setting[] = [];
		for (const text of texts) {
			const match = /^([A-Za-z][A-Za-z0-9]*)=(.+)$/.exec(text);
			if (match === null) {
				return mismatch(text, 'a name, =, and a value, for example period=10ms');
			}
			settings.push({name: match[1] as string, value: match[2] as string});
		}
		return {ok: true, value: settings};
	},
} as const;

export const VARY = {
	value: 'NAME=A,B,...',
	doc: 'What varies: policy, a parameter of it or of the device, seed, DOMAIN.weight or DOMAIN.cap; more than one makes combinations.',
	isRepeated: true,
	read: (texts: readonly string[]): Reading<readonly Variation[]> => {
		const variations: Variation[] = [];
		for (const text of texts) {
			const match = /^([A-Za-z][\w.-]*)=([^,]+(?:,[^,]+)*)$/.exec(text);
			if (match === null) {
				return mismatch(text, 'a name, =, and values with commas between, for example policy=fifo,credit');
			}
			variations.push({name: match[1] as string, values: (match[2] as string).split(',')});
		}
		return {ok: true, value: variations};
	},
} as const;

export const UNTIL = {
	value: 'TIME',
	doc: 'Virtual time to stop at, for example 500ms or 10s.',
	read: duration(1, UNTIL_MAXIMUM),
};

export const FROM = {
	value: 'TIME',
	doc: 'Virtual time to begin at (0 if left out).',
	read: duration(0, UNTIL_MAXIMUM),
};

export const DOMAIN = {
	value: 'NAME',
	doc: 'Domain to look at; may be left out where there is only one.',
	read: (text: string): Reading<string> => ({ok: true, value: text}),
};

/** `flush,doorbell` as kinds. */
function readKinds(text: string): Reading<readonly TraceKind[]> {
	const known: readonly string[] = TRACE_KINDS;
	const words = text.split(',').map(word => word.trim());
	const unknown = words.find(word => !known.includes(word));
	return unknown === undefined
		? {ok: true, value: words as TraceKind[]}
		: {ok: false, reason: `names "${unknown}"${didYouMean(unknown, known)}; expected some of ${known.join(',')}`};
}

export const ONLY = {
	value: 'KINDS',
	doc: 'Lines of these kinds only, for example call,map,sync.',
	read: readKinds,
};

export const WINDOW = {
	value: 'TIME',
	doc: 'Windows that fairness is told for (500ms if left out).',
	read: duration(1, UNTIL_MAXIMUM),
};

export const SPEED = {
	value: 'X',
	doc: 'Virtual seconds per wall second: 0.5, 2x, or max.',
	read: (text: string) => speed(/^[\d.]+$/.test(text) ? Number(text) : text),
};

export const DELAY = {
	short: 'd',
	value: 'SECONDS',
	doc: 'Between updates, 0.1 to 60 (1, screen 0.1).',
	read: (text: string): Reading<number> => {
		const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
		return value >= 0.1 && value <= 60 ? {ok: true, value} : mismatch(text, 'seconds, 0.1 to 60');
	},
};

export const ITERATIONS = {
	short: 'i',
	value: 'N',
	doc: 'Stop after so many updates; -n N is the same.',
	read: (text: string) => whole(text, 1, 1_000_000_000),
};

export const THEME = {
	value: 'NAME',
	doc: 'Colours: default, dark, light, ...',
	words: 'themes',
	read: (text: string): Reading<string> => ({ok: true, value: text}),
} as const;

/** `--no-mouse` comes as `false`. */
export const MOUSE = {
	value: 'on|off',
	doc: 'Mouse: select, scroll, sort.',
	read: (text: string): Reading<boolean> =>
		/^(on|off|false)$/.test(text) ? {ok: true, value: text === 'on'} : mismatch(text, 'on or off'),
};

export const JSON_FORMAT = {doc: 'Print JSON.'};
export const CSV_FORMAT = {doc: 'Print comma-separated values, one line per domain.'};
