/**
Matrix multiplication. Two pairs of operands are drawn at the start and used in turn, so the result of
a round never equals the one before and the right answers are computed once.
*/
import {workload} from '../workload.ts';
import {fillRandom, isEqual, multiply, numberKind, type Operand, operandOver} from './operands.ts';
import {count, flag, pauseNs, rounds, waitByInterrupt} from './parameters.ts';

const SIDE = 16;
const VARIANTS = 2;

export const matrixMultiply = workload({
	doc: 'Multiplies two square matrices.',
	parameters: {
		size: count(128, 1, 1024, 16, 'Rows and columns; twice as many is eight times the work.'),
		isInteger: flag(0, 'Multiply 32-bit integers; otherwise single precision numbers.'),
		rounds: rounds(),
		pauseNs: pauseNs(0),
		waitByInterrupt: waitByInterrupt(),
	},
	*run(task, values) {
		const kind = numberKind(values.isInteger);
		const n = values.size;
		const words = n * n;
		const runtime = yield* task.open({waitBy: values.waitByInterrupt === 1 ? 'interrupt' : 'poll'});
		const module = yield* runtime.moduleLoad(`matrix-multiply-${kind}`);
		const host = (): Operand => operandOver(task.hostAlloc(words));
		const result = host();
		const variants = Array.from({length: VARIANTS}, () => ({a: host(), b: host(), expected: host()}));
		for (const {a, b, expected} of variants) {
			fillRandom(a, kind, task.random);
			fillRandom(b, kind, task.random);
			multiply(a, b, expected, n, kind);
			yield* task.touch(3 * words * 4);
		}
		const buffers = [yield* runtime.memAlloc(words * 4), yield* runtime.memAlloc(words * 4), yield* runtime.memAlloc(words * 4)] as const;
		const [deviceA, deviceB, deviceC] = [buffers[0].address, buffers[1].address, buffers[2].address];
		const blocks = Math.ceil(n / SIDE);
		let round = 0;
		yield* task.repeat(values.rounds, values.pauseNs, function* () {
			const {a, b, expected} = variants[round++ % VARIANTS] as (typeof variants)[number];
			yield* runtime.memcpyHtoD(deviceA, a.words);
			yield* runtime.memcpyHtoD(deviceB, b.words);
			yield* runtime.launch(module, {x: blocks, y: blocks, z: 1}, {x: SIDE, y: SIDE, z: 1}, [deviceA, deviceB, deviceC, n]);
			yield* runtime.synchronize();
			yield* runtime.memcpyDtoH(result.words, deviceC);
			yield* task.touch(words * 4);
			return isEqual(result.words, expected.words);
		});
		for (const buffer of buffers) {
			yield* runtime.memFree(buffer);
		}
		yield* runtime.moduleUnload(module);
		yield* task.close(runtime);
	},
});
