/** When a policy is asked although nothing happened: at the end of each of its periods, and after a wait of its own. */
import type {EventHandle, EventKind, EventQueue} from '../simulation/event-queue.ts';
import {Priority} from '../simulation/priority.ts';

export class PolicyClock {
	readonly #queue: EventQueue;
	readonly #lookKind: EventKind;
	readonly #replenishKind: EventKind;
	#lookHandle: EventHandle = 0;
	#replenishHandle: EventHandle = 0;
	#periodSinceNs = 0;

	constructor(queue: EventQueue, look: () => void, replenish: () => void) {
		this.#queue = queue;
		this.#lookKind = queue.kind('scheduler.look', Priority.hypervisor, () => {
			this.#lookHandle = 0;
			look();
		});
		this.#replenishKind = queue.kind('scheduler.replenish', Priority.hypervisor, replenish);
	}

	/** A period begins now; 0 is without end. Nobody waits for anything else. */
	start(periodNs: number): void {
		this.#periodSinceNs = this.#queue.nowNs;
		this.stretch(periodNs);
	}

	/** The period that passes has another length: it ends at once if that is over. */
	stretch(periodNs: number): void {
		const queue = this.#queue;
		queue.cancel(this.#replenishHandle);
		this.stopLooking();
		const endNs = Math.max(queue.nowNs, this.#periodSinceNs + periodNs);
		this.#replenishHandle = periodNs > 0 ? queue.scheduleAt(this.#replenishKind, endNs) : 0;
	}

	lookAfter(delayNs: number): void {
		this.#lookHandle = this.#queue.scheduleAfter(this.#lookKind, delayNs);
	}

	stopLooking(): void {
		if (this.#lookHandle !== 0) {
			this.#queue.cancel(this.#lookHandle);
			this.#lookHandle = 0;
		}
	}
}
