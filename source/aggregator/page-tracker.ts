/**
Page tracker: tells the owners of watched VRAM ranges about every store into them, whoever made it: the
guest through a BAR, an engine, a kernel.

Owns: the index from 64 KiB chunk to watched regions. VRAM itself tests one byte per store and calls
here only for chunks that hold a watched region.
*/
import {assert} from '../base/assert.ts';
import {KIB} from '../base/units.ts';
import type {Vram} from '../gpu/vram.ts';

const CHUNK_BYTES = 64 * KIB;

export type TrackedRegion = {
	/** Host addresses, half open. */
	readonly start: number;
	readonly end: number;
	/** Bytes [offset, offset + bytes) of the region were written; already clipped to it. */
	stored(offset: number, bytes: number): void;
};

export class PageTracker {
	readonly #vram: Vram;
	readonly #byChunk: Array<TrackedRegion[] | undefined> = [];

	constructor(vram: Vram) {
		this.#vram = vram;
		vram.onStore = (address, bytes) => this.#stored(address, bytes);
	}

	add(region: TrackedRegion): void {
		this.#vram.watch(region.start, region.end - region.start);
		for (let chunk = chunkOf(region.start); chunk <= chunkOf(region.end - 1); chunk++) {
			const regions = this.#byChunk[chunk];
			if (regions === undefined) {
				this.#byChunk[chunk] = [region];
			} else {
				regions.push(region);
			}
		}
	}

	remove(region: TrackedRegion): void {
		this.#vram.unwatch(region.start, region.end - region.start);
		for (let chunk = chunkOf(region.start); chunk <= chunkOf(region.end - 1); chunk++) {
			const regions = this.#byChunk[chunk] ?? [];
			const index = regions.indexOf(region);
			assert(index >= 0, 'untracked region removed');
			regions.splice(index, 1);
			if (regions.length === 0) {
				this.#byChunk[chunk] = undefined;
			}
		}
	}

	#stored(address: number, bytes: number): void {
		const end = address + bytes;
		const last = chunkOf(end - 1);
		for (let chunk = chunkOf(address); chunk <= last; chunk++) {
			const regions = this.#byChunk[chunk];
			if (regions === undefined) {
				continue;
			}
			// A region that spans chunks is told once for each: clip to the chunk.
			const from = Math.max(address, chunk * CHUNK_BYTES);
			const to = Math.min(end, (chunk + 1) * CHUNK_BYTES);
			// Owners track and untrack while they are told (a new page directory drops tables), so the list is walked
			// as it was, and who is no longer on it is passed over.
			const told = regions.length === 1 ? regions : [...regions];
			for (const region of told) {
				const start = Math.max(from, region.start);
				const stop = Math.min(to, region.end);
				if (start < stop && (told === regions || regions.includes(region))) {
					region.stored(start - region.start, stop - start);
				}
			}
		}
	}
}

function chunkOf(address: number): number {
	return Math.floor(address / CHUNK_BYTES);
}
