/**
An engine host that stands for one of several: what is live may be another run from now on, and viewers notice only
that the snapshots are of it.

Owns: which run is live; the branches it was given. The main run belongs to whoever made it.
*/
import type {Actor, Command, JournalEntry, Outcome} from './command.ts';
import type {Details} from './details.ts';
import type {EngineHost} from './engine-host.ts';
import type {Snapshot} from './snapshot.ts';

export class HostSwitch implements EngineHost {
	readonly main: EngineHost;
	#current: EngineHost;
	#unsubscribe: () => void;
	#intervalMs: number | undefined;
	readonly #listeners = new Set<(snapshot: Snapshot) => void>();

	constructor(main: EngineHost) {
		this.main = main;
		this.#current = main;
		this.#unsubscribe = this.#listenTo(main);
	}

	/** The run that is live. */
	get current(): EngineHost {
		return this.#current;
	}

	/** Makes another run live. A branch that was live is closed; the main run is left as it is. */
	async follow(host: EngineHost): Promise<void> {
		const before = this.#current;
		if (before === host) {
			return;
		}
		this.#unsubscribe();
		this.#current = host;
		if (this.#intervalMs !== undefined) {
			host.setInterval(this.#intervalMs);
		}
		this.#unsubscribe = this.#listenTo(host);
		if (before !== this.main) {
			await before.close();
		}
	}

	latest(): Snapshot | undefined {
		return this.#current.latest();
	}

	subscribe(listener: (snapshot: Snapshot) => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	submit(command: Command, by?: Actor): Promise<Outcome> {
		return this.#current.submit(command, by);
	}

	inspect(): Promise<Details> {
		return this.#current.inspect();
	}

	journal(): Promise<readonly JournalEntry[]> {
		return this.#current.journal();
	}

	setInterval(milliseconds: number): void {
		this.#intervalMs = milliseconds;
		this.#current.setInterval(milliseconds);
	}

	/** Closes the branch that is live, if one is; the main run goes on. */
	async closeBranch(): Promise<void> {
		await this.follow(this.main);
	}

	async close(): Promise<void> {
		await this.closeBranch();
		this.#unsubscribe();
		await this.main.close();
	}

	#listenTo(host: EngineHost): () => void {
		return host.subscribe(snapshot => {
			for (const listener of this.#listeners) {
				listener(snapshot);
			}
		});
	}
}
