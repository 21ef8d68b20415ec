import fc from 'fast-check';
import {expect, test} from 'vitest';
import {AddressSpace} from '../../source/base/address-space.ts';
import {InvariantBroken} from '../../source/base/assert.ts';

const change = fc.record({
	isInsert: fc.boolean(),
	start: fc.integer({min: 0, max: 60}),
	size: fc.integer({min: 0, max: 12}),
});

test('finds what a list of single addresses finds, and refuses what overlaps it', () => {
	fc.assert(
		fc.property(fc.array(change, {maxLength: 60}), changes => {
			const space = new AddressSpace<number>();
			const model = new Map<number, number>();
			const starts = new Map<number, number>();
			for (const [value, {isInsert, start, size}] of changes.entries()) {
				const addresses = Array.from({length: size}, (_, index) => start + index);
				if (!isInsert) {
					expect(space.remove(start)).toBe(starts.has(start));
					for (let index = 0; index < (starts.get(start) ?? 0); index++) {
						model.delete(start + index);
					}
					starts.delete(start);
				} else if (size === 0 || addresses.some(address => model.has(address))) {
					expect(() => space.insert(start, size, value)).toThrow(InvariantBroken);
				} else {
					space.insert(start, size, value);
					starts.set(start, size);
					for (const address of addresses) {
						model.set(address, value);
					}
				}
				for (let address = 0; address < 80; address++) {
					expect(space.find(address)?.value).toBe(model.get(address));
				}
			}
			expect(space.regions().map(region => region.start)).toEqual([...starts.keys()].sort((a, b) => a - b));
		}),
		{numRuns: 60},
	);
});

test('a region ends before its end', () => {
	const space = new AddressSpace<string>();
	space.insert(16, 16, 'a');
	space.insert(32, 16, 'b');
	expect([15, 16, 31, 32, 47, 48].map(address => space.find(address)?.value)).toEqual([undefined, 'a', 'a', 'b', 'b', undefined]);
	expect(space.find(31)).toEqual({start: 16, end: 32, value: 'a'});
});
