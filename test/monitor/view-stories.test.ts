/** Stories of how things are shown: order, columns, cells, rows below domains, time. */
import {describe, expect, test} from 'vitest';
import {defaultSettings} from '../../source/monitor/settings.ts';
import {FakeHost} from '../lab/fake-host.ts';
import type {Robot, RobotOptions} from '../lab/robot.ts';
import {openRobot} from '../lab/robots.ts';

function open(options: RobotOptions = {}): Robot {
	const robot = openRobot(options);
	robot.advance(2000);
	return robot;
}

describe('the order', () => {
	test('S chooses from all columns, in view or not; arrows turn it round; Enter sorts', async () => {
		const robot = open();
		await robot.press('S');
		await robot.sees('Sort by  ‹ most first');
		await robot.sees(/▸ ● NAME/);
		await robot.press('starv');
		await robot.sees(/▸ +STARVE/);
		await robot.press('enter');
		await robot.until(() => robot.names().join() === 'dom4,dom3,dom2,dom1', 'those that starved longest first');
		await robot.press('S', 'left', 'starve', 'enter');
		await robot.until(() => robot.names().join() === 'dom1,dom2,dom3,dom4', 'the other way round');
		await robot.press('S', 'zzz', 'enter');
		await robot.sees('! no column contains "zzz"');
		await robot.press('escape');
		await robot.missed('Sort by  ‹');
	});

	test('M, P and N sort at once, again turns it round, < and > walk what is in view', async () => {
		const robot = open();
		await robot.press('P');
		await robot.until(() => robot.names()[0] === 'dom1', 'the busiest first');
		await robot.press('N', 'N');
		await robot.until(() => robot.names().join() === 'dom4,dom3,dom2,dom1', 'names from Z to A');
		const isSorted = (x: number) => robot.terminal.cell(x, 4).style[4] === '1';
		await robot.press('N', '>');
		await robot.until(() => isSorted(13), 'STATE marked');
		await robot.press('<');
		await robot.until(() => isSorted(2), 'NAME marked');
		await robot.press('M');
		await robot.until(() => !isSorted(2) && !isSorted(13), 'a column that is not in view');
	});
});

describe('columns', () => {
	test('are chosen live, with what does not fit counted; Esc puts back', async () => {
		const robot = open();
		await robot.press('f2');
		await robot.sees('Columns of the table of domains');
		await robot.sees('of them on further pages here');
		await robot.press('overshoot', ' ');
		await robot.sees(/▸ \[x] 18 OVER/);
		await robot.press('enter');
		await robot.missed('Columns of the table');
		await robot.press(...new Array<string>(20).fill('L'));
		await robot.sees(/NAME.*OVER/);
		await robot.press('f2', 'ctrl+r', 'enter');
		await robot.missed('OVER');
		await robot.press('f2', 'down', ' ', 'down', ' ');
		await robot.missed('STATE   ');
		await robot.press('escape');
		await robot.sees(/NAME +STATE/);
	});

	test('can be lines over time', async () => {
		const robot = open({settings: {...defaultSettings, columns: ['name', 'gpu', 'gpu-trend', 'exits-trend', 'wait']}});
		await robot.sees(/NAME +GPU% +GPU +EXITS +WAIT/);
		await robot.sees(/dom1 +[\d.]+ ·+[▁-█]+ ·*[▁-█]+ /);
	});

	test('a filter reads every column, and the word it waits for', async () => {
		const robot = open();
		await robot.press('f', 'starved>20ms', 'enter');
		await robot.until(() => robot.names().join() === 'dom2,dom3,dom4', 'those that starved');
		await robot.press('f', 'ctrl+u', 'wait:budget', 'enter');
		await robot.until(() => robot.names().join() === 'dom3', 'the one that waits for budget');
		await robot.press('f', 'ctrl+u', 'nonsense>1', 'enter');
		await robot.sees('! "nonsense" is no figure');
	});
});

describe('the cell cursor', () => {
	test('walks over the edge to the columns that do not fit, and back; the name stays', async () => {
		const robot = open();
		await robot.sees(/ROUND +›/);
		await robot.missed('WORKLOAD');
		await robot.press(...new Array<string>(12).fill('right'));
		await robot.sees(/‹ NAME +CH +VRAM +SHR% +ENT% +WORK WORKLOAD/);
		await robot.press('left');
		await robot.sees(/NAME +STATE/);
	});

	test('i explains the number under it, live, for the selected domain; Esc closes it first', async () => {
		const robot = open();
		await robot.press('right', 'right', 'right', 'right', 'right', 'i');
		await robot.sees('GPU% time of dom1');
		await robot.sees(/gpuBusyNs grown in the window \/ window +[\d.]+ms \/ 1s = [\d.]+%/);
		await robot.sees(/samples .*-100ms +now/);
		await robot.press('down');
		await robot.sees('GPU% time of dom2');
		await robot.press('right');
		await robot.sees('EXITS /s of dom2');
		await robot.press('escape');
		await robot.missed('EXITS /s of dom2');
		await robot.press('i');
		await robot.sees('EXITS /s of dom2');
	});

	test('goes up from the first row to the figures of the card, and down again', async () => {
		const robot = open();
		await robot.press('L', 'i', 'up');
		await robot.sees('GPU of the card');
		await robot.press('right', 'right', 'right');
		await robot.sees('kernels of the card');
		await robot.sees('kernels grown in the window / window');
		await robot.press('right', 'right', 'right');
		await robot.sees('exits of all domains');
		await robot.press('down');
		await robot.sees('NAME of dom1');
	});

	test('works on the other tables, and where there is none the card is explained', async () => {
		const robot = open();
		await robot.press('3', 'L', 'L', 'i');
		await robot.sees('EXITS /s of dom1');
		await robot.press('2', 'L', 'L');
		await robot.sees('VCH own of dom1');
		await robot.sees('Read from the engine for this screen');
		await robot.press('4', 'L', 'L', 'L');
		await robot.sees('WAIT for of dom1');
		await robot.sees('of the last');
		await robot.press('5');
		await robot.sees('GPU of the card');
	});
});

describe('rows below domains', () => {
	test('v, n and b show channels, exits and budgets, r repeats the heading', async () => {
		const robot = open({rows: 40});
		await robot.press('v');
		await robot.sees(/dom1 .*\n▌ +channel 0 \(card/);
		await robot.press('n');
		await robot.sees(/exits\/s: BAR1 \d+ {2}BAR3/);
		await robot.press('b');
		await robot.sees(/budget -2ms +got [\d.]+% of [\d.]+% promised/);
		await robot.press('r');
		await robot.until(() => robot.lines().filter(line => line.includes('STATE')).length === 4, 'a heading before each');
		await robot.press('v', 'n', 'b', 'r');
		await robot.missed('channel 0');
		await robot.missed('exits/s:');
	});

	test('n is the next match while a search is in force', async () => {
		const robot = open({host: new FakeHost(12)});
		await robot.press('/', 'dom1', 'enter', 'n', 'i');
		await robot.sees('NAME of dom10');
	});

	test('t is a tree: Left folds the domain, again all of them, Right unfolds; the selection stays', async () => {
		const robot = open({rows: 40});
		await robot.press('t');
		await robot.sees(/GPU [\d.]+% busy, 4 domains, \d+ channels/);
		await robot.sees(/▾ dom1 .*\n▌ +└ channel 0/);
		await robot.press('down', 'left');
		await robot.sees(/▸ dom2 .*\n▌ ▾ dom3/);
		await robot.press('left');
		await robot.missed('▾');
		await robot.press('right');
		await robot.sees(/▾ dom2 .*\n▌ +└ channel 0/);
		await robot.press('i');
		await robot.sees('NAME of dom2');
		await robot.press('i');
		await robot.missed('NAME of dom2');
		await robot.press('t');
		await robot.missed('▾');
	});
});

describe('charts', () => {
	test('s walks from all to each, + and - zoom, 0 takes it back', async () => {
		const robot = open();
		await robot.press('8');
		await robot.sees('fairness over 500 ms');
		await robot.press('s');
		await robot.sees('GPU share of time, 200 ms a column');
		await robot.press('+');
		await robot.sees('GPU share of time, 100 ms a column');
		await robot.press('-', '-');
		await robot.sees('500 ms a column');
		await robot.press('0', 's');
		await robot.sees('exits/s, 200 ms a column');
		await robot.press('<', '<', '<');
		await robot.sees('fairness over 500 ms, 200 ms a column');
		await robot.press(...new Array<string>(7).fill('+'));
		await robot.sees('columns are as short as they can be');
	});

	test('the time cursor gives the values there and the nearest change; Esc leads back to now', async () => {
		const robot = open();
		await robot.press('J');
		await robot.sees('dom1 paused');
		robot.advance(1000);
		await robot.press('8', 's', 's');
		await robot.press('right');
		await robot.sees('the time cursor stands at now');
		await robot.press('left', 'left');
		await robot.sees('▲-400 ms');
		await robot.sees(/▼ \d+ ms before: dom1 paused/);
		await robot.sees(/■ dom1 \d+/);
		await robot.press('right');
		await robot.sees('▲-200 ms');
		await robot.press('escape');
		await robot.missed('▲');
	});

	test('with one sample there is no chart yet, and it says so', async () => {
		const robot = openRobot();
		await robot.press('8');
		await robot.sees('A chart needs two samples');
		robot.advance(300);
		await robot.sees('fairness over 500 ms');
	});
});

describe('the overview', () => {
	test('says who has the GPU, who is worst off and why, and what was changed last', async () => {
		const robot = open();
		await robot.press('0');
		await robot.sees(/GPU [\d.]+% busy: who has it .*policy CREDIT {2}periodNs 30\.0 ms/);
		await robot.sees('Jain 0.962');
		await robot.sees(/▌ dom\d +[\d.]+x +[\d.]+% of [\d.]+%/);
		await robot.sees('nothing was changed yet');
		await robot.press('J', '1', '0');
		await robot.sees('dom1 paused');
	});

	test('of an empty machine is as calm', async () => {
		const robot = open({domains: 0});
		await robot.press('0');
		await robot.sees('nothing traps');
		await robot.sees('nobody has work queued');
	});
});

test('d sets the time between samples; what is none is refused in place', async () => {
	const robot = open();
	await robot.press('d', '5ms', 'enter');
	await robot.sees('! "5ms" is no time between 20ms and 10s');
	await robot.press('ctrl+u', '250ms', 'enter');
	await robot.sees('a sample each 250 ms');
	expect(robot.host.intervalMs).toBe(250);
	await robot.press('d', '0.5', 'enter');
	await robot.sees('a sample each 500 ms');
	expect(robot.host.intervalMs).toBe(500);
	await robot.press('d', 'x', 'enter');
	await robot.sees('! "x" is no time');
});

test('Ctrl-D and Ctrl-U turn pages', async () => {
	const robot = open({domains: 64});
	await robot.press('ctrl+d', 'ctrl+d');
	await robot.missed(/^▌ dom1 /m);
	await robot.press('ctrl+u', 'ctrl+u');
	await robot.sees(/^▌ dom1 /m);
});
