/** Stories: files written from the screen, recordings started and ended by a key, rows on the clipboard. */
import {mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {policyItems, workloadItems} from '../../../source/machine/catalogues.ts';
import {Recording} from '../../../source/machine/recording/recording.ts';
import {parseScenario} from '../../../source/machine/scenario.ts';
import type {Robot} from '../../lab/robot.ts';
import {openRobot} from '../../lab/robots.ts';

const OFFERINGS = {workloads: workloadItems, policies: policyItems};

let folder = '';

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'write-'));
});

afterEach(() => rmSync(folder, {recursive: true}));

function open(): Robot {
	const scenario = parseScenario('seed: 42\ndomains: [{name: dom1}, {name: dom2}, {name: dom3}, {name: dom4}]\n', 'demo', OFFERINGS);
	const robot = openRobot({columns: 120, rows: 40, options: {folder, origin: {scenario, offerings: OFFERINGS, program: '1.2.3'}}});
	robot.advance(2000);
	return robot;
}

/** The only file there is with that ending. */
function written(extension: string): string {
	const names = readdirSync(folder).filter(name => name.endsWith(extension));
	expect(names).toHaveLength(1);
	return readFileSync(join(folder, names[0] as string), 'utf8');
}

/** Writes the output that stands `place` lines down in the chooser. */
async function choose(robot: Robot, place: number, name = ''): Promise<void> {
	await robot.press('w');
	await robot.sees('Session as a script');
	await robot.press(...Array.from({length: place}, () => 'down'), ...name, 'enter');
	await robot.missed('Session as a script');
	await robot.sees('written: ');
}

describe('the table', () => {
	test('as CSV: plain numbers, in the order of the screen and with its filter', async () => {
		const robot = open();
		await robot.press('P', 'I', 'f', ...'!dom2', 'enter');
		await robot.sees('3 of 4 domains');
		const order = robot.names().slice(0, 3);
		await choose(robot, 0);
		const [heading, ...rows] = written('.csv').trimEnd().split('\n');
		expect(heading).toMatch(/^name,state,wait,mode,channels,vram,gpu,share,/);
		expect(rows.map(row => row.split(',')[0])).toEqual(order);
		expect(rows[0]).toMatch(/,536870912,0\.\d+,/);
	});

	test('as JSON, of whatever screen is open', async () => {
		const robot = open();
		const tables: Record<string, {readonly rows: ReadonlyArray<Record<string, unknown>>}> = {};
		for (const [key, sign] of [
			['2', 'RUNG'],
			['3', 'VCPU%'],
			['4', 'WGT'],
			['5', 'who held'],
			['6', 'WHAT'],
			['7', 'ch 0-1'],
			['8', 'fairness'],
		] as const) {
			await robot.press(key);
			await robot.sees(sign);
			await choose(robot, 1, join(folder, `${key}.json`));
			const table = JSON.parse(readFileSync(join(folder, `${key}.json`), 'utf8'));
			tables[table.table] = table;
		}
		expect(Object.keys(tables)).toEqual(['channels', 'exits', 'scheduler', 'timeline', 'events', 'memory', 'charts']);
		expect(tables.channels?.rows[0]).toMatchObject({domain: 'dom1', virtualChannel: 0, activity: expect.any(String)});
		expect(tables.exits?.rows[0]).toMatchObject({name: 'dom1', exitsPerSecond: expect.any(Number), exitsBar1PerSecond: expect.any(Number)});
		expect(tables.scheduler?.rows[0]).toMatchObject({name: 'dom1', weight: 256, bandwidthNs: null, queueDelayP50Ns: 180_000});
		expect(tables.timeline?.rows[0]).toMatchObject({domain: expect.stringMatching(/^dom\d$/), fromNs: expect.any(Number)});
		expect(tables.memory?.rows[0]).toMatchObject({domain: 'dom1', usedBy: expect.any(String), entries: expect.any(Number)});
		expect(tables.charts?.rows.length).toBeGreaterThan(40);
		expect(tables.charts?.rows[0]).toMatchObject({domain: 'dom1', gpuOfTime: expect.any(Number)});
	});

	test('of one domain: every counter with unit and sentence', async () => {
		const robot = open();
		await robot.press('enter');
		await robot.sees('BAR accesses that trapped');
		await choose(robot, 0);
		expect(written('.csv')).toMatch(
			/^domain,counter,value,perSecond,unit,doc\ndom1,exits,\d+[\d.]*,[\d.]+,count,BAR accesses that trapped/,
		);
	});
});

describe('the screen', () => {
	test('as text and as SVG is what stood there before the chooser covered it', async () => {
		const robot = open();
		await robot.still();
		const before = robot.lines();
		await choose(robot, 2);
		expect(written('.txt')).toBe(`${before.join('\n')}\n`);
		await choose(robot, 3);
		expect(written('.svg')).toContain('>dom1</text>');
		expect(written('.svg')).not.toContain('Write out');
	});
});

describe('the session', () => {
	test('as ledger and as a script tells every command', async () => {
		const robot = open();
		await robot.press(']');
		await robot.until(() => robot.host.received.some(({kind}) => kind === 'set-weight'), 'the weight to be set once the hand rests');
		robot.advance(500);
		await robot.press('p');
		await robot.sees('dom1 paused');
		await choose(robot, 4);
		expect(JSON.parse(written('.json'))).toMatchObject({
			scenario: 'demo',
			seed: 42,
			entries: [
				{sequence: 0, command: {kind: 'set-weight', domain: 'dom1'}},
				{sequence: 1, command: {kind: 'pause-domain'}},
			],
		});
		await choose(robot, 5);
		const script = parseScenario(written('.yaml'), 'script', OFFERINGS);
		expect(script.commands.map(({command}) => command.kind)).toEqual(['set-weight', 'pause-domain']);
		expect(script.seed).toBe(42);
	});

	test('as a script is refused, in the chooser, where its start is not known', async () => {
		const robot = openRobot({options: {folder}});
		await robot.press('w', 'up', 'up', 'enter');
		await robot.sees('! where this began is not known');
		await robot.press('escape');
		expect(readdirSync(folder)).toEqual([]);
	});

	test('as a trace has who held the GPU', async () => {
		const robot = open();
		await choose(robot, 6);
		const {traceEvents} = JSON.parse(written('.json'));
		expect(traceEvents.filter(({ph}: {ph: string}) => ph === 'X').length).toBeGreaterThan(100);
	});
});

describe('names', () => {
	test('that are typed are never written over', async () => {
		const robot = open();
		const path = join(folder, 'mine.csv');
		writeFileSync(path, 'precious');
		await robot.press('w', ...path, 'enter');
		await robot.sees('is there already; type another name');
		await robot.press('backspace', 'backspace', 'backspace', ...'txt', 'enter');
		await robot.sees('written: ');
		expect(readFileSync(path, 'utf8')).toBe('precious');
		expect(readFileSync(join(folder, 'mine.txt'), 'utf8')).toContain('dom1');
	});

	test('of folders that are not there are a reason', async () => {
		const robot = open();
		await robot.press('w', ...join(folder, 'no/x'), 'enter');
		await robot.sees('! cannot write');
		await robot.press('escape');
		await robot.missed('Write out');
	});

	test('of our own get a number when two fall into one second', async () => {
		const robot = open();
		for (let count = 0; count < 3; count++) {
			await choose(robot, 0);
		}
		expect(readdirSync(folder)).toHaveLength(3);
	});
});

describe('a recording', () => {
	test('begins and ends with R, and says how large it is meanwhile', async () => {
		const robot = open();
		await robot.press('R');
		await robot.sees('recording into');
		robot.advance(1000);
		await robot.sees(/● recording [\d.]+K/);
		await robot.press(']');
		await robot.sees('weight of dom1');
		// Turns are sent once they rest.
		await robot.until(() => robot.host.received.some(({kind}) => kind === 'set-weight'), 'the weight to be set');
		robot.advance(500);
		await robot.press('R');
		await robot.sees('recorded: gpuvmtop replay ');
		robot.advance(200);
		await robot.missed('● recording');
		const [name] = readdirSync(folder);
		const recording = new Recording(join(folder, name as string));
		expect(recording.header).toMatchObject({program: '1.2.3', scenario: 'demo', seed: 42});
		expect(parseScenario(recording.header.scenarioText, 'x', OFFERINGS).initial.domains).toHaveLength(4);
		expect(recording.end?.dropped).toBe(0);
		expect(recording.journal.map(({summary}) => summary)).toEqual([expect.stringContaining('weight of dom1')]);
		recording.close();
	});

	test('that is under way when the program ends is complete', async () => {
		const robot = open();
		await robot.press('R');
		await robot.sees('recording into');
		robot.advance(300);
		await robot.close();
		const [name] = readdirSync(folder);
		const recording = new Recording(join(folder, name as string));
		expect(recording.end).toBeDefined();
		recording.close();
	});
});

test('y puts the selected row on the clipboard', async () => {
	const robot = open();
	await robot.press('down', 'y');
	await robot.sees('row of dom2 copied');
	const sequence = robot.terminal.written
		.find(text => text.includes(']52;c;'))
		?.split(';c;')[1]
		?.slice(0, -1);
	const [titles, values] = Buffer.from(sequence ?? '', 'base64')
		.toString()
		.split('\n');
	expect(titles).toMatch(/^name\tstate\twait\tmode\t/);
	expect(values).toMatch(/^dom2\trunning\t/);
});
