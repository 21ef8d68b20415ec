/** Engine in a worker thread: a busy engine never blocks a key press, a slow terminal never slows the engine. */
import {Worker} from 'node:worker_threads';
import {BLOCK_LENGTH} from './catalogue.ts';
import type {Actor, Command, JournalEntry, Outcome} from './command.ts';
import type {Scenario} from './configuration.ts';
import type {Details} from './details.ts';
import type {EngineHost} from './engine-host.ts';
import type {ReplayRequest, ReplayWatch} from './journal-replay.ts';
import type {Facts, Snapshot} from './snapshot.ts';
import type {FromWorker, ToWorker, WorkerSetup} from './worker-protocol.ts';

type Answer = Details | readonly JournalEntry[];
type Question = PromiseWithResolvers<Answer>;

export type WorkerHostOptions = {
	/** Wall milliseconds between snapshots. */
	readonly intervalMs: number;
	readonly replay?: ReplayRequest & Pick<ReplayWatch, 'onProgress'>;
};

export class WorkerHost implements EngineHost {
	readonly #worker: Worker;
	readonly #blocks: readonly [Float64Array, Float64Array];
	readonly #listeners = new Set<(snapshot: Snapshot) => void>();
	readonly #waiting = new Map<number, (outcome: Outcome) => void>();
	readonly #asking = new Map<number, Question>();
	readonly #opened = Promise.withResolvers<void>();
	readonly #onProgress: ((atNs: number) => void) | undefined;
	#facts: Facts | undefined;
	#latest: Snapshot | undefined;
	#nextId = 1;
	#isClosed = false;
	#ended: Promise<number> | undefined;

	constructor(script: URL, scenario: Scenario, {intervalMs, replay}: WorkerHostOptions) {
		this.#onProgress = replay?.onProgress;
		// Nobody need wait for it.
		this.#opened.promise.catch(() => undefined);
		const buffers = [new SharedArrayBuffer(BLOCK_LENGTH * 8), new SharedArrayBuffer(BLOCK_LENGTH * 8)] as const;
		this.#blocks = [new Float64Array(buffers[0]), new Float64Array(buffers[1])];
		const request = replay === undefined ? {} : {replay: {journal: replay.journal, untilNs: replay.untilNs}};
		const setup: WorkerSetup = {scenario, intervalMs, blocks: buffers, ...request};
		this.#worker = new Worker(script, {workerData: setup});
		this.#worker.on('message', (message: FromWorker) => this.#take(message));
		this.#worker.on('error', (error: Error) => this.#lost(error.stack ?? error.message));
		this.#worker.on('exit', () => this.#lost('the engine thread ended'));
	}

	/** Resolves with the first snapshot; rejects if the engine ends before it. */
	get opened(): Promise<void> {
		return this.#opened.promise;
	}

	latest(): Snapshot | undefined {
		return this.#latest;
	}

	subscribe(listener: (snapshot: Snapshot) => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	submit(command: Command, by: Actor = 'script'): Promise<Outcome> {
		if (this.#isClosed) {
			return Promise.resolve({ok: false, reason: 'the engine is closed'});
		}
		const id = this.#nextId++;
		return new Promise(resolve => {
			this.#waiting.set(id, resolve);
			this.#tell({kind: 'submit', id, command, by});
		});
	}

	async inspect(): Promise<Details> {
		return (await this.#ask('inspect')) as Details;
	}

	async journal(): Promise<readonly JournalEntry[]> {
		return (await this.#ask('journal')) as readonly JournalEntry[];
	}

	setInterval(milliseconds: number): void {
		this.#tell({kind: 'interval', milliseconds});
	}

	/** Nothing in the thread needs to be finished, and a machine in the middle of a long slice is not waited for. */
	async close(): Promise<void> {
		this.#isClosed = true;
		this.#ended ??= this.#worker.terminate();
		await this.#ended;
	}

	#ask(kind: 'inspect' | 'journal'): Promise<Answer> {
		const answer = Promise.withResolvers<Answer>();
		if (this.#isClosed) {
			answer.reject(new Error('the engine is closed'));
		} else {
			const id = this.#nextId++;
			this.#asking.set(id, answer);
			this.#tell({kind, id});
		}
		return answer.promise;
	}

	#tell(message: ToWorker): void {
		this.#worker.postMessage(message);
	}

	#take(message: FromWorker): void {
		switch (message.kind) {
			case 'snapshot': {
				const facts = message.facts ?? this.#facts;
				if (facts !== undefined) {
					this.#facts = facts;
					const {sequence, atNs, achievedSpeed, workedMs} = message;
					this.#publish({sequence, atNs, achievedSpeed, workedMs, block: this.#blocks[message.block].slice(), facts});
					this.#opened.resolve();
				}
				break;
			}
			case 'outcome': {
				this.#waiting.get(message.id)?.(message.outcome);
				this.#waiting.delete(message.id);
				break;
			}
			case 'details': {
				this.#asking.get(message.id)?.resolve(message.details);
				this.#asking.delete(message.id);
				break;
			}
			case 'journal': {
				this.#asking.get(message.id)?.resolve(message.journal);
				this.#asking.delete(message.id);
				break;
			}
			case 'replayed': {
				this.#onProgress?.(message.atNs);
				break;
			}
		}
	}

	/** The thread is gone although nobody closed it: viewers see why. */
	#lost(reason: string): void {
		for (const resolve of this.#waiting.values()) {
			resolve({ok: false, reason: 'the engine has stopped'});
		}
		this.#waiting.clear();
		for (const {reject} of this.#asking.values()) {
			reject(new Error('the engine has stopped'));
		}
		this.#asking.clear();
		this.#opened.reject(new Error(reason));
		if (!this.#isClosed && this.#latest !== undefined && this.#latest.facts.broken === undefined) {
			this.#publish({...this.#latest, facts: {...this.#latest.facts, broken: reason}});
		}
	}

	#publish(snapshot: Snapshot): void {
		this.#latest = snapshot;
		for (const listener of this.#listeners) {
			listener(snapshot);
		}
	}
}
