import fc from 'fast-check';
import {expect, test} from 'vitest';
import {InvariantBroken} from '../../source/base/assert.ts';
import {EventQueue} from '../../source/simulation/event-queue.ts';
import {Pacer, type PacerOptions, type WallClock} from '../../source/simulation/pacer.ts';
import {Priority} from '../../source/simulation/priority.ts';

/** A wall clock that moves only when told, or when somebody spends time. */
class FakeClock implements WallClock {
	ms = 5000;
	/** How late timers are. */
	timerLateMs = 0;
	soonCount = 0;
	#waiting: Array<{readonly atMs: number; readonly callback: () => void}> = [];

	nowMs(): number {
		return this.ms;
	}

	after(milliseconds: number, callback: () => void): () => void {
		return this.#add(this.ms + milliseconds + this.timerLateMs, callback);
	}

	soon(callback: () => void): () => void {
		this.soonCount++;
		// One turn of the event loop.
		return this.#add(this.ms + 0.01, callback);
	}

	get isIdle(): boolean {
		return this.#waiting.length === 0;
	}

	#add(atMs: number, callback: () => void): () => void {
		const timer = {atMs, callback};
		this.#waiting.push(timer);
		return () => {
			this.#waiting = this.#waiting.filter(other => other !== timer);
		};
	}

	/** Lets so much time pass, with every timer in it. */
	run(milliseconds: number): void {
		const endMs = this.ms + milliseconds;
		for (;;) {
			this.#waiting.sort((a, b) => a.atMs - b.atMs);
			const next = this.#waiting[0];
			if (next === undefined || next.atMs > endMs) {
				break;
			}
			this.#waiting.shift();
			this.ms = Math.max(this.ms, next.atMs);
			next.callback();
		}
		this.ms = Math.max(this.ms, endMs);
	}
}

/** An engine that costs `cost` wall seconds per virtual second. */
function lab(cost = 0, options: PacerOptions = {}) {
	const clock = new FakeClock();
	const engine = {
		nowNs: 0,
		cost,
		spans: [] as number[],
		longestMs: 0,
		whenRun: () => {},
		runUntil(atNs: number) {
			const spentMs = ((atNs - this.nowNs) / 1e6) * this.cost;
			this.longestMs = Math.max(this.longestMs, spentMs);
			this.spans.push(atNs - this.nowNs);
			clock.ms += spentMs;
			this.nowNs = atNs;
			this.whenRun();
		},
	};
	const pacer = new Pacer(engine, {clock, ...options});
	return {clock, engine, pacer};
}

test('starts paused, and then uses no time at all', () => {
	const {clock, engine, pacer} = lab();
	expect(pacer.isPaused).toBe(true);
	expect(clock.isIdle).toBe(true);
	clock.run(1000);
	expect(engine.nowNs).toBe(0);
	expect(pacer.achievedSpeed).toBe(0);
});

test('virtual time follows the wall clock at any speed, within one slice and without drift', () => {
	fc.assert(
		fc.property(
			fc.double({min: 0.01, max: 1000, noNaN: true}),
			fc.double({min: 0, max: 2, noNaN: true}),
			fc.array(fc.double({min: 0.1, max: 700, noNaN: true}), {minLength: 1, maxLength: 8}),
			(speed, timerLateMs, pauses) => {
				const {clock, engine, pacer} = lab();
				clock.timerLateMs = timerLateMs;
				pacer.setSpeed(speed);
				pacer.resume();
				const startMs = clock.ms;
				for (const pause of pauses) {
					clock.run(pause);
					const exactNs = (clock.ms - startMs) * speed * 1e6;
					expect(engine.nowNs).toBeLessThanOrEqual(exactNs);
					expect(engine.nowNs).toBeGreaterThanOrEqual(exactNs - (5 + timerLateMs + 0.1) * speed * 1e6);
					expect(Number.isInteger(engine.nowNs)).toBe(true);
				}
				expect(pacer.droppedNs).toBe(0);
			},
		),
	);
});

test('a change of speed starts a new line from here: nothing jumps', () => {
	const {clock, engine, pacer} = lab();
	pacer.resume();
	clock.run(100);
	const atNs = engine.nowNs;
	pacer.setSpeed(10);
	clock.run(0.1);
	expect(engine.nowNs - atNs).toBeLessThanOrEqual(10 * 0.1e6 + 1);
	clock.run(99.9);
	expect(engine.nowNs - atNs).toBeGreaterThan(10 * 94e6);
	expect(engine.nowNs - atNs).toBeLessThanOrEqual(10 * 100e6);
});

test('time spent paused is not made up for', () => {
	const {clock, engine, pacer} = lab();
	pacer.resume();
	clock.run(50);
	pacer.pause();
	const atNs = engine.nowNs;
	clock.run(10_000);
	expect(engine.nowNs).toBe(atNs);
	pacer.resume();
	clock.run(50);
	expect(engine.nowNs - atNs).toBeLessThanOrEqual(50e6);
	expect(pacer.droppedNs).toBe(0);
});

test('a step runs exactly its length and stays paused; steps add up', () => {
	const {clock, engine, pacer} = lab(0.5);
	expect(pacer.step(12_345_678)).toBe(true);
	expect(pacer.step(1)).toBe(true);
	expect(pacer.isStepping).toBe(true);
	clock.run(100);
	expect(engine.nowNs).toBe(12_345_679);
	expect([pacer.isPaused, pacer.isStepping, clock.isIdle]).toEqual([true, false, true]);
	pacer.step(10);
	clock.run(1);
	expect(engine.nowNs).toBe(12_345_689);
	pacer.resume();
	expect(pacer.step(10)).toBe(false);
	expect(() => pacer.step(0.5)).toThrow(InvariantBroken);
});

test('a pause ends a step that is under way', () => {
	const {clock, engine, pacer} = lab(1);
	pacer.step(1e9);
	clock.run(20);
	pacer.pause();
	const atNs = engine.nowNs;
	expect(atNs).toBeGreaterThan(0);
	clock.run(2000);
	expect(engine.nowNs).toBe(atNs);
});

test('as fast as possible: no waiting, and every slice lets the event loop have its turn', () => {
	const {clock, engine, pacer} = lab(0.01);
	pacer.setSpeed(0);
	pacer.resume();
	let longestMs = 0;
	let lastMs = clock.ms;
	const nextTurn = () => {
		longestMs = Math.max(longestMs, clock.ms - lastMs);
		lastMs = clock.ms;
		clock.soon(nextTurn);
	};
	nextTurn();
	clock.run(2000);
	expect(engine.nowNs).toBeGreaterThan(0.98 * 2000e6 * 100);
	expect(longestMs).toBeLessThan(5 + 1);
	expect(pacer.achievedSpeed).toBeGreaterThan(95);
});

test('an engine that cannot keep up drops the debt, says how fast it is and stays answerable', () => {
	const {clock, engine, pacer} = lab(4);
	pacer.resume();
	clock.run(3000);
	expect(engine.nowNs / 3000e6).toBeGreaterThan(0.23);
	expect(engine.nowNs / 3000e6).toBeLessThan(0.26);
	expect(pacer.achievedSpeed).toBeCloseTo(0.25, 1);
	expect(pacer.droppedNs).toBeGreaterThan(2000e6);
	expect(engine.longestMs).toBeLessThan(5);
	// When it becomes fast again it is at the asked speed at once: no sprint through old debt.
	engine.cost = 0;
	const atNs = engine.nowNs;
	clock.run(1000);
	expect(engine.nowNs - atNs).toBeLessThanOrEqual(1100e6 + 5e6);
	expect(pacer.achievedSpeed).toBeCloseTo(1, 0);
});

test('a hiccup shorter than the limit is made up for', () => {
	const {clock, engine, pacer} = lab();
	pacer.resume();
	clock.run(100);
	clock.ms += 80;
	clock.run(100);
	expect(pacer.droppedNs).toBe(0);
	expect(engine.nowNs).toBeGreaterThanOrEqual(275e6);
});

test('a closed lid is not: hours of debt are dropped without running a nanosecond of them', () => {
	const {clock, engine, pacer} = lab(0.5);
	pacer.resume();
	clock.run(100);
	clock.ms += 3_600_000;
	clock.run(100);
	expect(engine.nowNs).toBeLessThan(300e6);
	expect(pacer.droppedNs).toBeGreaterThan(3.5e12);
});

test('spans adapt: an engine that becomes a thousand times slower answers within a slice again', () => {
	const {clock, engine, pacer} = lab(0.001);
	pacer.setSpeed(0);
	pacer.resume();
	clock.run(200);
	engine.cost = 1;
	clock.run(2000);
	engine.longestMs = 0;
	clock.run(500);
	expect(engine.longestMs).toBeLessThanOrEqual(1);
	expect(engine.spans.at(-1)).toBeLessThan(1e6);
});

test('orders given from inside a slice end it', () => {
	const {clock, engine, pacer} = lab(0.01);
	engine.whenRun = () => {
		if (engine.nowNs > 50e6) {
			pacer.pause();
		}
	};
	pacer.setSpeed(0);
	pacer.resume();
	clock.run(100);
	const atNs = engine.nowNs;
	expect(pacer.isPaused).toBe(true);
	expect(clock.isIdle).toBe(true);
	clock.run(100);
	expect(engine.nowNs).toBe(atNs);
});

test('an engine that throws stops the pacer and is reported once', () => {
	const faults: unknown[] = [];
	const {clock, engine, pacer} = lab(0, {onFault: error => faults.push(error)});
	const bad = new InvariantBroken('broken');
	engine.whenRun = () => {
		throw bad;
	};
	pacer.resume();
	clock.run(100);
	expect(faults).toEqual([bad]);
	pacer.resume();
	expect(pacer.step(1)).toBe(false);
	clock.run(100);
	expect(faults).toHaveLength(1);
	expect(clock.isIdle).toBe(true);
});

test('without anyone to tell, the error is not swallowed', () => {
	const {clock, engine, pacer} = lab();
	engine.whenRun = () => {
		throw new InvariantBroken('broken');
	};
	pacer.resume();
	expect(() => clock.run(100)).toThrow('broken');
	expect(clock.isIdle).toBe(true);
});

test('tickers keep their grid, run while paused, leave out what was missed, and end', () => {
	const {clock, pacer} = lab();
	const atMs: number[] = [];
	const end = pacer.every(50, () => atMs.push(clock.ms - 5000));
	clock.timerLateMs = 0.75;
	clock.run(210);
	expect(atMs).toEqual([50, 100.75, 150.75, 200.75]);
	clock.timerLateMs = 0;
	clock.ms += 1000;
	clock.run(100);
	expect(atMs.length).toBeLessThanOrEqual(8);
	end();
	const count = atMs.length;
	clock.run(500);
	expect(atMs).toHaveLength(count);
	pacer.every(10, () => atMs.push(0));
	pacer.stop();
	clock.run(100);
	expect(atMs).toHaveLength(count);
	expect(clock.isIdle).toBe(true);
});

test('most of a wait is slept, the rest is watched: timers that are late do not make slices late', () => {
	const {clock, pacer} = lab();
	clock.timerLateMs = 0.2;
	pacer.resume();
	clock.run(1000);
	expect(pacer.lateUs.count).toBeGreaterThan(190);
	expect(pacer.lateUs.percentile(0.99)).toBeLessThanOrEqual(20);
	expect(clock.soonCount).toBeLessThan(200 * 150);
});

test('the achieved speed is of the last second, and unknown at first', () => {
	const {clock, pacer} = lab();
	expect(pacer.achievedSpeed).toBe(-1);
	pacer.resume();
	clock.run(50);
	expect(pacer.achievedSpeed).toBe(-1);
	clock.run(950);
	expect(pacer.achievedSpeed).toBeCloseTo(1, 1);
	pacer.pause();
	clock.run(500);
	expect(pacer.achievedSpeed).toBeCloseTo(0.5, 1);
	clock.run(5000);
	expect(pacer.achievedSpeed).toBe(0);
	pacer.resume();
	clock.run(250);
	expect(pacer.achievedSpeed).toBeCloseTo(0.25, 1);
});

test('paced or not, the same events run at the same virtual times', () => {
	const runs = [0.5, 1, 37, 0].map(speed => {
		const clock = new FakeClock();
		const queue = new EventQueue();
		const seen: string[] = [];
		const kind = queue.kind('tick', Priority.device, argument => {
			clock.ms += (argument % 5) * 0.3;
			seen.push(`${queue.nowNs}:${argument}`);
			queue.scheduleAfter(kind, 100_000 + ((argument * 7919) % 1_000_000), argument + 1);
		});
		queue.scheduleAt(kind, 0, 0);
		const pacer = new Pacer(queue, {clock});
		pacer.setSpeed(speed);
		pacer.resume();
		while (queue.nowNs < 100e6) {
			clock.run(7);
		}
		pacer.stop();
		return seen.slice(0, 150);
	});
	expect(runs[0]).toHaveLength(150);
	for (const run of runs) {
		expect(run).toEqual(runs[0]);
	}
});

test('speeds that are none are refused', () => {
	const {pacer} = lab();
	for (const speed of [-1, 0.001, 1001, Number.NaN]) {
		expect(() => pacer.setSpeed(speed)).toThrow(InvariantBroken);
	}
	expect(pacer.speed).toBe(1);
});
