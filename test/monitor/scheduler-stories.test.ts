/** Stories of the scheduler and timeline screens, and of searching and filtering. */
import {describe, expect, test} from 'vitest';
import {MS} from '../../source/base/units.ts';
import {policyKnobs, readKnob, turned, turnedWeight} from '../../source/monitor/knobs.ts';
import {fakeOffers} from '../lab/fake-offers.ts';
import type {Robot, RobotOptions} from '../lab/robot.ts';
import {openRobot} from '../lab/robots.ts';
import {snapshotAt} from '../lab/snapshots.ts';

function open(options: RobotOptions = {}): Robot {
	const robot = openRobot(options);
	robot.advance(2000);
	return robot;
}

describe('a parameter of the policy', () => {
	test('is reached from the domains with Up, turned with the arrows, ten steps with Shift; a burst is one change', async () => {
		const robot = open();
		await robot.press('4');
		await robot.sees('↑ reaches the domain’s settings and its parameters');
		await robot.press('left');
		await robot.sees('no parameter is pointed at; Up reaches them');
		await robot.press('up', 'up', 'up', 'up', 'up', 'right');
		await robot.sees('‹ 31.0 ms ›');
		await robot.press('shift+right');
		await robot.sees('‹ 41.0 ms ›');
		await robot.press('left');
		await robot.sees('‹ 40.0 ms ›');
		expect(robot.host.received).toEqual([]);
		await robot.sees('CREDIT periodNs -> 40000000 · z undoes');
		expect(robot.host.received).toEqual([{kind: 'set-parameter', parameter: 'periodNs', value: 40 * MS}]);
		await robot.press('z');
		await robot.sees('undone: CREDIT periodNs');
		robot.advance(100);
		await robot.sees('‹ 30.0 ms ›');
	});

	test('a burst is sent before whatever else is done, and one that comes back to where it began is none', async () => {
		const robot = open();
		await robot.press('4', 'up', 'up', 'up', 'up', 'up', 'right', 'right', 'z');
		await robot.sees('undone: CREDIT periodNs -> 32000000');
		expect(robot.host.received.map(({kind}) => kind)).toEqual(['set-parameter', 'undo']);
		robot.advance(100);
		await robot.press('right', 'left', ' ');
		await robot.sees('engine paused');
		expect(robot.host.received.map(({kind}) => kind)).toEqual(['set-parameter', 'undo', 'pause']);
	});

	test('weight, cap and reservation of the selected domain are reached the same way', async () => {
		const robot = open();
		await robot.press('4', 'down', 'up', 'up', 'up', 'up', 'up', 'right');
		await robot.sees('weight ‹ 272 ›');
		await robot.press('down', 'right', 'right');
		await robot.sees('cap ‹ 10% ›');
		await robot.press('down', 'right');
		await robot.sees('period ‹ 21.0 ms ›');
		await robot.press('down', 'enter', '8ms', 'enter');
		await robot.sees('budget ‹ 8.00 ms ›');
		expect(robot.host.received).toEqual([
			{kind: 'set-weight', domain: 'dom1', weight: 272},
			{kind: 'set-cap', domain: 'dom1', capPermille: 100},
			{kind: 'set-reservation', domain: 'dom1', reservation: {periodNs: 21 * MS, budgetNs: 5 * MS}},
			{kind: 'set-reservation', domain: 'dom1', reservation: {periodNs: 21 * MS, budgetNs: 8 * MS}},
		]);
	});

	test('takes a typed value; one out of range is refused with the range', async () => {
		const robot = open();
		await robot.press('4', 'up', 'up', 'up', 'up', 'up', 'enter', '5 s', 'enter');
		await robot.sees('! periodNs: expected 1.00 ms to 1.00 s');
		expect(robot.host.received).toEqual([]);
		await robot.press('ctrl+u', '7500us', 'enter');
		await robot.sees('‹ 7.50 ms ›');
		await robot.missed('value ');
		expect(robot.host.received).toEqual([{kind: 'set-parameter', parameter: 'periodNs', value: 7_500_000}]);
	});

	test('Down leads from the parameters to the first domain', async () => {
		const robot = open();
		await robot.press('4', 'down', 'up', 'up', 'down');
		await robot.sees('↑ reaches the domain’s settings');
		await robot.press('xd');
		await robot.sees('Remove dom1?');
	});
});

test('[ and ] turn the weight of the selected domain', async () => {
	const robot = open();
	await robot.press('4', 'down', ']');
	await robot.sees('weight of dom2 -> 272');
	await robot.sees('weight of dom2 -> 272 · z undoes');
	await robot.press('[', '[');
	await robot.sees('weight of dom2 -> 240 · z undoes');
	await robot.sees(/dom2 +240/);
	await robot.press('1', '[');
	await robot.until(() => robot.host.received.length === 3, 'the weight to go down from the table of domains too');
	expect(robot.host.received.at(-1)).toEqual({kind: 'set-weight', domain: 'dom2', weight: 224});
});

describe('the timeline', () => {
	test('zooms in and out within its series and says how long a column is', async () => {
		const robot = open();
		await robot.press('5');
		await robot.sees('50.0 ms a column');
		await robot.press('+');
		await robot.sees('20.0 ms a column');
		await robot.press(...new Array<string>(9).fill('+'));
		await robot.sees('1.00 ms a column');
		await robot.press('+');
		await robot.sees('columns are as short as they can be');
		await robot.press(...new Array<string>(12).fill('-'));
		await robot.sees('1.00 s a column');
		await robot.press('0');
		await robot.sees('50.0 ms a column');
	});

	test('in columns of a millisecond the turns of the domains can be seen one after the other', async () => {
		const robot = open();
		await robot.press('5', '+', '+', '+', '+', '+');
		await robot.sees('1.00 ms a column');
		// Each has the device once in 10 ms, so a lane is blocks with gaps between them.
		await robot.sees(/dom1 +(?:█+[▁-▇]? +){3}/);
	});

	test('a policy that queues nothing says so instead of an idle GPU', async () => {
		const robot = open();
		robot.host.device.isUnqueued = true;
		robot.advance(1500);
		await robot.press('5');
		await robot.sees('this policy queues nothing');
	});
});

describe('finding domains', () => {
	test('/ selects with every letter, Enter keeps, n goes on, Esc puts the selection back', async () => {
		const robot = open({domains: 12});
		await robot.press('/', 'dom1');
		await robot.press('1');
		await robot.sees('/dom11');
		await robot.press('enter', 'xd');
		await robot.sees('Remove dom11?');
		await robot.press('escape');
		await robot.missed('Remove dom11?');
		await robot.press('g', '/', 'dom1', 'enter', 'n', 'xd');
		await robot.sees('Remove dom10?');
		await robot.press('escape');
		await robot.missed('Remove dom10?');
		await robot.press('g', '/', 'dom5');
		await robot.sees('/dom5');
		await robot.press('escape');
		await robot.missed('/dom5');
		await robot.press('xd');
		await robot.sees('Remove dom1?');
	});

	test('what is nowhere is said, and the prompt stays', async () => {
		const robot = open();
		await robot.press('/', 'xyz', 'enter');
		await robot.sees('! nothing matches "xyz"');
	});

	test('a filter holds on every screen and says how many it shows; Esc shows all again', async () => {
		const robot = open({domains: 6});
		await robot.press('f', 'mode:para', 'enter');
		await robot.until(() => robot.names().join() === 'dom3,dom6', 'the para-virtual domains');
		await robot.sees('filter mode:para: 2 of 6 domains · Esc shows all');
		await robot.press('3');
		await robot.sees('VCPU%');
		await robot.until(() => robot.names().join() === 'dom3,dom6', 'the same domains');
		await robot.press('escape');
		await robot.until(() => robot.names().length === 6, 'all domains');
	});

	test('a filter that is none is refused in place', async () => {
		const robot = open();
		await robot.press('\\', 'exits>lots', 'enter');
		await robot.sees('! "lots" is not a number for EXITS');
		await robot.press('ctrl+u', 'enter');
		await robot.until(() => robot.names().length === 4, 'all domains');
	});

	test('a domain that comes later is shown only if it matches', async () => {
		const robot = open();
		await robot.press('f', 'web', 'enter');
		await robot.sees('0 of 4 domains');
		await robot.press('a', 'web1', 'enter');
		await robot.until(() => robot.names().join() === 'web1', 'the new domain alone');
	});

	test(': opens a screen by its name', async () => {
		const robot = open();
		await robot.press(':', 'mem', 'enter');
		await robot.sees('shadow structures');
		await robot.press(':', 'e', 'enter');
		await robot.sees('! no command or screen "e"');
	});
});

test('knobs stay within their range and read their own unit', () => {
	const {facts} = snapshotAt(0, []);
	const policy = {name: 'BAND', parameters: {periodNs: 2 * MS}};
	const world = {facts: {...facts, configuration: {...facts.configuration, policy}}, offers: fakeOffers, turn: undefined};
	const [period, hold] = policyKnobs(world);
	if (period === undefined || hold === undefined) {
		throw new Error('BAND has two parameters');
	}
	expect([turned(period, -10), turned(period, 3), turned(hold, -1)]).toEqual([MS, 5 * MS, 400_000]);
	expect(readKnob(period, ' 12 ms ')).toEqual({ok: true, value: 12 * MS});
	expect(readKnob(hold, '11ms')).toEqual({ok: false, reason: 'holdNs: expected 0 ns to 10.0 ms'});
	expect([turnedWeight(256, 1), turnedWeight(256, -1), turnedWeight(16, -1), turnedWeight(15, 1), turnedWeight(1, -1)]).toEqual([
		272, 240, 15, 16, 1,
	]);
});
