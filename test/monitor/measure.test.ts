/** How numbers are made from counters: every kind of measure, and what is not known. */
import {describe, expect, test} from 'vitest';
import {MS, SECOND} from '../../source/base/units.ts';
import {countersOf, type Measure, measured, type Reader} from '../../source/monitor/measure.ts';

type Name = 'busy' | 'count' | 'part';

const growths: Readonly<Record<Name, number>> = {busy: 300 * MS, count: 60, part: 20};
const levels: Readonly<Record<Name, number>> = {busy: 4 * SECOND, count: 200, part: 950};

function reader(changes: Partial<Reader<Name>> = {}): Reader<Name> {
	return {
		growth: name => growths[name],
		level: name => levels[name],
		growthOfAll: name => growths[name] * 4,
		levelOfAll: name => levels[name] * 5,
		windowNs: 1.5 * SECOND,
		lifeNs: 16 * SECOND,
		...changes,
	};
}

const cases: ReadonlyArray<readonly [Measure<Name>, number]> = [
	[{kind: 'rate', counter: 'count'}, 40],
	[{kind: 'time part', counter: 'busy'}, 0.2],
	[{kind: 'time rate', counter: 'busy'}, 200 * MS],
	[{kind: 'part of all', counter: 'busy'}, 0.25],
	[{kind: 'mean', counter: 'busy', per: 'count'}, 5 * MS],
	[{kind: 'rest rate', counter: 'count', without: 'part'}, 40 / 1.5],
	[{kind: 'level', counter: 'count'}, 200],
	[{kind: 'permille', counter: 'part'}, 0.95],
	[{kind: 'level of all', counter: 'count', all: 'busy'}, 200 / (20 * SECOND)],
	[{kind: 'life part', counter: 'busy'}, 0.25],
];

describe('a measure', () => {
	test.each(cases)('%j is %d', (measure, value) => {
		expect(measured(measure, reader())).toBeCloseTo(value, 9);
	});

	test.each(cases)('%j is not known where its counters are not', measure => {
		const nothing = () => undefined;
		const blind = reader({growth: nothing, level: nothing, growthOfAll: nothing, levelOfAll: nothing});
		expect(measured(measure, blind)).toBeUndefined();
	});

	test('no time, nothing fired, nobody busy: nothing is divided by zero', () => {
		expect(measured({kind: 'rate', counter: 'count'}, reader({windowNs: 0}))).toBeUndefined();
		expect(measured({kind: 'mean', counter: 'busy', per: 'count'}, reader({growth: () => 0}))).toBeUndefined();
		expect(measured({kind: 'part of all', counter: 'busy'}, reader({growthOfAll: () => 0}))).toBeUndefined();
		expect(measured({kind: 'life part', counter: 'busy'}, reader({lifeNs: 0}))).toBeUndefined();
	});

	test('a level is withheld while what it is made of is zero, and where a policy keeps none', () => {
		const level = (value: number) => reader({level: name => (name === 'count' ? value : 7)});
		expect(measured({kind: 'level', counter: 'part', needs: 'count'}, level(0))).toBeUndefined();
		expect(measured({kind: 'level', counter: 'part', needs: 'count'}, level(1))).toBe(7);
		expect(measured({kind: 'level', counter: 'count'}, level(Number.NaN))).toBeUndefined();
		expect(measured({kind: 'permille', counter: 'count'}, level(Number.NaN))).toBeUndefined();
	});

	test('names every counter that it reads', () => {
		expect(countersOf({kind: 'mean', counter: 'busy', per: 'count'})).toEqual(['busy', 'count']);
		expect(countersOf({kind: 'rest rate', counter: 'count', without: 'part'})).toEqual(['count', 'part']);
		expect(countersOf({kind: 'level of all', counter: 'busy', all: 'busy'})).toEqual(['busy']);
		expect(countersOf({kind: 'rate', counter: 'busy'})).toEqual(['busy']);
	});
});
