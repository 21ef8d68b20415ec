/** What people type for a moment. */
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {MS, SECOND} from '../../../source/base/units.ts';
import type {JournalEntry} from '../../../source/machine/command.ts';
import {formatClock} from '../../../source/monitor/format.ts';
import {parseMoment} from '../../../source/monitor/past/time-words.ts';

const entry: JournalEntry = {
	sequence: 12,
	atNs: 100 * SECOND + 1,
	command: {kind: 'pause'},
	summary: '',
	by: 'key',
	changes: [],
	hasInverse: true,
};
const reference = {nowNs: 4000 * SECOND, shownNs: 90 * SECOND, oldestNs: 10 * SECOND, newestNs: 4000 * SECOND, journal: [entry]};

describe('a moment', () => {
	test.each([
		['1:20.5', 80_500 * MS],
		['01:02:03', 3723 * SECOND],
		['80.5', 80_500 * MS],
		['80s', 80 * SECOND],
		['15000ms', 15 * SECOND],
		['2m', 120 * SECOND],
		['1h', 3600 * SECOND],
		['-5m', 3700 * SECOND],
		['-1:00', 3940 * SECOND],
		['+2s', 92 * SECOND],
		[' now ', 4000 * SECOND],
		['#12', 100 * SECOND + 1],
	])('%s is understood', (text, atNs) => {
		expect(parseMoment(text, reference)).toEqual({ok: true, atNs, isChange: text === '#12'});
	});

	test.each([
		['', '"" is no time; expected 1:20.5, 80.5s, -5m before now'],
		['tomorrow', '"tomorrow" is no time'],
		['1:2:3:4', 'is no time'],
		['--5s', 'is no time'],
		['1e9', 'is no time'],
		['5s', '0:05.000 is not kept; from 0:10.000 to 1:06:40.000 is'],
		['-2h', '0:00.000 is not kept'],
		['2h', '2:00:00.000 is not kept'],
		['#3', 'no change #3 is known'],
	])('%s is refused', (text, reason) => {
		const parsed = parseMoment(text, reference);
		expect(parsed.ok ? parsed : parsed.reason).toContain(reason);
	});

	test('that the clock shows is found again, and nothing that is typed breaks anything', () => {
		fc.assert(
			fc.property(fc.integer({min: 10_000, max: 4_000_000}), ms => {
				expect(parseMoment(formatClock(ms * MS), reference)).toEqual({ok: true, atNs: ms * MS, isChange: false});
			}),
		);
		fc.assert(
			fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[-+#:.\dsmh]{0,12}$/)), text => {
				const parsed = parseMoment(text, reference);
				expect(parsed.ok ? Number.isFinite(parsed.atNs) : parsed.reason.length > 0).toBe(true);
			}),
		);
	});
});
