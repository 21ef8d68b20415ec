/** Stories of the screens that show details: asked for only while they are open, and the selection follows. */
import {expect, test} from 'vitest';
import {FakeHost} from '../lab/fake-host.ts';
import type {Robot} from '../lab/robot.ts';
import {openRobot} from '../lab/robots.ts';

function open(): Robot {
	return openRobot({host: new FakeHost(5)});
}

test('details are asked for while a screen shows them, and not before or after', async () => {
	const robot = open();
	await robot.sees('q Quit');
	robot.advance(1000);
	expect(robot.host.inspections).toBe(0);
	await robot.press('2');
	await robot.sees('GET');
	const once = robot.host.inspections;
	expect(once).toBeGreaterThan(0);
	robot.advance(300);
	await robot.until(() => robot.host.inspections > once, 'another question');
	await robot.press('1');
	await robot.sees('ROUND');
	const before = robot.host.inspections;
	robot.advance(1000);
	expect(robot.host.inspections).toBe(before);
});

test('a stopped channel says so, with its faults, and is on no runlist', async () => {
	const robot = open();
	robot.advance(1000);
	await robot.press('2');
	await robot.sees('GET');
	robot.host.park('dom3', 'it named a channel that is not its own');
	robot.advance(100);
	await robot.sees(/dom3 +0 +4 stopped +\d+ +\d+ +\d+ +- 0x\w+ +3/);
});

test('the domain selected among channels is the one selected in memory, and the one that is removed', async () => {
	const robot = open();
	await robot.press('2', 'down', 'down', '7');
	await robot.sees('shadow structures');
	await robot.press('xd');
	await robot.sees('Remove dom3?');
});

test('an engine that has ended is not asked again and again', async () => {
	const robot = open();
	robot.host.inspect = () => {
		robot.host.inspections++;
		return Promise.reject(new Error('the engine has stopped'));
	};
	await robot.press('7');
	await robot.sees('asking the engine');
	robot.advance(1000);
	await robot.still();
	expect(robot.host.inspections).toBe(1);
});

test('the exits of the selected domain are a map over time, with hypercalls by operation where it is para-virtual', async () => {
	const robot = openRobot({host: new FakeHost(5), rows: 40});
	robot.advance(2000);
	await robot.press('3');
	await robot.sees('exits of dom1 over time, 200 ms a column');
	await robot.sees(/ BAR1 +\d+\/s +[\d.]+% +·+█+\n/);
	await robot.missed('MAP BATCH');
	await robot.press('down', 'down');
	await robot.sees('exits of dom3 over time');
	await robot.sees(/ MAP BATCH +[\d.]+\/s +·+█+\n/);
	await robot.press('A');
	await robot.sees('exits of all domains over time');
	await robot.press('shift+left');
	await robot.sees('▲-1.80 s');
	await robot.press('escape');
	await robot.missed('▲-1.80 s');
});

test('reads and writes together are the exits, and their cost is time per second', async () => {
	const robot = open();
	robot.advance(2000);
	await robot.press('3');
	await robot.sees('VCPU%');
	const [, exits, reads, writes] = /dom1 +(\d+) +(\d+) +(\d+) +[\d.]+ms/.exec(robot.lines().join('\n')) ?? [];
	expect(Number(reads) + Number(writes)).toBeCloseTo(Number(exits), -1);
	expect(Number(exits)).toBeGreaterThan(0);
});

test('without colour the map tells written memory by capitals', async () => {
	const robot = openRobot({host: new FakeHost(5), environment: {NO_COLOR: '1'}});
	await robot.press('7');
	await robot.sees(/0B Aa+/);
	await robot.sees('A written');
});
