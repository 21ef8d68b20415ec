/** A kernel that was stopped in its middle: what is left of it, among those that wait for the engine. */
import type {FrontEnd} from './engine-port.ts';

export class SuspendedOperation implements FrontEnd {
	readonly channel: number;
	/** Generation of the channel when the kernel began. */
	readonly generation: number;
	readonly remainingNs: number;
	readonly #resume: (operation: SuspendedOperation) => void;

	constructor(channel: number, generation: number, remainingNs: number, resume: (operation: SuspendedOperation) => void) {
		this.channel = channel;
		this.generation = generation;
		this.remainingNs = remainingNs;
		this.#resume = resume;
	}

	wake(): void {
		this.#resume(this);
	}
}
