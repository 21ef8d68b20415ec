import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {KERNEL_LIMITS, KERNELS, type KernelName, parameterWords} from '../../source/manual/kernel-image.ts';
import {TARGET} from '../../source/manual/mmu.ts';
import {FAULT_REASON, FAULT_UNIT, PFIFO} from '../../source/manual/pfifo.ts';
import {PGRAPH} from '../../source/manual/pgraph.ts';
import {element, get} from '../../source/manual/register.ts';
import {GpuLab, type LabChannel, VA} from '../lab/gpu-lab.ts';
import {Pushbuffer} from '../lab/pushbuffer.ts';

const CODE = VA.DATA;
const CONSTANTS = VA.DATA + 0x1000;
/** Operands, 4 MiB apart. */
const [A, B, C] = [VA.DATA + 0x40_0000, VA.DATA + 0x80_0000, VA.DATA + 0xc0_0000];

function ready(kernel: KernelName): {lab: GpuLab; channel: LabChannel} {
	const lab = new GpuLab();
	const channel = lab.channel(1);
	lab.runlist(1);
	channel.data(CODE, lab.image(kernel));
	channel.buffer(CONSTANTS, 0x1000);
	return {lab, channel};
}

function launch(channel: LabChannel, parameters: readonly number[], blocks: number, threads: number): void {
	channel.submit(new Pushbuffer().bindAll().launch({code: CODE, constants: CONSTANTS, parameters, blocks, threads}));
	channel.lab.run();
}

/** Runs a kernel on two operands; the result as words. */
function run(
	kernel: KernelName,
	a: Uint32Array,
	b: Uint32Array,
	sizes: readonly number[],
	grid: {blocks: number; threads: number},
): Uint32Array {
	const {lab, channel} = ready(kernel);
	channel.data(A, a);
	channel.data(B, b);
	const c = channel.buffer(C, Math.max(4096, a.length * 4));
	launch(channel, [A, 0, B, 0, C, 0, ...sizes], grid.blocks, grid.threads);
	expect(channel.activity).toBe('idle');
	const result = new Uint32Array(a.length);
	lab.gpu.vram.readBlock(c, result);
	return result;
}

const wordsOf = (floats: Float32Array) => new Uint32Array(floats.buffer.slice(0));
const noise = (length: number, seed: number) => Uint32Array.from({length}, (_, index) => Math.imul(index + seed, 0x9e37_79b1) >>> 0);
const floatNoise = (length: number, seed: number) =>
	Float32Array.from({length}, (_, index) => ((Math.imul(index + seed, 0x9e37_79b1) | 0) / 2 ** 20) * 1.1);

describe('exact results', () => {
	test('vector and matrix addition, both kinds of number, over many pages', () => {
		const [a, b] = [noise(9_000, 1), noise(9_000, 77)];
		const sum = a.map((value, index) => value + b[index]);
		expect(run('vector-add-i32', a, b, [9_000], {blocks: 36, threads: 256})).toEqual(sum);
		expect(run('matrix-add-i32', a, b, [90, 100], {blocks: 36, threads: 256})).toEqual(sum);
		const [f, g] = [floatNoise(9_000, 3), floatNoise(9_000, 5)];
		const floatSum = wordsOf(f.map((value, index) => Math.fround(value + g[index])));
		expect(run('vector-add-f32', wordsOf(f), wordsOf(g), [9_000], {blocks: 36, threads: 256})).toEqual(floatSum);
		expect(run('matrix-add-f32', wordsOf(f), wordsOf(g), [100, 90], {blocks: 36, threads: 256})).toEqual(floatSum);
	});

	test('only elements that a thread covers are written, and threads beyond the end do nothing', () => {
		const [a, b] = [noise(1_000, 1), noise(1_000, 2)];
		const short = run('vector-add-i32', a, b, [1_000], {blocks: 3, threads: 100});
		expect(short[299]).toBe((a[299] + b[299]) >>> 0);
		expect(short.subarray(300).every(value => value === 0)).toBe(true);
		const long = run('vector-add-i32', a, b, [10], {blocks: 3, threads: 100});
		expect(long.subarray(10).every(value => value === 0)).toBe(true);
	});

	test('matrix product, integers that wrap', () => {
		fc.assert(
			fc.property(fc.integer({min: 1, max: 40}), fc.integer(), fc.integer({min: 1, max: 60}), (n, seed, blocks) => {
				const [a, b] = [noise(n * n, seed), noise(n * n, seed + 9)];
				const covered = Math.min(n * n, blocks * 32);
				const expected = new Uint32Array(n * n);
				for (let index = 0; index < covered; index++) {
					const [row, column] = [Math.floor(index / n), index % n];
					for (let k = 0; k < n; k++) {
						expected[index] += Math.imul(a[row * n + k], b[k * n + column]);
					}
				}
				expect(run('matrix-multiply-i32', a, b, [n], {blocks, threads: 32})).toEqual(expected);
			}),
			{numRuns: 20},
		);
	});

	test('matrix product, single precision, each step rounded', () => {
		const n = 65;
		const [a, b] = [floatNoise(n * n, 1), floatNoise(n * n, 2)];
		const expected = new Float32Array(n * n);
		for (let index = 0; index < n * n; index++) {
			let sum = 0;
			for (let k = 0; k < n; k++) {
				sum = Math.fround(sum + Math.fround(a[Math.floor(index / n) * n + k] * b[k * n + (index % n)]));
			}
			expected[index] = sum;
		}
		expect(run('matrix-multiply-f32', wordsOf(a), wordsOf(b), [n], {blocks: 17, threads: 256})).toEqual(wordsOf(expected));
	});

	test('one device multiplies small, large and small again, and adds afterwards', () => {
		const {lab, channel} = ready('matrix-multiply-i32');
		const identity = (n: number) => Uint32Array.from({length: n * n}, (_, index) => (index % (n + 1) === 0 ? 1 : 0));
		const [left, right, result] = [A, B, C].map(va => channel.buffer(va, 0x4_0000));
		const {vram} = lab.gpu;
		for (const n of [5, 200, 31, 7]) {
			const b = noise(n * n, n);
			vram.writeBlock(left, identity(n));
			vram.writeBlock(right, b);
			launch(channel, [A, 0, B, 0, C, 0, n], 160, 256);
			const product = new Uint32Array(n * n);
			vram.readBlock(result, product);
			expect(product).toEqual(b);
		}
		channel.data(CODE + 0x2000, lab.image('vector-add-i32'));
		const parameters = [A, 0, B, 0, C, 0, 49];
		channel.submit(new Pushbuffer().launch({code: CODE + 0x2000, constants: CONSTANTS, parameters, blocks: 1, threads: 49}));
		lab.run();
		expect(vram.read32(result)).toBe((noise(49, 7)[0] + 1) >>> 0);
		expect(channel.activity).toBe('idle');
	});

	test('loop writes its count, nop nothing; operands may lie in system memory', () => {
		const {lab, channel} = ready('loop');
		const page = lab.memory.add(0x5000);
		channel.space.mapPage(A, 0x5000, {target: TARGET.SYSTEM_SNOOPED});
		launch(channel, [A + 8, 0, 1234], 2, 64);
		expect(page[2]).toBe(1234);
		expect(lab.memory.writes).toEqual([{address: 0x5008, bytes: 4}]);
		const idle = ready('nop');
		launch(idle.channel, [], 1, 1);
		expect([idle.lab.count('kernels'), idle.channel.activity]).toEqual([1, 'idle']);
	});
});

describe('what cannot run', () => {
	const nothing = () => {};
	test.each([
		['no image', 'nop', [], 1, 1, (channel: LabChannel) => channel.lab.gpu.vram.write32(physicalOf(channel, CODE), 1)],
		['an unknown kernel', 'nop', [], 1, 1, (channel: LabChannel) => channel.lab.gpu.vram.write32(physicalOf(channel, CODE) + 8, 99)],
		['another version', 'nop', [], 1, 1, (channel: LabChannel) => channel.lab.gpu.vram.write32(physicalOf(channel, CODE) + 4, 2)],
		[
			'an image without parameters',
			'loop',
			[A, 0, 1],
			1,
			1,
			(channel: LabChannel) => channel.lab.gpu.vram.write32(physicalOf(channel, CODE) + 12, 2),
		],
		['a block too large', 'nop', [], 1, 1025, nothing],
		['no blocks', 'nop', [], 0, 32, nothing],
		['no threads', 'nop', [], 1, 0, nothing],
		['an odd pointer', 'vector-add-i32', [A + 1, 0, B, 0, C, 0, 5], 1, 32, nothing],
		['an odd result', 'loop', [A + 2, 0, 5], 1, 32, nothing],
		['too many elements', 'matrix-add-i32', [A, 0, B, 0, C, 0, 2 ** 31, 2 ** 31], 0x1_ffff, 1024, nothing],
		['a matrix too large', 'matrix-multiply-f32', [A, 0, B, 0, C, 0, 2 ** 31], 1, 1, nothing],
		['too many products', 'matrix-multiply-i32', [A, 0, B, 0, C, 0, 4096], 65535, 1024, nothing],
		['hours of counting', 'loop', [A, 0, 2 ** 32 - 1], 65535, 1024, nothing],
	] as const)('%s traps', (_, kernel, parameters, blocks, threads, spoil) => {
		const {lab, channel} = ready(kernel);
		for (const operand of [A, B, C]) {
			channel.buffer(operand, 0x1000);
		}
		spoil(channel);
		launch(channel, parameters, blocks, threads);
		expect(channel.activity).toBe('stopped');
		expect(get(PGRAPH.INTR, 'TRAP', lab.read(PGRAPH.INTR.offset))).toBe(1);
		expect([lab.count('kernels'), lab.count('mmuFaults')]).toEqual([0, 0]);
	});

	test.each([
		['code', CODE, false],
		['first operand', A, false],
		['second operand', B, false],
		['result', C, true],
	] as const)('%s that is not mapped faults', (_, address, isWrite) => {
		const {lab, channel} = ready('vector-add-i32');
		for (const operand of [A, B, C]) {
			channel.buffer(operand, 0x1000);
		}
		channel.space.unmap(address);
		launch(channel, [A, 0, B, 0, C, 0, 100], 1, 128);
		expect(channel.activity).toBe('stopped');
		const info = lab.read(element(PFIFO.FAULT_INFO, FAULT_UNIT.PGRAPH));
		expect(get(PFIFO.FAULT_INFO, 'REASON', info)).toBe(FAULT_REASON.PAGE_NOT_PRESENT);
		expect(get(PFIFO.FAULT_INFO, 'WRITE', info)).toBe(isWrite ? 1 : 0);
		expect(lab.read(element(PFIFO.FAULT_ADDRESS_LOW, FAULT_UNIT.PGRAPH))).toBe(address);
	});

	test('an operand that ends early faults where it ends', () => {
		const {lab, channel} = ready('vector-add-i32');
		for (const operand of [A, B, C]) {
			channel.buffer(operand, 0x8000);
		}
		channel.space.unmap(B + 0x6000);
		launch(channel, [A, 0, B, 0, C, 0, 8192], 32, 256);
		expect(lab.read(element(PFIFO.FAULT_ADDRESS_LOW, FAULT_UNIT.PGRAPH))).toBe(B + 0x6000);
	});

	test('limits of the catalogue: parameters fit, and the largest product is within reach', () => {
		for (const name of Object.keys(KERNELS) as KernelName[]) {
			expect(parameterWords(name)).toBeLessThanOrEqual(64);
		}
		expect(2048 ** 3).toBeLessThanOrEqual(KERNEL_LIMITS.PRODUCTS);
	});
});

function physicalOf(channel: LabChannel, va: number): number {
	return Math.floor(channel.lab.gpu.vram.read32(channel.space.entryOf(va)) / 16) * 4096;
}
