import fc from 'fast-check';
import {expect, test} from 'vitest';
import {InvariantBroken} from '../../source/base/assert.ts';
import {EventQueue} from '../../source/simulation/event-queue.ts';
import {Priority} from '../../source/simulation/priority.ts';
import {Random} from '../../source/simulation/random.ts';

const priorities = Object.values(Priority);

type Expected = {
	readonly atNs: number;
	readonly priority: number;
	readonly sequence: number;
	readonly handle: number;
	readonly argument: number;
};

/** A queue and beside it the plainest thing that could be right: an array, sorted before each use. */
class Pair {
	readonly queue = new EventQueue();
	readonly seen: number[] = [];
	readonly expected: number[] = [];
	pending: Expected[] = [];
	readonly #kinds = priorities.map(priority =>
		this.queue.kind(`p${priority}`, priority, argument => {
			this.seen.push(argument, this.queue.nowNs);
		}),
	);
	#sequence = 0;

	schedule(priority: number, atNs: number): void {
		const argument = this.#sequence;
		const handle = this.queue.scheduleAt(this.#kinds[priority], atNs, argument);
		this.pending.push({atNs, priority, sequence: this.#sequence++, handle, argument});
	}

	#sort(): void {
		this.pending.sort((a, b) => a.atNs - b.atNs || a.priority - b.priority || a.sequence - b.sequence);
	}

	/** What the model would run next is removed from it. */
	take(): void {
		this.#sort();
		const next = this.pending.shift();
		if (next !== undefined) {
			this.expected.push(next.argument, next.atNs);
		}
	}

	step(): void {
		const isSomething = this.pending.length > 0;
		this.take();
		expect(this.queue.step()).toBe(isSomething);
	}

	cancel(index: number): void {
		const [gone] = this.pending.splice(index % this.pending.length, 1);
		if (gone !== undefined) {
			expect(this.queue.cancel(gone.handle)).toBe(true);
			expect(this.queue.cancel(gone.handle)).toBe(false);
		}
	}

	advance(atNs: number): void {
		this.#sort();
		while (this.pending.length > 0 && (this.pending[0] as Expected).atNs <= atNs) {
			this.take();
		}
		this.queue.runUntil(atNs);
		expect(this.queue.nowNs).toBe(atNs);
		expect(this.queue.viewNs).toBe(atNs);
	}

	check(): void {
		this.#sort();
		expect(this.queue.pending).toBe(this.pending.length);
		expect(this.queue.nextAtNs).toBe(this.pending[0]?.atNs ?? Number.POSITIVE_INFINITY);
		expect(this.seen).toEqual(this.expected);
		expect(this.queue.executed).toBe(this.expected.length / 2);
	}

	checkAll(): void {
		this.check();
		expect(this.queue.inspect()).toEqual(this.pending.map(({atNs, argument, priority}) => ({name: `p${priority}`, atNs, argument})));
	}
}

const delay = fc.oneof(
	{weight: 4, arbitrary: fc.integer({min: 0, max: 20})},
	{weight: 3, arbitrary: fc.integer({min: 0, max: 100_000})},
	{weight: 1, arbitrary: fc.integer({min: 0, max: 10 ** 12})},
	{weight: 1, arbitrary: fc.constant(1000)},
);
const action = fc.oneof(
	{weight: 6, arbitrary: fc.record({kind: fc.constant('schedule' as const), delay, priority: fc.integer({min: 0, max: 6})})},
	{
		weight: 1,
		arbitrary: fc.record({
			kind: fc.constant('burst' as const),
			delay,
			priority: fc.integer({min: 0, max: 6}),
			count: fc.integer({min: 20, max: 400}),
		}),
	},
	{weight: 2, arbitrary: fc.record({kind: fc.constant('step' as const), count: fc.integer({min: 1, max: 60})})},
	{weight: 2, arbitrary: fc.record({kind: fc.constant('cancel' as const), index: fc.nat(10_000)})},
	{weight: 1, arbitrary: fc.record({kind: fc.constant('advance' as const), delay})},
);

test('order, cancelling and the clock are those of a sorted array, whatever is asked', () => {
	fc.assert(
		fc.property(fc.array(action, {minLength: 1, maxLength: 120}), actions => {
			const pair = new Pair();
			for (const step of actions) {
				switch (step.kind) {
					case 'schedule':
						pair.schedule(step.priority, pair.queue.nowNs + step.delay);
						break;
					case 'burst':
						for (let index = 0; index < step.count; index++) {
							pair.schedule((step.priority + index * index) % 7, pair.queue.nowNs + Math.floor((step.delay * (index % 17)) / 16));
						}
						break;
					case 'step':
						for (let index = 0; index < step.count; index++) {
							pair.step();
						}
						break;
					case 'cancel':
						pair.cancel(step.index);
						break;
					case 'advance':
						pair.advance(pair.queue.nowNs + step.delay);
						break;
				}
				pair.check();
			}
			pair.checkAll();
			while (pair.pending.length > 0) {
				pair.step();
			}
			pair.checkAll();
		}),
		{numRuns: 250},
	);
});

/** Increments by name: how far ahead an event is scheduled. */
const distributions: Readonly<Record<string, (random: Random) => number>> = {
	uniform: random => random.integer(0, 100_000),
	'one instant': () => 1000,
	'few instants': random => 1000 * random.integer(0, 3),
	'two scales': random => (random.integer(0, 9) === 0 ? random.integer(0, 10 ** 9) : random.integer(0, 50)),
	bursts: random => (random.integer(0, 99) === 0 ? 10 ** 6 : random.integer(0, 3)),
	'long horizon': random => random.integer(0, 10) ** random.integer(0, 14),
};

for (const [name, increment] of Object.entries(distributions)) {
	test(`grows, turns over and shrinks across every switch point: ${name}`, () => {
		const pair = new Pair();
		const random = new Random(7).fork(name);
		for (const target of [3, 30, 12, 600, 9, 2500, 80, 0]) {
			while (pair.pending.length < target) {
				pair.schedule(random.integer(0, 6), pair.queue.nowNs + increment(random));
			}
			for (let turn = 0; turn < Math.min(target, 300); turn++) {
				pair.step();
				pair.schedule(random.integer(0, 6), pair.queue.nowNs + increment(random));
				if (turn % 7 === 0) {
					pair.cancel(random.integer(0, 10 ** 6));
				}
			}
			expect(pair.seen).toEqual(pair.expected);
			while (pair.pending.length > target / 2) {
				pair.step();
			}
			pair.checkAll();
		}
	});
}

test('events that events schedule at their own instant run in it, by priority', () => {
	const queue = new EventQueue();
	const order: string[] = [];
	const check = queue.kind('check', Priority.check, () => order.push(`check@${queue.nowNs}`));
	const device = queue.kind('device', Priority.device, () => order.push(`device@${queue.nowNs}`));
	const guest = queue.kind('guest', Priority.guest, () => {
		order.push(`guest@${queue.nowNs}`);
		queue.scheduleAfter(check, 0);
		queue.scheduleAfter(device, 0);
	});
	queue.scheduleAt(guest, 5);
	queue.scheduleAt(guest, 5);
	queue.runUntil(5);
	expect(order).toEqual(['guest@5', 'device@5', 'guest@5', 'device@5', 'check@5', 'check@5']);
});

test('a handle is stale once its event has run, also when its slot is used again', () => {
	const queue = new EventQueue();
	const kind = queue.kind('k', Priority.guest, () => undefined);
	const first = queue.scheduleAt(kind, 1);
	queue.step();
	const second = queue.scheduleAt(kind, 2);
	expect(second).not.toBe(first);
	expect(queue.cancel(first)).toBe(false);
	expect(queue.pending).toBe(1);
	expect(queue.cancel(0)).toBe(false);
	expect(queue.cancel(second)).toBe(true);
	expect(queue.step()).toBe(false);
});

test('timeouts that are always cancelled take no room', () => {
	const queue = new EventQueue();
	const kind = queue.kind('k', Priority.guest, () => undefined);
	for (let index = 0; index < 40; index++) {
		queue.scheduleAt(kind, 10 ** 6 + index);
	}
	const handles = new Set<number>();
	for (let index = 0; index < 10_000; index++) {
		const handle = queue.scheduleAfter(kind, 10 ** 9 + index);
		handles.add(handle % 2 ** 20);
		expect(queue.cancel(handle)).toBe(true);
	}
	expect(handles.size).toBe(1);
	expect(queue.pending).toBe(40);
});

test('the past, a fraction of a nanosecond and a second name are refused', () => {
	const queue = new EventQueue();
	const kind = queue.kind('k', Priority.guest, () => undefined);
	queue.scheduleAt(kind, 20);
	queue.advanceTo(10);
	expect(() => queue.scheduleAt(kind, 9)).toThrow(InvariantBroken);
	expect(() => queue.scheduleAt(kind, 10.5)).toThrow(InvariantBroken);
	expect(() => queue.scheduleAt(kind, Number.NaN)).toThrow(InvariantBroken);
	expect(() => queue.kind('k', Priority.guest, () => undefined)).toThrow(InvariantBroken);
	expect(() => queue.advanceTo(21)).toThrow(InvariantBroken);
	expect(queue.nowNs).toBe(10);
});

test('an event that throws is gone, and the queue goes on', () => {
	const queue = new EventQueue();
	const seen: number[] = [];
	const bad = queue.kind('bad', Priority.guest, () => {
		throw new Error('bad');
	});
	const good = queue.kind('good', Priority.guest, argument => seen.push(argument));
	queue.scheduleAt(bad, 1);
	queue.scheduleAt(good, 1, 0.5);
	expect(() => queue.runUntil(1)).toThrow('bad');
	queue.runUntil(1);
	expect(seen).toEqual([0.5]);
});
