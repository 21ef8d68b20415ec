/** Kernels without data: nothing, counting, bursts of counting, counting without end. */

import {tunable} from '../../base/tunable.ts';
import {MS, SECOND} from '../../base/units.ts';
import type {Extent} from '../compute-methods.ts';
import type {Module, Runtime} from '../runtime.ts';
import type {Task} from '../task.ts';
import type {Routine} from '../thread.ts';
import {workload} from '../workload.ts';
import {count, pauseNs, rounds, waitByInterrupt} from './parameters.ts';

/** A warp on every multiprocessor. */
const GRID: Extent = {x: 14, y: 1, z: 1};
const BLOCK: Extent = {x: 32, y: 1, z: 1};
const WORD_BYTES = 4;
/** Added to the count of a round, so that an old result does not pass for a new one. */
const SPREAD = 255;

const iterations = (defaultValue: number) =>
	count(defaultValue, 1, 1_000_000_000, 10_000, 'How far each thread counts; more is a longer kernel.');

export const nop = workload({
	doc: 'Launches a kernel that returns at once, and waits for it.',
	parameters: {rounds: rounds(), pauseNs: pauseNs(0), waitByInterrupt: waitByInterrupt()},
	*run(task, values) {
		const runtime = yield* task.open({waitBy: values.waitByInterrupt === 1 ? 'interrupt' : 'poll'});
		const module = yield* runtime.moduleLoad('nop');
		yield* task.repeat(values.rounds, values.pauseNs, function* () {
			yield* runtime.launch(module, GRID, BLOCK, []);
			yield* runtime.synchronize();
			return true;
		});
		yield* task.close(runtime);
	},
});

export const loop = workload({
	doc: 'Launches a kernel that counts, waits for it and checks the count.',
	parameters: {iterations: iterations(100_000), rounds: rounds(), pauseNs: pauseNs(0), waitByInterrupt: waitByInterrupt()},
	*run(task, values) {
		const counter = yield* Counter.open(task, values);
		yield* task.repeat(values.rounds, values.pauseNs, () => counter.run(1, values.iterations));
		yield* counter.close();
	},
});

export const bursts = workload({
	doc: 'Bursts of counting kernels with silence between them, both of random length.',
	parameters: {
		iterations: iterations(100_000),
		kernelsMax: count(20, 1, 1000, 1, 'Most kernels in a burst.'),
		silenceMaxNs: tunable({
			unit: 'ns',
			default: 50 * MS,
			minimum: 0,
			maximum: 60 * SECOND,
			step: MS,
			doc: 'Longest silence.',
			when: 'start',
		}),
		rounds: rounds(),
		waitByInterrupt: waitByInterrupt(),
	},
	*run(task, values) {
		const counter = yield* Counter.open(task, values);
		yield* task.repeat(values.rounds, 0, function* () {
			const kernels = task.random.integer(1, values.kernelsMax);
			const isRight = yield* counter.run(kernels, values.iterations);
			yield* task.driver.cpu.sleep(task.random.integer(0, values.silenceMaxNs));
			return isRight;
		});
		yield* counter.close();
	},
});

export const hog = workload({
	doc: 'Long counting kernels, several queued at a time, without pause.',
	parameters: {
		iterations: iterations(3_000_000),
		depth: count(4, 1, 32, 1, 'Kernels queued before waiting.'),
		rounds: rounds(),
		waitByInterrupt: waitByInterrupt(),
	},
	*run(task, values) {
		const counter = yield* Counter.open(task, values);
		yield* task.repeat(values.rounds, 0, () => counter.run(values.depth, values.iterations));
		yield* counter.close();
	},
});

/** A runtime with the counting kernel and the word that it counts into. */
class Counter {
	readonly #task: Task;
	readonly #runtime: Runtime;
	readonly #module: Module;
	readonly #out: number;
	readonly #result: Uint32Array;

	private constructor(task: Task, runtime: Runtime, module: Module, out: number, result: Uint32Array) {
		this.#task = task;
		this.#runtime = runtime;
		this.#module = module;
		this.#out = out;
		this.#result = result;
	}

	static *open(task: Task, values: {readonly waitByInterrupt: number}): Routine<Counter> {
		const runtime = yield* task.open({waitBy: values.waitByInterrupt === 1 ? 'interrupt' : 'poll'});
		const module = yield* runtime.moduleLoad('loop');
		const out = yield* runtime.memAlloc(WORD_BYTES);
		return new Counter(task, runtime, module, out.address, task.hostAlloc(1));
	}

	/** Queues so many kernels, waits for the last and checks its count. */
	*run(kernels: number, iterations: number): Routine<boolean> {
		let expected = 0;
		for (let kernel = 0; kernel < kernels; kernel++) {
			expected = iterations + this.#task.random.integer(0, SPREAD);
			yield* this.#runtime.launch(this.#module, GRID, BLOCK, [this.#out, expected]);
		}
		yield* this.#runtime.synchronize();
		yield* this.#runtime.memcpyDtoH(this.#result, this.#out);
		return this.#result[0] === expected;
	}

	*close(): Routine {
		yield* this.#task.close(this.#runtime);
	}
}
