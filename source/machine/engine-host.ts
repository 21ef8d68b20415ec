/**
The engine as the monitor and the command line hold it: in process (tests, batch) or in a worker
thread (live screen). Nothing here says which.
*/
import type {Actor, Command, JournalEntry, Outcome} from './command.ts';
import type {Details} from './details.ts';
import type {Snapshot} from './snapshot.ts';

export type EngineHost = {
	/** The newest snapshot; undefined until the first one. The same reference until the next. */
	latest(): Snapshot | undefined;
	/** Called for each new snapshot. Returns how to stop. */
	subscribe(listener: (snapshot: Snapshot) => void): () => void;
	/** Answers once the machine has taken or refused the command; `by` stands in the journal, a script if left out. */
	submit(command: Command, by?: Actor): Promise<Outcome>;
	/** Channels and memory in detail, as they are when the engine gets to it. Rejects if the engine has ended. */
	inspect(): Promise<Details>;
	/** Every command that took effect since the start; facts hold the newest only. Rejects if the engine has ended. */
	journal(): Promise<readonly JournalEntry[]>;
	/** Wall milliseconds between snapshots, 20 to 10000. */
	setInterval(milliseconds: number): void;
	/** Stops the engine and frees it. Idempotent. */
	close(): Promise<void>;
};
