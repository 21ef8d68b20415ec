/** What must be undone when something is closed or could not be finished, newest first. */
import type {Routine} from './thread.ts';

export class Cleanup {
	readonly #steps: Array<() => Routine> = [];

	push(step: () => Routine): void {
		this.#steps.push(step);
	}

	/** Each step runs once, even if this is called again after a step failed. */
	*run(): Routine {
		for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) {
			yield* step();
		}
	}
}
