/** Vector and matrix addition: fresh operands each round, copied in, added, copied back, checked. */
import type {Extent} from '../compute-methods.ts';
import type {Task} from '../task.ts';
import type {Routine} from '../thread.ts';
import {workload} from '../workload.ts';
import {fillRandom, isSum, numberKind, operandOver} from './operands.ts';
import {count, flag, pauseNs, rounds, waitByInterrupt} from './parameters.ts';

const BLOCK = 256;
const SIDE = 16;
const FLOAT_DOC = 'Add 32-bit integers; otherwise single precision numbers.';

type Shape = {
	readonly kernel: 'vector-add' | 'matrix-add';
	readonly elements: number;
	/** Sizes as the kernel takes them. */
	readonly sizes: readonly number[];
	readonly grid: Extent;
	readonly block: Extent;
};

export const vectorAdd = workload({
	doc: 'Adds two vectors.',
	parameters: {
		size: count(65_536, 1, 16_777_216, 4096, 'Elements of a vector; more is more to copy and to add.'),
		isInteger: flag(0, FLOAT_DOC),
		rounds: rounds(),
		pauseNs: pauseNs(0),
		waitByInterrupt: waitByInterrupt(),
	},
	run(task, values) {
		const size = values.size;
		const grid = {x: Math.ceil(size / BLOCK), y: 1, z: 1};
		// More blocks than one extent holds go into the second.
		const folded = grid.x > BLOCK * BLOCK - 1 ? {x: BLOCK, y: Math.ceil(grid.x / BLOCK), z: 1} : grid;
		return add(task, values, {kernel: 'vector-add', elements: size, sizes: [size], grid: folded, block: {x: BLOCK, y: 1, z: 1}});
	},
});

export const matrixAdd = workload({
	doc: 'Adds two square matrices.',
	parameters: {
		size: count(256, 1, 4096, 16, 'Rows and columns; more is more to copy and to add.'),
		isInteger: flag(0, FLOAT_DOC),
		rounds: rounds(),
		pauseNs: pauseNs(0),
		waitByInterrupt: waitByInterrupt(),
	},
	run(task, values) {
		const size = values.size;
		const blocks = Math.ceil(size / SIDE);
		const extents = {grid: {x: blocks, y: blocks, z: 1}, block: {x: SIDE, y: SIDE, z: 1}};
		return add(task, values, {kernel: 'matrix-add', elements: size * size, sizes: [size, size], ...extents});
	},
});

type Values = {readonly isInteger: number; readonly rounds: number; readonly pauseNs: number; readonly waitByInterrupt: number};

function* add(task: Task, values: Values, shape: Shape): Routine {
	const kind = numberKind(values.isInteger);
	const {elements, grid, block} = shape;
	const bytes = elements * 4;
	const runtime = yield* task.open({waitBy: values.waitByInterrupt === 1 ? 'interrupt' : 'poll'});
	const module = yield* runtime.moduleLoad(`${shape.kernel}-${kind}`);
	const [a, b, c] = [operandOver(task.hostAlloc(elements)), operandOver(task.hostAlloc(elements)), operandOver(task.hostAlloc(elements))];
	const onDevice = [yield* runtime.memAlloc(bytes), yield* runtime.memAlloc(bytes), yield* runtime.memAlloc(bytes)] as const;
	const [deviceA, deviceB, deviceC] = [onDevice[0].address, onDevice[1].address, onDevice[2].address];
	yield* task.repeat(values.rounds, values.pauseNs, function* () {
		fillRandom(a, kind, task.random);
		fillRandom(b, kind, task.random);
		yield* task.touch(2 * bytes);
		yield* runtime.memcpyHtoD(deviceA, a.words);
		yield* runtime.memcpyHtoD(deviceB, b.words);
		yield* runtime.launch(module, grid, block, [deviceA, deviceB, deviceC, ...shape.sizes]);
		yield* runtime.synchronize();
		yield* runtime.memcpyDtoH(c.words, deviceC);
		yield* task.touch(bytes);
		return isSum(a, b, c, kind);
	});
	for (const buffer of onDevice) {
		yield* runtime.memFree(buffer);
	}
	yield* runtime.moduleUnload(module);
	yield* task.close(runtime);
}
