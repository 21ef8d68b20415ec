/**
Reads a tour. A file with mistakes is refused before anything starts: file, line, column, key, what is wrong and what was
expected.

	title: A short one
	scenario: weights            # a name of the package, or a path from this file
	speed: 2                     # of the engine
	steps:
	  - {caption: This adds a domain., keys: a, type: web}
	  - {keys: enter, until: web added, within: 20s}
	  - {caption: There it is., wait: 4s}
*/
import {didYouMean} from '../../base/nearest.ts';
import {MS, SECOND} from '../../base/units.ts';
import {duration, mismatch, type Reader, speed, text, wholeNumber} from '../../machine/scenario-values.ts';
import {type Fault, type Path, YamlError, YamlSource} from '../../machine/yaml-source.ts';
import {textWidth} from '../terminal/cell-width.ts';
import type {Tour, TourStep} from './tour.ts';

/** Columns of a caption: what fits the smallest screen of ordinary size. */
export const CAPTION_COLUMNS = 74;

const TOUR_KEYS = ['title', 'scenario', 'policy', 'seed', 'speed', 'steps'] as const;
const STEP_KEYS = ['caption', 'keys', 'type', 'until', 'within', 'wait'] as const;

const LONGEST_NS = 600 * SECOND;
const WITHIN_MS = 15_000;
/** How long a caption stands if nobody says: so much, and more for each letter. */
const CAPTION_MS = 1200;
const LETTER_MS = 45;

/** Keys by name; `ctrl+x` and single characters besides. */
const KEY_NAMES: readonly string[] = [
	...['up', 'down', 'left', 'right', 'shift+left', 'shift+right', 'shift+up', 'shift+down'],
	...['enter', 'escape', 'tab', 'shift+tab', 'space', 'backspace', 'delete', 'home', 'end', 'pageup', 'pagedown'],
	...Array.from({length: 12}, (_, index) => `f${index + 1}`),
];

export class TourError extends YamlError {
	override readonly name = 'TourError';
}

/** The tour in that text; `fileName` stands in messages. Throws `TourError`, and nothing else. */
export function parseTour(content: string, fileName: string): Tour {
	const source = new YamlSource(content, fileName, {topKeys: 'title and steps', error: TourError});
	const reader = new Entries();
	const file = source.value as Readonly<Record<string, unknown>>;
	reader.refuseOthers(file, [], TOUR_KEYS);
	if (!Array.isArray(file.steps) || file.steps.length === 0) {
		const hint = 'domains' in file ? ' (this looks like a scenario; gpuvmtop FILE shows it)' : '';
		reader.faults.push({path: ['steps'], text: `${mismatch(file.steps, 'a list of steps').reason}${hint}`});
	}
	const steps = Array.isArray(file.steps) ? file.steps.map((step, index) => readStep(reader, step, ['steps', index])) : [];
	const tour: Tour = {
		title: reader.value(file, [], 'title', text) ?? fileName,
		scenario: reader.value(file, [], 'scenario', text),
		policy: reader.value(file, [], 'policy', text),
		seed: reader.value(file, [], 'seed', wholeNumber(0, 2 ** 32 - 1)),
		speed: reader.value(file, [], 'speed', speed),
		steps,
	};
	if (reader.faults.length > 0) {
		source.refuse(reader.faults);
	}
	return tour;
}

type Entry = Readonly<Record<string, unknown>>;

/** Reads values out of maps and keeps what is wrong with them. */
class Entries {
	readonly faults: Fault[] = [];

	value<Value>(entry: Entry, path: Path, key: string, read: Reader<Value>): Value | undefined {
		if (!Object.hasOwn(entry, key)) {
			return undefined;
		}
		const reading = read(entry[key]);
		if (!reading.ok) {
			this.faults.push({path: [...path, key], text: reading.reason});
			return undefined;
		}
		return reading.value;
	}

	refuseOthers(entry: Entry, path: Path, known: readonly string[]): void {
		for (const key of Object.keys(entry).filter(name => !known.includes(name))) {
			this.faults.push({path: [...path, key], text: `no such key${didYouMean(key, known)}; expected ${known.join(', ')}`, isKey: true});
		}
	}
}

function readStep(reader: Entries, value: unknown, path: Path): TourStep {
	const nothing: TourStep = {keys: [], type: '', withinMs: WITHIN_MS, waitMs: 0};
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		reader.faults.push({path, text: mismatch(value, `a map with keys such as ${STEP_KEYS.slice(0, 3).join(', ')}`).reason});
		return nothing;
	}
	const entry = value as Entry;
	reader.refuseOthers(entry, path, STEP_KEYS);
	const caption = reader.value(entry, path, 'caption', readCaption);
	const wait = reader.value(entry, path, 'wait', duration(0, LONGEST_NS));
	const within = reader.value(entry, path, 'within', duration(1, LONGEST_NS));
	const keys = reader.value(entry, path, 'keys', readKeys) ?? [];
	const typed = reader.value(entry, path, 'type', text) ?? '';
	const until = reader.value(entry, path, 'until', readUntil);
	if (within !== undefined && !Object.hasOwn(entry, 'until')) {
		reader.faults.push({path: [...path, 'within'], text: 'stands without until; expected both', isKey: true});
	}
	if (Object.keys(entry).length === 0) {
		reader.faults.push({path, text: `is empty; expected some of ${STEP_KEYS.join(', ')}`});
	}
	return {
		...(caption === undefined ? {} : {caption}),
		keys,
		type: typed,
		...(until === undefined ? {} : {until}),
		withinMs: within === undefined ? WITHIN_MS : within / MS,
		waitMs: wait === undefined ? standing(caption) : wait / MS,
	};
}

/** A caption stands until it can have been read. */
function standing(caption: string | undefined): number {
	return caption === undefined ? 0 : CAPTION_MS + LETTER_MS * caption.length;
}

const readCaption: Reader<string> = value => {
	if (typeof value !== 'string' || value.includes('\n')) {
		return mismatch(value, 'one line of text');
	}
	const columns = textWidth(value);
	return columns <= CAPTION_COLUMNS
		? {ok: true, value}
		: {ok: false, reason: `is ${columns} columns wide; expected at most ${CAPTION_COLUMNS}`};
};

/** `a`, `down down enter`, or a list of such. */
const readKeys: Reader<readonly string[]> = value => {
	const words = (Array.isArray(value) ? value : [value]).flatMap(part =>
		typeof part === 'string' ? part.split(/\s+/).filter(word => word !== '') : typeof part === 'number' ? [String(part)] : [undefined],
	);
	if (words.length === 0 || words.includes(undefined)) {
		return mismatch(value, 'names of keys, for example a, or down down enter');
	}
	const unknown = (words as string[]).find(word => !isKey(word));
	return unknown === undefined
		? {ok: true, value: (words as string[]).map(word => (word === 'space' ? ' ' : word))}
		: {
				ok: false,
				reason: `names the key "${unknown}"${didYouMean(unknown, KEY_NAMES)}; expected single characters, ctrl+x, or ${KEY_NAMES.join(', ')}`,
			};
};

function isKey(word: string): boolean {
	return [...word].length === 1 || /^ctrl\+[a-z]$/.test(word) || KEY_NAMES.includes(word);
}

/** A text, or a pattern between slashes. */
const readUntil: Reader<string | RegExp> = value => {
	if (typeof value !== 'string' || value === '') {
		return mismatch(value, 'a text that the screen will show, or a /pattern/');
	}
	const pattern = /^\/(.+)\/$/.exec(value)?.[1];
	if (pattern === undefined) {
		return {ok: true, value};
	}
	try {
		return {ok: true, value: new RegExp(pattern)};
	} catch (error) {
		return {ok: false, reason: `is no pattern: ${(error as Error).message}`};
	}
};
