/** Marks of changes, notes and notices: which there are in a range of time, and which cell they fall on. */
import {describe, expect, test} from 'vitest';
import {SECOND} from '../../source/base/units.ts';
import type {Command, JournalEntry} from '../../source/machine/command.ts';
import type {Facts, Notice} from '../../source/machine/snapshot.ts';
import {marksBetween, paintMarks} from '../../source/monitor/marks.ts';
import {Theme} from '../../source/monitor/theme.ts';
import {paintedLines} from '../lab/painted.ts';
import {openRobot} from '../lab/robots.ts';
import {snapshotAt} from '../lab/snapshots.ts';

const entry = (sequence: number, seconds: number, command: Command, undoes?: number): JournalEntry => ({
	sequence,
	atNs: seconds * SECOND,
	by: 'key',
	command,
	summary: `entry ${sequence}`,
	changes: [],
	hasInverse: !['note', 'step'].includes(command.kind),
	...(undoes === undefined ? {} : {undoes}),
});
const notice = (seconds: number, severity: Notice['severity'], text: string): Notice => ({
	sequence: 0,
	atNs: seconds * SECOND,
	severity,
	domain: 'dom1',
	text,
});

function factsWith(journal: readonly JournalEntry[], notices: readonly Notice[] = []): Facts {
	return snapshotAt(10 * SECOND, [], {}, {journal, notices}).facts;
}

const policy: Command = {kind: 'set-policy', policy: 'fair'};

describe('the marks of a range', () => {
	test('are its changes, undos, notes, warnings and errors, in order of time', () => {
		const facts = factsWith(
			[
				entry(0, 1, policy),
				entry(1, 2, {kind: 'set-speed', speed: 2}),
				entry(2, 3, {kind: 'undo'}, 0),
				entry(3, 5, {kind: 'note', text: 'x'}),
				entry(4, 6, {kind: 'step', durationNs: 1}),
				entry(5, 8, policy),
			],
			[notice(4, 'error', 'parked'), notice(4.5, 'info', 'told only'), notice(2.5, 'warning', 'refused')],
		);
		expect(marksBetween(facts, SECOND, 8 * SECOND).map(({kind, number}) => [kind, number])).toEqual([
			['change', 0],
			['warning', -1],
			['undo', 2],
			['error', -1],
			['note', 3],
		]);
		expect(marksBetween(undefined, 0, SECOND)).toEqual([]);
	});
});

describe('a line of marks', () => {
	const paint = (facts: Facts, width: number, stepNs: number, hasNumbers = true) =>
		paintedLines(width, 1, surface =>
			paintMarks(surface, new Theme(1, () => 0), facts, {x: 0, y: 0, width, fromNs: 0, stepNs, hasNumbers}),
		)[0];

	test('has each at its time, with its number where there is room', () => {
		const facts = factsWith([entry(7, 1, policy), entry(8, 3, policy), entry(12, 4, policy), entry(13, 8.9, {kind: 'undo'}, 12)]);
		expect(paint(facts, 10, SECOND)).toBe(' ▼ ▼▼12 △');
		expect(paint(facts, 10, SECOND, false)).toBe(' ▼ ▼▼   △');
	});

	test('shows what matters most where several fall together', () => {
		const facts = factsWith([entry(1, 1, policy), entry(2, 1.2, {kind: 'note', text: 'x'})], [notice(1.4, 'warning', 'w')]);
		expect(paint(facts, 4, SECOND, false)).toBe(' ◆');
		expect(paint(factsWith([entry(1, 1, policy)], [notice(1.9, 'error', 'parked')]), 4, SECOND, false)).toBe(' ×');
	});
});

test('a change is marked in the chart of the domains and on the timeline, and moves on with time', async () => {
	const robot = openRobot({columns: 120, rows: 40});
	robot.advance(3000);
	await robot.press(']');
	await robot.until(() => robot.host.received.length === 1, 'the weight to change');
	robot.advance(1000);
	await robot.sees('▼0');
	const columnOf = () =>
		robot
			.lines()
			.find(line => line.includes('▼0'))
			?.indexOf('▼0') ?? -1;
	const before = columnOf();
	robot.advance(2000);
	await robot.until(() => columnOf() === before - 10, 'the mark ten columns of 200 ms further left');
	await robot.press('5');
	await robot.sees(/NAME .*▼0 .*HELD%/);
});
