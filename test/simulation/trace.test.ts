import fc from 'fast-check';
import {expect, test} from 'vitest';
import {InvariantBroken} from '../../source/base/assert.ts';
import {describe, Trace} from '../../source/simulation/trace.ts';

const doorbell = {name: 'aggregator.doorbell', doc: 'A guest wrote GP_PUT.', columns: [{name: 'channel', as: 'decimal'}]} as const;
const copy = {
	name: 'gpu.copy',
	doc: 'The copy engine moved bytes.',
	columns: [
		{name: 'from', as: 'hex'},
		{name: 'to', as: 'hex'},
		{name: 'bytes', as: 'decimal'},
	],
} as const;

function lab(capacity = 100) {
	const clock = {viewNs: 0};
	const trace = new Trace(clock, capacity);
	return {clock, trace, doorbell: trace.kind(doorbell), copy: trace.kind(copy)};
}

test('holds the newest records, whole, whatever the capacity', () => {
	fc.assert(
		fc.property(
			fc.integer({min: 1, max: 20}),
			fc.array(fc.tuple(fc.nat(), fc.integer({min: -1, max: 63}), fc.maxSafeNat(), fc.maxSafeNat(), fc.maxSafeNat()), {maxLength: 50}),
			(capacity, made) => {
				const {clock, trace, copy: kind} = lab(capacity);
				for (const [index, [atNs, domain, ...values]] of made.entries()) {
					clock.viewNs = atNs;
					trace.cause = index;
					expect(trace.record(kind, domain, ...values)).toBe(index + 1);
				}
				const expected = made.map(([atNs, domain, ...values], index) => ({
					sequence: index + 1,
					cause: index,
					spec: copy,
					atNs,
					domain,
					values,
				}));
				const held = expected.slice(-capacity);
				expect([...trace.since(0)]).toEqual(held);
				expect(trace.newest).toBe(made.length);
				expect(trace.oldest).toBe(held[0]?.sequence ?? 1);
				expect(trace.at(trace.oldest - 1)).toBeUndefined();
				expect(trace.at(trace.newest + 1)).toBeUndefined();
				expect([...trace.since(made.length - 3)]).toEqual(held.slice(-3));
			},
		),
	);
});

test('a line has fixed columns', () => {
	const {clock, trace, ...kinds} = lab();
	clock.viewNs = 12_400;
	trace.cause = trace.record(kinds.doorbell, 1, 33);
	clock.viewNs = 3_000_013_900;
	trace.record(kinds.copy, -1, 2 ** 39, 255, 4096);
	expect(trace.last(5)).toEqual([
		'        1          -        0.000012400  dom1    aggregator.doorbell       channel=33',
		'        2          1        3.000013900  -       gpu.copy                  from=0x8000000000  to=0xff  bytes=4096',
	]);
	expect(trace.last(1)).toHaveLength(1);
	expect(trace.last(0)).toEqual([]);
});

test("one doorbell's journey is one indented list, without its neighbours", () => {
	const {trace, ...kinds} = lab();
	const first = trace.record(kinds.doorbell, 1, 1);
	const second = trace.record(kinds.doorbell, 2, 2);
	trace.cause = first;
	const inner = trace.record(kinds.copy, 1, 1, 2, 3);
	trace.cause = second;
	trace.record(kinds.copy, 2, 4, 5, 6);
	trace.cause = inner;
	trace.record(kinds.doorbell, 1, 9);
	const names = trace.journey(first).map(line => line.slice(49));
	expect(names).toEqual([
		'aggregator.doorbell       channel=1',
		'  gpu.copy                from=0x1  to=0x2  bytes=3',
		'    aggregator.doorbell   channel=9',
	]);
	expect(trace.journey(second)).toHaveLength(2);
	expect(trace.journey(99)).toEqual([]);
});

test('a journey whose start was overwritten is empty, not somebody else’s', () => {
	const {trace, ...kinds} = lab(2);
	const first = trace.record(kinds.doorbell, 1, 1);
	trace.cause = first;
	trace.record(kinds.copy, 1);
	trace.record(kinds.copy, 1);
	expect(trace.journey(first)).toEqual([]);
});

test('off, nothing is recorded and causes pass through', () => {
	const {trace, ...kinds} = lab();
	trace.cause = trace.record(kinds.doorbell, 1, 1);
	trace.isOn = false;
	expect(trace.record(kinds.copy, 1)).toBe(1);
	expect(trace.newest).toBe(1);
	trace.clear();
	expect([trace.newest, trace.cause, [...trace.since(0)].length]).toEqual([0, 0, 0]);
});

test('kinds need a name of their own, a sentence and at most three columns', () => {
	const {trace} = lab();
	for (const change of [
		{},
		{name: 'doorbell'},
		{name: 'Gpu.Copy'},
		{name: 'aggregator.with-a-name-without-end'},
		{name: 'gpu.other', doc: 'no full stop'},
		{name: 'gpu.other', columns: [...copy.columns, ...copy.columns]},
	]) {
		expect(() => trace.kind({...copy, ...change})).toThrow(InvariantBroken);
	}
	expect(trace.specs.map(spec => spec.name)).toEqual(['aggregator.doorbell', 'gpu.copy']);
	expect(() => new Trace({viewNs: 0}, 0)).toThrow(InvariantBroken);
});

test('large times keep their last digit', () => {
	expect(describe({sequence: 1, cause: 0, spec: doorbell, atNs: 104 * 86_400 * 10 ** 9 - 1, domain: 0, values: [0]})).toContain(
		' 8985599.999999999 ',
	);
});
