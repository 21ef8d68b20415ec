/**
Plays a recording as if its engine ran: the same snapshots at the pace of the clock on the wall, with pause, step and
speed, and jumps to any time. What would change the engine is refused.

Owns: the place in the recording. It ends paused at the last sample; playing on from there begins anew.
*/
import {type Paced, Pacer, type WallClock} from '../../simulation/pacer.ts';
import type {Command, JournalEntry, Outcome} from '../command.ts';
import type {Details} from '../details.ts';
import type {EngineHost} from '../engine-host.ts';
import {INTERVAL_MAXIMUM_MS, INTERVAL_MINIMUM_MS} from '../engine-loop.ts';
import type {Facts, Snapshot} from '../snapshot.ts';
import type {Recording} from './recording.ts';

export const REFUSAL = 'this is a recording; only speed, pause and step work on it';

export type ReplayOptions = {
	/** Wall milliseconds between snapshots. */
	readonly intervalMs: number;
	/** Virtual seconds per wall second; 0 is as fast as possible. */
	readonly speed?: number;
	readonly clock?: WallClock;
};

export class ReplayHost implements EngineHost {
	readonly recording: Recording;
	readonly #pacer: Pacer;
	readonly #listeners = new Set<(snapshot: Snapshot) => void>();
	#endTicks: () => void = () => {};
	#nowNs: number;
	#index = -1;
	#sequence = 0;
	#latest: Snapshot | undefined;
	/** Facts as recorded, and as shown with our own speed and pause. */
	#recorded: Facts | undefined;
	#shown: Facts | undefined;

	constructor(recording: Recording, options: ReplayOptions) {
		this.recording = recording;
		this.#nowNs = recording.startNs;
		const host = this;
		const paced: Paced = {
			get nowNs() {
				return host.#nowNs;
			},
			runUntil: atNs => this.#runUntil(atNs),
		};
		this.#pacer = new Pacer(paced, options.clock === undefined ? {} : {clock: options.clock});
		this.#pacer.setSpeed(options.speed ?? 1);
		this.setInterval(options.intervalMs);
		if (recording.length > 1) {
			this.#pacer.resume();
		}
		this.#publish();
	}

	latest(): Snapshot | undefined {
		return this.#latest;
	}

	subscribe(listener: (snapshot: Snapshot) => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	async submit(command: Command): Promise<Outcome> {
		const summary = this.#obey(command);
		if (typeof summary !== 'string') {
			return {ok: false, reason: summary.reason};
		}
		this.#publish();
		return {ok: true, summary};
	}

	inspect(): Promise<Details> {
		const details = this.recording.details(Math.max(0, this.#index));
		return details === undefined ? Promise.reject(new Error('the recording holds no details of this time')) : Promise.resolve(details);
	}

	async journal(): Promise<readonly JournalEntry[]> {
		return this.recording.journal.filter(({atNs}) => atNs <= this.#nowNs);
	}

	setInterval(milliseconds: number): void {
		this.#endTicks();
		const interval = Math.min(INTERVAL_MAXIMUM_MS, Math.max(INTERVAL_MINIMUM_MS, milliseconds));
		this.#endTicks = this.#pacer.every(interval, () => this.#publish());
	}

	/** Goes to a virtual time, or to the nearest end of the recording. */
	seek(atNs: number): void {
		this.#nowNs = Math.max(this.recording.startNs, Math.min(this.recording.endNs, Math.floor(atNs)));
		// The pacer takes its new straight line from there.
		this.#pacer.setSpeed(this.#pacer.speed);
		this.#publish();
	}

	async close(): Promise<void> {
		this.#endTicks();
		this.#pacer.stop();
		this.recording.close();
	}

	#obey(command: Command): string | {readonly reason: string} {
		const {recording} = this;
		switch (command.kind) {
			case 'pause':
				this.#pacer.pause();
				return 'replay paused';
			case 'resume':
				if (this.#nowNs >= recording.endNs) {
					this.#nowNs = recording.startNs;
				}
				this.#pacer.resume();
				return 'replay goes on';
			case 'set-speed':
				this.#pacer.setSpeed(command.speed);
				return `speed of the replay ${command.speed === 0 ? 'max' : `${command.speed}x`}`;
			case 'step':
				return this.#step();
			default:
				return {reason: REFUSAL};
		}
	}

	/** To the next sample. */
	#step(): string | {readonly reason: string} {
		if (!this.#pacer.isPaused) {
			return {reason: 'a step needs a paused replay'};
		}
		if (this.#index + 1 >= this.recording.length) {
			return {reason: 'this is the last sample of the recording'};
		}
		this.seek(this.recording.atNs(this.#index + 1));
		return `sample ${this.#index + 1} of ${this.recording.length}`;
	}

	#runUntil(atNs: number): void {
		const {endNs} = this.recording;
		this.#nowNs = Math.min(atNs, endNs);
		if (this.#nowNs >= endNs) {
			this.#pacer.pause();
			this.#publish();
		}
	}

	#publish(): void {
		const index = this.recording.indexAt(this.#nowNs);
		this.#index = index;
		const snapshot = this.recording.snapshot(index);
		this.#latest = {
			...snapshot,
			sequence: this.#sequence++,
			achievedSpeed: this.#pacer.achievedSpeed,
			facts: this.#factsOf(snapshot.facts),
		};
		for (const listener of this.#listeners) {
			listener(this.#latest);
		}
	}

	/** Speed and pause on the screen are those of the replay. */
	#factsOf(recorded: Facts): Facts {
		const {speed, isPaused} = this.#pacer;
		const shown = this.#shown?.configuration;
		if (this.#shown === undefined || this.#recorded !== recorded || shown?.speed !== speed || shown.isPaused !== isPaused) {
			this.#recorded = recorded;
			this.#shown = {...recorded, ...shownOf(recorded), configuration: {...recorded.configuration, speed, isPaused}};
		}
		return this.#shown;
	}
}

/** An engine that broke is part of the story, not the end of the replay. */
function shownOf({notices, broken}: Facts): Partial<Facts> {
	const rest = {undoable: undefined, redoable: undefined, broken: undefined};
	if (broken === undefined) {
		return rest;
	}
	const {sequence, atNs} = notices.at(-1) ?? {sequence: -1, atNs: 0};
	return {
		...rest,
		notices: [...notices, {sequence: sequence + 1, atNs, severity: 'error', domain: '', text: `the engine stopped: ${broken}`}],
	};
}
