/**
Plain mode: a run told in sentences, one a line, for screen readers and for slow ears; lines that are typed are commands.

At most one sentence in each interval, so a voice can follow; answers to commands come at once. Nothing is drawn, so
nothing has to be put back at the end.
narrator  what there is to say
watched   which figures, and how much they must change
lines     what is typed
*/
import process from 'node:process';
import {createInterface} from 'node:readline';
import type {EngineHost} from '../../machine/engine-host.ts';
import type {Snapshot} from '../../machine/snapshot.ts';
import type {Offers} from '../offers.ts';
import {PlainLines} from './lines.ts';
import {Narrator} from './narrator.ts';

export type PlainOptions = {
	readonly host: EngineHost;
	/** Wall seconds between sentences, 0.1 to 60. */
	readonly delaySeconds: number;
	/** Sentences to say; 0 is no end. */
	readonly iterations?: number;
	/** Virtual time to end at. */
	readonly untilNs?: number | undefined;
	readonly stdin: NodeJS.ReadableStream & {readonly isTTY?: boolean};
	readonly stdout: NodeJS.WritableStream;
	/** What typed lines may name. */
	readonly offers: Offers;
	/** Wall clock in milliseconds. */
	readonly nowMs?: () => number;
};

const EXIT_BROKEN = 70;
/** Often enough that a sentence is about now. */
const LOOK_MS = 250;

/** Tells a run until it ends or somebody leaves. Resolves with the exit code. */
export async function runPlain(options: PlainOptions): Promise<number> {
	const {host, stdin, stdout} = options;
	const done = Promise.withResolvers<number>();
	const story = new Story(options, done);
	const onError = (error: NodeJS.ErrnoException) => (error.code === 'EPIPE' ? done.resolve(0) : done.reject(error));
	host.setInterval(Math.min(LOOK_MS, options.delaySeconds * 1000));
	const latest = host.latest();
	if (latest !== undefined) {
		story.take(latest);
	}
	const unsubscribe = host.subscribe(snapshot => story.take(snapshot));
	const lines = createInterface({input: stdin, terminal: false});
	lines.on('line', line => story.answer(line));
	// Ctrl-D of a person ends the program; a pipe that has said all it had to say does not.
	lines.on('close', () => stdin.isTTY === true && done.resolve(0));
	stdout.on('error', onError);
	try {
		return await done.promise;
	} finally {
		unsubscribe();
		lines.close();
		stdin.pause();
		stdout.off('error', onError);
	}
}

class Story {
	readonly #options: PlainOptions;
	readonly #done: PromiseWithResolvers<number>;
	readonly #narrator = new Narrator();
	readonly #lines: PlainLines;
	readonly #nowMs: () => number;
	#saidAtMs = Number.NEGATIVE_INFINITY;
	#sentences = 0;
	/** Lines that wait for their answer: nothing else is said meanwhile. */
	#asked = 0;
	/** Answers in the order of the lines. */
	#answers: Promise<void> = Promise.resolve();

	constructor(options: PlainOptions, done: PromiseWithResolvers<number>) {
		this.#options = options;
		this.#done = done;
		this.#nowMs = options.nowMs ?? (() => performance.now());
		this.#lines = new PlainLines({host: options.host, offers: options.offers, status: () => this.#narrator.status()});
	}

	take(snapshot: Snapshot): void {
		const {delaySeconds, iterations = 0, untilNs} = this.#options;
		this.#narrator.take(snapshot);
		const {broken} = snapshot.facts;
		if (broken !== undefined) {
			process.stderr.write(`gpuvmtop: the engine stopped: ${broken}\n`);
			this.#done.resolve(EXIT_BROKEN);
			return;
		}
		if (!this.#lines.isQuiet && this.#asked === 0 && this.#nowMs() - this.#saidAtMs >= delaySeconds * 1000) {
			const sentence = this.#narrator.next();
			if (sentence !== undefined) {
				this.#saidAtMs = this.#nowMs();
				this.#sentences++;
				this.#print(sentence);
			}
		}
		if (this.#sentences === iterations && iterations > 0) {
			this.#done.resolve(0);
		} else if (untilNs !== undefined && snapshot.atNs >= untilNs) {
			this.#done.resolve(0);
		}
	}

	answer(line: string): void {
		this.#asked++;
		this.#answers = this.#answers
			.then(() => this.#lines.answer(line))
			.then(({sentences, summary, isEnd}) => {
				this.#asked--;
				if (summary !== undefined) {
					this.#narrator.heard(summary);
				}
				for (const sentence of sentences) {
					this.#print(sentence);
				}
				if (isEnd === true) {
					this.#done.resolve(0);
				}
			})
			.catch(this.#done.reject);
	}

	#print(sentence: string): void {
		// biome-ignore lint/suspicious/noControlCharactersInRegex: names come from files; a terminal must not obey them.
		this.#options.stdout.write(`${sentence.replaceAll(/[\u0000-\u001f\u007f-\u009f]+/g, ' ')}\n`);
	}
}
