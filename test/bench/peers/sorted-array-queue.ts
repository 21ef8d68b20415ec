/**
The plainest event queue that is fast when little is pending: columns sorted by (time, order), the
soonest last. A peer for the bench; no cancelling, no checks.
*/
import type {EventHandler} from '../../../source/simulation/event-queue.ts';

const CAPACITY = 2 ** 14;
const SEQUENCE_LIMIT = 2 ** 49;

export class SortedArrayQueue {
	nowNs = 0;
	readonly #handlers: EventHandler[] = [];
	readonly #ranks: number[] = [];
	readonly #at = new Float64Array(CAPACITY);
	readonly #order = new Float64Array(CAPACITY);
	readonly #kind = new Int32Array(CAPACITY);
	readonly #argument = new Float64Array(CAPACITY);
	#size = 0;
	#sequence = 0;

	kind(_name: string, priority: number, handler: EventHandler): number {
		this.#ranks.push(priority * SEQUENCE_LIMIT);
		return this.#handlers.push(handler) - 1;
	}

	scheduleAfter(kind: number, delayNs: number, argument: number): void {
		const at = this.#at;
		const order = this.#order;
		const newAt = this.nowNs + delayNs;
		const newOrder = (this.#ranks[kind] as number) + this.#sequence++;
		let place = this.#size++;
		while (place > 0 && (at[place - 1] < newAt || (at[place - 1] === newAt && order[place - 1] < newOrder))) {
			at[place] = at[place - 1];
			order[place] = order[place - 1];
			this.#kind[place] = this.#kind[place - 1];
			this.#argument[place] = this.#argument[place - 1];
			place--;
		}
		at[place] = newAt;
		order[place] = newOrder;
		this.#kind[place] = kind;
		this.#argument[place] = argument;
	}

	step(): boolean {
		if (this.#size === 0) {
			return false;
		}
		const place = --this.#size;
		this.nowNs = this.#at[place];
		(this.#handlers[this.#kind[place]] as EventHandler)(this.#argument[place]);
		return true;
	}
}
