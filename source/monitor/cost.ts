/**
What the screen costs its user: time of a core, bytes and frames sent, frames left out, and how old what is shown is.

Owns: the readings at the beginning of the window that figures are made from.
Inaccuracies: the time is that of the whole process, with the engine's thread; where the thread of the screen can be told apart,
its own part is named beside it.
*/
import process from 'node:process';
import type {ScreenStatistics} from './terminal/screen-writer.ts';

export type Cost = {
	/** Percent of a core, of the process and of the screen's own thread; undefined where it is not known yet. */
	readonly processPercent: number | undefined;
	readonly screenPercent: number | undefined;
	readonly bytesPerSecond: number | undefined;
	readonly framesPerSecond: number | undefined;
	/** Frames left out since the start, because the line had not taken the one before. */
	readonly framesDropped: number;
	/** Wall milliseconds since the sample that is shown was made known. */
	readonly sampleAgeMs: number | undefined;
};

type Reading = {
	readonly atMs: number;
	readonly processUs: number;
	readonly screenUs: number | undefined;
	readonly bytes: number;
	readonly frames: number;
};

const WINDOW_MS = 1000;
/** A sample older than so many intervals is worth mentioning. */
const LATE_INTERVALS = 2;

/** Time of the calling thread in microseconds, where Node tells it. */
function threadUs(): number | undefined {
	const {threadCpuUsage} = process as {threadCpuUsage?: () => {user: number; system: number}};
	const usage = threadCpuUsage?.call(process);
	return usage === undefined ? undefined : usage.user + usage.system;
}

export class CostMeter {
	readonly #statistics: ScreenStatistics;
	readonly #nowMs: () => number;
	#before: Reading;
	#cost: Cost;
	#sampledAtMs: number | undefined;
	#intervalMs = 0;

	constructor(statistics: ScreenStatistics, nowMs: () => number) {
		this.#statistics = statistics;
		this.#nowMs = nowMs;
		this.#before = this.#read();
		this.#cost = {
			processPercent: undefined,
			screenPercent: undefined,
			bytesPerSecond: undefined,
			framesPerSecond: undefined,
			framesDropped: 0,
			sampleAgeMs: undefined,
		};
	}

	/** Frames are wanted every so many wall milliseconds. */
	setInterval(milliseconds: number): void {
		this.#intervalMs = milliseconds;
	}

	/** A sample has come. */
	noticeSample(): void {
		this.#sampledAtMs = this.#nowMs();
	}

	/** Figures of the last whole window. */
	get cost(): Cost {
		const now = this.#nowMs();
		if (now - this.#before.atMs >= WINDOW_MS) {
			this.#close(this.#read());
		}
		return {...this.#cost, framesDropped: this.#statistics.framesDropped, sampleAgeMs: this.sampleAgeMs};
	}

	/** With the time that the line takes for a frame: that old is what the operator sees. */
	get sampleAgeMs(): number | undefined {
		return this.#sampledAtMs === undefined ? undefined : this.#nowMs() - this.#sampledAtMs + this.#statistics.lineMs;
	}

	/** What is shown is older than it should be: the engine or the line is behind. */
	get isLate(): boolean {
		return this.#intervalMs > 0 && (this.sampleAgeMs ?? 0) > LATE_INTERVALS * this.#intervalMs;
	}

	#close(now: Reading): void {
		const before = this.#before;
		const ms = now.atMs - before.atMs;
		const percent = (us: number) => us / ms / 10;
		this.#cost = {
			...this.#cost,
			processPercent: percent(now.processUs - before.processUs),
			screenPercent: now.screenUs === undefined || before.screenUs === undefined ? undefined : percent(now.screenUs - before.screenUs),
			bytesPerSecond: ((now.bytes - before.bytes) * 1000) / ms,
			framesPerSecond: ((now.frames - before.frames) * 1000) / ms,
		};
		this.#before = now;
	}

	#read(): Reading {
		const {user, system} = process.cpuUsage();
		const {bytes, frames} = this.#statistics;
		return {atMs: this.#nowMs(), processUs: user + system, screenUs: threadUs(), bytes, frames};
	}
}
