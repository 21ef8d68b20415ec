/** Engine in this process: for tests, and where no worker thread can be had. */
import type {Actor, Command, JournalEntry, Outcome} from './command.ts';
import type {Details} from './details.ts';
import {detailsOf} from './details-of.ts';
import type {EngineHost} from './engine-host.ts';
import {EngineLoop, type EngineLoopOptions} from './engine-loop.ts';
import type {Machine} from './machine.ts';
import type {Snapshot} from './snapshot.ts';

export class LocalHost implements EngineHost {
	readonly loop: EngineLoop;
	readonly #listeners = new Set<(snapshot: Snapshot) => void>();
	#latest: Snapshot | undefined;

	constructor(machine: Machine, intervalMs: number, options: Pick<EngineLoopOptions, 'clock' | 'workedMs'> = {}) {
		this.loop = new EngineLoop({machine, intervalMs, publish: () => this.publish(), ...options});
		this.publish();
	}

	latest(): Snapshot | undefined {
		return this.#latest;
	}

	subscribe(listener: (snapshot: Snapshot) => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	async submit(command: Command, by?: Actor): Promise<Outcome> {
		return this.loop.submit(command, by);
	}

	async inspect(): Promise<Details> {
		return detailsOf(this.loop.machine);
	}

	async journal(): Promise<readonly JournalEntry[]> {
		return this.loop.machine.journal;
	}

	setInterval(milliseconds: number): void {
		this.loop.setInterval(milliseconds);
	}

	async close(): Promise<void> {
		this.loop.stop();
	}

	/** Makes a snapshot and tells whoever listens. */
	publish(): void {
		const snapshot = this.loop.snapshot();
		this.#latest = snapshot;
		for (const listener of this.#listeners) {
			listener(snapshot);
		}
	}
}
