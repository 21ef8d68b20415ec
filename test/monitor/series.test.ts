/** Lines over time: known samples make known columns, and what was worked out before is what would be worked out anew. */
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {MS} from '../../source/base/units.ts';
import {SampleStore} from '../../source/machine/sample-store.ts';
import type {DomainMeasure} from '../../source/monitor/readers.ts';
import {mostOf, newestColumn, SeriesGrid} from '../../source/monitor/series-grid.ts';
import {snapshotAt} from '../lab/snapshots.ts';

const exits: DomainMeasure = {kind: 'rate', counter: 'exits'};
const queue: DomainMeasure = {kind: 'level', counter: 'queueDepth'};
const delay: DomainMeasure = {kind: 'mean', counter: 'queueDelayNs', per: 'fired'};

type Counters = {readonly exits?: number; readonly queueDepth?: number; readonly queueDelayNs?: number; readonly fired?: number};

/** Samples of domain 1, each at its milliseconds. */
function samplesOf(...all: ReadonlyArray<readonly [ms: number, counters: Counters]>): SampleStore {
	const samples = new SampleStore();
	for (const [ms, counters] of all) {
		samples.push(snapshotAt(ms * MS, [{id: 1, slot: 0, counters}]));
	}
	return samples;
}

/** The newest columns of 100 ms, the oldest first. */
function columns(samples: SampleStore, measure: DomainMeasure, count: number, who = 1, endNs = samples.newestNs): number[] {
	const grid = new SeriesGrid(samples);
	grid.begin(100 * MS);
	const row = grid.ofDomain(measure, who, count, endNs);
	return Array.from({length: count}, (_, index) => row.at(count - 1 - index));
}

describe('a line over time', () => {
	test('a rate is what was counted in the column over its time, between samples in proportion', () => {
		const samples = samplesOf([0, {exits: 0}], [100, {exits: 10}], [300, {exits: 50}], [400, {exits: 50}]);
		expect(columns(samples, exits, 4)).toEqual([100, 200, 200, 0]);
	});

	test('the newest column is of the time that it has so far; a boundary opens none', () => {
		const samples = samplesOf([0, {exits: 0}], [200, {exits: 20}], [250, {exits: 70}]);
		expect(columns(samples, exits, 3)).toEqual([100, 100, 1000]);
		expect(newestColumn(100 * MS, 200 * MS)).toBe(1);
		expect(newestColumn(100 * MS, 200 * MS + 1)).toBe(2);
		expect(newestColumn(100 * MS, 0)).toBe(0);
	});

	test('before the first sample nothing is known, and nothing of a domain before it was made', () => {
		expect(columns(samplesOf([150, {exits: 5}], [300, {exits: 20}]), exits, 3)).toEqual([Number.NaN, Number.NaN, 100]);
		const samples = new SampleStore();
		samples.push(snapshotAt(0, []));
		samples.push(snapshotAt(100 * MS, []));
		samples.push(snapshotAt(200 * MS, [{id: 1, slot: 0, counters: {exits: 30}}]));
		samples.push(snapshotAt(300 * MS, [{id: 1, slot: 0, counters: {exits: 40}}]));
		expect(columns(samples, exits, 3)).toEqual([Number.NaN, Number.NaN, 100]);
	});

	test('a level is the last one of the column, a mean is of what was counted in it', () => {
		const samples = samplesOf(
			[0, {queueDepth: 1, queueDelayNs: 0, fired: 0}],
			[50, {queueDepth: 9, queueDelayNs: 500, fired: 5}],
			[100, {queueDepth: 4, queueDelayNs: 1000, fired: 10}],
			[200, {queueDepth: 7, queueDelayNs: 4000, fired: 20}],
		);
		expect(columns(samples, queue, 2)).toEqual([4, 7]);
		expect(columns(samples, delay, 2)).toEqual([100, 300]);
	});

	test('all domains together are their sum', () => {
		const samples = new SampleStore();
		for (const ms of [0, 100, 200]) {
			const both = [1, 2].map(id => ({id, slot: id - 1, counters: {exits: ms * id, queueDepth: id}}));
			samples.push(snapshotAt(ms * MS, both));
		}
		expect(columns(samples, exits, 2, -1)).toEqual([3000, 3000]);
		expect(columns(samples, queue, 2, -1)).toEqual([3, 3]);
	});

	test('at a moment in the past it ends there', () => {
		const samples = samplesOf([0, {exits: 0}], [100, {exits: 10}], [200, {exits: 30}], [300, {exits: 90}]);
		expect(columns(samples, exits, 2, 1, 200 * MS)).toEqual([100, 200]);
	});

	test('another branch of the run is told anew', () => {
		const samples = samplesOf([0, {exits: 0}], [100, {exits: 10}], [200, {exits: 20}]);
		const grid = new SeriesGrid(samples);
		const last = () => {
			grid.begin(100 * MS);
			return grid.ofDomain(exits, 1, 2, samples.newestNs).at(0);
		};
		expect(last()).toBe(100);
		samples.push(snapshotAt(150 * MS, [{id: 1, slot: 0, counters: {exits: 60}}]));
		expect(last()).toBe(1000);
	});

	test('worked out sample by sample, at any end and width, it is what a fresh grid makes of all samples', () => {
		const steps = fc.array(fc.record({ms: fc.integer({min: 1, max: 130}), more: fc.integer({min: 0, max: 50})}), {
			minLength: 2,
			maxLength: 30,
		});
		fc.assert(
			fc.property(steps, fc.array(fc.double({min: 0, max: 1, noNaN: true}), {maxLength: 5}), (all, ends) => {
				const samples = new SampleStore();
				const grid = new SeriesGrid(samples);
				let ms = 0;
				let count = 0;
				for (const {ms: passed, more} of all) {
					ms += passed;
					count += more;
					samples.push(snapshotAt(ms * MS, [{id: 1, slot: 0, counters: {exits: count}}]));
					grid.begin(100 * MS);
					grid.ofDomain(exits, 1, 8, samples.newestNs);
				}
				for (const part of [...ends, 1]) {
					const endNs = Math.round(samples.oldestNs + part * (samples.newestNs - samples.oldestNs));
					grid.begin(100 * MS);
					const row = grid.ofDomain(exits, 1, 8, endNs);
					const grown = Array.from({length: 8}, (_, index) => row.at(7 - index));
					expect(grown).toEqual(columns(samples, exits, 8, 1, endNs));
				}
			}),
		);
	});

	test('the largest value leaves out what is not known', () => {
		const values = [Number.NaN, 3, 7, Number.NaN];
		expect(mostOf({at: age => values[age] ?? Number.NaN}, 4)).toBe(7);
		expect(mostOf({at: () => Number.NaN}, 4)).toBe(0);
	});
});
