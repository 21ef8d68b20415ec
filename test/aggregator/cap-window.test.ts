import fc from 'fast-check';
import {expect, test} from 'vitest';
import {CapWindow} from '../../source/aggregator/cap-window.ts';

const WINDOW = 1000;

test('counts what lies in the window, and says from when on there is room, as a plain list does', () => {
	fc.assert(
		fc.property(
			fc.array(fc.record({gap: fc.nat(300), length: fc.integer({min: 1, max: 300})}), {minLength: 1, maxLength: 100}),
			fc.integer({min: 1, max: WINDOW}),
			(uses, limit) => {
				const cap = new CapWindow(WINDOW);
				const model: Array<readonly [number, number]> = [];
				let now = 0;
				const used = (at: number) =>
					model.reduce((sum, [from, to]) => sum + Math.max(0, Math.min(to, at) - Math.max(from, at - WINDOW)), 0);
				for (const {gap, length} of uses) {
					now += gap;
					cap.use(now, now + length);
					model.push([now, now + length]);
					now += length;
					expect(cap.usedNs(now)).toBe(used(now));
					const free = cap.freeAtNs(limit, now);
					expect(used(free)).toBeLessThan(limit);
					if (free > now) {
						expect(used(free - 1)).toBeGreaterThanOrEqual(limit);
					}
				}
			},
		),
	);
});
