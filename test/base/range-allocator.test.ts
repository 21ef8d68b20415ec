import fc from 'fast-check';
import {expect, test} from 'vitest';
import {RangeAllocator} from '../../source/base/range-allocator.ts';

test('ranges never overlap, tile the space, and come together again when all are freed', () => {
	const step = fc.oneof(
		fc.record({kind: fc.constant('take' as const), units: fc.integer({min: 1, max: 40}), alignment: fc.constantFrom(1, 2, 4, 8)}),
		fc.record({kind: fc.constant('free' as const), pick: fc.nat(1000)}),
	);
	fc.assert(
		fc.property(fc.array(step, {maxLength: 120}), steps => {
			const allocator = new RangeAllocator(8, 264);
			const live: Array<{start: number; units: number}> = [];
			for (const action of steps) {
				if (action.kind === 'take') {
					const start = allocator.allocate(action.units, action.alignment);
					if (start !== undefined) {
						expect(start % action.alignment).toBe(0);
						live.push({start, units: action.units});
					} else {
						expect(allocator.largestFree).toBeLessThan(action.units + action.alignment - 1 + 1);
					}
				} else if (live.length > 0) {
					const [gone] = live.splice(action.pick % live.length, 1);
					allocator.free((gone as {start: number}).start);
				}
				allocator.checkInvariants();
				expect(allocator.freeUnits).toBe(256 - live.reduce((sum, range) => sum + range.units, 0));
			}
			for (const range of live) {
				allocator.free(range.start);
			}
			expect(allocator.largestFree).toBe(256);
		}),
	);
});

test('freeing what is not allocated is our own fault', () => {
	const allocator = new RangeAllocator(0, 16);
	allocator.allocate(4);
	expect(() => allocator.free(1)).toThrow(/not allocated/);
	allocator.free(0);
	expect(() => allocator.free(0)).toThrow(/not allocated/);
});
