/**
Counters of a recording at one sample: a block as a live snapshot has, brought forward sample by sample.

Owns: the block, and where each of the recording's columns stands in it.
*/
import {TIMELINE_FIELDS, TIMELINE_HEAD, TIMELINE_INTERVALS} from '../../aggregator/timeline.ts';
import {BLOCK_LENGTH, cardCatalogue, domainCatalogue, ROW_LENGTH, SLOTS, TIMELINE_START} from '../catalogue.ts';
import type {RecordingHeader, Row, SampleLine} from './format.ts';

/** A column that this program knows no counter for. */
const UNKNOWN = -1;

export class SampleCursor {
	readonly block = new Float64Array(BLOCK_LENGTH);
	readonly #card: Int32Array;
	readonly #domain: Int32Array;

	constructor({card, domain}: RecordingHeader['counters']) {
		this.#card = placesOf(card, cardCatalogue.at);
		this.#domain = placesOf(domain, domainCatalogue.at);
	}

	/** Takes a sample over; `isLiving` says where domains live at that time. */
	apply({key, card, rows, held}: SampleLine, isLiving: (slot: number) => boolean): void {
		const {block} = this;
		if (key === true) {
			block.fill(0);
		}
		this.#applyRow(card ?? [], this.#card, 0);
		for (let slot = 0; slot < SLOTS; slot++) {
			if (!isLiving(slot)) {
				block.fill(0, ROW_LENGTH * (1 + slot), ROW_LENGTH * (2 + slot));
			}
		}
		for (const [slot, row] of Object.entries(rows ?? {})) {
			this.#applyRow(row, this.#domain, ROW_LENGTH * (1 + Number(slot)));
		}
		if (held !== undefined) {
			this.#applyHeld(held);
		}
	}

	#applyRow(row: Row, places: Int32Array, start: number): void {
		for (let index = 0; index < row.length; index += 2) {
			const column = row[index] as number;
			const value = row[index + 1] ?? Number.NaN;
			const place = places[column < 0 ? -1 - column : column];
			if (place !== UNKNOWN) {
				this.block[start + place] = column < 0 ? this.block[start + place] + value : value;
			}
		}
	}

	#applyHeld(held: readonly number[]): void {
		const memory = this.block.subarray(TIMELINE_START, BLOCK_LENGTH);
		memory.set(held.slice(0, TIMELINE_HEAD));
		let number = held[TIMELINE_HEAD];
		let endNs = 0;
		for (let index = TIMELINE_HEAD + 1; index < held.length; index += TIMELINE_FIELDS) {
			const at = TIMELINE_HEAD + TIMELINE_FIELDS * (number % TIMELINE_INTERVALS);
			memory[at] = held[index];
			memory[at + 1] = endNs + held[index + 1];
			memory[at + 2] = memory[at + 1] + held[index + 2];
			endNs = memory[at + 2];
			number++;
		}
	}
}

function placesOf(names: readonly string[], at: Readonly<Record<string, number>>): Int32Array {
	return Int32Array.from(names, name => (Object.hasOwn(at, name) ? at[name] : UNKNOWN));
}
