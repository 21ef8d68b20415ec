/** What must be undone when something is closed or could not be finished, newest first. */
import type {Routine} from './thread.ts';

export class Cleanup {
	readonly #steps: Array<() => Routine | undefined> = [];

	push(step: () => Routine): void {
		this.#steps.push(step);
	}

	/** A step that never waits. */
	call(step: () => void): void {
		this.#steps.push(() => {
			step();
			return undefined;
		});
	}

	/** Each step runs once, even if this is called again after a step failed. */
	*run(): Routine {
		for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) {
			const routine = step();
			if (routine !== undefined) {
				yield* routine;
			}
		}
	}
}
