/** Buffers in the guest's own memory: whole 4 KiB frames, contiguous in guest physical addresses. */
import {roundUp} from '../base/words.ts';
import {PAGE_BYTES} from '../manual/mmu.ts';
import type {MemoryPool} from './memory-pool.ts';

export type SystemBuffer = {
	/** Guest physical address. */
	readonly address: number;
	readonly bytes: number;
	/** The memory itself. Freeing the buffer does not clear it. */
	readonly words: Uint32Array;
};

export class SystemBuffers {
	readonly #ram: Uint32Array;
	readonly frames: MemoryPool;

	constructor(ram: Uint32Array, frames: MemoryPool) {
		this.#ram = ram;
		this.frames = frames;
	}

	/** Throws `DriverError` when guest memory is exhausted. */
	allocate(bytes: number): SystemBuffer {
		const rounded = roundUp(bytes, PAGE_BYTES);
		const address = this.frames.allocate(rounded);
		return {address, bytes: rounded, words: this.#ram.subarray(address / 4, (address + rounded) / 4)};
	}

	free(buffer: SystemBuffer): void {
		this.frames.free(buffer.address);
	}
}
