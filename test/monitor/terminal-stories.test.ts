/** Stories about the terminal: its size, its colours, what is sent to it, and how it is left. */
import {describe, expect, test} from 'vitest';
import {openRobot} from '../lab/robots.ts';

describe('the terminal', () => {
	test('too small a terminal is told what is needed, and recovers when enlarged', async () => {
		const robot = openRobot({columns: 59, rows: 18});
		await robot.sees('Needed: 60x18');
		await robot.sees('This terminal: 59x18');
		robot.terminal.resize(100, 30);
		await robot.sees('GPU time by domain');
		await robot.missed('Needed');
		robot.terminal.resize(60, 17);
		await robot.sees('This terminal: 60x17');
		robot.terminal.resize(80, 24);
		await robot.sees('q Quit');
		expect(robot.lines()[0]).toMatch(/8 Chart 9 Ledg +demo$/);
	});

	test('resizing leaves no stale cell: the screen is what a fresh one would be', async () => {
		const robot = openRobot({columns: 140, rows: 45, domains: 9});
		robot.advance(3000);
		await robot.sees('dom9');
		for (const [columns, rows] of [
			[80, 24],
			[200, 60],
			[93, 31],
			[120, 40],
		] as const) {
			robot.terminal.resize(columns, rows);
			await robot.sees('q Quit');
			await robot.until(() => robot.lines().at(-1)?.includes('q Quit') === true, 'the key bar in the last row');
			await robot.until(
				() => robot.screen?.toLines().join('\n') === robot.lines().join('\n'),
				'the screen as the writer believes it to be',
			);
		}
		const fresh = openRobot({columns: 120, rows: 40, host: robot.host});
		await fresh.sees('q Quit');
		const table = (lines: string[]) => lines.slice(0, 12);
		robot.advance(2000);
		await robot.until(() => table(robot.lines()).join() === table(fresh.lines()).join(), 'the same table as on a fresh screen');
	});

	test('q ends with 0 and leaves the terminal as it was', async () => {
		const robot = openRobot();
		await robot.sees('q Quit');
		expect(robot.terminal.isAlternate).toBe(true);
		await robot.press('q');
		expect(await robot.exit).toBe(0);
		await robot.terminal.settled();
		expect(robot.terminal.isAlternate).toBe(false);
		expect(robot.keyboard.isRaw).toBe(false);
		expect(robot.terminal.written.join('').lastIndexOf('\u{1b}[?25h')).toBeGreaterThan(
			robot.terminal.written.join('').lastIndexOf('\u{1b}[?25l'),
		);
		expect(robot.lines().join('').trim()).toBe('');
	});

	test('Ctrl-C ends it from inside a dialog', async () => {
		const robot = openRobot();
		await robot.press('a');
		await robot.sees('Add a domain');
		await robot.press('ctrl+c');
		expect(await robot.exit).toBe(0);
	});

	test('NO_COLOR sends no colour, on any screen', async () => {
		const robot = openRobot({environment: {NO_COLOR: '1'}, columns: 200, rows: 50});
		robot.advance(3000);
		for (const key of ['2', '3', '4', '5', '6', '7', '8', '1', 'enter', 'escape', '?', 'escape', 'a', 'escape', 'o', 'escape']) {
			await robot.press(key);
			robot.advance(100);
		}
		await robot.missed('GPU scheduling policy');
		const written = robot.terminal.written.join('');
		const colours = written
			.split('\u{1b}[')
			.filter(part => /^[\d;]*m/.test(part) && /^(?:\d+;)*(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;|m)/.test(part));
		expect(colours).toEqual([]);
		expect(written).toContain('\u{1b}[1m');
	});

	test('without colour there is no dashboard, and the key says why', async () => {
		const robot = openRobot({environment: {NO_COLOR: '1'}});
		await robot.press('C');
		await robot.sees('Dashboard: it needs a terminal with colours');
	});

	test('sixteen colours are asked for where there are no more', async () => {
		const robot = openRobot({colorDepth: 4});
		robot.advance(1000);
		await robot.sees('running');
		const written = robot.terminal.written.join('');
		expect(written).toMatch(/\[(?:\d+;)*3[1-6]m/);
		expect(written).not.toMatch(/[34]8;[25];/);
	});

	test('where nothing but the clock moves, a frame is at most 60 bytes', async () => {
		const robot = openRobot({columns: 200, rows: 50, domains: 40});
		for (const name of robot.host.configuration.domains.map(domain => domain.name)) {
			await robot.host.submit({kind: 'pause-domain', domain: name});
		}
		robot.advance(60_000);
		await robot.sees(/dom12 +paused/);
		await robot.still();
		for (let frame = 0; frame < 12; frame++) {
			const before = robot.terminal.bytes;
			robot.advance(100);
			await robot.terminal.settled();
			expect(robot.terminal.bytes - before).toBeGreaterThan(0);
			expect(robot.terminal.bytes - before).toBeLessThanOrEqual(60);
		}
	});

	test('a quiet engine costs few bytes, a busy one not many', async () => {
		const robot = openRobot({columns: 200, rows: 50, domains: 40});
		robot.advance(3000);
		await robot.sees('dom12');
		await robot.terminal.settled();
		const before = robot.terminal.bytes;
		robot.advance(100);
		await robot.terminal.settled();
		expect(robot.terminal.bytes - before).toBeLessThan(5000);
		await robot.press(' ');
		await robot.sees('PAUSED');
		robot.advance(100);
		await robot.terminal.settled();
		const paused = robot.terminal.bytes;
		robot.advance(1000);
		await robot.terminal.settled();
		expect(robot.terminal.bytes).toBe(paused);
	});
});
