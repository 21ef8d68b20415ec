/**
Batch mode: samples as text, JSON lines or CSV, for pipes and for terminals that cannot be painted.

Each sample's rates are of the time since the sample before; the first one's of the time since the start.
batch.ts       takes snapshots as they are due and ends in time
sample-writer  one sample: which domains, in which order, in which format
fields         what can be printed, by name
text-, json-, csv-sample   the formats
*/
import process from 'node:process';
import type {EngineHost} from '../../machine/engine-host.ts';
import type {Snapshot} from '../../machine/snapshot.ts';
import {type SampleOptions, SampleWriter} from './sample-writer.ts';

export type BatchOptions = SampleOptions & {
	readonly host: EngineHost;
	/** Samples to write; 0 is no end. */
	readonly iterations: number;
	/** Wall seconds between samples, 0.02 to 60; delays above 10 s skip snapshots. */
	readonly delaySeconds: number;
	/** Virtual time: the first sample at or after it is the last one. */
	readonly untilNs?: number | undefined;
	readonly stdout: NodeJS.WritableStream;
	/** Ends the run early. */
	readonly signal?: AbortSignal;
};

/** True where the screen cannot be painted. */
export function needsBatch(
	stdout: {readonly isTTY?: boolean},
	environment: Readonly<Record<string, string | undefined>> = process.env,
): boolean {
	return stdout.isTTY !== true || environment.TERM === 'dumb';
}

const EXIT_BROKEN = 70;
const LONGEST_INTERVAL_MS = 10_000;

/** Writes samples until there are enough, the reader goes away or the engine stops. Resolves with the exit code. */
export async function runBatch(options: BatchOptions): Promise<number> {
	const {host, stdout, signal} = options;
	const delayMs = options.delaySeconds * 1000;
	const skip = Math.max(1, Math.ceil(delayMs / LONGEST_INTERVAL_MS));
	host.setInterval(delayMs / skip);
	const done = Promise.withResolvers<number>();
	const series = new Series(options, done);
	const onError = (error: NodeJS.ErrnoException) => (error.code === 'EPIPE' ? done.resolve(0) : done.reject(error));
	const onAbort = () => done.resolve(0);
	let seen = 0;
	const unsubscribe = host.subscribe(snapshot => {
		seen++;
		const {broken} = snapshot.facts;
		// At time zero nothing has happened yet: such a sample would say nothing but dashes.
		if (snapshot.atNs === 0 && broken === undefined) {
			seen = 0;
		} else if (broken !== undefined || seen % skip === 0) {
			series.take(snapshot);
		}
	});
	stdout.on('error', onError);
	signal?.addEventListener('abort', onAbort);
	try {
		return await done.promise;
	} finally {
		unsubscribe();
		signal?.removeEventListener('abort', onAbort);
		stdout.off('error', onError);
	}
}

/** Samples in order, also where details have to be waited for. */
class Series {
	readonly #options: BatchOptions;
	readonly #writer: SampleWriter;
	readonly #done: PromiseWithResolvers<number>;
	#before: Promise<void> | undefined;
	#taken = 0;
	#isOver = false;

	constructor(options: BatchOptions, done: PromiseWithResolvers<number>) {
		this.#options = options;
		this.#writer = new SampleWriter(options);
		this.#done = done;
	}

	take(snapshot: Snapshot): void {
		const {iterations, untilNs} = this.#options;
		const {broken} = snapshot.facts;
		if (this.#isOver) {
			return;
		}
		this.#taken++;
		this.#isOver = broken !== undefined || this.#taken === iterations || (untilNs !== undefined && snapshot.atNs >= untilNs);
		const finish = this.#isOver ? () => this.#finish(broken) : undefined;
		if (!this.#writer.wantsDetails) {
			this.#write(this.#writer.sample(snapshot));
			finish?.();
			return;
		}
		// Asked for at once, printed in turn; an engine that has ended has no details.
		const asked = this.#options.host.inspect().catch(() => undefined);
		this.#before = Promise.all([asked, this.#before])
			.then(([details]) => this.#write(this.#writer.sample(snapshot, details)))
			.then(finish)
			.catch(this.#done.reject);
	}

	#write(text: string): void {
		this.#options.stdout.write(text);
	}

	#finish(broken: string | undefined): void {
		if (broken !== undefined) {
			process.stderr.write(`gpuvmtop: the engine stopped: ${broken}\n`);
		}
		this.#done.resolve(broken === undefined ? 0 : EXIT_BROKEN);
	}
}
