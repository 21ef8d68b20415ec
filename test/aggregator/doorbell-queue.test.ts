import fc from 'fast-check';
import {expect, test} from 'vitest';
import {DoorbellQueue} from '../../source/aggregator/doorbell-queue.ts';

test('behaves as a list, across growth and wrap', () => {
	fc.assert(
		fc.property(fc.array(fc.boolean(), {maxLength: 600}), pushes => {
			const queue = new DoorbellQueue();
			const model: number[] = [];
			for (const [index, isPush] of pushes.entries()) {
				if (isPush || model.length === 0) {
					queue.push(index % 128, index * 3, index * 7, index);
					model.push(index);
				} else {
					queue.drop();
					model.shift();
				}
				expect(queue.depth).toBe(model.length);
				const oldest = model[0];
				if (oldest !== undefined) {
					expect([queue.channel, queue.put, queue.sinceNs, queue.sequence]).toEqual([oldest % 128, oldest * 3, oldest * 7, oldest]);
				}
			}
		}),
	);
});
