/** What the fake host offers: workloads and policies that look like the engine's. */
import {MS, SECOND} from '../../source/base/units.ts';
import type {Offers} from '../../source/monitor/offers.ts';

export const fakeOffers: Offers = {
	workloads: [
		{
			kind: 'vector-add',
			doc: 'Adds two vectors on the device and checks the sum.',
			parameters: {
				size: {unit: 'count', default: 1024, minimum: 1, maximum: 65_536, step: 256, doc: 'Longer vectors take longer.', when: 'start'},
				pauseNs: {unit: 'ns', default: 0, minimum: 0, maximum: SECOND, step: MS, doc: 'Longer pauses between rounds.', when: 'start'},
			},
		},
		{kind: 'stream-copy', doc: 'Copies to the device and back, one block after the other.', parameters: {}},
		{kind: 'matrix-multiply', doc: 'Multiplies two matrices of floats.', parameters: {}},
		{kind: 'hostile', doc: 'Writes to registers that are not its own.', parameters: {}},
	],
	policies: [
		{name: 'DIRECT', doc: 'Doorbells go straight to the device.', tunables: {}},
		{name: 'FIFO', doc: 'The oldest doorbell first.', tunables: {}},
		{
			name: 'CREDIT',
			doc: 'Budgets by weight, refilled each period.',
			tunables: {
				periodNs: {
					unit: 'ns',
					default: 30 * MS,
					minimum: MS,
					maximum: SECOND,
					step: MS,
					doc: 'Longer periods switch less often.',
					when: 'live',
				},
			},
		},
		{
			name: 'BAND',
			doc: 'Holds the device for a domain that still has bandwidth.',
			tunables: {
				periodNs: {
					unit: 'ns',
					default: 30 * MS,
					minimum: MS,
					maximum: SECOND,
					step: MS,
					doc: 'Longer periods switch less often.',
					when: 'live',
				},
				holdNs: {
					unit: 'ns',
					default: 500_000,
					minimum: 0,
					maximum: 10 * MS,
					step: 100_000,
					doc: 'Longer holds favour long kernels.',
					when: 'live',
				},
			},
		},
	],
};
