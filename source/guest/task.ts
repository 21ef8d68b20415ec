/**
A running program of a guest: one process with its random stream, host memory and runtimes. When it
ends, in whatever way, everything it held goes back, as with a process of an operating system.
*/

import {transferNs} from '../manual/costs.ts';
import type {Random} from '../simulation/random.ts';
import {Cleanup} from './cleanup.ts';
import type {Driver} from './driver.ts';
import {DriverError} from './driver-error.ts';
import {Runtime, type RuntimeOptions} from './runtime.ts';
import type {Routine} from './thread.ts';

export class Task {
	readonly driver: Driver;
	readonly random: Random;
	readonly #cleanup = new Cleanup();
	readonly #runtimes = new Set<Runtime>();

	constructor(driver: Driver, random: Random) {
		this.driver = driver;
		this.random = random;
	}

	*open(options: RuntimeOptions = {}): Routine<Runtime> {
		const runtime = yield* Runtime.open(this.driver, options);
		this.#runtimes.add(runtime);
		return runtime;
	}

	/** Open now, in the order of opening. */
	runtimes(): readonly Runtime[] {
		return [...this.#runtimes];
	}

	*close(runtime: Runtime): Routine {
		this.#runtimes.delete(runtime);
		yield* runtime.close();
	}

	/** Host memory of the program: pageable, zeroed, until it ends. */
	hostAlloc(words: number): Uint32Array {
		const buffer = this.driver.memory.allocate(words * 4);
		this.#cleanup.call(() => this.driver.memory.free(buffer));
		buffer.words.fill(0);
		return buffer.words.subarray(0, words);
	}

	/** The program's own work on so many bytes. */
	*touch(bytes: number): Routine {
		const {cpu} = this.driver;
		yield* cpu.compute(transferNs(bytes, cpu.costs.memcpyBandwidth));
	}

	/**
	Repeats `round`, with a pause after each; 0 rounds is forever. A round answers whether its result was
	right.
	*/
	*repeat(rounds: number, pauseNs: number, round: () => Routine<boolean>): Routine {
		for (let done = 0; rounds === 0 || done < rounds; done++) {
			const isRight = yield* round();
			this.driver.count(isRight ? 'workloadRounds' : 'workloadErrors', 1);
			yield* this.driver.cpu.sleep(pauseNs);
			yield* this.driver.cpu.breathe();
		}
	}

	/** Drops every runtime without waiting for the device. */
	*abandon(): Routine {
		for (const runtime of [...this.#runtimes]) {
			this.#runtimes.delete(runtime);
			yield* runtime.abandon();
		}
	}

	/** Ends the program. */
	*exit(): Routine {
		try {
			for (const runtime of [...this.#runtimes]) {
				yield* this.close(runtime);
			}
		} finally {
			yield* this.#cleanup.run();
		}
	}
}

/** Runs what may fail on the guest's side; answers with the reason, or undefined when it went well. */
export function* attempt(routine: Routine): Routine<string | undefined> {
	try {
		yield* routine;
		return undefined;
	} catch (error) {
		if (error instanceof DriverError) {
			return error.message;
		}
		throw error;
	}
}
