/** How long engines were busy: each kind added up, the time when at least one was, and for whom. */
import type {EventQueue} from '../simulation/event-queue.ts';
import {gpuCounters} from './counters.ts';
import {WorkMeter} from './work-meter.ts';

export class BusyMeter {
	readonly work: WorkMeter;
	readonly #queue: EventQueue;
	readonly #counters: Float64Array;
	#graphs = 0;
	#copies = 0;
	#sinceNs = 0;

	constructor(queue: EventQueue, counters: Float64Array) {
		this.#queue = queue;
		this.#counters = counters;
		this.work = new WorkMeter(queue);
	}

	get isBusy(): boolean {
		return this.#graphs + this.#copies > 0;
	}

	/** An engine begins to be busy for that channel. */
	begin(kind: 'graph' | 'copy', channel: number): void {
		this.#change(kind, 1);
		this.work.begin(channel);
	}

	end(kind: 'graph' | 'copy', channel: number): void {
		this.#change(kind, -1);
		this.work.end(channel);
	}

	#change(kind: 'graph' | 'copy', by: 1 | -1): void {
		this.settle();
		if (kind === 'graph') {
			this.#graphs += by;
		} else {
			this.#copies += by;
		}
	}

	/** Brings the counters up to now. */
	settle(): void {
		const elapsedNs = this.#queue.nowNs - this.#sinceNs;
		this.#sinceNs = this.#queue.nowNs;
		if (elapsedNs > 0 && this.isBusy) {
			this.#counters[gpuCounters.at.graphBusyNs] += this.#graphs * elapsedNs;
			this.#counters[gpuCounters.at.copyBusyNs] += this.#copies * elapsedNs;
			this.#counters[gpuCounters.at.anyBusyNs] += elapsedNs;
		}
	}
}
