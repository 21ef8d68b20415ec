/** Before and now: the difference, and which way is better. */
import {describe, expect, test} from 'vitest';
import {SECOND} from '../../../source/base/units.ts';
import {SampleStore} from '../../../source/machine/sample-store.ts';
import {compare, differ, type Measure, measures, type Place} from '../../../source/monitor/comparison.ts';
import {machineMeasures} from '../../../source/monitor/paint/compare.ts';
import {Baseline} from '../../../source/monitor/past/baseline.ts';
import {KeptDetails} from '../../../source/monitor/past/kept-details.ts';
import {Rates} from '../../../source/monitor/rates.ts';
import {fakeDetails} from '../../lab/fake-details.ts';
import {type HandDomain, snapshotAt} from '../../lab/snapshots.ts';

type Second = {readonly busyNs: number; readonly exits: number; readonly waitedNs: number};

/** Two domains of equal weight, after a second in which the first one got this and the other one the rest. */
function rates({busyNs, exits, waitedNs}: Second, card = {}): Rates {
	const made = new Rates(SECOND);
	const domains: HandDomain[] = [
		{id: 1, slot: 0, counters: {gpuBusyNs: busyNs, exits, fired: 100, queueDelayNs: 100 * waitedNs, queueDelayP99Ns: waitedNs * 3}},
		{id: 2, slot: 1, counters: {gpuBusyNs: SECOND - busyNs}},
	];
	made.push(snapshotAt(SECOND, domains, card));
	return made;
}

function placeIn(view: Rates, id: number): Place | undefined {
	const domain = view.domains.find(({configuration}) => configuration.id === id);
	return domain === undefined ? undefined : {domain, rates: view};
}

const measure = (column: string) => measures.find(one => one.column === column) as Measure;

describe('a figure before and now', () => {
	const before = rates({busyNs: SECOND / 4, exits: 10_000, waitedNs: 12_000_000});
	const now = rates({busyNs: SECOND / 2, exits: 2500, waitedNs: 18_000_000});

	test.each([
		['gpu', 0.25, 0.5, '▲+25.0', 'other'],
		// Half of the busy time is what it is entitled to.
		['share', 0.25, 0.5, '▲+25.0', 'better'],
		['exits', 10_000, 2500, '▼-75%', 'better'],
		['delay', 12_000_000, 18_000_000, '▲+50%', 'worse'],
	])('%s', (column, was, is, text, verdict) => {
		expect(compare(measure(column), placeIn(before, 1), placeIn(now, 1))).toEqual({before: was, now: is, text, verdict});
	});

	test('away from the entitled share is worse, from either side', () => {
		expect(compare(measure('share'), placeIn(now, 1), placeIn(before, 1)).verdict).toBe('worse');
		expect(compare(measure('share'), placeIn(now, 2), placeIn(before, 2))).toMatchObject({text: '▲+25.0', verdict: 'worse'});
	});

	test('of a domain that lives in one of both only is not compared', () => {
		expect(compare(measure('exits'), placeIn(before, 1), placeIn(now, 3))).toEqual({
			before: 10_000,
			now: undefined,
			text: '',
			verdict: 'other',
		});
	});

	test.each([
		[100, 100.4, '='],
		[100, 101, '▲+1.0%'],
		[100, 1000, '▲+900%'],
		[100, 2000, '▲x20'],
		[0, 5, '▲new'],
		[5, 0, '▼-100%'],
		[0, 0, '='],
	])('%d and %d differ by %s', (was, is, text) => {
		expect(differ(was, is, {isShare: false, gain: was - is}).text).toBe(text);
	});

	test('of the machine: fairness is better the higher, exits and delay the lower', () => {
		const fair = rates({busyNs: SECOND / 2, exits: 5000, waitedNs: 24_000_000}, {jain500Permille: 990});
		const unfair = rates({busyNs: SECOND / 4, exits: 10_000, waitedNs: 12_000_000}, {jain500Permille: 800});
		expect(machineMeasures(unfair, fair).map(({label, difference}) => [label, difference.text, difference.verdict])).toEqual([
			['Jain', '▲+24%', 'better'],
			['exits/s', '▼-50%', 'better'],
			['worst p99', '▲+100%', 'worse'],
		]);
	});
});

function kept(seconds: number, exitsPerSecond: number): SampleStore {
	const samples = new SampleStore();
	for (let second = 1; second <= seconds; second++) {
		samples.push(snapshotAt(second * SECOND, [{id: 1, slot: 0, counters: {exits: second * exitsPerSecond}}]));
	}
	return samples;
}

describe('a baseline', () => {
	test('that is a run beside is read at the same time, and at its end once this one has gone further', () => {
		const baseline = new Baseline('main run', kept(5, 100));
		const exitsAt = (seconds: number) => {
			const view = baseline.viewAt(seconds * SECOND);
			const [domain] = view?.rates.domains ?? [];
			return domain === undefined ? undefined : view?.rates.value(domain, 'exits');
		};
		expect(exitsAt(0.5)).toBeUndefined();
		expect(exitsAt(3.2)).toBe(300);
		expect(exitsAt(4)).toBe(400);
		expect(exitsAt(60)).toBe(500);
		expect(exitsAt(2)).toBe(200);
	});

	test('that is pinned stays, whatever is dropped of the samples later', () => {
		const samples = kept(5, 100);
		const baseline = new Baseline('0:03.000', samples, 3 * SECOND);
		samples.push(snapshotAt(SECOND, []));
		expect(samples.length).toBe(1);
		expect(baseline.viewAt(9 * SECOND)?.snapshot?.atNs).toBe(3 * SECOND);
		expect(baseline.timeFor(9 * SECOND)).toBe(3 * SECOND);
	});
});

describe('details that were asked for', () => {
	test('belong to the samples around them, and to no other', () => {
		const samples = kept(6, 1);
		const details = new KeptDetails();
		details.push(fakeDetails([], 2 ** 32, 3.5 * SECOND));
		const known = [0, 1, 2, 3, 4, 5].map(place => details.near(samples, place)?.atNs);
		expect(known).toEqual([undefined, undefined, 3.5 * SECOND, 3.5 * SECOND, undefined, undefined]);
		details.cut(3 * SECOND);
		expect(details.length).toBe(0);
	});

	test('are thinned when there are many, the newest least', () => {
		const details = new KeptDetails();
		for (let second = 1; second <= 2000; second++) {
			details.push(fakeDetails([], 2 ** 32, second * SECOND));
		}
		expect(details.length).toBeLessThanOrEqual(256);
		const samples = kept(2000, 1);
		expect([1999, 1998, 1950].map(place => details.near(samples, place)?.atNs)).toEqual([2000 * SECOND, 2000 * SECOND, 1952 * SECOND]);
		details.push(fakeDetails([], 2 ** 32, 10 * SECOND));
		expect(details.near(samples, 1999)).toBeUndefined();
	});
});
