/**
P9: one event, from scheduling to handler, in the hold model: N events are pending, and each that runs
schedules one more, of a kind drawn at random out of eight.

The peer is native/hold.cpp, std::priority_queue with the same kinds, increments, draws and checksum of
the order; the case fails if the two orders differ. The plain sorted array says what the calendar
costs where little is pending.
*/
import {writeFileSync} from 'node:fs';
import path from 'node:path';
import {EventQueue} from '../../../source/simulation/event-queue.ts';
import type {Priority} from '../../../source/simulation/priority.ts';
import {type Bench, type BenchCase, perOperation, type Result, ratioResult} from '../harness.ts';
import {SortedArrayQueue} from '../peers/sorted-array-queue.ts';

const PRIORITIES: readonly Priority[] = [0, 1, 2, 3, 4, 4, 4, 1];
const DRAW_SEED = 625_341_585;
const TABLE = 4096;

type Held = {
	kind(name: string, priority: Priority, handler: (argument: number) => void): number;
	scheduleAfter(kind: number, delayNs: number, argument: number): unknown;
	step(): boolean;
};

/** Increments by pattern, in nanoseconds, for a mean of about one event per 100 ns. */
const patterns = {
	exponential: (exponential: number, _uniform: number, pending: number) => exponential * 100 * pending,
	bimodal: (exponential: number, uniform: number, pending: number) => exponential * (uniform < 0.9 ? 100 : 1000 * pending),
	bursty: (_exponential: number, uniform: number) => 1000 * Math.floor(uniform * 4),
} as const;

export type Pattern = keyof typeof patterns;

export function incrementsOf(pattern: Pattern, pending: number): Int32Array {
	const table = new Int32Array(TABLE);
	let state = 12_345;
	const uniform = () => {
		state ^= state << 13;
		state ^= state >>> 17;
		state ^= state << 5;
		return (state >>> 0) / 2 ** 32;
	};
	for (let index = 0; index < TABLE; index++) {
		table[index] = Math.floor(patterns[pattern](-Math.log(1 - uniform()), uniform(), pending));
	}
	return table;
}

/** The model's state is in one array, so both sides keep it in memory and neither in registers. */
export class Hold {
	readonly #queue: Held;
	readonly #increments: Int32Array;
	readonly #kinds = new Int32Array(8);
	/** Draw state and checksum. */
	readonly #state = new Int32Array([DRAW_SEED, 0]);

	constructor(queue: Held, pending: number, increments: Int32Array) {
		this.#queue = queue;
		this.#increments = increments;
		const handlers = [
			(argument: number) => this.#handle(argument, 0),
			(argument: number) => this.#handle(argument, 1),
			(argument: number) => this.#handle(argument, 2),
			(argument: number) => this.#handle(argument, 3),
			(argument: number) => this.#handle(argument, 4),
			(argument: number) => this.#handle(argument, 5),
			(argument: number) => this.#handle(argument, 6),
			(argument: number) => this.#handle(argument, 7),
		];
		for (const [index, handler] of handlers.entries()) {
			this.#kinds[index] = queue.kind(`hold${index}`, PRIORITIES[index] as Priority, handler);
		}
		for (let index = 0; index < pending; index++) {
			const random = this.#draw();
			queue.scheduleAfter(this.#kinds[random >>> 29], increments[random & (TABLE - 1)], 0);
		}
	}

	get checksum(): number {
		return this.#state[1];
	}

	run(events: number): void {
		for (let index = 0; index < events; index++) {
			this.#queue.step();
		}
	}

	#handle(argument: number, kind: number): void {
		this.#state[1] = Math.imul(this.#state[1], 31) + argument + kind;
		const random = this.#draw();
		this.#queue.scheduleAfter(this.#kinds[random >>> 29], this.#increments[random & (TABLE - 1)], random & 1023);
	}

	#draw(): number {
		let draw = this.#state[0];
		draw ^= draw << 13;
		draw ^= draw >>> 17;
		draw ^= draw << 5;
		this.#state[0] = draw;
		return draw;
	}
}

function measure(queue: Held, pending: number, events: number, increments: Int32Array): {readonly ns: number; readonly checksum: number} {
	const hold = new Hold(queue, pending, increments);
	hold.run(Math.floor(events / 4));
	const ns = perOperation(events, () => hold.run(events));
	return {ns, checksum: hold.checksum};
}

function compare(bench: Bench, pattern: Pattern, pending: number): Result[] {
	const events = bench.scale(400_000);
	const increments = incrementsOf(pattern, pending);
	const file = path.join(bench.folder, 'increments');
	writeFileSync(file, increments);
	const native = bench.native('hold.cpp');
	const checksums = new Set<number>();
	const ours = (queue: Held) => () => {
		const {ns, checksum} = measure(queue, pending, events, increments);
		checksums.add(checksum);
		return ns;
	};
	const figures = bench.compare({
		ours: () => ours(new EventQueue())(),
		native:
			typeof native === 'string'
				? undefined
				: () => {
						const [ns, checksum] = native.run(pending, events, file).split(' ').map(Number);
						checksums.add(checksum as number);
						return ns as number;
					},
		sortedArray: pattern === 'exponential' && pending <= 100 ? () => ours(new SortedArrayQueue())() : undefined,
	});
	if (checksums.size !== 1) {
		throw new Error(`event core, ${pattern}, ${pending} pending: the queues disagree about the order`);
	}
	const base = {id: 'P9', unit: 'ns/event'};
	const name = `${pattern}, ${pending} pending`;
	const lines = [
		ratioResult({...base, name: `${name}, std::priority_queue`, goal: '<= 1.0x'}, figures.ours, figures.native ?? (native as string), 1),
	];
	if (figures.sortedArray !== undefined) {
		const ratio = figures.ours / figures.sortedArray;
		lines.push({...base, name: `${name}, sorted array`, value: figures.ours, baseline: figures.sortedArray, ratio, goal: '-'});
	}
	return lines;
}

export const eventCore: BenchCase = {
	id: 'P9',
	name: 'event core',
	goal: 'at most the cost of std::priority_queue, at every number of pending events',
	run(bench) {
		const sizes = [10, 100, 1000, 10_000];
		return [
			...sizes.flatMap(pending => compare(bench, 'exponential', pending)),
			...sizes.flatMap(pending => compare(bench, 'bimodal', pending)),
			...sizes.flatMap(pending => compare(bench, 'bursty', pending)),
		];
	},
};
