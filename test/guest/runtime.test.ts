import {describe, expect, test} from 'vitest';
import {KIB, MIB, MS, SECOND} from '../../source/base/units.ts';
import {AddressSpace} from '../../source/guest/address-space.ts';
import type {Runtime} from '../../source/guest/runtime.ts';
import type {Task} from '../../source/guest/task.ts';
import {attempt} from '../../source/guest/task.ts';
import type {Routine} from '../../source/guest/thread.ts';
import {fillRandom, multiply, operandOver} from '../../source/guest/workloads/operands.ts';
import type {KernelName} from '../../source/manual/kernel-image.ts';
import {Random} from '../../source/simulation/random.ts';
import {NativeLab} from './native-lab.ts';

const LINE = {x: 256, y: 1, z: 1};

function numbers(count: number, kind: 'f32' | 'i32', seed: number) {
	const operand = operandOver(new Uint32Array(count));
	fillRandom(operand, kind, new Random(seed));
	return operand;
}

/** Copies operands in, launches, copies the result out. */
function* compute(
	task: Task,
	kernel: KernelName,
	inputs: readonly Uint32Array[],
	outWords: number,
	sizes: readonly number[],
): Routine<Uint32Array> {
	const runtime = yield* task.open();
	const module = yield* runtime.moduleLoad(kernel);
	const addresses: number[] = [];
	for (const input of inputs) {
		const buffer = yield* runtime.memAlloc(input.byteLength);
		yield* runtime.memcpyHtoD(buffer.address, input);
		addresses.push(buffer.address);
	}
	const out = yield* runtime.memAlloc(outWords * 4);
	yield* runtime.launch(module, {x: Math.ceil(outWords / LINE.x), y: 1, z: 1}, LINE, [...addresses, out.address, ...sizes]);
	yield* runtime.synchronize();
	const result = new Uint32Array(outWords);
	yield* runtime.memcpyDtoH(result, out.address);
	return result;
}

describe.each(['f32', 'i32'] as const)('%s kernels give what the CPU gives', kind => {
	test.each([1, 1000, 70_000])('vector-add of %i elements', length => {
		const [a, b] = [numbers(length, kind, 1), numbers(length, kind, 2)];
		const expected = operandOver(new Uint32Array(length));
		for (let index = 0; index < length; index++) {
			if (kind === 'i32') {
				expected.words[index] = a.words[index] + b.words[index];
			} else {
				expected.floats[index] = a.floats[index] + b.floats[index];
			}
		}
		let result: Uint32Array = new Uint32Array(0);
		const failure = new NativeLab().boot().program(function* (task) {
			result = yield* compute(task, `vector-add-${kind}`, [a.words, b.words], length, [length]);
		});
		expect(failure).toBeUndefined();
		expect(result).toEqual(expected.words);
	});

	test('matrix-multiply, not square in memory pages', () => {
		const n = 45;
		const [a, b] = [numbers(n * n, kind, 3), numbers(n * n, kind, 4)];
		const expected = operandOver(new Uint32Array(n * n));
		multiply(a, b, expected, n, kind);
		let result: Uint32Array = new Uint32Array(0);
		new NativeLab().boot().program(function* (task) {
			result = yield* compute(task, `matrix-multiply-${kind}`, [a.words, b.words], n * n, [n]);
		});
		expect(result).toEqual(expected.words);
		expect(expected.words.some(word => word !== 0)).toBe(true);
	});
});

test('two programs have address spaces of their own: the same address is different memory', () => {
	const lab = new NativeLab().boot();
	const seen: number[][] = [];
	const failure = lab.program(function* (task) {
		const [one, two] = [yield* task.open(), yield* task.open()];
		const [inOne, inTwo] = [yield* one.memAlloc(4 * KIB), yield* two.memAlloc(4 * KIB)];
		expect(inOne.address).toBe(inTwo.address);
		expect(one.channel.id).not.toBe(two.channel.id);
		yield* one.memcpyHtoD(inOne.address, Uint32Array.of(1, 2, 3));
		yield* two.memcpyHtoD(inTwo.address, Uint32Array.of(4, 5, 6));
		for (const runtime of [one, two]) {
			const words = new Uint32Array(3);
			yield* runtime.memcpyDtoH(words, inOne.address);
			seen.push([...words]);
		}
	});
	expect(failure).toBeUndefined();
	expect(seen).toEqual([
		[1, 2, 3],
		[4, 5, 6],
	]);
});

test('two runtimes of one process share their buffers', () => {
	const lab = new NativeLab().boot();
	const words = new Uint32Array(3);
	const failure = lab.program(function* (task) {
		const one = yield* task.open();
		const two = yield* task.open({space: one.space});
		const buffer = yield* one.memAlloc(4 * KIB);
		yield* one.memcpyHtoD(buffer.address, Uint32Array.of(7, 8, 9));
		yield* two.memcpyDtoH(words, buffer.address);
		yield* task.close(two);
	});
	expect(failure).toBeUndefined();
	expect([...words]).toEqual([7, 8, 9]);
});

test('buffers above 256 KiB get large pages, others small ones', () => {
	new NativeLab().boot().program(function* (task) {
		const runtime = yield* task.open();
		const small = yield* runtime.memAlloc(256 * KIB);
		const large = yield* runtime.memAlloc(256 * KIB + 1);
		expect(small.mapping.pageBytes).toBe(4 * KIB);
		expect(large.mapping.pageBytes).toBe(128 * KIB);
		expect(large.vramAddress % (128 * KIB)).toBe(0);
		const words = Uint32Array.from({length: 65_536}, (_, index) => index * 7);
		const back = new Uint32Array(words.length);
		yield* runtime.memcpyHtoD(large.address, words);
		yield* runtime.memcpyDtoH(back, large.address);
		expect(back).toEqual(words);
	});
});

describe('waiting', () => {
	function* countTo(task: Task, waitBy: 'poll' | 'interrupt', iterations: number): Routine<Runtime> {
		const runtime = yield* task.open({waitBy});
		const module = yield* runtime.moduleLoad('loop');
		const out = yield* runtime.memAlloc(4);
		yield* runtime.launch(module, {x: 1, y: 1, z: 1}, {x: 1, y: 1, z: 1}, [out.address, iterations]);
		yield* runtime.synchronize();
		const word = new Uint32Array(1);
		yield* runtime.memcpyDtoH(word, out.address);
		expect(word[0]).toBe(iterations);
		return runtime;
	}

	test('by memory needs no interrupt and no event while a kernel runs', () => {
		const lab = new NativeLab({hasInterrupts: false}).boot();
		const before = lab.queue.executed;
		expect(lab.program(task => dropResult(countTo(task, 'poll', 100_000_000)))).toBeUndefined();
		expect(lab.queue.nowNs).toBeGreaterThan(SECOND / 4);
		expect(lab.queue.executed - before).toBeLessThan(400);
		expect(lab.count('interruptsHandled')).toBe(0);
	});

	test('by interrupt wakes on the notify', () => {
		const lab = new NativeLab().boot();
		expect(lab.program(task => dropResult(countTo(task, 'interrupt', 1000)))).toBeUndefined();
		expect(lab.count('interruptsHandled')).toBeGreaterThan(0);
	});

	test('by interrupt finds a missed one a second later', () => {
		const lab = new NativeLab({hasInterrupts: false}).boot();
		const startNs = lab.queue.nowNs;
		expect(lab.program(task => dropResult(countTo(task, 'interrupt', 1000)))).toBeUndefined();
		expect(lab.queue.nowNs - startNs).toBeGreaterThan(SECOND);
		expect(lab.queue.nowNs - startNs).toBeLessThan(SECOND + 20 * MS);
	});

	test.each(['poll', 'interrupt'] as const)('for a fence that never comes fails after 30 s, by %s', by => {
		const lab = new NativeLab().boot();
		const failure = lab.program(function* (task) {
			const {channel} = yield* task.open();
			yield* channel.waitFence(yield* channel.nextFence(), by);
		});
		expect(failure).toBe(`channel 1: fence 1 not signalled within 30 s (by ${by})`);
	});
});

describe('a channel that the hardware stopped', () => {
	function* copyFrom(task: Task, source: number): Routine {
		const runtime = yield* task.open();
		const pinned = yield* runtime.pinnedAlloc(4 * KIB);
		yield* runtime.waitFence(yield* runtime.copyAsync({destination: pinned.deviceAddress, source, bytes: 4096}, 'm2mf'));
	}

	test('is an error that says why, within microseconds; other channels work on', () => {
		const lab = new NativeLab().boot();
		const startNs = lab.queue.nowNs;
		const failure = lab.program(function* (task) {
			const other = yield* task.open();
			const reason = yield* attempt(copyFrom(task, 0x7_0000_0000));
			expect(reason).toMatch(/^channel 2 lost: PGRAPH fault, read of 0x0700000000, reason 0$/);
			const buffer = yield* other.memAlloc(4 * KIB);
			yield* other.memcpyHtoD(buffer.address, Uint32Array.of(42));
			const back = new Uint32Array(1);
			yield* other.memcpyDtoH(back, buffer.address);
			expect(back[0]).toBe(42);
		});
		expect(failure).toBeUndefined();
		expect(lab.queue.nowNs - startNs).toBeLessThan(SECOND);
	});

	test('goes back whole: the next program gets its number and memory', () => {
		const lab = new NativeLab().boot();
		const idle = lab.guest.driver.inspect();
		expect(lab.program(task => copyFrom(task, 0x7_0000_0000))).toContain('lost');
		expect(lab.guest.driver.inspect()).toEqual({...idle, channels: lab.guest.driver.inspect().channels});
		expect(
			lab.program(function* (task) {
				expect((yield* task.open()).channel.id).toBe(1);
			}),
		).toBeUndefined();
	});

	test('a kernel that is none traps', () => {
		const lab = new NativeLab().boot();
		const failure = lab.program(function* (task) {
			const runtime = yield* task.open();
			const module = yield* runtime.moduleLoad('nop');
			yield* runtime.memcpyHtoD(module.buffer.address, Uint32Array.of(1, 2, 3));
			yield* runtime.launch(module, LINE, LINE, []);
			yield* runtime.synchronize();
		});
		expect(failure).toMatch(/^channel 1 lost: PGRAPH TRAP/);
	});

	test('an address that PCOPY does not take is its error', () => {
		const lab = new NativeLab().boot();
		const failure = lab.program(function* (task) {
			const runtime = yield* task.open();
			const pinned = yield* runtime.pinnedAlloc(8 * KIB);
			const transfer = {destination: pinned.deviceAddress + 4, source: pinned.deviceAddress + 4096, bytes: 64};
			yield* runtime.waitFence(yield* runtime.copyAsync(transfer, 'pcopy'));
		});
		expect(failure).toMatch(/^channel 1 lost: PCOPY0 error 3 at method/);
	});
});

describe('running out', () => {
	test('of VRAM is refused, and nothing is lost by it', () => {
		const lab = new NativeLab({vramMib: 64}).boot();
		const failure = lab.program(function* (task) {
			const runtime = yield* task.open();
			const before = lab.guest.driver.inspect().instanceMemory;
			expect(yield* attempt(dropResult(runtime.memAlloc(65 * MIB)))).toContain('VRAM exhausted: no room for');
			expect(lab.guest.driver.inspect().instanceMemory).toEqual(before);
			const most = yield* runtime.memAlloc(32 * MIB);
			yield* runtime.memFree(most);
		});
		expect(failure).toBeUndefined();
	});

	test('of channels names how many there are', () => {
		const lab = new NativeLab({ramMib: 256}).boot();
		const failure = lab.program(function* (task) {
			for (;;) {
				yield* task.open();
			}
		});
		expect(failure).toBe('no channel free: 128 are in use');
		expect(lab.guest.driver.channels.size).toBe(1);
	});

	test('at any single allocation of an open leaves no trace', () => {
		const lab = new NativeLab({vramMib: 64}).boot();
		const idle = lab.guest.driver.inspect();
		let failures = 0;
		for (const pool of [lab.guest.driver.vram, lab.guest.driver.memory.frames]) {
			for (let nth = 1; ; nth++) {
				let left = nth;
				const original = pool.tryAllocate.bind(pool);
				pool.tryAllocate = (bytes, alignment) => (--left === 0 ? undefined : original(bytes, alignment));
				const failure = lab.program(function* (task) {
					const runtime = yield* task.open();
					yield* runtime.moduleLoad('nop');
					yield* runtime.memAlloc(MIB);
				});
				pool.tryAllocate = original;
				expect({...lab.guest.driver.inspect(), channels: []}).toEqual({...idle, channels: []});
				expect(lab.guest.driver.channels.size).toBe(1);
				if (left > 0) {
					expect(failure).toBeUndefined();
					break;
				}
				expect(failure).toContain('exhausted');
				failures++;
			}
		}
		expect(failures).toBeGreaterThan(15);
	});
});

test('an address space frees its tables with the last page and maps again', () => {
	const lab = new NativeLab({vramMib: 64}).boot();
	const {driver} = lab.guest;
	const idle = driver.vram.inspect();
	lab.program(function* () {
		const space = yield* AddressSpace.create(driver.tables);
		const withDirectory = driver.vram.freeBytes;
		for (let round = 0; round < 2; round++) {
			// Spans two directory entries.
			const big = yield* space.map({kind: 'vram', address: 0}, 200 * MIB);
			expect(withDirectory - driver.vram.freeBytes).toBe(2 * 256 * KIB);
			const small = yield* space.map({kind: 'vram', address: 0}, 4 * KIB);
			yield* space.unmap(big);
			expect(withDirectory - driver.vram.freeBytes).toBe(256 * KIB);
			yield* space.unmap(small);
			expect(driver.vram.freeBytes).toBe(withDirectory);
		}
		yield* space.destroy();
	});
	expect(driver.vram.inspect()).toEqual(idle);
});

function* dropResult(routine: Routine<unknown>): Routine {
	yield* routine;
}
