import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {MS, SECOND} from '../../source/base/units.ts';
import {SLOTS} from '../../source/machine/catalogue.ts';
import {History, niceStepNs} from '../../source/monitor/history.ts';
import {Rates} from '../../source/monitor/rates.ts';
import {ShareGrid} from '../../source/monitor/share-grid.ts';
import {domainFacts, snapshotAt} from '../lab/snapshots.ts';

const dom1 = domainFacts({id: 1, slot: 0});

describe('rates', () => {
	test('are unknown before there are two instants, and never zero for unknown', () => {
		const rates = new Rates(SECOND);
		expect(rates.perSecond(dom1, 'exits')).toBeUndefined();
		expect(rates.cardOfTime('anyBusyNs')).toBeUndefined();
		rates.push(snapshotAt(0, [{id: 1, slot: 0}]));
		expect(rates.perSecond(dom1, 'exits')).toBeUndefined();
		expect(rates.windowNs).toBe(0);
	});

	test('of the first snapshot are of the time since the start', () => {
		const rates = new Rates(SECOND);
		rates.push(snapshotAt(100 * MS, [{id: 1, slot: 0, counters: {exits: 50, gpuBusyNs: 25 * MS}}], {anyBusyNs: 30 * MS}));
		expect(rates.windowNs).toBe(100 * MS);
		expect(rates.perSecond(dom1, 'exits')).toBe(500);
		expect(rates.ofTime(dom1, 'gpuBusyNs')).toBe(0.25);
		expect(rates.cardOfTime('anyBusyNs')).toBe(0.3);
	});

	test('are of virtual time: a pause or a change of speed does not alter them', () => {
		for (const steps of [
			[100, 100, 100],
			[7, 500, 30, 900],
			[3000, 1, 1],
		]) {
			const rates = new Rates(SECOND);
			let atMs = 0;
			for (const step of [...steps, 0, 0]) {
				atMs += step;
				rates.push(snapshotAt(atMs * MS, [{id: 1, slot: 0, counters: {exits: atMs * 3}}]));
			}
			expect(rates.perSecond(dom1, 'exits')).toBeCloseTo(3000, 6);
		}
	});

	test('a steady rate is shown exactly whatever the snapshots; the window is the one asked for, within a sample', () => {
		fc.assert(
			fc.property(fc.array(fc.integer({min: 1, max: 400}), {minLength: 30, maxLength: 80}), steps => {
				const rates = new Rates(SECOND);
				let atMs = 0;
				for (const step of steps) {
					atMs += step;
					rates.push(snapshotAt(atMs * MS, [{id: 1, slot: 0, counters: {exits: atMs * 2}}], {kernels: atMs}));
				}
				expect(rates.perSecond(dom1, 'exits')).toBeCloseTo(2000, 6);
				expect(rates.cardPerSecond('kernels')).toBeCloseTo(1000, 6);
				const elapsed = Math.min(atMs, 1000);
				expect(rates.windowNs).toBeGreaterThanOrEqual(elapsed * MS);
				expect(rates.windowNs).toBeLessThanOrEqual((1000 + 400 + 63) * MS);
			}),
		);
	});

	test('a burst is out of the figures once it is out of the window', () => {
		const rates = new Rates(SECOND);
		for (let tick = 1; tick <= 30; tick++) {
			rates.push(snapshotAt(tick * 100 * MS, [{id: 1, slot: 0, counters: {exits: tick >= 5 ? 1000 : 0}}]));
			if (tick === 6) {
				expect(rates.perSecond(dom1, 'exits')).toBeGreaterThan(900);
			}
		}
		expect(rates.perSecond(dom1, 'exits')).toBe(0);
	});

	test('a domain younger than the window is measured over its own life', () => {
		const rates = new Rates(SECOND);
		for (let tick = 1; tick <= 20; tick++) {
			rates.push(snapshotAt(tick * 100 * MS, [{id: 1, slot: 0}]));
		}
		rates.push(
			snapshotAt(2200 * MS, [
				{id: 1, slot: 0},
				{id: 2, slot: 1, createdAtNs: 2000 * MS, counters: {exits: 40, gpuBusyNs: 100 * MS}},
			]),
		);
		const young = domainFacts({id: 2, slot: 1, createdAtNs: 2000 * MS});
		expect(rates.windowOf(young)).toBe(200 * MS);
		expect(rates.perSecond(young, 'exits')).toBe(200);
		expect(rates.ofTime(young, 'gpuBusyNs')).toBe(0.5);
	});

	test('a slot used again never shows what its former owner did', () => {
		const rates = new Rates(SECOND);
		rates.push(snapshotAt(500 * MS, [{id: 1, slot: 0, counters: {exits: 9_000_000}}]));
		rates.push(snapshotAt(900 * MS, [{id: 7, slot: 0, createdAtNs: 800 * MS, counters: {exits: 10}}]));
		const heir = domainFacts({id: 7, slot: 0, createdAtNs: 800 * MS});
		expect(rates.perSecond(heir, 'exits')).toBe(100);
		expect(rates.perSecond(dom1, 'exits')).toBeUndefined();
	});

	test('shares of all add up to one', () => {
		const rates = new Rates(SECOND);
		const both = [
			{id: 1, slot: 0, counters: {gpuBusyNs: 30}},
			{id: 2, slot: 1, counters: {gpuBusyNs: 10}},
		];
		rates.push(snapshotAt(100, both));
		expect(rates.ofAll(dom1, 'gpuBusyNs')).toBe(0.75);
		expect(rates.ofAll(domainFacts({id: 2, slot: 1}), 'gpuBusyNs')).toBe(0.25);
	});

	test('start again when time goes back, as in a replay', () => {
		const rates = new Rates(SECOND);
		rates.push(snapshotAt(5 * SECOND, [{id: 1, slot: 0, counters: {exits: 500}}]));
		rates.push(snapshotAt(SECOND, [{id: 1, slot: 0, counters: {exits: 50}}]));
		expect(rates.perSecond(dom1, 'exits')).toBe(50);
	});

	test('keep a bounded number of blocks', () => {
		const rates = new Rates(SECOND);
		for (let tick = 1; tick <= 5000; tick++) {
			rates.push(snapshotAt(tick * MS, [{id: 1, slot: 0, counters: {exits: tick}}]));
		}
		expect(rates.sampleCount).toBeLessThanOrEqual(20);
		expect(rates.perSecond(dom1, 'exits')).toBeCloseTo(1000, 6);
	});
});

describe('history', () => {
	test('shares per column match the totals, also between snapshots', () => {
		const history = new History();
		for (let tick = 0; tick <= 10; tick++) {
			history.push(snapshotAt(tick * 150 * MS, [{id: 1, slot: 3, counters: {gpuBusyNs: tick * 75 * MS}}]));
		}
		const shares = new Float64Array(10 * SLOTS);
		history.shares(100 * MS, 10, shares);
		for (let column = 0; column < 10; column++) {
			expect(shares[column * SLOTS + 3]).toBeCloseTo(column === 9 ? 0 : 0.5, 9);
			expect(shares[column * SLOTS + 4]).toBe(0);
		}
	});

	test('what was before the first snapshot is not known', () => {
		const history = new History();
		history.push(snapshotAt(5000 * MS, [{id: 1, slot: 0, counters: {gpuBusyNs: 4000 * MS}}]));
		history.push(snapshotAt(5200 * MS, [{id: 1, slot: 0, counters: {gpuBusyNs: 4100 * MS}}]));
		const shares = new Float64Array(4 * SLOTS);
		history.shares(100 * MS, 4, shares);
		expect([0, 1, 2, 3].map(column => shares[column * SLOTS])).toEqual([Number.NaN, 0.5, 0.5, 0]);
	});

	test('a new owner of a slot adds to the chart; nothing ever counts back', () => {
		const history = new History();
		history.push(snapshotAt(0, [{id: 1, slot: 0, counters: {gpuBusyNs: 0}}]));
		history.push(snapshotAt(100 * MS, [{id: 1, slot: 0, counters: {gpuBusyNs: 80 * MS}}]));
		history.push(snapshotAt(200 * MS, [{id: 2, slot: 0, counters: {gpuBusyNs: 20 * MS}}]));
		history.push(snapshotAt(300 * MS, [{id: 2, slot: 0, counters: {gpuBusyNs: 30 * MS}}]));
		const shares = new Float64Array(3 * SLOTS);
		history.shares(100 * MS, 3, shares);
		history.shares(100 * MS, 3, shares);
		expect(shares[0]).toBeCloseTo(0.2, 9);
		expect(shares[SLOTS]).toBeCloseTo(0.1, 9);
	});

	test('forgets the oldest samples and goes on', () => {
		const history = new History();
		for (let tick = 0; tick < 5000; tick++) {
			history.push(snapshotAt(tick * MS, [{id: 1, slot: 0, counters: {gpuBusyNs: tick * MS * 0.25}}]));
		}
		expect(history.newestNs - history.oldestNs).toBe(2047 * MS);
		const shares = new Float64Array(30 * SLOTS);
		history.shares(100 * MS, 30, shares);
		expect(Number.isNaN(shares[0])).toBe(true);
		expect(shares[28 * SLOTS]).toBeCloseTo(0.25, 9);
	});

	test.each([
		[1, 1],
		[3, 5],
		[199, 200],
		[201, 500],
		[700, 1000],
	])('a column of at least %s is %s long', (wished, chosen) => {
		expect(niceStepNs(wished)).toBe(chosen);
	});

	test('the column follows the speed, not its trembling', () => {
		const grid = new ShareGrid();
		const at = (speed: number, achievedSpeed: number) => {
			const snapshot = snapshotAt(0, []);
			const {configuration} = snapshot.facts;
			grid.choose({...snapshot, achievedSpeed, facts: {...snapshot.facts, configuration: {...configuration, speed}}});
			return grid.stepNs;
		};
		expect(at(1, 1)).toBe(200 * MS);
		expect(at(2, 2)).toBe(200 * MS);
		expect(at(10, 10)).toBe(2 * SECOND);
		expect(at(0, 60)).toBe(20 * SECOND);
		expect(at(0, 90)).toBe(20 * SECOND);
		expect(at(0, -1)).toBe(20 * SECOND);
		expect(at(0.01, 0.01)).toBe(2 * MS);
	});
});
