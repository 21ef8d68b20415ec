/** Stories of the command line: keys pressed in the real monitor. */
import {describe, expect, test} from 'vitest';
import type {Robot, RobotOptions} from '../../lab/robot.ts';
import {openRobot} from '../../lab/robots.ts';

function open(options: RobotOptions = {}): Robot {
	const robot = openRobot(options);
	robot.advance(2000);
	return robot;
}

describe('a line', () => {
	test('does what it says, and the status line says how to undo it', async () => {
		const robot = open();
		await robot.press(':', 'weight dom2 512', 'enter');
		await robot.sees('weight of dom2 -> 512 · z undoes');
		expect(robot.host.received).toEqual([{kind: 'set-weight', domain: 'dom2', weight: 512}]);
		await robot.missed('Tab Complete');
	});

	test('that will not do says why above it, stays, and may be mended', async () => {
		const robot = open();
		await robot.press(':', 'weight dom9 512', 'enter');
		await robot.sees(/! domain is "dom9" \(did you mean "dom1"\?\); expected one of dom1, dom2, dom3,\s+│\n│ dom4/);
		expect(robot.host.received).toEqual([]);
		await robot.press('left', 'left', 'left', 'left', 'backspace', '3', 'enter');
		await robot.sees('weight of dom3 -> 512');
	});

	test('presses keys by their names, and opens screens', async () => {
		const robot = open();
		await robot.press(':', 'show-exits', 'enter');
		await robot.sees('VCPU%');
		await robot.press(':', 'domains', 'enter');
		await robot.missed('VCPU%');
		await robot.press(':', 'add-domain', 'enter');
		await robot.sees('Add a domain');
		await robot.press('escape');
		await robot.missed('Add a domain');
		await robot.press(':', 'remove-domain', 'enter');
		await robot.sees('Remove dom1?');
	});

	test('works on the screen: sort, filter, select', async () => {
		const robot = open();
		await robot.press(':', 'sort -name', 'enter');
		await robot.until(() => robot.names().join() === 'dom4,dom3,dom2,dom1', 'the order turned round');
		await robot.press(':', 'filter mode:para', 'enter');
		await robot.until(() => robot.names().join() === 'dom3', 'the filter');
		await robot.press(':', 'select dom1', 'enter');
		await robot.sees('dom1 is not shown; a filter is in force');
		await robot.press(':', 'unfilter', 'enter');
		await robot.until(() => robot.names().length === 4, 'all');
	});

	test('when the engine has stopped, says so instead of asking it', async () => {
		const robot = open();
		robot.host.broken = 'an invariant broke';
		robot.advance(100);
		await robot.press(':', 'undo', 'enter');
		await robot.sees('! the engine has stopped; q quits');
		expect(robot.host.received).toEqual([]);
	});
});

describe('Tab', () => {
	test('completes what is common, then walks through the candidates; Esc leads back to what was typed', async () => {
		const robot = open();
		await robot.press(':', 'we', 'tab');
		await robot.sees(/:weight\b/);
		await robot.press('tab', 'tab');
		await robot.sees('▸ weight-down');
		await robot.press('shift+tab');
		await robot.sees('▸ weight ');
		await robot.press('escape');
		await robot.missed('▸');
		await robot.press(' d', 'tab');
		await robot.sees(':weight dom');
		await robot.press('3', 'tab');
		await robot.sees(/default 256, now\s+│\n│ 256/);
		await robot.press('99', 'enter');
		await robot.sees('weight of dom3 -> 99');
	});

	test('shows the sentence of what could stand there', async () => {
		const robot = open({columns: 120, rows: 40});
		await robot.press(':', 'policy ');
		await robot.sees('Holds the device for a domain that still has bandwidth.');
		await robot.press('B', 'tab', 'h', 'tab');
		await robot.sees(':policy BAND hold=');
		await robot.press('2ms', 'enter');
		await robot.until(() => robot.host.received.length === 1, 'the command');
		expect(robot.host.received).toEqual([{kind: 'set-policy', policy: 'BAND', parameters: {holdNs: 2_000_000}}]);
	});
});

describe('editing', () => {
	test('with the cursor in the line, by word, to the ends', async () => {
		const robot = open();
		await robot.press(':', 'cap dom1 30%', 'ctrl+w', '40%', 'home', 'x', 'ctrl+e', 'ctrl+a', 'delete', 'end', 'enter');
		await robot.sees('cap of dom1 -> 40%');
		await robot.press(':', 'cap dom1 50%', 'ctrl+a', 'ctrl+k', 'cap dom2 5%', 'left', 'ctrl+u');
		await robot.sees(/:%/);
		await robot.press('ctrl+u', 'escape');
		await robot.missed('Tab Complete');
		expect(robot.host.received).toHaveLength(1);
	});

	test('Up and Down walk through the lines taken before, and back to what was being typed', async () => {
		const robot = open();
		await robot.press(':', 'weight dom1 100', 'enter');
		await robot.sees('-> 100');
		await robot.press(':', 'weight dom1 200', 'enter');
		await robot.sees('-> 200');
		await robot.press(':', 'cap', 'up');
		await robot.sees(':weight dom1 200');
		await robot.press('up', 'up');
		await robot.sees(':weight dom1 100');
		await robot.press('down', 'down');
		await robot.sees(/:cap\b/);
	});

	test('a line longer than the screen moves so that the cursor stays in sight', async () => {
		const robot = open();
		await robot.press(':', `filter ${'abcdefghij'.repeat(12)}`);
		await robot.sees('efghij');
		await robot.press('home');
		await robot.sees(':filter abcdefghij');
	});

	test('a thousand letters at once are taken, and q after Esc still quits', async () => {
		const robot = open();
		await robot.press(':', 'weight '.repeat(150), 'escape');
		await robot.missed('Tab Complete');
		await robot.press('q');
		expect(await robot.exit).toBe(0);
	});
});

describe('the palette', () => {
	test('lists commands with their keys, and does the one that is chosen', async () => {
		const robot = open({columns: 120, rows: 40});
		await robot.press('ctrl+p', 'wup');
		await robot.sees('▸ weight-up');
		await robot.press('enter');
		await robot.sees('weight of dom1 -> 272');
	});

	test('what needs words becomes a line', async () => {
		const robot = open();
		await robot.press('ctrl+p', 'vram', 'enter');
		await robot.sees(/:vram$/m);
		await robot.press('dom1 256M', 'enter');
		await robot.sees('dom1 starts anew');
	});

	test('what a key’s gate refuses is said', async () => {
		const robot = open({domains: 0});
		await robot.press('ctrl+p', 'tune-domain', 'enter');
		await robot.sees('Tune: there is no domain; a adds one');
	});
});
