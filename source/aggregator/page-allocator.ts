/**
Pages for shadow structures, from the hypervisor's part of VRAM. Freed pages are scrubbed, so nothing of
one domain is ever seen by the next. See: GPUvm prototype vram (there: the process aborts when it is full).
*/
import {RangeAllocator} from '../base/range-allocator.ts';
import type {Vram} from '../gpu/vram.ts';
import {PAGE_BYTES} from '../manual/mmu.ts';

export class PageAllocator {
	readonly #frames: RangeAllocator;
	readonly #vram: Vram;

	/** Serves VRAM [start, end). */
	constructor(vram: Vram, start: number, end: number) {
		this.#vram = vram;
		this.#frames = new RangeAllocator(start / PAGE_BYTES, end / PAGE_BYTES);
	}

	get freeBytes(): number {
		return this.#frames.freeUnits * PAGE_BYTES;
	}

	/** Host address of `bytes` zeroed bytes, page aligned; undefined when the hypervisor's VRAM is full. */
	allocate(bytes: number): number | undefined {
		const frame = this.#frames.allocate(Math.ceil(bytes / PAGE_BYTES));
		return frame === undefined ? undefined : frame * PAGE_BYTES;
	}

	free(address: number, bytes: number): void {
		this.#vram.fill(address, 0, Math.ceil(bytes / PAGE_BYTES) * (PAGE_BYTES / 4));
		this.#frames.free(address / PAGE_BYTES);
	}
}
