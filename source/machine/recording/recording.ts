/**
A recording, opened: snapshots by number and by virtual time, as the engine that was recorded made them.

Owns: the open file, and the place of each sample in it. Snapshots are decoded when they are asked for: stepping forward
costs one line, jumping at most a hundred.
Not here: the pace at which it is watched (replay-host.ts).
See: format.ts.
*/
import {closeSync, fstatSync, openSync} from 'node:fs';
import type {JournalEntry} from '../command.ts';
import type {Details} from '../details.ts';
import type {Notice, Snapshot} from '../snapshot.ts';
import {FactsHistory} from './facts-history.ts';
import {type End, FORMAT, type Note, RecordingError, type RecordingHeader, type RecordingLine, type SampleLine, VERSION} from './format.ts';
import {type Line, linesOf, readAt} from './line-reader.ts';
import {SampleCursor} from './sample-cursor.ts';
import {describeIssue, headerSchema, readLine} from './schema.ts';

type Place = {
	readonly offset: number;
	readonly bytes: number;
	readonly atNs: number;
	readonly wallMs: number;
	readonly isKey: boolean;
};
type DetailsPlace = {
	readonly offset: number;
	readonly bytes: number;
	/** The sample that they follow. */
	readonly sample: number;
};

export class Recording {
	readonly path: string;
	readonly header: RecordingHeader;
	readonly notes: Note[] = [];
	readonly #file: number;
	readonly #places: Place[] = [];
	readonly #details: DetailsPlace[] = [];
	readonly #facts = new FactsHistory();
	readonly #cursor: SampleCursor;
	/** Sample that the cursor is at; -1 before the first. */
	#at = -1;
	#line: SampleLine | undefined;
	#end: End | undefined;
	#isClosed = false;

	/** Reads the whole file once. Throws `RecordingError` where it is no recording, or a broken one. */
	constructor(path: string) {
		this.path = path;
		this.#file = openFile(path);
		try {
			const lines = linesOf(this.#file);
			this.header = readHeader(path, lines.next().value ?? undefined);
			this.#cursor = new SampleCursor(this.header.counters);
			for (const line of lines) {
				this.#read(line);
			}
			if (this.#places.length === 0) {
				throw new RecordingError(`${path}: no sample in it; expected at least one after the header`);
			}
		} catch (error) {
			closeSync(this.#file);
			throw error;
		}
	}

	/** Samples. */
	get length(): number {
		return this.#places.length;
	}

	get startNs(): number {
		return this.#placeOf(0).atNs;
	}

	get endNs(): number {
		return this.#placeOf(this.length - 1).atNs;
	}

	/** What its writer said when it stopped; undefined where it was cut short. */
	get end(): End | undefined {
		return this.#end;
	}

	get journal(): readonly JournalEntry[] {
		return this.#facts.entries;
	}

	get notices(): readonly Notice[] {
		return this.#facts.notices;
	}

	/** Virtual time of a sample. */
	atNs(index: number): number {
		return this.#placeOf(index).atNs;
	}

	/** Wall milliseconds from the beginning of the recording to a sample; 0 where nobody counted. */
	wallMs(index: number): number {
		return this.#placeOf(index).wallMs;
	}

	/** Number of the last sample at or before a time; the first one for times before it. */
	indexAt(atNs: number): number {
		let low = 0;
		let high = this.length - 1;
		while (low < high) {
			const middle = Math.ceil((low + high) / 2);
			if (this.#placeOf(middle).atNs <= atNs) {
				low = middle;
			} else {
				high = middle - 1;
			}
		}
		return low;
	}

	snapshot(index: number): Snapshot {
		return this.#snapshotOf(index, this.#moveTo(index), this.#cursor);
	}

	/** All samples, one after the other; whoever looks elsewhere meanwhile does not disturb it. */
	*[Symbol.iterator](): Generator<Snapshot> {
		const cursor = new SampleCursor(this.header.counters);
		for (let index = 0; index < this.length; index++) {
			const line = this.#apply(cursor, index);
			yield this.#snapshotOf(index, line, cursor);
		}
	}

	/** The newest details at or before a sample; undefined where none were recorded until then. */
	details(index: number): Details | undefined {
		const place = this.#details.findLast(({sample}) => sample <= index);
		return place === undefined ? undefined : (JSON.parse(readAt(this.#file, place.offset, place.bytes)) as {details: Details}).details;
	}

	/** Idempotent; nothing can be read afterwards. */
	close(): void {
		if (!this.#isClosed) {
			this.#isClosed = true;
			closeSync(this.#file);
		}
	}

	#placeOf(index: number): Place {
		return this.#places[Math.max(0, Math.min(index, this.length - 1))] as Place;
	}

	#read(line: Line): void {
		// A line without its end was being written when the recording was cut short.
		if (!line.isWhole || line.text === '') {
			return;
		}
		const {card, domain} = this.header.counters;
		const read = readLine(parseJson(this.path, line), {card: card.length, domain: domain.length});
		if (typeof read === 'string') {
			throw new RecordingError(`${this.path}:${line.number}: ${read}`);
		}
		const fault = 'sample' in read ? this.#addSample(read, line) : this.#addFact(read, line);
		if (fault !== undefined) {
			throw new RecordingError(`${this.path}:${line.number}: ${fault}`);
		}
	}

	#addSample({at, wall = 0, key}: SampleLine, {offset, bytes}: Line): string | undefined {
		const before = this.#places.at(-1);
		if (before === undefined && key !== true) {
			return 'the first sample tells changes only; expected one with "key":true';
		}
		if (before !== undefined && at < before.atNs) {
			return `sample at ${at} ns after one at ${before.atNs} ns; expected time to go on`;
		}
		this.#facts.sample(this.#places.length);
		this.#places.push({offset, bytes, atNs: at, wallMs: wall, isKey: key === true});
		return undefined;
	}

	#addFact(line: Exclude<RecordingLine, SampleLine>, {offset, bytes}: Line): undefined {
		if ('facts' in line) {
			this.#facts.change(line.facts, line.domains);
		} else if ('notice' in line) {
			this.#facts.addNotice(line.notice);
		} else if ('entry' in line) {
			this.#facts.addEntry(line.entry);
		} else if ('note' in line) {
			this.notes.push(line.note);
		} else if ('details' in line) {
			this.#details.push({offset, bytes, sample: this.#places.length - 1});
		} else {
			this.#end = line.end;
		}
	}

	/** Brings the cursor to a sample: on from where it is, or from the key sample before. */
	#moveTo(index: number): SampleLine {
		if (this.#line !== undefined && index === this.#at) {
			return this.#line;
		}
		let start = index;
		while (start > 0 && start !== this.#at + 1 && this.#places[start]?.isKey !== true) {
			start--;
		}
		let line: SampleLine | undefined;
		for (let step = start; step <= index; step++) {
			line = this.#apply(this.#cursor, step);
		}
		this.#at = index;
		this.#line = line;
		return line as SampleLine;
	}

	/** The next sample onto a cursor that is at the one before, or any key sample. */
	#apply(cursor: SampleCursor, index: number): SampleLine {
		const {offset, bytes} = this.#placeOf(index);
		const line = JSON.parse(readAt(this.#file, offset, bytes)) as SampleLine;
		cursor.apply(line, slot => this.#facts.isLiving(index, slot));
		return line;
	}

	#snapshotOf(index: number, {sample, at, speed}: SampleLine, {block}: SampleCursor): Snapshot {
		return {sequence: sample, atNs: at, achievedSpeed: speed ?? -1, block: block.slice(), facts: this.#facts.at(index)};
	}
}

function openFile(path: string): number {
	try {
		const file = openSync(path, 'r');
		if (!fstatSync(file).isFile()) {
			closeSync(file);
			throw new RecordingError(`${path} is no file; expected a recording`);
		}
		return file;
	} catch (error) {
		if (error instanceof RecordingError) {
			throw error;
		}
		const {code, message} = error as NodeJS.ErrnoException;
		throw new RecordingError(code === 'ENOENT' ? `no file ${path}; expected a recording` : `cannot read ${path}: ${message}`);
	}
}

function parseJson(path: string, {text, number}: Line): unknown {
	try {
		return JSON.parse(text);
	} catch (error) {
		throw new RecordingError(`${path}:${number}: no JSON (${(error as Error).message}); expected one JSON object per line`);
	}
}

function readHeader(path: string, line: Line | undefined): RecordingHeader {
	const expected = `expected a recording, whose first line begins with {"format":"${FORMAT}","version":${VERSION}`;
	if (line === undefined) {
		throw new RecordingError(`${path} is empty; ${expected}`);
	}
	let value: unknown;
	try {
		value = JSON.parse(line.text);
	} catch {
		throw new RecordingError(`${path}:1: ${expected}`);
	}
	const {format, version} = (value ?? {}) as {format?: unknown; version?: unknown};
	if (format !== FORMAT) {
		throw new RecordingError(`${path}:1: ${expected}`);
	}
	if (version !== VERSION) {
		throw new RecordingError(`${path}:1: recording of version ${String(version)}; this program reads version ${VERSION}`);
	}
	const parsed = headerSchema.safeParse(value);
	if (!parsed.success) {
		throw new RecordingError(`${path}:1: ${describeIssue(parsed.error)}`);
	}
	return parsed.data as RecordingHeader;
}
