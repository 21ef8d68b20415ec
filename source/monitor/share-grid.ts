/**
The GPU shares that charts draw: one row of slots per column of virtual time.

Owns: the length of a column. It follows the engine's speed in steps of 1, 2, 5, so that a chart moves on a few
times a second at any speed, and stays while the speed only trembles.
*/
import {MS} from '../base/units.ts';
import {SLOTS} from '../machine/catalogue.ts';
import type {Snapshot} from '../machine/snapshot.ts';
import {type History, niceStepNs} from './history.ts';

/** Wall time of a column at the speed asked for. */
const COLUMN_MS = 200;
const FIRST_STEP_NS = COLUMN_MS * MS;
/** The column keeps its length while the one wished for is within this factor. */
const TOLERANCE = 3;

/** Shares by age of the column and by slot. */
export type Shares = {
	isKnown(age: number): boolean;
	at(age: number, slot: number): number;
	total(age: number): number;
};

export class ShareGrid implements Shares {
	stepNs = FIRST_STEP_NS;
	columns = 0;
	#values = new Float64Array(0);
	#sequence = -1;
	#filledStepNs = 0;

	/** Chooses the length of a column for the speed of the engine. */
	choose({facts, achievedSpeed}: Pick<Snapshot, 'facts' | 'achievedSpeed'>): void {
		const {speed} = facts.configuration;
		const effective = speed > 0 ? speed : achievedSpeed;
		if (effective <= 0) {
			return;
		}
		const wishedNs = COLUMN_MS * MS * effective;
		if (wishedNs > this.stepNs * TOLERANCE || wishedNs * TOLERANCE < this.stepNs) {
			this.stepNs = niceStepNs(wishedNs);
		}
	}

	/** Begins anew, as at the start of a run. */
	clear(): void {
		this.stepNs = FIRST_STEP_NS;
		this.#sequence = -1;
	}

	/** Reads the history unless it has been read for this snapshot at this width. */
	fill(history: History, columns: number, sequence: number): void {
		if (columns <= this.columns && sequence === this.#sequence && this.#filledStepNs === this.stepNs) {
			return;
		}
		this.columns = Math.max(columns, this.columns);
		if (this.#values.length < this.columns * SLOTS) {
			this.#values = new Float64Array(this.columns * SLOTS);
		}
		history.shares(this.stepNs, this.columns, this.#values);
		this.#sequence = sequence;
		this.#filledStepNs = this.stepNs;
	}

	isKnown(age: number): boolean {
		return !Number.isNaN(this.at(age, 0));
	}

	/** Share of a slot, `age` columns ago; NaN where nothing is known. */
	at(age: number, slot: number): number {
		return this.#values[(this.columns - 1 - age) * SLOTS + slot];
	}

	/** Shares of all slots together, `age` columns ago. */
	total(age: number): number {
		let sum = 0;
		for (let slot = 0; slot < SLOTS; slot++) {
			sum += this.at(age, slot);
		}
		return sum;
	}
}
