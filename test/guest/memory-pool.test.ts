import fc from 'fast-check';
import {expect, test} from 'vitest';
import {DriverError} from '../../source/guest/driver-error.ts';
import {MemoryPool} from '../../source/guest/memory-pool.ts';

const UNIT = 16;
const START = 64;
const END = 4096;

type Step =
	| {readonly kind: 'allocate'; readonly bytes: number; readonly alignment: number}
	| {readonly kind: 'free'; readonly pick: number};

const step: fc.Arbitrary<Step> = fc.oneof(
	fc.record({
		kind: fc.constant('allocate' as const),
		bytes: fc.integer({min: 1, max: 900}),
		alignment: fc.constantFrom(UNIT, 2 * UNIT, 8 * UNIT, 3 * UNIT),
	}),
	fc.record({kind: fc.constant('free' as const), pick: fc.nat()}),
);

test('allocations never overlap, stay inside, are aligned; everything freed is one hole again', () => {
	fc.assert(
		fc.property(fc.array(step, {maxLength: 80}), steps => {
			const allocator = new MemoryPool('test', START, END, UNIT);
			const live: Array<{start: number; end: number}> = [];
			for (const action of steps) {
				if (action.kind === 'free') {
					const [gone] = live.splice(live.length === 0 ? 0 : action.pick % live.length, 1);
					if (gone !== undefined) {
						allocator.free(gone.start);
					}
				} else {
					const start = allocator.tryAllocate(action.bytes, action.alignment);
					if (start !== undefined) {
						const end = start + action.bytes;
						expect(start % action.alignment).toBe(0);
						expect(start).toBeGreaterThanOrEqual(START);
						expect(end).toBeLessThanOrEqual(END);
						expect(live.every(other => end <= other.start || start >= other.end)).toBe(true);
						live.push({start, end});
					}
				}
				allocator.checkInvariants();
				expect(allocator.allocations).toBe(live.length);
			}
			for (const {start} of live) {
				allocator.free(start);
			}
			expect(allocator.inspect()).toEqual({name: 'test', freeBytes: END - START, largestFreeBytes: END - START, allocations: 0});
			expect(allocator.tryAllocate(END - START)).toBe(START);
		}),
	);
});

test('first fit: the lowest hole that is large enough', () => {
	const allocator = new MemoryPool('test', 0, 1024, UNIT);
	const [a, b, c] = [allocator.allocate(64), allocator.allocate(128), allocator.allocate(64)];
	allocator.free(a);
	allocator.free(b);
	allocator.free(c);
	const low = allocator.allocate(64);
	allocator.allocate(64);
	expect(low).toBe(0);
	allocator.free(low);
	expect(allocator.allocate(80)).toBe(128);
	expect(allocator.allocate(16)).toBe(0);
});

test('both ends are rounded inwards', () => {
	const allocator = new MemoryPool('test', 10, 100, UNIT);
	expect(allocator.freeBytes).toBe(80);
	expect(allocator.allocate(80)).toBe(16);
});

test("exhaustion is the guest's failure and says how much is left; a double free is ours", () => {
	const allocator = new MemoryPool('VRAM', 0, 64, UNIT);
	expect(() => allocator.allocate(65)).toThrow(DriverError);
	expect(() => allocator.allocate(80)).toThrow('VRAM exhausted: no room for 80 bytes, 64 free');
	const start = allocator.allocate(16);
	allocator.free(start);
	expect(() => allocator.free(start)).toThrow('is not allocated');
});
