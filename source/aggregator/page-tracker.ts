/**
Page tracker: tells the owners of watched VRAM ranges about every store into them, whoever made it: the
guest through a BAR, an engine, a kernel.

Owns: the index from 64 KiB chunk to watched regions. VRAM itself tests one byte per store and calls
here only for chunks that hold a watched region.
*/
import {assert} from '../base/assert.ts';
import {CHUNK_BYTES, type Vram} from '../gpu/vram.ts';

export type TrackedRegion = {
	/** Host addresses, half open. */
	readonly start: number;
	readonly end: number;
	/** Bytes [offset, offset + bytes) of the region were written; already clipped to it. */
	stored(offset: number, bytes: number): void;
};

export class PageTracker {
	readonly #vram: Vram;
	/** One place for every chunk from the start: an array that grows with holes becomes a dictionary, ten times as slow to read. */
	readonly #byChunk: Array<TrackedRegion[] | undefined>;

	/** The region of a chunk that has but one, which fills it: tables are as large as four chunks, so this is the usual case. */
	readonly #sole: Array<TrackedRegion | undefined>;
	/** Where such a chunk begins in its region. */
	readonly #soleOffset: Int32Array;

	constructor(vram: Vram) {
		this.#vram = vram;
		this.#byChunk = new Array<TrackedRegion[] | undefined>(vram.bytes / CHUNK_BYTES).fill(undefined);
		this.#sole = new Array<TrackedRegion | undefined>(this.#byChunk.length).fill(undefined);
		this.#soleOffset = new Int32Array(this.#byChunk.length);
		vram.onStore = (chunk, offset, bytes) => this.#stored(chunk, offset, bytes);
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
			this.#noteSole(chunk);
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
			this.#noteSole(chunk);
		}
	}

	#noteSole(chunk: number): void {
		const start = chunk * CHUNK_BYTES;
		const [region, ...others] = this.#byChunk[chunk] ?? [];
		const isSole = region !== undefined && others.length === 0 && region.start <= start && region.end >= start + CHUNK_BYTES;
		this.#sole[chunk] = isSole ? region : undefined;
		this.#soleOffset[chunk] = isSole ? start - region.start : 0;
	}

	/** VRAM reports chunk by chunk, so a region that spans chunks is told once for each. */
	#stored(chunk: number, offset: number, bytes: number): void {
		const sole = this.#sole[chunk];
		if (sole !== undefined) {
			sole.stored(this.#soleOffset[chunk] + offset, bytes);
			return;
		}
		const regions = this.#byChunk[chunk];
		if (regions === undefined) {
			return;
		}
		const address = chunk * CHUNK_BYTES + offset;
		const end = address + bytes;
		// Owners track and untrack while they are told (a new page directory drops tables), so the list is walked
		// as it was, and who is no longer on it is passed over.
		const told = regions.length === 1 ? regions : [...regions];
		for (const region of told) {
			const start = Math.max(address, region.start);
			const stop = Math.min(end, region.end);
			if (start < stop && (told === regions || regions.includes(region))) {
				region.stored(start - region.start, stop - start);
			}
		}
	}
}

function chunkOf(address: number): number {
	return (address / CHUNK_BYTES) | 0;
}
