/**
The files of one session: what is written out on demand, the recording that is under way, and what has been copied.

Owns: the recorder while it runs, and the commands of the session.
*/
import {join} from 'node:path';
import type {EngineHost} from '../../machine/engine-host.ts';
import {Recorder} from '../../machine/recording/recorder.ts';
import {writeScenario} from '../../machine/scenario-writer.ts';
import type {Snapshot} from '../../machine/snapshot.ts';
import {fitBytes} from '../format.ts';
import type {Model} from '../model.ts';
import type {Picture} from '../terminal/picture.ts';
import {JournalKeeper} from './journal-keeper.ts';
import {defaultName, makeNew, type Written, writeNew} from './new-file.ts';
import {type OutputName, outputNamed, type SessionOrigin} from './outputs.ts';

export type FilesOptions = {
	readonly host: EngineHost;
	readonly model: Model;
	readonly origin: SessionOrigin | undefined;
	/** Runs already, if somebody started it. */
	readonly recorder: Recorder | undefined;
	readonly picture: () => Picture;
	/** Says it in the status line and paints. */
	readonly complain: (reason: string) => void;
	/** Where files go that nobody typed a path for; the current directory by default. */
	readonly folder?: string | undefined;
	readonly now?: (() => Date) | undefined;
};

export class SessionFiles {
	readonly #options: FilesOptions;
	readonly #journal = new JournalKeeper();
	#recorder: Recorder | undefined;
	#picture: Picture | undefined;

	constructor(options: FilesOptions) {
		this.#options = options;
		this.#recorder = options.recorder;
	}

	take({facts}: Snapshot): void {
		this.#journal.take(facts);
	}

	/** Remembers the screen as it is now, before a chooser covers it. */
	hold(): void {
		this.#picture = this.#options.picture();
	}

	/** A name for that output that says what it is and when. */
	nameFor(output: OutputName): string {
		const {what, extension} = outputNamed(output);
		return this.#inFolder(defaultName(what, extension, this.#now()));
	}

	/** Writes it, never over a file that is there: a name of our own (`isOurs`) gets a number then, a typed one is refused. */
	write(name: OutputName, path: string, isOurs: boolean): Written {
		const {model, origin, picture} = this.#options;
		const making = outputNamed(name).make({
			model,
			origin,
			picture: this.#picture ?? picture(),
			journal: this.#journal.entries,
			missing: this.#journal.missing,
		});
		return making.ok ? writeNew(path, isOurs, making.text) : making;
	}

	/** What the footer says of the recording: `12.3M`, `12.3M, 4 left out`; empty while there is none. */
	get recording(): string {
		if (this.#recorder === undefined || this.#recorder.fault !== undefined) {
			return '';
		}
		const {bytes, dropped} = this.#recorder.account;
		return `${fitBytes(bytes, 6)}${dropped > 0 ? `, ${dropped} left out` : ''}`;
	}

	/** Starts a recording, or ends the one that is under way. */
	async toggleRecording(path?: string): Promise<Written & {readonly isStarted: boolean}> {
		const running = this.#recorder;
		if (running !== undefined && running.fault === undefined) {
			this.#recorder = undefined;
			await running.stop();
			return {ok: true, path: running.path, isStarted: false};
		}
		const {host, origin, model, complain} = this.#options;
		const facts = model.liveFacts;
		const scenario = origin?.scenario;
		const written = makeNew(path ?? this.#inFolder(defaultName('recording', 'jsonl', this.#now())), path === undefined, name => {
			this.#recorder = new Recorder({
				host,
				path: name,
				origin: {
					program: origin?.program ?? '',
					scenario: facts?.scenario ?? '',
					scenarioText: scenario === undefined || origin === undefined ? '' : writeScenario(scenario, origin.offerings),
					seed: facts?.seed ?? 0,
				},
				onFault: complain,
			});
		});
		return {...written, isStarted: true};
	}

	/** A remark in the recording that is under way, if there is one. */
	note(text: string): void {
		this.#recorder?.note(text);
	}

	/** Ends the recording, if one is under way. */
	async close(): Promise<void> {
		await this.#recorder?.stop();
		this.#recorder = undefined;
	}

	#inFolder(name: string): string {
		return join(this.#options.folder ?? '', name);
	}

	#now(): Date {
		return this.#options.now?.() ?? new Date();
	}
}
