/**
What the engine's worker thread and its host tell each other.

Numbers travel in shared memory: two blocks written in turn, so the host may copy one while the next
is made. Facts travel as a message, and only when they changed.
*/
import type {Actor, Command, JournalEntry, Outcome} from './command.ts';
import type {Scenario} from './configuration.ts';
import type {Details} from './details.ts';
import type {ReplayRequest} from './journal-replay.ts';
import type {Facts} from './snapshot.ts';

export type WorkerSetup = {
	readonly scenario: Scenario;
	readonly intervalMs: number;
	/** The run begins as this one did, and waits where it ends. */
	readonly replay?: ReplayRequest;
	/** Two blocks of BLOCK_LENGTH doubles. */
	readonly blocks: readonly [SharedArrayBuffer, SharedArrayBuffer];
};

export type ToWorker =
	| {readonly kind: 'submit'; readonly id: number; readonly command: Command; readonly by: Actor}
	| {readonly kind: 'inspect'; readonly id: number}
	| {readonly kind: 'journal'; readonly id: number}
	| {readonly kind: 'interval'; readonly milliseconds: number};

export type FromWorker =
	| {
			readonly kind: 'snapshot';
			readonly sequence: number;
			readonly atNs: number;
			readonly achievedSpeed: number;
			readonly workedMs: number;
			/** Which block holds the numbers. */
			readonly block: 0 | 1;
			/** Left out if unchanged. */
			readonly facts?: Facts;
	  }
	| {readonly kind: 'outcome'; readonly id: number; readonly outcome: Outcome}
	/** Virtual time that the replay has reached. */
	| {readonly kind: 'replayed'; readonly atNs: number}
	| {readonly kind: 'journal'; readonly id: number; readonly journal: readonly JournalEntry[]}
	| {readonly kind: 'details'; readonly id: number; readonly details: Details};
