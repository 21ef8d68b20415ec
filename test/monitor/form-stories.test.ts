/** Stories of the forms: keys pressed in the real monitor. */
import {describe, expect, test} from 'vitest';
import {MIB} from '../../source/base/units.ts';
import type {Robot, RobotOptions} from '../lab/robot.ts';
import {openRobot} from '../lab/robots.ts';

function open(options: RobotOptions = {}): Robot {
	const robot = openRobot(options);
	robot.advance(2000);
	return robot;
}

describe('e: the form of a domain', () => {
	test('turns a live setting at once, sends a burst once, and z takes it back in one', async () => {
		const robot = open();
		await robot.press('down', 'e');
		await robot.sees('Tune dom2');
		await robot.press('down', 'right', 'right', 'shift+right');
		await robot.sees('‹ 448 ›');
		await robot.sees('weight of dom2 -> 448 · z undoes');
		expect(robot.host.received).toEqual([{kind: 'set-weight', domain: 'dom2', weight: 448}]);
		await robot.press('escape');
		await robot.missed('Tune dom2');
		await robot.press('z');
		await robot.sees('undone: weight of dom2 -> 448');
	});

	test('says since when a value is as it is', async () => {
		const robot = open();
		await robot.press('e', 'down', 'enter', '300', 'enter');
		await robot.sees(/weight +‹ 300 › +default 256 +live +0:02\.\d{3}/);
	});

	test('shows a refusal of the engine, and goes on', async () => {
		const robot = open();
		robot.host.refuseNext = 'not now';
		await robot.press('e', 'down', 'down', 'enter', '30%', 'enter');
		await robot.sees('! not now');
		await robot.press('enter', '30%', 'enter');
		await robot.sees('‹ 30% ›');
	});

	test('collects what takes a reboot and asks once for all of it', async () => {
		const robot = open({columns: 120, rows: 40});
		await robot.press('e', 'end', 'up', 'up', 'up', 'enter');
		await robot.press('64M', 'enter');
		await robot.sees(/VRAM +‹ 64 MiB › +at reboot/);
		await robot.press('down', 'down', 'enter');
		await robot.sees('Reboot dom1?');
		await robot.sees('VRAM: 64 MiB.');
		expect(robot.host.received).toEqual([]);
		await robot.press('enter');
		await robot.sees('dom1 starts anew');
		expect(robot.host.received).toEqual([{kind: 'reboot-domain', domain: 'dom1', vramBytes: 64 * MIB}]);
		await robot.missed('Reboot dom1?');
	});

	test('opens on the page of a domain with Enter', async () => {
		const robot = open();
		await robot.press('enter');
		await robot.sees('BAR accesses that trapped');
		await robot.press('enter');
		await robot.sees('Tune dom1');
	});

	test('a change by others is seen in the open form', async () => {
		const robot = open();
		await robot.press('e');
		await robot.sees(/weight +256/);
		await robot.host.submit({kind: 'set-weight', domain: 'dom1', weight: 77});
		robot.advance(100);
		await robot.sees(/weight +77/);
	});

	test('without colours the field pointed at and the caret are still seen', async () => {
		const robot = open({environment: {NO_COLOR: '1'}});
		await robot.press('e', 'down');
		await robot.sees('▸ weight');
		await robot.press('enter', '12');
		await robot.sees(/▸ weight +12_/);
	});
});

describe('E: the form of the machine', () => {
	test('changes a price, which undo takes back', async () => {
		const robot = open();
		await robot.press('E');
		await robot.sees('Tune the machine');
		await robot.press('down', 'down', 'down', 'down', 'down', 'enter', '2us', 'enter');
		await robot.sees(/pcieReadNs +‹ 2\.00 us ›/);
		expect(robot.host.received).toEqual([{kind: 'set-cost', cost: 'pcieReadNs', value: 2000}]);
		await robot.press('escape');
		await robot.missed('Tune the machine');
		await robot.press('z');
		await robot.sees('undone: cost pcieReadNs -> 2000');
	});

	test('scrolls through all prices and says where one is', async () => {
		const robot = open();
		await robot.press('E', 'end');
		await robot.sees('▸ idlePollNs');
		await robot.sees(/\d+-\d+ of \d+/);
		await robot.press('home');
		await robot.sees('▸ policy');
	});
});

describe('x: the menu of a domain', () => {
	test('pauses and resumes by its letter', async () => {
		const robot = open();
		await robot.press('x');
		await robot.sees('Pause or resume');
		await robot.press('p');
		await robot.sees('dom1 paused · z undoes');
		await robot.missed('Pause or resume');
	});

	test('reboots after a question, and only after it', async () => {
		const robot = open();
		await robot.press('xr');
		await robot.sees('Undo cannot bring back what it was doing.');
		await robot.press('n');
		await robot.missed('Reboot dom1?');
		expect(robot.host.received).toEqual([]);
		await robot.press('xr');
		await robot.sees('Reboot dom1?');
		await robot.press('enter');
		await robot.until(() => robot.host.received.length === 1, 'the reboot');
		expect(robot.host.received).toEqual([{kind: 'reboot-domain', domain: 'dom1'}]);
	});
});
