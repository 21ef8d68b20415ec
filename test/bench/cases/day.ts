/**
The monitor over a day: the most it holds within the first tenth of the time, and at the end.

Growth is what the figures of the first hours would hide: histories, samples, journals and notices must be bounded.
*/
import {execFileSync} from 'node:child_process';
import path from 'node:path';
import {MIB} from '../../../source/base/units.ts';
import type {BenchCase} from '../harness.ts';

const DAY = path.join(import.meta.dirname, '../day.ts');
const GROWTH_LIMIT = 1.05;

type Answer = {readonly earlyBytes: number; readonly lateBytes: number; readonly kept: number; readonly usPerSample: number};

export const monitorDay: BenchCase = {
	id: 'monitor-day',
	name: 'a day of the monitor, forty domains, a sample a second',
	goal: 'memory does not grow',
	run(bench) {
		// Every screen must have been open before the first look.
		const hours = bench.isQuick ? 5 : 24;
		const output = execFileSync(process.execPath, ['--expose-gc', DAY, String(hours)], {encoding: 'utf8', maxBuffer: 64 * MIB});
		const {earlyBytes, lateBytes, kept, usPerSample} = JSON.parse(output) as Answer;
		const growth = lateBytes / earlyBytes;
		return [
			{
				id: 'monitor-day',
				name: `most memory at the end of ${hours} h over that in its first tenth`,
				value: lateBytes / MIB,
				unit: 'MiB',
				baseline: earlyBytes / MIB,
				ratio: growth,
				goal: `<= ${GROWTH_LIMIT}x`,
				isMet: growth <= GROWTH_LIMIT,
				note: `${kept} samples kept`,
			},
			{id: 'monitor-day', name: 'CPU for each sample, painted', value: usPerSample, unit: 'us', goal: '-'},
		];
	},
};
