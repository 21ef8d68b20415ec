/** Settings as somebody at the screen meets them: other keys, chosen columns, order, first screen, a notice. */
import {describe, expect, test} from 'vitest';
import {presetNames} from '../../source/monitor/keymap/presets.ts';
import {defaultSettings} from '../../source/monitor/settings.ts';
import {openRobot} from '../lab/robots.ts';

const heading = (lines: readonly string[]) => lines.find(line => line.includes('NAME')) ?? '';

describe('keys', () => {
	test.each(presetNames)('the preset %s has a key bar, a help page and a way out', async preset => {
		const robot = openRobot({settings: {...defaultSettings, keys: {preset, bindings: {}}}});
		await robot.sees('Add');
		await robot.press('?');
		await robot.sees('Add a domain');
		await robot.press('escape');
		await robot.missed('Add a domain:');
		await robot.press('q');
		expect(await robot.exit).toBe(0);
	});

	test('vim: u takes back, z does nothing; the status line and the key bar name the key', async () => {
		const robot = openRobot({columns: 160, settings: {...defaultSettings, keys: {preset: 'vim', bindings: {}}}});
		await robot.press(']');
		await robot.sees(/weight of dom1 -> \d+ · u undoes/);
		await robot.press('z');
		await robot.press('u');
		await robot.sees(/undone: weight of dom1.* · \^R redoes/);
		expect(robot.lines().at(-1)).toMatch(/u Undo/);
	});

	test('a binding of one’s own moves the command, and whoever had the key gives it up', async () => {
		const robot = openRobot({
			settings: {...defaultSettings, keys: {preset: 'gpuvmtop', bindings: {pause: ['a'], 'add-domain': ['ctrl+r']}}},
		});
		await robot.press('a');
		await robot.sees('paused');
		await robot.press('ctrl+r');
		await robot.sees('Add a domain');
	});

	test('pairs of keys in the key bar are those that are bound', async () => {
		const robot = openRobot({
			columns: 160,
			settings: {...defaultSettings, keys: {preset: 'gpuvmtop', bindings: {slower: ['('], faster: [')']}}},
		});
		await robot.sees(')/( Speed');
	});
});

describe('the table', () => {
	test('shows the columns that were chosen, in that order', async () => {
		const robot = openRobot({columns: 120, settings: {...defaultSettings, columns: ['exits', 'name', 'gpu']}});
		robot.advance(1000);
		await robot.until(() => /EXITS +NAME +GPU%/.test(heading(robot.lines())), 'the chosen columns');
		expect(heading(robot.lines())).not.toContain('STATE');
		await robot.press('s');
		await robot.press('s');
		await robot.until(() => /EXITS +NAME/.test(heading(robot.lines())), 'the same columns');
	});

	test('is sorted as was set', async () => {
		const robot = openRobot({settings: {...defaultSettings, sort: {column: 'name', isReversed: true}}});
		robot.advance(1000);
		await robot.until(() => robot.names().join() === 'dom4,dom3,dom2,dom1', 'names from Z to A');
	});

	test('with full names, no name is cut where the screen is narrow', async () => {
		const robot = openRobot({domains: 1, settings: {...defaultSettings, hasFullNames: true}});
		await robot.host.submit({kind: 'add-domain', name: 'sixteen-letters1'});
		robot.advance(1000);
		await robot.sees('sixteen-letters1');
		const narrow = openRobot({domains: 1});
		await narrow.host.submit({kind: 'add-domain', name: 'sixteen-letters1'});
		narrow.advance(1000);
		await narrow.sees('sixteen-l');
		expect(narrow.lines().join('\n')).not.toContain('sixteen-letters1');
	});
});

test('rows below each domain, the heading before each, and the notice', async () => {
	const settings = {...defaultSettings, details: ['exits'], hasRepeatedHeading: true} as const;
	const robot = openRobot({columns: 120, rows: 40, settings, notice: 'configuration ignored: config.yaml:2:1: them: no such key'});
	robot.advance(2000);
	await robot.until(() => robot.lines().filter(line => /NAME +STATE/.test(line)).length === 4, 'a heading before each of four domains');
	await robot.sees(/BAR1/);
	await robot.sees('configuration ignored: config.yaml:2:1');
});

test('a screen that was opened for so long closes by itself', async () => {
	const robot = openRobot({closesAfterMs: 300});
	await robot.sees('dom1');
	expect(await robot.exit).toBe(0);
});
