/** First come, first served: no order at all. The floor of any event queue: dispatch and the handler's own work. */
import type {EventHandler} from '../../../source/simulation/event-queue.ts';

const CAPACITY = 2 ** 14;

export class FifoQueue {
	nowNs = 0;
	readonly #handlers: EventHandler[] = [];
	readonly #at = new Float64Array(CAPACITY);
	readonly #kind = new Int32Array(CAPACITY);
	readonly #argument = new Float64Array(CAPACITY);
	#head = 0;
	#tail = 0;

	kind(_name: string, _priority: number, handler: EventHandler): number {
		return this.#handlers.push(handler) - 1;
	}

	scheduleAfter(kind: number, delayNs: number, argument: number): void {
		const place = this.#tail++ & (CAPACITY - 1);
		this.#at[place] = this.nowNs + delayNs;
		this.#kind[place] = kind;
		this.#argument[place] = argument;
	}

	step(): boolean {
		const place = this.#head++ & (CAPACITY - 1);
		this.nowNs = this.#at[place];
		(this.#handlers[this.#kind[place]] as EventHandler)(this.#argument[place]);
		return true;
	}
}
