/**
Turns snapshots into the lines of a recording, each as what changed since the one before.

Owns: the last snapshot that was written. One that is left out is not missed: the next line says the difference to the
last one written.
Not here: files (recorder.ts).
See: format.ts.
*/
import {NO_HOLDER, TIMELINE_FIELDS, TIMELINE_HEAD, TIMELINE_INTERVALS} from '../../aggregator/timeline.ts';
import {BLOCK_LENGTH, cardCatalogue, domainCatalogue, ROW_LENGTH, TIMELINE_START} from '../catalogue.ts';
import type {Details} from '../details.ts';
import type {DomainFacts, Facts, Snapshot} from '../snapshot.ts';
import {
	type End,
	FORMAT,
	type Note,
	type PlainFacts,
	type RecordingHeader,
	type RecordingLine,
	type SampleLine,
	VERSION,
} from './format.ts';

/** Samples between two that a reader can begin at. */
const KEY_EVERY = 100;

export type Origin = Pick<RecordingHeader, 'program' | 'recordedAt' | 'scenario' | 'scenarioText' | 'seed'>;

export class RecordingEncoder {
	readonly #block = new Float64Array(BLOCK_LENGTH);
	readonly #zeros = new Float64Array(ROW_LENGTH);
	/** What was last written of each fact, as text. */
	readonly #plain = new Map<string, string>();
	readonly #domains = new Map<number, string>();
	#facts: Facts | undefined;
	#slots: readonly number[] = [];
	#nextNotice = 0;
	#nextEntry = 0;
	#details = '';
	#samples = 0;

	/** Samples written so far. */
	get samples(): number {
		return this.#samples;
	}

	/** The first line. */
	header(origin: Origin, startNs: number): string {
		const header: RecordingHeader = {
			format: FORMAT,
			version: VERSION,
			...origin,
			startNs,
			counters: {card: cardCatalogue.names, domain: domainCatalogue.names},
		};
		return `${JSON.stringify(header)}\n`;
	}

	/** What a snapshot adds: facts, notices and orders where there are new ones, then the sample. `wallMs` since the start. */
	snapshot(snapshot: Snapshot, wallMs?: number): string {
		const {facts} = snapshot;
		const lines = facts === this.#facts ? '' : this.#factLines(facts);
		this.#facts = facts;
		return lines + lineOf(this.#sample(snapshot, wallMs));
	}

	/** Nothing, if nothing has changed since the details before. */
	details(details: Details): string {
		const text = JSON.stringify({...details, atNs: 0});
		if (text === this.#details) {
			return '';
		}
		this.#details = text;
		return lineOf({details});
	}

	note(note: Note): string {
		return lineOf({note});
	}

	/** The last line. */
	end(end: Omit<End, 'samples'>): string {
		return lineOf({end: {...end, samples: this.#samples}});
	}

	#factLines(facts: Facts): string {
		const changed: Record<string, unknown> = {};
		for (const [name, value] of Object.entries(plainFacts(facts))) {
			if (isNews(this.#plain, name, value)) {
				changed[name] = value;
			}
		}
		const domains: Record<string, DomainFacts | null> = {};
		for (const domain of facts.domains) {
			if (isNews(this.#domains, domain.slot, domain)) {
				domains[domain.slot] = domain;
			}
		}
		for (const slot of this.#domains.keys()) {
			if (!facts.domains.some(domain => domain.slot === slot)) {
				domains[slot] = null;
				this.#domains.delete(slot);
			}
		}
		const isSame = Object.keys(changed).length === 0 && Object.keys(domains).length === 0;
		const notices = facts.notices.filter(({sequence}) => sequence >= this.#nextNotice);
		const entries = facts.journal.filter(({sequence}) => sequence >= this.#nextEntry);
		this.#nextNotice = (notices.at(-1)?.sequence ?? this.#nextNotice - 1) + 1;
		this.#nextEntry = (entries.at(-1)?.sequence ?? this.#nextEntry - 1) + 1;
		return [
			isSame ? '' : lineOf({facts: changed as Partial<PlainFacts>, domains}),
			...notices.map(notice => lineOf({notice})),
			...entries.map(entry => lineOf({entry})),
		].join('');
	}

	#sample({sequence, atNs, achievedSpeed, block, facts}: Snapshot, wallMs: number | undefined): SampleLine {
		const isKey = this.#samples % KEY_EVERY === 0;
		if (isKey) {
			this.#block.fill(0);
		}
		this.#samples++;
		const card = this.#row(block, 0, cardCatalogue.length);
		const rows: Record<string, number[]> = {};
		const slots = facts.domains.map(({slot}) => slot);
		for (const slot of slots) {
			const row = this.#row(block, 1 + slot, domainCatalogue.length);
			if (row.length > 0) {
				rows[slot] = row;
			}
		}
		for (const slot of this.#slots) {
			if (!slots.includes(slot)) {
				this.#block.set(this.#zeros, ROW_LENGTH * (1 + slot));
			}
		}
		this.#slots = slots;
		const held = this.#held(block, isKey);
		return {
			sample: sequence,
			at: atNs,
			...(wallMs === undefined ? {} : {wall: Math.round(wallMs)}),
			...(achievedSpeed < 0 ? {} : {speed: Number(achievedSpeed.toPrecision(4))}),
			...(isKey ? {key: true} : {}),
			...(card.length === 0 ? {} : {card}),
			...(Object.keys(rows).length === 0 ? {} : {rows}),
			...(held.length === 0 ? {} : {held}),
		};
	}

	/** Counters of a row that changed, and takes them over. */
	#row(block: Float64Array, row: number, length: number): number[] {
		const pairs: number[] = [];
		for (let column = 0; column < length; column++) {
			const at = ROW_LENGTH * row + column;
			const before = this.#block[at];
			const value = block[at];
			if (Object.is(before, value)) {
				continue;
			}
			const growth = value - before;
			// A growth is written only where adding it gives the value to the last bit.
			const isGrowth = before !== 0 && before + growth === value && Math.abs(growth) < Math.abs(value);
			pairs.push(isGrowth ? -1 - column : column, isGrowth ? growth : value);
			this.#block[at] = value;
		}
		return pairs;
	}

	/** Intervals that are new, and the last one before them, which may have grown. */
	#held(block: Float64Array, isKey: boolean): number[] {
		const memory = block.subarray(TIMELINE_START, BLOCK_LENGTH);
		const written = this.#block.subarray(TIMELINE_START, BLOCK_LENGTH);
		const [count, holder, sinceNs] = memory;
		const first = Math.max(0, isKey ? 0 : Math.min(written[0], count) - 1, count - TIMELINE_INTERVALS);
		const isSame = !isKey && count === written[0] && holder === written[1] && (holder === NO_HOLDER || sinceNs === written[2]);
		if (isSame) {
			return [];
		}
		const numbers = [count, holder, sinceNs, first];
		let endNs = 0;
		for (let number = first; number < count; number++) {
			const at = TIMELINE_HEAD + TIMELINE_FIELDS * (number % TIMELINE_INTERVALS);
			numbers.push(memory[at], memory[at + 1] - endNs, memory[at + 2] - memory[at + 1]);
			endNs = memory[at + 2];
		}
		written.set(memory.subarray(0, TIMELINE_HEAD));
		return numbers;
	}
}

function lineOf(line: RecordingLine): string {
	return `${JSON.stringify(line)}\n`;
}

function plainFacts({configuration, domains: _, notices: __, journal: ___, undoable, redoable, broken, ...rest}: Facts): PlainFacts {
	const {domains, ...settings} = configuration;
	return {
		...rest,
		...settings,
		order: domains.map(({id}) => id),
		undoable: undoable ?? null,
		redoable: redoable ?? null,
		broken: broken ?? null,
	};
}

/** Whether it differs from what is remembered; remembers it. */
function isNews<Key>(known: Map<Key, string>, key: Key, value: unknown): boolean {
	const text = JSON.stringify(value);
	const isNew = known.get(key) !== text;
	known.set(key, text);
	return isNew;
}
