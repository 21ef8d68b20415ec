/**
The hold model over one of our queues, in a process of its own, as native/hold.cpp is.

	node hold.ts event-queue|sorted-array|fifo PENDING EVENTS INCREMENTS

Prints nanoseconds per event and the order's checksum. A process per queue, because a call site that
has seen three queues is slower for all of them.
*/
import {readFileSync} from 'node:fs';
import {EventQueue} from '../../source/simulation/event-queue.ts';
import type {Priority} from '../../source/simulation/priority.ts';
import {perOperation} from './harness.ts';
import {FifoQueue} from './peers/fifo-queue.ts';
import {SortedArrayQueue} from './peers/sorted-array-queue.ts';

const PRIORITIES: readonly Priority[] = [0, 1, 2, 3, 4, 4, 4, 1];
const DRAW_SEED = 625_341_585;
export const TABLE = 4096;

type Held = {
	kind(name: string, priority: Priority, handler: (argument: number) => void): number;
	scheduleAfter(kind: number, delayNs: number, argument: number): unknown;
	step(): boolean;
};

const queues: Readonly<Record<string, new () => Held>> = {'event-queue': EventQueue, 'sorted-array': SortedArrayQueue, fifo: FifoQueue};

class Hold {
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

const [name, pending, events, file] = process.argv.slice(2);
const Queue = queues[name ?? ''];
if (Queue === undefined || file === undefined) {
	console.error('usage: hold.ts event-queue|sorted-array|fifo PENDING EVENTS INCREMENTS');
	process.exitCode = 2;
} else {
	const bytes = readFileSync(file);
	const hold = new Hold(new Queue(), Number(pending), new Int32Array(bytes.buffer, bytes.byteOffset, TABLE));
	const count = Number(events);
	hold.run(count / 4);
	const ns = perOperation(count, () => hold.run(count));
	console.log(`${ns.toFixed(3)} ${hold.checksum}`);
}
