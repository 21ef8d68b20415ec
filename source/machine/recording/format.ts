/**
The format of a recording: JSON lines, one fact per line, in order of virtual time.

	{"format":"gpuvmtop-recording","version":1,...}   the header: where it comes from, and the names of its counters
	{"facts":{...},"domains":{"0":{...},"3":null}}     what changed in the facts; null for a domain that is gone
	{"notice":{...}}  {"entry":{...}}  {"note":{...}}  what happened, what was ordered, what somebody wrote down
	{"sample":17,"at":1700000000,"card":[...],...}     the counters that changed since the sample before
	{"details":{...}}                                  channels and memory, now and then
	{"end":{...}}                                      left out where the recording was cut short

A row of a sample is pairs of numbers. `column, value` sets a counter; `-1 - column, growth` adds to it; null is not a
number. A key sample starts from zeros, so that a reader can begin at any of them. Rows of slots where no domain lives
are zero. Columns are those of the header, by name: counters that came later are zero in older recordings, and those
that are no longer known are passed over.

`held` is who held the device: how many intervals there ever were, who holds it now (-1: nobody) and since when, the
number of the first interval that follows, then for each: domain, nanoseconds since the end of the one before, length.

Version 1. A reader refuses other versions; names may be added to any line without a new one.
*/
import type {JournalEntry} from '../command.ts';
import type {Configuration} from '../configuration.ts';
import type {Details} from '../details.ts';
import type {DomainFacts, Facts, Notice} from '../snapshot.ts';

export const FORMAT = 'gpuvmtop-recording';
export const VERSION = 1;

export type RecordingHeader = {
	readonly format: typeof FORMAT;
	readonly version: typeof VERSION;
	/** Version of the program that wrote it. */
	readonly program: string;
	/** When it began on the wall, as ISO 8601; empty if nobody said. */
	readonly recordedAt: string;
	/** Name of the scenario, and its text, from which the run can be made again; empty if not known. */
	readonly scenario: string;
	readonly scenarioText: string;
	readonly seed: number;
	/** Virtual time at which it began. */
	readonly startNs: number;
	readonly counters: {readonly card: readonly string[]; readonly domain: readonly string[]};
};

/** Something that somebody wrote down at a moment. */
export type Note = {readonly atNs: number; readonly text: string};

/** The facts that change rarely; domains, notices and journal have lines of their own. */
export type PlainFacts = Omit<Facts, 'configuration' | 'domains' | 'notices' | 'journal' | 'undoable' | 'redoable' | 'broken'> &
	Omit<Configuration, 'domains'> & {
		/** Identifiers in the order of the configuration. */
		readonly order: readonly number[];
		readonly undoable: string | null;
		readonly redoable: string | null;
		readonly broken: string | null;
	};

export type Row = ReadonlyArray<number | null>;

export type SampleLine = {
	/** Number of the snapshot in its run. */
	readonly sample: number;
	readonly at: number;
	/** Wall milliseconds since the recording began; left out if nobody counted. */
	readonly wall?: number;
	/** Left out if not known. */
	readonly speed?: number;
	readonly key?: true;
	readonly card?: Row;
	/** Rows by slot. */
	readonly rows?: Readonly<Record<string, Row>>;
	readonly held?: readonly number[];
};

export type End = {
	readonly atNs: number;
	readonly samples: number;
	/** Samples left out because the disk was slower than the run. */
	readonly dropped: number;
};

export type RecordingLine =
	| {readonly facts: Partial<PlainFacts>; readonly domains: Readonly<Record<string, DomainFacts | null>>}
	| {readonly notice: Notice}
	| {readonly entry: JournalEntry}
	| {readonly note: Note}
	| SampleLine
	| {readonly details: Details}
	| {readonly end: End};

/** The file's fault, or its reader's wish: one message each, with file and line; exit code 2. */
export class RecordingError extends Error {
	override readonly name = 'RecordingError';
	/** The file system's word for it, where it has one: `EEXIST`. */
	readonly code: string | undefined;

	constructor(message: string, code?: string) {
		super(message);
		this.code = code;
	}
}
