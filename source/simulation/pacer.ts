/**
The pacer: lets virtual time follow the wall clock, at a chosen speed.

Owns: the only reading of the wall clock in the engine; when the engine runs, and for how long at a time.
Not here: what virtual time means (event-queue.ts); messages to and from the monitor.

The engine runs in slices. A slice ends when virtual time has reached its target, or when it has used
its wall time; then the event loop has its turn, so a command never waits longer than a slice. Inside
a slice the engine is asked for short spans whose length adapts to what they cost.

An engine that cannot keep up does not chase a growing debt: beyond a limit the debt is dropped and
counted, and the achieved speed says so. Nothing here changes a result: events are the same at any
speed, only the instants at which commands arrive differ, and those are journaled.
*/
import {assert} from '../base/assert.ts';
import {Histogram} from '../base/histogram.ts';
import {SpeedMeter} from './speed-meter.ts';

/** The wall clock and its timers. Each timer returns how to cancel it. */
export type WallClock = {
	/** Milliseconds since some start, with fractions; never goes back. */
	nowMs(): number;
	/** Calls back after about so many milliseconds. */
	after(milliseconds: number, callback: () => void): () => void;
	/** Calls back once the event loop has looked at everything else. */
	soon(callback: () => void): () => void;
};

export const wallClock: WallClock = {
	nowMs: () => performance.now(),
	after(milliseconds, callback) {
		const timer = setTimeout(callback, milliseconds);
		return () => clearTimeout(timer);
	},
	soon(callback) {
		const immediate = setImmediate(callback);
		return () => clearImmediate(immediate);
	},
};

/** What is paced: a machine or an event queue. */
export type Paced = {
	readonly nowNs: number;
	/** Runs everything due up to and including `atNs`. May stop earlier: then the slice ends, and one that stops for good pauses the pacer. */
	runUntil(atNs: number): void;
};

export type PacerOptions = {
	readonly clock?: WallClock;
	/** Wall milliseconds between slices, and the most that one may use. */
	readonly sliceMs?: number;
	/** Wall milliseconds of debt that are still made up for. */
	readonly catchUpMs?: number;
	/** The last milliseconds of a wait are spent turning the event loop, since timers are late by up to one. */
	readonly spinMs?: number;
	/** Called when the engine throws; the pacer has stopped. Without it the error goes to the event loop. */
	readonly onFault?: (error: unknown) => void;
};

export const SPEED_MINIMUM = 0.01;
export const SPEED_MAXIMUM = 1000;

const NS_PER_MS = 1e6;
/** Spans of virtual time that the engine is asked for, and what one should cost. */
const SPAN_MINIMUM_NS = 1000;
const SPAN_MAXIMUM_NS = 1e8;
const SPAN_COST_MS = 0.5;

export class Pacer {
	/** Virtual nanoseconds that were given up because the engine could not keep up. */
	droppedNs = 0;
	/** Wall milliseconds that the engine has worked. */
	workedMs = 0;
	/** How late slices began, in wall microseconds; slices of an engine that is behind do not count. */
	readonly lateUs = new Histogram();

	readonly #engine: Paced;
	readonly #clock: WallClock;
	readonly #sliceMs: number;
	readonly #catchUpMs: number;
	readonly #spinMs: number;
	readonly #onFault: ((error: unknown) => void) | undefined;
	#speed = 1;
	#isPaused = true;
	#isStopped = false;
	/** A slice is running: what it schedules is decided at its end. */
	#isInside = false;
	/** Raised by every order, so a slice that is running notices. */
	#orders = 0;
	/** Where the current straight line of virtual over wall time starts. */
	#anchorMs = 0;
	#anchorNs = 0;
	#stepUntilNs = -1;
	#spanNs = 1e6;
	#dueMs = 0;
	#cancel: (() => void) | undefined;
	readonly #tickers = new Set<() => void>();
	readonly #meter = new SpeedMeter();

	/** Starts paused, at speed 1. */
	constructor(engine: Paced, options: PacerOptions = {}) {
		this.#engine = engine;
		this.#clock = options.clock ?? wallClock;
		this.#sliceMs = options.sliceMs ?? 5;
		this.#catchUpMs = options.catchUpMs ?? 100;
		this.#spinMs = options.spinMs ?? 0.25;
		this.#onFault = options.onFault;
		assert(this.#sliceMs > 0 && this.#catchUpMs >= this.#sliceMs, 'pacer: a slice needs time, and catching up at least one slice');
		this.#meter.mark(this.#clock.nowMs(), this.#engine.nowNs, true);
	}

	get isPaused(): boolean {
		return this.#isPaused;
	}

	/** True while a step has not reached its end. */
	get isStepping(): boolean {
		return this.#stepUntilNs >= 0;
	}

	get speed(): number {
		return this.#speed;
	}

	/** Virtual seconds per wall second, 0.01 to 1000; 0 is as fast as possible. */
	setSpeed(speed: number): void {
		assert(speed === 0 || (speed >= SPEED_MINIMUM && speed <= SPEED_MAXIMUM), `speed ${speed}`);
		this.#speed = speed;
		this.#restart();
	}

	/** Without effect once stopped. */
	resume(): void {
		this.#isPaused = this.#isStopped;
		this.#stepUntilNs = -1;
		this.#restart();
	}

	/** Stops between two events; a step that is under way ends too. */
	pause(): void {
		this.#isPaused = true;
		this.#stepUntilNs = -1;
		this.#restart();
	}

	/**
	Runs so much virtual time as fast as possible although paused, then stays paused. Steps add up.
	False, and nothing happens, if it is not paused.
	*/
	step(durationNs: number): boolean {
		assert(Number.isInteger(durationNs) && durationNs > 0, `step of ${durationNs} ns`);
		if (!this.#isPaused || this.#isStopped) {
			return false;
		}
		this.#stepUntilNs = Math.max(this.#stepUntilNs, this.#engine.nowNs) + durationNs;
		this.#restart();
		return true;
	}

	/** Ends pacing and every ticker, for good. Idempotent. */
	stop(): void {
		this.#isStopped = true;
		this.#isPaused = true;
		this.#stepUntilNs = -1;
		this.#restart();
		for (const cancel of this.#tickers) {
			cancel();
		}
		this.#tickers.clear();
	}

	/**
	Calls back every so many wall milliseconds, between slices, without drift; what was missed is left
	out. Paused or not. Returns how to end it.
	*/
	every(milliseconds: number, callback: () => void): () => void {
		assert(milliseconds > 0, `every ${milliseconds} ms`);
		let dueMs = this.#clock.nowMs();
		let cancel = () => {};
		const end = () => {
			cancel();
			this.#tickers.delete(end);
		};
		const wait = () => {
			const nowMs = this.#clock.nowMs();
			dueMs = Math.max(dueMs + milliseconds, nowMs);
			cancel = this.#clock.after(dueMs - nowMs, () => {
				wait();
				callback();
			});
		};
		if (!this.#isStopped) {
			this.#tickers.add(end);
			wait();
		}
		return end;
	}

	/** Virtual per wall time over the last second of wall time; 0 while paused, -1 if not known yet. */
	get achievedSpeed(): number {
		return this.#meter.speed(this.#clock.nowMs(), this.#engine.nowNs);
	}

	/** After an order: a new straight line from here, and a slice as soon as possible. */
	#restart(): void {
		this.#orders++;
		const nowMs = this.#clock.nowMs();
		this.#anchorMs = nowMs;
		this.#anchorNs = this.#engine.nowNs;
		this.#meter.mark(nowMs, this.#anchorNs, true);
		this.#cancel?.();
		this.#cancel = undefined;
		if (!this.#isInside) {
			this.#wait(nowMs, nowMs);
		}
	}

	/** Arranges the next slice for `dueMs`, if there is anything to do. */
	#wait(dueMs: number, nowMs: number): void {
		if (this.#isPaused && !this.isStepping) {
			return;
		}
		this.#dueMs = dueMs;
		const leftMs = dueMs - nowMs;
		this.#cancel =
			leftMs > this.#spinMs + 1
				? this.#clock.after(Math.floor(leftMs - this.#spinMs), () => this.#wake())
				: this.#clock.soon(() => this.#wake());
	}

	#wake(): void {
		this.#cancel = undefined;
		const nowMs = this.#clock.nowMs();
		if (nowMs < this.#dueMs) {
			this.#wait(this.#dueMs, nowMs);
			return;
		}
		this.#isInside = true;
		try {
			this.#slice(nowMs);
		} catch (error) {
			this.stop();
			if (this.#onFault === undefined) {
				throw error;
			}
			this.#onFault(error);
		} finally {
			this.#isInside = false;
		}
	}

	#slice(startMs: number): void {
		const goalNs = this.#goal(startMs);
		const orders = this.#orders;
		const isReached = this.#runTowards(goalNs, startMs);
		const nowMs = this.#clock.nowMs();
		this.workedMs += nowMs - startMs;
		this.#meter.mark(nowMs, this.#engine.nowNs, false);
		if (orders !== this.#orders) {
			this.#wait(nowMs, nowMs);
			return;
		}
		if (this.isStepping && isReached) {
			this.pause();
			return;
		}
		if (isReached) {
			this.lateUs.record((startMs - this.#dueMs) * 1000);
			const slices = Math.floor((nowMs - this.#anchorMs) / this.#sliceMs) + 1;
			this.#wait(this.#anchorMs + slices * this.#sliceMs, nowMs);
		} else {
			this.#wait(nowMs, nowMs);
		}
	}

	/** Virtual time that this slice should reach. Drops a debt that is too large. */
	#goal(nowMs: number): number {
		if (this.isStepping) {
			return this.#stepUntilNs;
		}
		if (this.#speed === 0) {
			return Number.POSITIVE_INFINITY;
		}
		const rate = this.#speed * NS_PER_MS;
		const goalNs = this.#anchorNs + Math.floor((nowMs - this.#anchorMs) * rate);
		const debtNs = goalNs - this.#engine.nowNs;
		if (debtNs <= this.#catchUpMs * rate) {
			return goalNs;
		}
		const keptNs = Math.floor(this.#sliceMs * rate);
		this.droppedNs += debtNs - keptNs;
		this.#anchorMs = nowMs;
		this.#anchorNs = this.#engine.nowNs + keptNs;
		return this.#anchorNs;
	}

	/** Span by span, until the goal, the end of the slice's wall time or an order. True at the goal. */
	#runTowards(goalNs: number, startMs: number): boolean {
		const engine = this.#engine;
		const orders = this.#orders;
		let beforeMs = startMs;
		while (engine.nowNs < goalNs) {
			const fromNs = engine.nowNs;
			const untilNs = Math.min(goalNs, fromNs + this.#spanNs);
			engine.runUntil(untilNs);
			const nowMs = this.#clock.nowMs();
			this.#adapt(nowMs - beforeMs, untilNs - fromNs);
			beforeMs = nowMs;
			const isStuck = engine.nowNs < untilNs;
			if (isStuck || orders !== this.#orders || nowMs - startMs >= this.#sliceMs) {
				return engine.nowNs >= goalNs;
			}
		}
		return true;
	}

	/** A span that cost too much is followed by shorter ones, a cheap one by longer ones. */
	#adapt(costMs: number, spanNs: number): void {
		if (costMs > SPAN_COST_MS) {
			this.#spanNs = Math.max(SPAN_MINIMUM_NS, Math.floor((spanNs * SPAN_COST_MS) / costMs));
		} else if (costMs < SPAN_COST_MS / 2 && spanNs === this.#spanNs) {
			this.#spanNs = Math.min(SPAN_MAXIMUM_NS, spanNs * 2);
		}
	}
}
