/** What the terminal is sent, as a file that asciinema plays. */
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {Cast} from '../../../source/monitor/write/cast.ts';
import {Robot} from '../../lab/robot.ts';
import {openRobot} from '../../lab/robots.ts';
import {VirtualTerminal} from '../../lab/virtual-terminal.ts';

let folder = '';

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'cast-'));
});

afterEach(() => rmSync(folder, {recursive: true}));

type Line = readonly [seconds: number, kind: 'o' | 'r', text: string];

function read(path: string): {readonly header: Record<string, unknown>; readonly lines: readonly Line[]} {
	const [header, ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n');
	return {header: JSON.parse(header as string), lines: lines.map(line => JSON.parse(line))};
}

test('a session plays again: the same screen in the end, sizes included', async () => {
	const path = join(folder, 'a.cast');
	const robot = openRobot({columns: 100, rows: 30, options: {castPath: path}});
	robot.advance(500);
	await robot.press('3');
	await robot.sees('VCPU%');
	robot.terminal.resize(90, 26);
	await robot.still();
	await robot.press('4');
	await robot.sees('WGT');
	await robot.still();
	const shown = robot.lines();
	await robot.close();
	const {header, lines} = read(path);
	expect(header).toMatchObject({version: 2, width: 100, height: 30, timestamp: expect.any(Number), title: 'gpuvmtop'});
	expect(lines.every(([seconds], index) => index === 0 || seconds >= (lines[index - 1]?.[0] ?? 0))).toBe(true);
	expect(lines.filter(([, kind]) => kind === 'r')).toMatchObject([[expect.any(Number), 'r', '90x26']]);
	expect(lines.filter(([, kind]) => kind === 'o').map(([, , text]) => text)).toEqual(robot.terminal.written.filter(text => text !== ''));
	const again = new VirtualTerminal(100, 30);
	const end = lines.findIndex(([, , text]) => text.includes('[?1049l'));
	for (const [, kind, text] of lines.slice(0, end)) {
		if (kind === 'o') {
			again.write(text);
		} else {
			await again.settled();
			again.resize(90, 26);
		}
	}
	await again.settled();
	expect(again.lines()).toEqual(shown);
});

test('gives the terminal its own write back', async () => {
	const terminal = new VirtualTerminal(80, 24);
	const {write} = terminal;
	const cast = new Cast(join(folder, 'a.cast'), terminal as never, 'x');
	expect(terminal.write).not.toBe(write);
	terminal.write('abc');
	await cast.close();
	await cast.close();
	expect(terminal.write).toBe(write);
	terminal.write('def');
	expect(read(join(folder, 'a.cast')).lines).toMatchObject([[expect.any(Number), 'o', 'abc']]);
});

test('never overwrites a file, and says so before anything is drawn', async () => {
	const path = join(folder, 'a.cast');
	writeFileSync(path, 'precious');
	const robot = new Robot({options: {castPath: path}});
	await expect(robot.exit).rejects.toThrow(/a\.cast is there already; expected the name of a new file/);
	expect(robot.terminal.written).toEqual([]);
	expect(readFileSync(path, 'utf8')).toBe('precious');
});
