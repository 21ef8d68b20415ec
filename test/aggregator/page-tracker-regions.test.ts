/** Page tracker against a model: every region is told of every byte stored into it, once, and nobody else is. */
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {PageTracker, type TrackedRegion} from '../../source/aggregator/page-tracker.ts';
import {CHUNK_BYTES, Vram} from '../../source/gpu/vram.ts';

const CHUNKS = 8;
const WORDS = (CHUNKS * CHUNK_BYTES) / 4;

class Region implements TrackedRegion {
	readonly start: number;
	readonly end: number;
	readonly told: Array<readonly [from: number, to: number]> = [];

	constructor(start: number, end: number) {
		this.start = start;
		this.end = end;
	}

	stored(offset: number, bytes: number): void {
		this.told.push([this.start + offset, this.start + offset + bytes]);
	}

	/** Bytes told of. */
	get bytes(): number {
		return this.told.reduce((sum, [from, to]) => sum + to - from, 0);
	}
}

/** Whole chunks, as tables are, or any words. */
const range = fc.tuple(fc.boolean(), fc.nat(WORDS - 1), fc.nat(WORDS - 1)).map(([isWhole, a, b]): [number, number] => {
	const [first, last] = [Math.min(a, b), Math.max(a, b) + 1];
	const unit = isWhole ? CHUNK_BYTES : 4;
	return [Math.floor((first * 4) / unit) * unit, Math.ceil((last * 4) / unit) * unit];
});

test('regions that come, share chunks and go are told of their own bytes alone', () => {
	fc.assert(
		fc.property(fc.array(fc.tuple(range, fc.boolean(), range), {minLength: 1, maxLength: 12}), steps => {
			const vram = new Vram(CHUNKS * CHUNK_BYTES, CHUNKS * CHUNK_BYTES);
			const tracker = new PageTracker(vram);
			const live: Region[] = [];
			for (const [[start, end], isRemoval, [from, to]] of steps) {
				if (isRemoval && live.length > 0) {
					tracker.remove(live.shift() as Region);
				} else {
					const region = new Region(start, end);
					live.push(region);
					tracker.add(region);
				}
				for (const region of live) {
					region.told.length = 0;
				}
				vram.fill(from, 1, (to - from) / 4);
				for (const region of live) {
					expect(region.bytes).toBe(Math.max(0, Math.min(to, region.end) - Math.max(from, region.start)));
					for (const [first, last] of region.told) {
						expect(first >= Math.max(from, region.start) && last <= Math.min(to, region.end)).toBe(true);
					}
				}
			}
		}),
		{numRuns: 200},
	);
});

test('a region removed is told no more, and removing it twice is our fault', () => {
	const vram = new Vram(CHUNK_BYTES, CHUNK_BYTES);
	const tracker = new PageTracker(vram);
	const region = new Region(0, CHUNK_BYTES);
	tracker.add(region);
	vram.write32(8, 1);
	expect(region.told).toEqual([[8, 12]]);
	tracker.remove(region);
	vram.write32(8, 2);
	expect(region.told).toHaveLength(1);
	expect(() => tracker.remove(region)).toThrow();
});
