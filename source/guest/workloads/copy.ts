/** Copies to the device and back, and compares: through bounce buffers, or pinned and then by either engine. */

import {tunable} from '../../base/tunable.ts';
import {KIB, MIB} from '../../base/units.ts';
import type {Runtime} from '../runtime.ts';
import type {Task} from '../task.ts';
import type {Routine} from '../thread.ts';
import {workload} from '../workload.ts';
import {fillRandom, isEqual, operandOver} from './operands.ts';
import {flag, pauseNs, rounds} from './parameters.ts';

export const copy = workload({
	doc: 'Copies a buffer to the device and back.',
	parameters: {
		bytes: tunable({
			unit: 'bytes',
			default: MIB,
			minimum: 16,
			maximum: 256 * MIB,
			step: 64 * KIB,
			doc: 'Bytes each way; rounded down to a multiple of 16.',
			when: 'start',
		}),
		isPinned: flag(0, "The device reads and writes the program's memory itself; otherwise through bounce buffers."),
		usesPcopy: flag(0, 'Pinned copies by the copy engine, beside kernels; otherwise by the graphics engine.'),
		rounds: rounds(),
		pauseNs: pauseNs(0),
	},
	*run(task, values) {
		const words = Math.floor(values.bytes / 16) * 4;
		const runtime = yield* task.open();
		const device = yield* runtime.memAlloc(words * 4);
		const isPinned = values.isPinned === 1;
		const round = isPinned
			? yield* pinnedRound(task, runtime, device.address, words, values.usesPcopy === 1 ? 'pcopy' : 'm2mf')
			: bouncedRound(task, runtime, device.address, words);
		yield* task.repeat(values.rounds, values.pauseNs, round);
		yield* runtime.memFree(device);
		yield* task.close(runtime);
	},
});

function bouncedRound(task: Task, runtime: Runtime, device: number, words: number): () => Routine<boolean> {
	const source = task.hostAlloc(words);
	const target = task.hostAlloc(words);
	return function* () {
		fillRandom(operandOver(source), 'i32', task.random);
		yield* task.touch(words * 4);
		yield* runtime.memcpyHtoD(device, source);
		yield* runtime.memcpyDtoH(target, device);
		return isEqual(source, target);
	};
}

function* pinnedRound(
	task: Task,
	runtime: Runtime,
	device: number,
	words: number,
	engine: 'm2mf' | 'pcopy',
): Routine<() => Routine<boolean>> {
	const source = yield* runtime.pinnedAlloc(words * 4);
	const target = yield* runtime.pinnedAlloc(words * 4);
	const sourceWords = source.words.subarray(0, words);
	return function* () {
		fillRandom(operandOver(sourceWords), 'i32', task.random);
		yield* task.touch(words * 4);
		const toDevice = {destination: device, source: source.deviceAddress, bytes: words * 4};
		yield* runtime.copyPinned('HtoD', toDevice, engine);
		const fromDevice = {destination: target.deviceAddress, source: device, bytes: words * 4};
		yield* runtime.copyPinned('DtoH', fromDevice, engine);
		return isEqual(sourceWords, target.words.subarray(0, words));
	};
}
