/** P21: recording a latency and reading percentiles, against Node's own histogram. */
import {createHistogram, type RecordableHistogram} from 'node:perf_hooks';
import {Histogram} from '../../../source/base/histogram.ts';
import {type BenchCase, perOperation} from '../harness.ts';

const VALUES = 4096;

export const histogram: BenchCase = {
	id: 'P21',
	name: 'latency histogram',
	goal: 'record in 5 ns, four percentiles in 5 us',
	run(bench) {
		// Exponential with a mean of 20 us, as queue delays are, in an order that no branch predictor knows.
		const values = Float64Array.from({length: VALUES}, (_, index) => Math.floor(-20_000 * Math.log((((index * 2654) % 4093) + 1) / 4094)));
		const count = bench.scale(4_000_000);
		const ours = new Histogram();
		const theirs = createHistogram();
		const recorded = bench.compare({
			ours: () => perOperation(count, () => recordOurs(ours, values, count)),
			theirs: () => perOperation(count, () => recordTheirs(theirs, values, count)),
		});
		const readings = bench.scale(20_000);
		let sum = 0;
		const read = bench.compare({
			ours: () =>
				perOperation(readings, () => {
					for (let index = 0; index < readings; index++) {
						sum += ours.percentiles([0.5, 0.9, 0.99, 0.999])[index & 3] as number;
					}
				}) / 1000,
		});
		if (!(sum > 0)) {
			throw new Error('histogram: no percentiles');
		}
		const note = 'baseline: perf_hooks.createHistogram';
		return [
			{
				id: 'P21',
				name: 'record',
				value: recorded.ours,
				unit: 'ns',
				baseline: recorded.theirs,
				ratio: recorded.ours / (recorded.theirs ?? Number.NaN),
				goal: '<= 5 ns',
				isMet: recorded.ours <= 5,
				note,
			},
			{id: 'P21', name: 'four percentiles', value: read.ours, unit: 'us', goal: '<= 5 us', isMet: read.ours <= 5},
		];
	},
};

// Two functions of the same text: each call site sees one kind of histogram, as in the product.
function recordOurs(into: Histogram, values: Float64Array, count: number): void {
	for (let index = 0; index < count; index++) {
		into.record(values[index & (VALUES - 1)]);
	}
}

function recordTheirs(into: RecordableHistogram, values: Float64Array, count: number): void {
	for (let index = 0; index < count; index++) {
		into.record(values[index & (VALUES - 1)]);
	}
}
