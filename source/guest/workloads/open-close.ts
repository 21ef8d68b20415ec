/** Control-heavy: opens, allocates many small buffers, runs short kernels, closes; everything again each round. */
import {KIB, MS} from '../../base/units.ts';
import {workload} from '../workload.ts';
import {count, pauseNs, rounds, waitByInterrupt} from './parameters.ts';

const ONE = {x: 1, y: 1, z: 1} as const;
const BUFFER_KIB_MAX = 64;

export const openClose = workload({
	doc: 'Opens the device, allocates small buffers, runs short kernels and closes, over and over.',
	parameters: {
		buffers: count(16, 1, 1000, 1, 'Buffers of 4 to 64 KiB in each round.'),
		kernels: count(4, 0, 1000, 1, 'Kernels in each round.'),
		rounds: rounds(),
		pauseNs: pauseNs(10 * MS),
		waitByInterrupt: waitByInterrupt(),
	},
	*run(task, values) {
		const result = task.hostAlloc(1);
		yield* task.repeat(values.rounds, values.pauseNs, function* () {
			const runtime = yield* task.open({waitBy: values.waitByInterrupt === 1 ? 'interrupt' : 'poll'});
			const module = yield* runtime.moduleLoad('loop');
			const buffers = [];
			for (let index = 0; index < values.buffers; index++) {
				buffers.push(yield* runtime.memAlloc(task.random.integer(4, BUFFER_KIB_MAX) * KIB));
			}
			let isRight = true;
			for (let index = 0; index < values.kernels; index++) {
				const out = buffers[index % buffers.length]?.address as number;
				const iterations = task.random.integer(1, 1000);
				yield* runtime.launch(module, ONE, ONE, [out, iterations]);
				yield* runtime.synchronize();
				yield* runtime.memcpyDtoH(result, out);
				isRight &&= result[0] === iterations;
			}
			for (const buffer of buffers) {
				yield* runtime.memFree(buffer);
			}
			yield* runtime.moduleUnload(module);
			yield* task.close(runtime);
			return isRight;
		});
	},
});
