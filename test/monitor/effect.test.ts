/** Effects of changes on synthetic samples: a known step is found with its size, noise alone is called noise, and windows say how long they are. */
import {describe, expect, test} from 'vitest';
import {MS, SECOND} from '../../source/base/units.ts';
import type {Command, JournalEntry} from '../../source/machine/command.ts';
import {SampleStore} from '../../source/machine/sample-store.ts';
import {comparisonOf, type Effect, effectOf, hasEffect, subjectOf, windowsOf} from '../../source/monitor/ledger/effect.ts';
import {describeComparison, describeEffect, describeFilling} from '../../source/monitor/ledger/effect-text.ts';
import {Effects} from '../../source/monitor/ledger/effects.ts';
import {halfWidth, studentQuantile, summarize} from '../../source/monitor/ledger/statistics.ts';
import {Random} from '../../source/simulation/random.ts';
import {type HandDomain, snapshotAt} from '../lab/snapshots.ts';

const weight: Command = {kind: 'set-weight', domain: 'dom1', weight: 512};

function entryAt(sequence: number, atNs: number, domainId: number | undefined = 1, command: Command = weight): JournalEntry {
	const change = {what: `weight of dom${domainId}`, before: '256', after: '512', ...(domainId === undefined ? {} : {domainId})};
	const changes = command.kind === 'note' ? [] : [change];
	return {sequence, atNs, by: 'key', command, summary: '', changes, hasInverse: command.kind !== 'note'};
}

/** Per second of virtual time and domain. */
type Rates = {readonly busyNs: number; readonly exits: number; readonly fired: number; readonly delayNs: number};

type World = {
	readonly untilNs: number;
	readonly stepNs?: number;
	/** What domain `id` does at that time; undefined where it does not live. */
	readonly rates: (id: number, atNs: number) => Rates | undefined;
	readonly ids?: readonly number[];
	readonly createdAtNs?: (id: number) => number;
};

/** Samples of a world, as a monitor would have gathered them. */
function samplesOf({untilNs, stepNs = 100 * MS, rates, ids = [1, 2, 3], createdAtNs = () => 0}: World): SampleStore {
	const store = new SampleStore();
	const totals = new Map(ids.map(id => [id, {gpuBusyNs: 0, exits: 0, fired: 0, queueDelayNs: 0, entitledNs: 0}]));
	for (let atNs = 0; atNs <= untilNs; atNs += stepNs) {
		const domains: HandDomain[] = [];
		for (const [index, id] of ids.entries()) {
			const now = rates(id, atNs);
			const total = totals.get(id);
			if (now === undefined || total === undefined) {
				continue;
			}
			if (atNs > 0) {
				const part = stepNs / SECOND;
				total.gpuBusyNs += now.busyNs * part;
				total.exits += now.exits * part;
				total.fired += now.fired * part;
				total.queueDelayNs += now.fired * now.delayNs * part;
				total.entitledNs += (SECOND / ids.length) * part;
			}
			domains.push({id, slot: index, createdAtNs: createdAtNs(id), counters: {...total}});
		}
		store.push(snapshotAt(atNs, domains, {anyBusyNs: atNs * 0.9}));
	}
	return store;
}

const calm: Rates = {busyNs: 250 * MS, exits: 1000, fired: 500, delayNs: 12 * MS};

function effectIn(store: SampleStore, entries: readonly JournalEntry[], number: number, wishedNs = 5 * SECOND): Effect {
	const windows = windowsOf(entries, wishedNs).get(number);
	expect(windows).toBeDefined();
	const group = entries.filter(({sequence}) => sequence >= (windows?.first ?? 0) && sequence <= (windows?.last ?? 0));
	return effectOf(store, windows as NonNullable<typeof windows>, subjectOf(group));
}

describe('the statistics', () => {
	test('quantiles are those of the printed tables', () => {
		const table = [
			[1, 12.706],
			[2, 4.303],
			[3, 3.182],
			[4, 2.776],
			[5, 2.571],
			[10, 2.228],
			[38, 2.024],
			[1000, 1.962],
		] as const;
		for (const [freedom, value] of table) {
			expect(studentQuantile(0.025, freedom)).toBeCloseTo(value, freedom === 3 ? 1 : 2);
		}
	});

	test('the interval holds the true difference about as often as it says', () => {
		const random = new Random(11).fork('normal');
		const draw = (count: number, mean: number, spread: number) =>
			Array.from({length: count}, () => {
				let sum = 0;
				for (let index = 0; index < 12; index++) {
					sum += random.integer(0, 999_999) / 1_000_000;
				}
				return mean + spread * (sum - 6);
			});
		let held = 0;
		for (let run = 0; run < 1000; run++) {
			const before = summarize(draw(20, 100, 5));
			const after = summarize(draw(8, 103, 20));
			if (before === undefined || after === undefined) {
				throw new Error('there are values');
			}
			held += Math.abs(after.mean - before.mean - 3) <= (halfWidth(before, after) ?? 0) ? 1 : 0;
		}
		expect(held).toBeGreaterThan(940);
		expect(held).toBeLessThan(990);
	});
});

describe('a known step', () => {
	const store = samplesOf({
		untilNs: 20 * SECOND,
		rates: (id, atNs) => (id === 1 && atNs > 10 * SECOND ? {busyNs: 500 * MS, exits: 250, fired: 500, delayNs: 3 * MS} : calm),
	});
	const effect = effectIn(store, [entryAt(0, 10 * SECOND)], 0);

	test('is found with its size in every metric, in windows of the wished length', () => {
		expect([effect.beforeNs, effect.afterNs, effect.isFull]).toEqual([4.8 * SECOND, 4.8 * SECOND, true]);
		expect(comparisonOf(effect, 'share')).toMatchObject({verdict: 'up', subject: 1, before: {mean: expect.closeTo(33.33, 1)}});
		expect(comparisonOf(effect, 'share')?.after?.mean).toBeCloseTo(50, 5);
		expect(comparisonOf(effect, 'exits')).toMatchObject({verdict: 'down', before: {mean: expect.closeTo(1000, 5)}});
		expect(comparisonOf(effect, 'exits')?.after?.mean).toBeCloseTo(250, 5);
		expect(comparisonOf(effect, 'delay')?.after?.mean).toBeCloseTo(3, 5);
		expect(comparisonOf(effect, 'jain')).toMatchObject({verdict: 'down', before: {mean: expect.closeTo(1, 9)}});
		expect(comparisonOf(effect, 'busy')).toMatchObject({verdict: 'same'});
	});

	test('says which of the others lost most', () => {
		const other = comparisonOf(effect, 'share', true);
		expect(other).toMatchObject({verdict: 'down', isOther: true});
		expect(other?.subject).not.toBe(1);
		expect(other?.after?.mean).toBeCloseTo(25, 5);
	});

	test('reads as a sentence', () => {
		expect(describeEffect(effect)).toMatch(/^share 33\.3 -> 50\.0 % \(±0\.00\)$/);
		expect(describeComparison(comparisonOf(effect, 'exits') as never)).toMatch(/^1000 -> 250 \/s -75 % \(±/);
	});
});

describe('noise alone', () => {
	test.each([
		[100, 56],
		[300, 54],
		[700, 52],
	])('that changes every %i ms is called noise in at least %i of 60 worlds', (everyMs, least) => {
		let quiet = 0;
		for (let seed = 0; seed < 60; seed++) {
			const random = new Random(seed).fork('noise');
			const swing = new Map<string, number>();
			const store = samplesOf({
				untilNs: 12 * SECOND,
				rates: (id, atNs) => {
					const key = `${id} ${Math.floor(atNs / (everyMs * MS))}`;
					swing.set(key, swing.get(key) ?? random.integer(0, 999) / 1000);
					const part = 0.5 + (swing.get(key) ?? 0);
					return {...calm, busyNs: calm.busyNs * part, exits: calm.exits * part};
				},
			});
			const {verdict} = comparisonOf(effectIn(store, [entryAt(0, 6 * SECOND)], 0), 'exits') ?? {verdict: 'unknown'};
			expect(verdict).not.toBe('unknown');
			quiet += verdict === 'noise' ? 1 : 0;
		}
		expect(quiet).toBeGreaterThanOrEqual(least);
	});

	test('says so', () => {
		const store = samplesOf({
			untilNs: 12 * SECOND,
			rates: (_, atNs) => ({...calm, exits: calm.exits * (1 + 0.4 * Math.sin(atNs / (170 * MS)))}),
		});
		const exits = comparisonOf(effectIn(store, [entryAt(0, 6 * SECOND)], 0), 'exits');
		expect(exits?.verdict).toBe('noise');
		expect(describeComparison(exits as never)).toMatch(/\/s within noise$/);
	});
});

test('a difference that is sure but too small to matter is called the same', () => {
	const store = samplesOf({untilNs: 20 * SECOND, rates: (_, atNs) => (atNs > 10 * SECOND ? {...calm, exits: 1004} : calm)});
	const effect = effectIn(store, [entryAt(0, 10 * SECOND)], 0);
	expect(comparisonOf(effect, 'exits')).toMatchObject({verdict: 'same', before: {mean: expect.closeTo(1000, 3)}});
	expect(describeEffect(effect)).toBe('no difference');
});

describe('windows', () => {
	test('end at the neighbouring change, at the first sample and at the newest', () => {
		const entries = [entryAt(0, 2 * SECOND), entryAt(1, 5 * SECOND), entryAt(2, 60 * SECOND)];
		const windows = windowsOf(entries, 5 * SECOND);
		expect(windows.get(0)).toMatchObject({beforeFromNs: 0, afterToNs: 5 * SECOND});
		expect(windows.get(1)).toMatchObject({beforeFromNs: 2 * SECOND, afterToNs: 10 * SECOND});
		expect(windows.get(2)).toMatchObject({beforeFromNs: 55 * SECOND, afterToNs: 65 * SECOND});
		const store = samplesOf({untilNs: 6.3 * SECOND, rates: () => calm});
		const effect = effectIn(store, entries, 1);
		expect(effect).toMatchObject({isFull: false, afterNs: 1.2 * SECOND, beforeNs: 3 * SECOND});
		expect(describeFilling(effect, 5 * SECOND)).toBe('1.2 of 5.0 s');
	});

	test('too short to tell are not told: fewer than three sub-windows', () => {
		const store = samplesOf({untilNs: 10.7 * SECOND, rates: (_, atNs) => (atNs > 10 * SECOND ? {...calm, exits: 1} : calm)});
		const effect = effectIn(store, [entryAt(0, 10 * SECOND)], 0);
		expect(comparisonOf(effect, 'exits')).toMatchObject({verdict: 'unknown', after: {count: 2}});
		expect(describeEffect(effect)).toBe('too short to tell');
	});

	test('changes within a second are one group; notes, speed and pause are none', () => {
		const entries = [
			entryAt(0, 5 * SECOND),
			entryAt(1, 5.4 * SECOND),
			entryAt(2, 5.5 * SECOND, 1, {kind: 'note', text: 'x'}),
			entryAt(3, 6.2 * SECOND, 2),
			entryAt(4, 7 * SECOND, undefined, {kind: 'set-speed', speed: 2}),
			entryAt(5, 20 * SECOND),
		];
		const windows = windowsOf(entries, 5 * SECOND);
		expect([...windows.keys()]).toEqual([0, 1, 3, 5]);
		expect(windows.get(1)).toEqual(windows.get(3));
		expect(windows.get(0)).toMatchObject({beforeToNs: 5 * SECOND, afterFromNs: 6.2 * SECOND, afterToNs: 11.2 * SECOND, first: 0, last: 3});
		expect(subjectOf(entries.slice(0, 2))).toBe(1);
		expect(subjectOf(entries.filter(hasEffect).slice(0, 3))).toBeUndefined();
	});

	test('samples further apart than a sub-window make longer ones, never invented ones', () => {
		const store = samplesOf({untilNs: 20 * SECOND, stepNs: SECOND, rates: () => calm});
		const effect = effectIn(store, [entryAt(0, 10 * SECOND)], 0);
		expect(comparisonOf(effect, 'exits')).toMatchObject({before: {count: 5}, after: {count: 5}, verdict: 'same'});
	});

	test('of an engine that is paused stay as they are, and of one without samples are empty', () => {
		const store = samplesOf({untilNs: 10 * SECOND, rates: () => calm});
		const paused = effectIn(store, [entryAt(0, 10 * SECOND)], 0);
		expect(paused).toMatchObject({afterNs: 0, isFull: false});
		expect(describeEffect(paused)).toBe('too short to tell');
		expect(effectIn(new SampleStore(), [entryAt(0, SECOND)], 0)).toMatchObject({afterNs: 0, beforeNs: 0});
	});
});

describe('domains that come and go', () => {
	test('one that was just made has no figures before, those of its life after', () => {
		const store = samplesOf({
			untilNs: 20 * SECOND,
			rates: (id, atNs) => (id === 3 && atNs <= 10 * SECOND ? undefined : calm),
			createdAtNs: id => (id === 3 ? 10 * SECOND : 0),
		});
		const effect = effectIn(store, [entryAt(0, 10 * SECOND, 3)], 0);
		const share = comparisonOf(effect, 'share');
		expect(share).toMatchObject({before: undefined, verdict: 'unknown'});
		expect(share?.after?.mean).toBeCloseTo(100 / 3, 1);
		expect(describeComparison(share as never)).toMatch(/^- -> 33\.\d %$/);
		expect(comparisonOf(effect, 'share', true)).toMatchObject({verdict: 'down', before: {mean: expect.closeTo(50, 5)}});
	});

	test('one that is gone has none after; the shares of the others are of those that are left', () => {
		const store = samplesOf({untilNs: 20 * SECOND, rates: (id, atNs) => (id === 3 && atNs > 10 * SECOND ? undefined : calm)});
		const effect = effectIn(store, [entryAt(0, 10 * SECOND, 3)], 0);
		expect(comparisonOf(effect, 'share')).toMatchObject({after: undefined, verdict: 'unknown'});
		expect(comparisonOf(effect, 'share', true)?.after?.mean).toBeCloseTo(50, 5);
		expect(comparisonOf(effect, 'share', true)?.before?.mean).toBeCloseTo(100 / 3, 5);
	});

	test('one that left by itself within a window only takes the sub-window with it', () => {
		const store = samplesOf({untilNs: 20 * SECOND, rates: (id, atNs) => (id === 3 && atNs > 12.3 * SECOND ? undefined : calm)});
		const share = comparisonOf(effectIn(store, [entryAt(0, 10 * SECOND, 1)], 0), 'share');
		expect(share?.after?.count).toBe(15);
	});

	test('counters that start anew with a driver never make a negative figure', () => {
		const store = new SampleStore();
		for (let tick = 0; tick <= 200; tick++) {
			const since = tick > 100 ? tick - 100 : tick;
			store.push(snapshotAt(tick * 100 * MS, [{id: 1, slot: 0, counters: {exits: since * 10}}]));
		}
		const exits = comparisonOf(effectIn(store, [entryAt(0, 10 * SECOND)], 0), 'exits');
		expect(exits?.after?.mean).toBeCloseTo(100, 5);
	});
});

describe('kept effects', () => {
	test('are worked out once, again when a sub-window more is full, and never after they are full', () => {
		const store = samplesOf({untilNs: 10.5 * SECOND, rates: () => calm});
		const effects = new Effects(store);
		const entries = [entryAt(0, 10 * SECOND)];
		const look = () => {
			effects.beginPicture();
			effects.follow(entries, 5 * SECOND);
			return effects.of(0);
		};
		const first = look();
		expect(look()).toBe(first);
		const push = (atNs: number) => store.push(snapshotAt(atNs, [{id: 1, slot: 0}]));
		push(10.6 * SECOND);
		expect(look()).toBe(first);
		push(10.8 * SECOND);
		const second = look();
		expect(second).not.toBe(first);
		push(15.1 * SECOND);
		const full = look();
		expect(full?.isFull).toBe(true);
		push(30 * SECOND);
		expect(look()).toBe(full);
		effects.follow(entries, 2 * SECOND);
		expect(effects.of(0)).not.toBe(full);
		expect(effects.of(7)).toBeUndefined();
	});

	test('of another branch of the run are forgotten', () => {
		const store = samplesOf({untilNs: 20 * SECOND, rates: () => calm});
		const effects = new Effects(store);
		effects.follow([entryAt(0, 10 * SECOND)], 5 * SECOND);
		const before = effects.of(0);
		store.push(snapshotAt(12 * SECOND, [{id: 1, slot: 0}]));
		effects.follow([entryAt(0, 10 * SECOND)], 5 * SECOND);
		expect(effects.of(0)).not.toBe(before);
		expect(effects.of(0)?.isFull).toBe(false);
	});

	test('are worked out a few at a time, so a long journal holds up no picture', () => {
		const store = samplesOf({untilNs: 60 * SECOND, rates: () => calm});
		const effects = new Effects(store);
		const entries = Array.from({length: 20}, (_, index) => entryAt(index, (5 + index * 2) * SECOND));
		effects.follow(entries, 5 * SECOND);
		const known = () => entries.filter(({sequence}) => effects.of(sequence) !== undefined).length;
		expect([known(), known()]).toEqual([4, 4]);
		effects.beginPicture();
		expect(known()).toBe(8);
	});
});
