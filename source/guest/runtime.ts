/**
The CUDA-like programming interface of a domain's programs, as Gdev offers it: one runtime is one
channel, with its bounce buffers, in the address space of a process.

Every call is a routine on the caller's thread. What goes wrong is a `DriverError`.
Not here: methods (compute-methods.ts, copy-methods.ts), channels (channel.ts).
See: Gdev API (gopen, gmalloc, gmemcpy, glaunch, gsync), its bounce buffers and pipeline.
*/
import {assert} from '../base/assert.ts';
import {KIB} from '../base/units.ts';
import {high32, low32, roundUp} from '../base/words.ts';
import {transferNs} from '../manual/costs.ts';
import {KERNEL_IMAGE, KERNELS, type KernelName, parameterWords} from '../manual/kernel-image.ts';
import {LARGE_PAGE_BYTES, PAGE_BYTES} from '../manual/mmu.ts';
import {AddressSpace, type Mapping, type PageSize} from './address-space.ts';
import {Channel} from './channel.ts';
import {mapSystemBuffer} from './channel-parts.ts';
import {Cleanup} from './cleanup.ts';
import {type Extent, launchKernel, memoryBarrier, notifyWhenDone, queryWhenDone, setUpObjects} from './compute-methods.ts';
import {copyByM2mf, copyByPcopy, type Transfer} from './copy-methods.ts';
import type {GuestCounter} from './counters.ts';
import type {Driver} from './driver.ts';
import type {Fence} from './fence-ring.ts';
import type {SystemBuffer} from './system-buffer.ts';
import type {Routine} from './thread.ts';

const CHUNK_BYTES = 256 * KIB;
const PIPELINE_DEPTH = 2;
/** Buffers of VRAM larger than this get large pages. */
const SMALL_PAGES_MAX_BYTES = 256 * KIB;
/** Code and both constant segments of a module take a page each. */
const MODULE_BYTES = 3 * PAGE_BYTES;

export type WaitBy = 'poll' | 'interrupt';

export type DeviceBuffer = {
	/** Virtual address. */
	readonly address: number;
	readonly bytes: number;
	readonly vramAddress: number;
	readonly mapping: Mapping;
};

/** Guest memory that the device reaches directly. */
export type PinnedBuffer = SystemBuffer & {readonly deviceAddress: number};

export type Module = {readonly kernel: KernelName; readonly buffer: DeviceBuffer};

export type RuntimeOptions = {
	/** Share the address space of a process that has one; without it the runtime makes and frees its own. */
	readonly space?: AddressSpace;
	/** How `synchronize` waits. Copies always poll. */
	readonly waitBy?: WaitBy;
};

export class Runtime {
	readonly channel: Channel;
	readonly #driver: Driver;
	readonly #waitBy: WaitBy;
	/** Runs after the channel is gone. */
	readonly #cleanup: Cleanup;
	readonly #bounce: PinnedBuffer[] = [];
	readonly #buffers = new Map<number, DeviceBuffer>();
	#launched: Fence | undefined;

	private constructor(driver: Driver, channel: Channel, cleanup: Cleanup, waitBy: WaitBy) {
		this.#driver = driver;
		this.channel = channel;
		this.#cleanup = cleanup;
		this.#waitBy = waitBy;
	}

	get space(): AddressSpace {
		return this.channel.space;
	}

	/** Throws `DriverError` when channels or memory run out; then nothing is left behind. */
	static *open(driver: Driver, options: RuntimeOptions = {}): Routine<Runtime> {
		return yield* inPhase(driver, 'phaseInitNs', openRuntime(driver, options));

		function* openRuntime(driver: Driver, {space, waitBy = 'poll'}: RuntimeOptions): Routine<Runtime> {
			const cleanup = new Cleanup();
			let runtime: Runtime | undefined;
			let isOpen = false;
			try {
				const own = space ?? (yield* AddressSpace.create(driver.tables));
				if (space === undefined) {
					cleanup.push(() => own.destroy());
				}
				runtime = new Runtime(driver, yield* Channel.create(driver, own), cleanup, waitBy);
				yield* runtime.#setUp();
				isOpen = true;
			} finally {
				if (!isOpen) {
					if (runtime !== undefined) {
						yield* runtime.channel.abandon();
					}
					yield* cleanup.run();
				}
			}
			return runtime;
		}
	}

	/** VRAM, mapped. */
	*memAlloc(bytes: number): Routine<DeviceBuffer> {
		return yield* inPhase(this.#driver, 'phaseInitNs', this.#allocate(bytes));
	}

	*memFree(buffer: DeviceBuffer): Routine {
		yield* inPhase(this.#driver, 'phaseCloseNs', this.#free(buffer));
	}

	/** Guest memory that `copyAsync` takes without a bounce. Freed at close. */
	*pinnedAlloc(bytes: number): Routine<PinnedBuffer> {
		return yield* inPhase(this.#driver, 'phaseInitNs', this.#mapPinned(bytes));
	}

	/** Copies words to the device, in chunks through two bounce buffers, and waits for the last. */
	*memcpyHtoD(destination: number, source: Uint32Array): Routine {
		yield* inPhase(this.#driver, 'phaseHtoDNs', this.#upload(destination, source));
		this.#driver.count('workloadBytes', source.byteLength);
	}

	/** The other way round. */
	*memcpyDtoH(target: Uint32Array, source: number): Routine {
		yield* inPhase(this.#driver, 'phaseDtoHNs', this.#download(target, source));
		this.#driver.onReceived?.(target);
		this.#driver.count('workloadBytes', target.byteLength);
	}

	/** Starts a copy between any two mapped ranges; `waitFence` waits for it. PCOPY0 wants multiples of 16. */
	*copyAsync(transfer: Transfer, engine: 'm2mf' | 'pcopy'): Routine<Fence> {
		this.#driver.count('workloadBytes', transfer.bytes);
		return yield* this.#submitCopy(transfer, engine);
	}

	/** A copy between pinned memory and the device, waited for, in the phase of its direction. */
	*copyPinned(direction: 'HtoD' | 'DtoH', transfer: Transfer, engine: 'm2mf' | 'pcopy'): Routine {
		yield* inPhase(this.#driver, direction === 'HtoD' ? 'phaseHtoDNs' : 'phaseDtoHNs', this.#copyAndWait(transfer, engine));
	}

	*waitFence(fence: Fence): Routine {
		yield* this.channel.waitFence(fence, 'poll');
	}

	/** Puts a kernel's image on the device. */
	*moduleLoad(kernel: KernelName): Routine<Module> {
		return yield* inPhase(this.#driver, 'phaseInitNs', this.#load(kernel));
	}

	*moduleUnload(module: Module): Routine {
		yield* this.memFree(module.buffer);
	}

	/**
	Starts a kernel; `synchronize` waits for it. Parameters in declared order: an address for a pointer, a
	word for a number.
	*/
	*launch(module: Module, grid: Extent, block: Extent, parameters: readonly number[]): Routine {
		yield* inPhase(this.#driver, 'phaseLaunchNs', this.#launch(module, grid, block, parameters));
		this.#driver.count('launches', 1);
	}

	/** Waits until everything launched has finished. */
	*synchronize(): Routine {
		if (this.#launched !== undefined) {
			yield* inPhase(this.#driver, 'phaseLaunchNs', this.channel.waitFence(this.#launched, this.#waitBy));
			this.#launched = undefined;
		}
	}

	/** Waits for the device unless the channel is lost, and gives everything back, also what was not freed. */
	*close(): Routine {
		yield* inPhase(this.#driver, 'phaseCloseNs', this.#close());
	}

	/** As `close`, but kicks the channel off the engines instead of waiting for it. */
	*abandon(): Routine {
		this.channel.lose('abandoned');
		yield* this.close();
	}

	*#setUp(): Routine {
		for (let index = 0; index < PIPELINE_DEPTH; index++) {
			this.#bounce.push(yield* this.#mapPinned(CHUNK_BYTES));
		}
		yield* setUpObjects(this.channel, this.#driver.graph.multiprocessors);
	}

	*#close(): Routine {
		try {
			yield* this.channel.destroy();
		} finally {
			for (const buffer of [...this.#buffers.values()]) {
				yield* this.#free(buffer);
			}
			yield* this.#cleanup.run();
		}
	}

	*#allocate(bytes: number): Routine<DeviceBuffer> {
		const pageBytes: PageSize = bytes > SMALL_PAGES_MAX_BYTES ? LARGE_PAGE_BYTES : PAGE_BYTES;
		const {vram, cpu} = this.#driver;
		cpu.work(cpu.costs.callNs);
		const vramAddress = vram.allocate(roundUp(bytes, pageBytes), pageBytes);
		let mapping: Mapping | undefined;
		try {
			mapping = yield* this.space.map({kind: 'vram', address: vramAddress}, bytes, pageBytes);
		} finally {
			if (mapping === undefined) {
				vram.free(vramAddress);
			}
		}
		const buffer = {address: mapping.address, bytes, vramAddress, mapping};
		this.#buffers.set(buffer.address, buffer);
		return buffer;
	}

	*#free(buffer: DeviceBuffer): Routine {
		assert(this.#buffers.delete(buffer.address), 'a device buffer freed twice');
		this.#driver.cpu.work(this.#driver.cpu.costs.callNs);
		yield* this.space.unmap(buffer.mapping);
		this.#driver.vram.free(buffer.vramAddress);
	}

	*#mapPinned(bytes: number): Routine<PinnedBuffer> {
		this.#driver.cpu.work(this.#driver.cpu.costs.callNs);
		const {buffer, address} = yield* mapSystemBuffer(this.#driver, this.space, bytes, this.#cleanup);
		return {...buffer, deviceAddress: address};
	}

	*#upload(destination: number, source: Uint32Array): Routine {
		const {cpu} = this.#driver;
		cpu.work(cpu.costs.callNs);
		const fences: Array<Fence | undefined> = [];
		for (const {index, first, words} of chunksOf(source.length)) {
			const slot = index % PIPELINE_DEPTH;
			yield* this.#waitSlot(fences, slot);
			const bounce = this.#bounce[slot] as PinnedBuffer;
			bounce.words.set(source.subarray(first, first + words));
			yield* cpu.compute(transferNs(words * 4, cpu.costs.memcpyBandwidth));
			const transfer = {destination: destination + first * 4, source: bounce.deviceAddress, bytes: words * 4};
			fences[slot] = yield* this.#submitCopy(transfer, 'm2mf');
		}
		for (let slot = 0; slot < PIPELINE_DEPTH; slot++) {
			yield* this.#waitSlot(fences, slot);
		}
	}

	*#download(target: Uint32Array, source: number): Routine {
		const {cpu} = this.#driver;
		cpu.work(cpu.costs.callNs);
		const chunks = chunksOf(target.length);
		const fences: Array<Fence | undefined> = [];
		// One chunk more than there are: round n starts chunk n and takes chunk n - 1.
		for (let round = 0; round <= chunks.length; round++) {
			const next = chunks[round];
			const slot = round % PIPELINE_DEPTH;
			if (next !== undefined) {
				const transfer = {
					destination: (this.#bounce[slot] as PinnedBuffer).deviceAddress,
					source: source + next.first * 4,
					bytes: next.words * 4,
				};
				fences[slot] = yield* this.#submitCopy(transfer, 'm2mf');
			}
			const last = chunks[round - 1];
			if (last !== undefined) {
				const lastSlot = (round - 1) % PIPELINE_DEPTH;
				yield* this.#waitSlot(fences, lastSlot);
				target.set((this.#bounce[lastSlot] as PinnedBuffer).words.subarray(0, last.words), last.first);
				yield* cpu.compute(transferNs(last.words * 4, cpu.costs.memcpyBandwidth));
			}
		}
	}

	*#waitSlot(fences: Array<Fence | undefined>, slot: number): Routine {
		const fence = fences[slot];
		if (fence !== undefined) {
			yield* this.channel.waitFence(fence, 'poll');
			fences[slot] = undefined;
		}
	}

	*#copyAndWait(transfer: Transfer, engine: 'm2mf' | 'pcopy'): Routine {
		yield* this.waitFence(yield* this.copyAsync(transfer, engine));
	}

	*#submitCopy(transfer: Transfer, engine: 'm2mf' | 'pcopy'): Routine<Fence> {
		const {channel} = this;
		yield* memoryBarrier(channel);
		const fence = yield* channel.nextFence();
		const copy = engine === 'm2mf' ? copyByM2mf : copyByPcopy;
		yield* copy(channel, transfer, channel.fences.deviceAddress(fence), fence);
		return fence;
	}

	*#load(kernel: KernelName): Routine<Module> {
		const buffer = yield* this.#allocate(MODULE_BYTES);
		const image = new Uint32Array(KERNEL_IMAGE.BYTES / 4);
		image.set([KERNEL_IMAGE.MAGIC, KERNEL_IMAGE.VERSION, KERNELS[kernel].id, parameterWords(kernel)]);
		yield* this.#upload(buffer.address, image);
		return {kernel, buffer};
	}

	*#launch(module: Module, grid: Extent, block: Extent, parameters: readonly number[]): Routine {
		const {cpu} = this.#driver;
		const {channel} = this;
		const code = module.buffer.address;
		cpu.work(cpu.costs.callNs);
		yield* memoryBarrier(channel);
		const fence = yield* channel.nextFence();
		yield* launchKernel(channel, {
			code,
			constants: [code + PAGE_BYTES, code + 2 * PAGE_BYTES],
			constantBytes: PAGE_BYTES,
			grid,
			block,
			parameters: wordsOf(module.kernel, parameters),
		});
		yield* queryWhenDone(channel, channel.fences.deviceAddress(fence), fence);
		if (this.#waitBy === 'interrupt') {
			yield* notifyWhenDone(channel);
		}
		this.#launched = fence;
	}
}

/** Adds the time that a routine takes to a counter. */
function* inPhase<Result>(driver: Driver, phase: GuestCounter, routine: Routine<Result>): Routine<Result> {
	const startNs = driver.cpu.localNs;
	try {
		return yield* routine;
	} finally {
		driver.count(phase, driver.cpu.localNs - startNs);
	}
}

function chunksOf(words: number): ReadonlyArray<{index: number; first: number; words: number}> {
	const chunkWords = CHUNK_BYTES / 4;
	return Array.from({length: Math.ceil(words / chunkWords)}, (_, index) => ({
		index,
		first: index * chunkWords,
		words: Math.min(chunkWords, words - index * chunkWords),
	}));
}

function wordsOf(kernel: KernelName, values: readonly number[]): number[] {
	const {parameters} = KERNELS[kernel];
	assert(values.length === parameters.length, `${kernel} takes ${parameters.length} parameters`);
	return parameters.flatMap(({kind}, index) => {
		const value = values[index] as number;
		return kind === 'pointer' ? [low32(value), high32(value)] : [value];
	});
}
