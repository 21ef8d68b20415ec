/** Stories of the ledger, of notes and of the events, told through the keys. */
import {describe, expect, test} from 'vitest';
import {SECOND} from '../../source/base/units.ts';
import {DeskLab} from '../lab/desk-lab.ts';
import type {Robot, RobotOptions} from '../lab/robot.ts';
import {openRobot} from '../lab/robots.ts';

/** Weight of dom1 up, policy BAND, dom2 removed: one every six seconds. */
async function changed(options: RobotOptions = {}): Promise<Robot> {
	const robot = openRobot({columns: 120, rows: 40, ...options});
	robot.advance(6000);
	await robot.press(']');
	await robot.until(() => robot.host.received.length === 1, 'the weight to change');
	robot.advance(6000);
	await robot.host.submit({kind: 'set-policy', policy: 'BAND'}, 'line');
	robot.advance(6000);
	await robot.host.submit({kind: 'remove-domain', domain: 'dom2'}, 'scenario');
	robot.advance(6000);
	return robot;
}

describe('the ledger', () => {
	test('tells who changed what and when, from what to what, and what it did', async () => {
		const robot = await changed();
		await robot.press('@');
		await robot.sees(/2 +0:18\.000 +scenario +● domain dom2 full\+remap\+lazy, 512 MiB… /);
		await robot.sees(/1 +0:12\.000 +line +● policy CREDIT/);
		await robot.sees(/0 +0:06\.000 +key +● weight of dom1 256 -> 272/);
		await robot.sees('start of the scenario');
		await robot.sees('── #2 domain dom2 full+remap+lazy, 512 MiB, matrix-multiply -> none ─');
		await robot.sees(/exits of dom2 +\d+ +- +- +15\+0/);
		await robot.press('down', 'down');
		await robot.sees(/── #0 weight of dom1 256 -> 272 ─+ 4\.8 s before, 4\.8 s after/);
		await robot.sees(/share of dom1 +\d+\.\d +\d+\.\d % +[+-]\d+\.\d+ +±\d+/);
		await robot.sees(/queue delay of dom1 +0\.24 +0\.24 ms/);
	});

	test('shows how much of the time after a change is known while it passes', async () => {
		const robot = openRobot({columns: 120, rows: 40});
		robot.advance(6000);
		await robot.press('@', 'o', 'down', 'enter');
		await robot.sees('policy CREDIT -> BAND');
		robot.advance(1300);
		await robot.sees(/ before, 1\.2 of 5\.0 s after/);
		await robot.sees(/1\.2 of 5\.0 s *$/m);
		robot.advance(4000);
		await robot.sees(/4\.8 s before, 4\.8 s after/);
	});

	test('+ and - change the windows, and the figures with them', async () => {
		const robot = await changed();
		await robot.press('@', 'down');
		await robot.sees('4.8 s before, 4.8 s after');
		await robot.press('-');
		await robot.sees('1.8 s before, 1.8 s after');
		await robot.press('+', '+');
		// The neighbouring changes are six seconds away.
		await robot.sees('6.0 s before, 6.0 s after');
	});

	test('a note stands in it and is no change; speed and pause tell why they have no effect', async () => {
		const robot = openRobot({columns: 120, rows: 40});
		robot.advance(1000);
		await robot.press('!', '  ', 'enter');
		await robot.sees('! a note of 0 characters; expected 1 to 200');
		await robot.press('ctrl+u', 'warm-up over', 'enter');
		await robot.sees('note: warm-up over');
		await robot.press('@');
		await robot.sees('◆ note: warm-up over');
		await robot.sees('A note changes nothing.');
		await robot.press(' ');
		await robot.sees(/1 +0:01\.000 +key +engine paused/);
		await robot.press('g');
		await robot.sees('Speed, pause and step change nothing in virtual time.');
		expect(robot.host.configuration.isPaused).toBe(true);
		await robot.press('1');
		await robot.sees('◆');
	});

	test('marks what was taken back and what was replaced', async () => {
		const robot = await changed();
		await robot.press('z', '@');
		await robot.sees(/undo of #2: domain dom2 none -> full\+remap\+lazy/);
		await robot.sees(/○ domain dom2/);
		await robot.press('1', ']', '@');
		await robot.sees(/◐ weight of dom1 256 -> 272/);
		await robot.sees(/● weight of dom1 272 -> 288/);
	});

	test('/ and n find lines', async () => {
		const robot = await changed();
		await robot.press('@', '/', 'weight', 'enter');
		await robot.sees('── #0 weight of dom1');
		await robot.press('/', 'nowhere', 'enter');
		await robot.sees('! nothing matches "nowhere"');
		await robot.press('escape');
		await robot.missed('nowhere');
		await robot.press('/', 'dom', 'enter', 'n');
		await robot.sees('── #2 domain dom2');
	});

	test('is empty but for the start before anything is changed, and fits where it is narrow', async () => {
		const robot = openRobot();
		await robot.press('9');
		await robot.sees('start of the scenario');
		await robot.sees('Enter takes back every change.');
		await robot.press('enter');
		await robot.sees('nothing changed after the start is in force');
	});
});

describe('undo to a line', () => {
	test('lists what will be taken back, newest first, does it at once, and one Z brings it back', async () => {
		const robot = await changed();
		await robot.press('@', 'down', 'down', 'enter');
		await robot.sees('Take back these 2 changes and return to #0?');
		await robot.sees(/#2 domain dom2(?:.|\n)*#1 policy CREDIT/);
		await robot.press('escape');
		await robot.missed('Take back');
		expect(robot.host.configuration.policy.name).toBe('BAND');
		await robot.press('enter', 'enter');
		await robot.sees('undone: 2 changes, from "policy CREDIT -> BAND" on · Z redoes');
		expect(robot.host.received.at(-1)).toEqual({kind: 'undo-to', sequence: 0});
		expect(robot.host.configuration.policy.name).toBe('CREDIT');
		expect(robot.host.configuration.domains).toHaveLength(4);
		await robot.sees(/undo back to before #1/);
		await robot.press('Z');
		await robot.until(() => robot.host.configuration.domains.length === 3, 'both changes again');
	});

	test('the start is below all lines: everything goes', async () => {
		const robot = await changed();
		await robot.press('@', 'G', 'enter');
		await robot.sees('Take back these 3 changes and return to the start?');
		await robot.press('enter');
		await robot.until(() => robot.host.configuration.domains[0]?.weight === 256, 'everything undone');
		expect(robot.host.received.at(-1)).toEqual({kind: 'undo-to', sequence: -1});
	});

	test('says why where undo does not lead there', async () => {
		const robot = await changed();
		await robot.press('@', 'enter');
		await robot.sees('nothing changed after #2 is in force');
		await robot.press('z', 'down', 'enter');
		await robot.sees('#2 is not in force any more');
		robot.host.refuseNext = 'no room for dom2';
		await robot.press('down', 'down', 'enter', 'enter');
		await robot.sees('! no room for dom2');
	});
});

describe('the events', () => {
	test('are chosen by kind and by words; Esc shows all', async () => {
		const robot = await changed();
		robot.host.notice('warning', 'dom3', 'kernel took long');
		robot.advance(100);
		await robot.press('!', 'look here', 'enter', '6');
		await robot.sees(/operator +look here/);
		await robot.sees(/scenario +dom2 removed/);
		await robot.press('f', 'note warning', 'enter');
		await robot.sees('note warning: 2 of 5');
		await robot.missed('dom2 removed');
		await robot.press('f', 'ctrl+u', 'command !policy', 'enter');
		await robot.sees('command !policy: 2 of 5');
		await robot.press('f', 'ctrl+u', 'kind:nots', 'enter');
		await robot.sees('! no kind "nots" (did you mean "note"?); expected');
		await robot.press('escape');
		await robot.missed('! no kind');
		// The first one clears the line of status.
		await robot.press('escape');
		await robot.missed('note: look here');
		await robot.press('escape');
		await robot.sees(/operator +look here/);
		await robot.missed('of 5');
	});

	test('/ selects; the selection stays with its event while others come', async () => {
		const robot = await changed();
		await robot.press('6', '/', 'policy', 'enter');
		/** The line with the policy is shown in reverse. */
		const isSelected = () => {
			const row = robot.lines().findIndex(line => line.includes('policy CREDIT'));
			return row >= 0 && robot.terminal.cell(30, row).style[4] === '1';
		};
		await robot.until(isSelected, 'the line with the policy to be selected');
		robot.host.notice('info', '', 'something else');
		robot.advance(200);
		await robot.until(isSelected, 'it to stay selected');
	});
});

test('Enter on an event leads to its moment; without a past it says so', async () => {
	const lab = new DeskLab();
	await lab.advance(2000);
	await lab.press('6', 'enter');
	expect(lab.status).toBe('there is no event to go to');
	await lab.host.submit({kind: 'set-policy', policy: 'BAND'});
	await lab.advance(3000);
	await lab.press('enter');
	expect(lab.visited).toEqual([2 * SECOND]);
	lab.controller.close();
});

describe('the command line', () => {
	test('tries several changes for a while; Enter keeps them, and the ledger says who it was', async () => {
		const robot = openRobot({columns: 120, rows: 40});
		robot.advance(3000);
		await robot.press(':', 'try weight dom1 512; cap dom2 30% 20s', 'enter');
		await robot.sees('try weight dom1 512; cap dom2 30%: back in 20 s · Enter keeps · Esc puts back');
		robot.advance(5000);
		await robot.sees('back in 15 s');
		await robot.press('@', 'enter');
		await robot.sees('kept: weight dom1 512; cap dom2 30%');
		await robot.missed('back in');
		await robot.sees(/1 +0:03\.000 +try +● cap of dom2 none -> 30%/);
		expect(robot.host.configuration.domains[0]?.weight).toBe(512);
	});

	test('a trial that nobody confirms is over by itself', async () => {
		const robot = openRobot({columns: 120, rows: 40});
		robot.advance(3000);
		await robot.press(':', 'try period=5ms 3s', 'enter');
		await robot.sees('try period=5ms: back in 3 s');
		robot.advance(3000);
		await robot.sees('put back: period=5ms');
		await robot.until(() => robot.host.configuration.policy.parameters.periodNs === 30_000_000, 'the period as it was');
	});

	test.each([
		['try period=5ms 30', 'is one word too many'],
		['try show-exits 5s', 'that changes nothing that could be tried'],
		['try remove dom1 5s', 'remove-domain cannot be tried'],
		['try', 'trial is missing'],
		['try period=5ms 2h', 'lasts 2h; expected 1s to 3600s'],
		['note', 'note '],
		['undo-to x', 'expected the number of a change in the ledger, or start'],
	])('%s is answered', async (line, answer) => {
		const robot = openRobot({columns: 120, rows: 40});
		robot.advance(1000);
		await robot.press(':', line, 'enter');
		await robot.sees(answer);
		expect(robot.host.received).toEqual([]);
	});

	test('notes and goes back to an entry, as the operator on the line', async () => {
		const robot = await changed();
		await robot.press(':', 'note here it counts', 'enter');
		await robot.sees('note: here it counts');
		await robot.press(':', 'undo-to 0', 'enter');
		await robot.until(() => robot.host.configuration.policy.name === 'CREDIT', 'the policy to go back');
		await robot.press('@');
		await robot.sees(/3 +0:24\.000 +line +◆ note: here it counts/);
		await robot.sees(/4 +0:24\.000 +line +undo back to before #1/);
	});
});

test('the mouse selects a line of the ledger; twice is Enter', async () => {
	const robot = await changed();
	await robot.press('@');
	await robot.sees('start of the scenario');
	const row = robot.lines().findIndex(line => line.includes('weight of dom1'));
	await robot.press(`\u{1b}[<0;40;${row + 1}M`);
	await robot.sees('── #0 weight of dom1');
	await robot.press(`\u{1b}[<0;40;${row + 1}M`);
	await robot.sees('Take back these 2 changes and return to #0?');
});
