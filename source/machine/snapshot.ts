/**
Snapshot: a frozen view of the machine for people, made by peeking.

Numbers travel as one block of 64-bit floats (see catalogue.ts); names and settings as `Facts`, a small
object whose reference changes only when something in it changed.
*/

import {type Interval, readTimeline} from '../aggregator/timeline.ts';
import {
	BLOCK_LENGTH,
	type CardCounter,
	cardCatalogue,
	type DomainCounter,
	domainCatalogue,
	ROW_LENGTH,
	TIMELINE_START,
} from './catalogue.ts';
import type {JournalEntry} from './command.ts';
import type {Configuration, DomainConfiguration} from './configuration.ts';

/**
booting: the driver loads. running. paused: by the operator. done: every workload has ended.
failed: driver or workloads gave up. parked: taken off the GPU for misbehaving.
*/
export type DomainState = 'booting' | 'running' | 'paused' | 'done' | 'failed' | 'parked';

export type DomainFacts = {
	readonly configuration: DomainConfiguration;
	readonly slot: number;
	readonly state: DomainState;
	/** Why it is in that state, for `failed` and `parked`. */
	readonly reason: string;
	readonly createdAtNs: number;
	/** First byte of its VRAM partition; -1 where there is none. */
	readonly partitionStart: number;
	readonly channelCount: number;
	/** First physical channel of its range. */
	readonly channelStart: number;
};

export type Severity = 'info' | 'warning' | 'error';

/** Something that happened and that the operator should see. */
export type Notice = {
	readonly sequence: number;
	readonly atNs: number;
	readonly severity: Severity;
	/** Domain name, or empty for the machine. */
	readonly domain: string;
	readonly text: string;
};

export type Facts = {
	readonly scenario: string;
	readonly title: string;
	readonly seed: number;
	readonly configuration: Configuration;
	readonly domains: readonly DomainFacts[];
	readonly vramBytes: number;
	readonly guestVramBytes: number;
	readonly guestVramFreeBytes: number;
	/** Newest 200, oldest first. */
	readonly notices: readonly Notice[];
	/** Newest 200, oldest first. */
	readonly journal: readonly JournalEntry[];
	/** Summary of what `undo` would take back; undefined if nothing. */
	readonly undoable: string | undefined;
	readonly redoable: string | undefined;
	/** Set when the machine stopped because of our own fault. */
	readonly broken: string | undefined;
};

export type Snapshot = {
	readonly sequence: number;
	/** Virtual time of the numbers. */
	readonly atNs: number;
	/** Virtual nanoseconds per wall nanosecond over the last second of wall time; -1 if not known. */
	readonly achievedSpeed: number;
	/** Wall milliseconds that the engine has worked to get here; left out where nobody counts. */
	readonly workedMs?: number;
	readonly block: Float64Array;
	readonly facts: Facts;
};

/** A domain's counter in a block. */
export function domainValue(block: Float64Array, slot: number, name: DomainCounter): number {
	return block[ROW_LENGTH * (1 + slot) + domainCatalogue.at[name]];
}

export function cardValue(block: Float64Array, name: CardCounter): number {
	return block[cardCatalogue.at[name]];
}

/** A stretch of virtual time in which one domain held the device. */
export type TimelineInterval = Interval;

/**
Who held the device: the newest intervals, oldest first, from number `since` on. Read on from the number of the
last one seen, not after it: it may have grown.
*/
export function timelineOf({block, atNs}: Pick<Snapshot, 'block' | 'atNs'>, since = 0): TimelineInterval[] {
	return readTimeline(block.subarray(TIMELINE_START, BLOCK_LENGTH), atNs, since);
}
