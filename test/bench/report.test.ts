import {expect, test} from 'vitest';
import {awaited, cases} from './cases/all.ts';
import {Bench, goalsOf, median, ratioResult} from './harness.ts';
import {jsonLine, table} from './report.ts';

const base = {id: 'P9', name: 'event', unit: 'ns', goal: '<= 1.5x'};

test('a ratio is of the two figures, and says whether the goal is met', () => {
	expect(ratioResult(base, 30, 20, 1.5)).toEqual({...base, value: 30, baseline: 20, ratio: 1.5, isMet: true});
	expect(ratioResult(base, 31, 20, 1.5).isMet).toBe(false);
	expect(ratioResult(base, 30, 'no compiler', 1.5)).toEqual({...base, value: 30, note: 'no compiler'});
});

test('a line for programs has every field, null where there is none', () => {
	expect(JSON.parse(jsonLine(ratioResult(base, 30.123, 20, 1.5)))).toEqual({
		...base,
		value: 30.1,
		baseline: 20,
		ratio: 1.51,
		met: false,
	});
	expect(JSON.parse(jsonLine(ratioResult(base, 12_345.6, 'no compiler', 1.5)))).toEqual({
		...base,
		value: 12_346,
		baseline: null,
		ratio: null,
		met: null,
		note: 'no compiler',
	});
});

test('a table for people', () => {
	expect(table([ratioResult(base, 30, 20, 1), ratioResult({...base, id: 'P10'}, 5, 'no compiler', 1)])).toBe(
		[
			'id   name   value  baseline  ratio  goal',
			'P9   event  30 ns     20 ns  1.50x  <= 1.5x  MISSED',
			'P10  event   5 ns         -      -  <= 1.5x  no compiler',
		].join('\n'),
	);
});

test('subjects are measured in turns, the first round does not count, and the figure is the median', () => {
	const bench = new Bench(true);
	const order: string[] = [];
	const figures = [1000, 3, 1, 2];
	const results = bench.compare({
		ours: () => {
			order.push('ours');
			return figures.shift() as number;
		},
		peer: () => {
			order.push('peer');
			return 7;
		},
		missing: undefined,
	});
	bench.dispose();
	expect(results).toEqual({ours: 2, peer: 7});
	expect(order.join(' ')).toBe('peer ours ours peer peer ours ours peer');
	expect(median([5, 1, 9])).toBe(5);
});

test('a goal has cases or says what it waits for, not both', () => {
	const measured = cases.flatMap(goalsOf);
	expect(new Set([...measured, ...awaited.map(({id}) => id)]).size).toBe(measured.length + awaited.length);
});

test('a missing compiler is a reason, not a failure', () => {
	const before = process.env.CC;
	process.env.CC = '/nowhere/cc';
	const bench = new Bench(true);
	expect(bench.native('memory.c')).toBe('no compiler "/nowhere/cc": no native peer');
	bench.dispose();
	if (before === undefined) {
		delete process.env.CC;
	} else {
		process.env.CC = before;
	}
});
