import {expect, test} from 'vitest';
import {readTimeline, TIMELINE_INTERVALS, TIMELINE_LENGTH, Timeline} from '../../source/aggregator/timeline.ts';

test('doorbells of one domain in a row are one interval, the one that goes on is shown up to now', () => {
	const memory = new Float64Array(TIMELINE_LENGTH);
	const timeline = new Timeline(memory);
	expect(readTimeline(memory, 0)).toEqual([]);
	timeline.begin(7, 100);
	timeline.end(200);
	timeline.begin(7, 5_000);
	expect(readTimeline(memory, 6_000)).toEqual([{sequence: 0, domain: 7, fromNs: 100, toNs: 6_000}]);
	timeline.end(9_000);
	timeline.begin(8, 9_500);
	timeline.end(10_000);
	timeline.begin(7, 30_000);
	const all = [
		{sequence: 0, domain: 7, fromNs: 100, toNs: 9_000},
		{sequence: 1, domain: 8, fromNs: 9_500, toNs: 10_000},
		{sequence: 2, domain: 7, fromNs: 30_000, toNs: 31_000},
	];
	expect(readTimeline(memory, 31_000)).toEqual(all);
	expect(readTimeline(memory, 31_000, 1)).toEqual(all.slice(1));
});

test('keeps the newest, and their numbers say how many are missing', () => {
	const memory = new Float64Array(TIMELINE_LENGTH);
	const timeline = new Timeline(memory);
	for (let index = 0; index < TIMELINE_INTERVALS + 100; index++) {
		timeline.begin(index % 3, index * 100_000);
		timeline.end(index * 100_000 + 60_000);
	}
	const intervals = readTimeline(memory, 1e12);
	expect(intervals).toHaveLength(TIMELINE_INTERVALS);
	expect(intervals[0]).toEqual({sequence: 100, domain: 1, fromNs: 10_000_000, toNs: 10_060_000});
	expect(intervals.at(-1)?.sequence).toBe(TIMELINE_INTERVALS + 99);
});

test('an interval that goes on again does not show as one long gone', () => {
	const memory = new Float64Array(TIMELINE_LENGTH);
	const timeline = new Timeline(memory);
	for (let index = 0; index < TIMELINE_INTERVALS + 100; index++) {
		timeline.begin(index % 3, index * 100_000);
		timeline.end(index * 100_000 + 60_000);
	}
	const last = TIMELINE_INTERVALS + 99;
	timeline.begin(last % 3, last * 100_000 + 61_000);
	const intervals = readTimeline(memory, last * 100_000 + 70_000);
	expect(intervals.every(({fromNs}, index) => index === 0 || fromNs > intervals[index - 1].fromNs)).toBe(true);
	expect(intervals.at(-1)).toEqual({sequence: last, domain: last % 3, fromNs: last * 100_000, toNs: last * 100_000 + 70_000});
});
