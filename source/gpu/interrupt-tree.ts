/**
Interrupt tree: from the units' own registers through PMC.INTR to the line.

Owns: the level that the owner of the card saw last.
The line follows its sources once per instant, after all devices are done with it.
Inaccuracies: message interrupts are not in config space; re-arming says a raised line again, so an owner
that turns levels into messages loses none.
*/
import type {EventKind, EventQueue} from '../simulation/event-queue.ts';
import {Priority} from '../simulation/priority.ts';
import {gpuCounters} from './counters.ts';

export type InterruptSources = {
	/** Units with something pending, as PMC.INTR shows them. */
	pendingUnits(): number;
	/** PMC and config space let the line rise. */
	isLineEnabled(): boolean;
	onInterrupt(isRaised: boolean): void;
};

export class InterruptTree {
	/** What the owner saw last. */
	isRaised = false;
	readonly #queue: EventQueue;
	readonly #counters: Float64Array;
	readonly #sources: InterruptSources;
	readonly #lineKind: EventKind;
	#isPending = false;
	#isRearmed = false;

	constructor(queue: EventQueue, counters: Float64Array, sources: InterruptSources) {
		this.#queue = queue;
		this.#counters = counters;
		this.#sources = sources;
		this.#lineKind = queue.kind('gpu.interrupt', Priority.interrupt, () => this.#moveLine());
	}

	/** Some source or enable may have changed. */
	changed(): void {
		const isRaised = this.#sources.isLineEnabled() && this.#sources.pendingUnits() !== 0;
		if (!this.#isPending && (isRaised !== this.isRaised || this.#isRearmed)) {
			this.#isPending = true;
			this.#queue.scheduleAfter(this.#lineKind, 0);
		}
	}

	/** The message interrupt was re-armed. */
	rearm(): void {
		this.#isRearmed = true;
		this.changed();
	}

	#moveLine(): void {
		this.#isPending = false;
		const isRearmed = this.#isRearmed;
		this.#isRearmed = false;
		const isRaised = this.#sources.isLineEnabled() && this.#sources.pendingUnits() !== 0;
		if (isRaised === this.isRaised && !(isRaised && isRearmed)) {
			return;
		}
		if (isRaised) {
			this.#counters[gpuCounters.at.interrupts]++;
		}
		this.isRaised = isRaised;
		this.#sources.onInterrupt(isRaised);
	}
}
