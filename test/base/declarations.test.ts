import {expect, test} from 'vitest';
import {InvariantBroken} from '../../source/base/assert.ts';
import {declareCounters} from '../../source/base/counter.ts';
import {defaultsOf, refuseValue, tunable} from '../../source/base/tunable.ts';

const exits = {kind: 'counter', unit: 'count', title: 'EXITS', doc: 'BAR accesses that trapped.'} as const;
const period = {unit: 'ns', default: 10, minimum: 5, maximum: 20, step: 5, doc: 'Longer is fairer.', when: 'live'} as const;

test('counters have their places in the order of declaration', () => {
	const list = declareCounters('room', {exits, busy: {...exits, kind: 'gauge', unit: 'ns', title: 'BUSY'}});
	expect(list.room).toBe('room');
	expect(list.names).toEqual(['exits', 'busy']);
	expect(list.at).toEqual({exits: 0, busy: 1});
	expect(list.length).toBe(2);
	expect(list.specs.busy.kind).toBe('gauge');
});

test('a counter needs a sentence and a short title in capitals', () => {
	expect(() => declareCounters('room', {exits: {...exits, doc: 'no full stop'}})).toThrow(InvariantBroken);
	expect(() => declareCounters('room', {exits: {...exits, title: 'ELEVENCHARS'}})).toThrow(InvariantBroken);
	expect(() => declareCounters('room', {exits: {...exits, title: 'Exits'}})).toThrow(InvariantBroken);
});

test('a tunable has a sentence, and its default lies in its range', () => {
	expect(tunable(period)).toEqual(period);
	for (const change of [{default: 4}, {default: 21}, {doc: 'no full stop'}, {step: 0}, {minimum: 25}, {default: 7.5}]) {
		expect(() => tunable({...period, ...change})).toThrow(InvariantBroken);
	}
});

test('values are refused with the range that was expected', () => {
	expect(defaultsOf({period: tunable(period)})).toEqual({period: 10});
	expect([5, 10, 20].map(value => refuseValue('period', period, value))).toEqual([undefined, undefined, undefined]);
	expect(refuseValue('period', period, 4)).toBe('period is 4; expected 5 to 20 (ns)');
	expect(refuseValue('period', period, 21)).toBe('period is 21; expected 5 to 20 (ns)');
	for (const value of [7.5, Number.NaN, Number.POSITIVE_INFINITY]) {
		expect(refuseValue('period', period, value)).toBe(`period is ${value}; expected a whole number (ns)`);
	}
});
