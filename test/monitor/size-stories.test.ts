/** Stories about the size of the terminal: from 60x18 to 400x120, changed at any moment, and in ASCII. */
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {ScreenWriter} from '../../source/monitor/terminal/screen-writer.ts';
import {FakeHost} from '../lab/fake-host.ts';
import {openRobot} from '../lab/robots.ts';
import {VirtualTerminal} from '../lab/virtual-terminal.ts';

/** Keys that open every screen and dialog there is, and what a screen that has come says. */
const tour: ReadonlyArray<readonly [key: string, sign: string | RegExp]> = [
	['1', 'dom1'],
	['2', 'RUNG'],
	['3', /VCPU|EXITS/],
	['4', 'Jain'],
	['5', 'who held'],
	['6', 'WHAT'],
	['7', 'VRAM'],
	['8', 'GPU share'],
	['1', 'dom1'],
	['0', 'who has it'],
	['1', 'dom1'],
	['i', 'i closes'],
	['escape', 'dom1'],
	['f2', 'Columns of'],
	['escape', 'dom1'],
	['S', 'Sort by'],
	['escape', 'dom1'],
	['enter', 'counter'],
	['?', 'Keys  Columns'],
	['escape', 'dom'],
	['a', 'Add a domain'],
	['escape', 'dom'],
	['m', 'Mode of'],
	['escape', 'dom'],
	['o', 'GPU scheduling policy'],
	['escape', 'dom'],
	['x', 'Destroy'],
	['d', 'Remove dom'],
	['escape', 'dom'],
	['f', 'filter'],
	['escape', 'dom'],
];

describe.each([
	[60, 18, [0, 64]],
	[80, 24, [5]],
	[400, 120, [64]],
] as const)('at %ix%i', (columns, rows, counts) => {
	test.each(counts)('every screen with %i domains fits: the key bar is the last line, the title the first', async domains => {
		const host = new FakeHost(domains);
		host.advance(6000);
		const robot = openRobot({columns, rows, host});
		await robot.sees('gpuvmtop');
		robot.advance(500);
		for (const [key, sign] of tour) {
			if (domains > 0 || /^[0-8?]$/.test(key)) {
				await robot.press(key);
				await robot.sees(domains === 0 && key !== '?' ? 'gpuvmtop' : sign);
				await robot.still();
				const lines = robot.lines();
				expect(lines, key).toHaveLength(rows);
				// A dialog may be as high as the screen.
				expect(lines[0], key).toMatch(/^( gpuvmtop | *[╭│])/);
				expect(lines.at(-1)?.trim(), `key bar after ${key}`).not.toBe('');
				expect(
					lines.every(line => line.length <= columns),
					key,
				).toBe(true);
				expect(robot.screen?.toLines(), key).toEqual(lines);
			}
		}
	});

	test('a dialog shows what is pointed at', async () => {
		const robot = openRobot({columns, rows});
		robot.advance(500);
		await robot.press('o');
		for (let step = 0; step < 12; step++) {
			await robot.press('down');
			await robot.still();
			expect(
				robot.lines().some(line => line.includes('▸')),
				`after ${step + 1} steps`,
			).toBe(true);
		}
		await robot.press('escape');
	});
});

test('below 60x18 the screen says what it needs, and comes back', async () => {
	const robot = openRobot({columns: 59, rows: 18});
	await robot.sees('Needed: 60x18');
	robot.terminal.resize(60, 17);
	await robot.sees('This terminal: 60x17');
	robot.terminal.resize(60, 18);
	robot.advance(200);
	await robot.sees('dom4');
	await robot.missed('Needed');
});

describe('in ASCII', () => {
	const beyond = /[^\u0020-\u007e]/;

	test.each([
		['--ascii', {settings: {ascii: true}}],
		['TERM=linux', {environment: {TERM: 'linux'}}],
		['a locale without UTF-8', {environment: {LANG: 'de_DE.ISO-8859-1'}}],
	])(
		'%s: no other character is sent, on any screen',
		async (_name, options) => {
			const host = new FakeHost(12);
			host.park('dom3', 'mißtraut – 漢字 ünïcode …');
			host.advance(6000);
			const robot = openRobot({columns: 120, rows: 40, host, ...options});
			await robot.sees('q Quit');
			robot.advance(1000);
			for (const [key] of tour) {
				await robot.press(key);
				robot.advance(200);
				await robot.still();
				for (const line of robot.lines()) {
					expect(line).not.toMatch(beyond);
				}
			}
			await robot.press('f', 'é漢');
			await robot.still();
			const sent = robot.terminal.written.join('').replaceAll('\u{1b}', '').replaceAll('\u{7}', '');
			expect(beyond.exec(sent)?.[0]).toBeUndefined();
		},
		60_000,
	);

	test('a locale with UTF-8, or none, has everything', async () => {
		for (const environment of [{LANG: 'en_US.UTF-8'}, {LC_ALL: 'C.utf8', LANG: 'C'}, {}]) {
			const robot = openRobot({environment});
			robot.advance(500);
			await robot.sees('▌ dom1');
		}
	});
});

describe('a storm of resizes', () => {
	const size = fc.tuple(fc.integer({min: 30, max: 220}), fc.integer({min: 8, max: 70}));
	const step = fc.oneof(
		{weight: 4, arbitrary: size.map(([columns, rows]) => ({kind: 'resize' as const, columns, rows}))},
		{
			weight: 3,
			arbitrary: fc
				.constantFrom(...'12345678?jkaoxms', 'escape', 'enter', 'down', 'pagedown', 'tab')
				.map(key => ({kind: 'key' as const, key})),
		},
		{weight: 3, arbitrary: fc.integer({min: 1, max: 5}).map(samples => ({kind: 'advance' as const, samples}))},
		{weight: 1, arbitrary: fc.boolean().map(isStuck => ({kind: 'line' as const, isStuck}))},
	);

	test('leaves the picture that a fresh terminal would have, cell by cell', async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(step, {minLength: 3, maxLength: 25}), async steps => {
				const robot = openRobot({columns: 100, rows: 30, domains: 9});
				robot.advance(2000);
				await robot.sees('q Quit');
				for (const one of steps) {
					if (one.kind === 'resize') {
						robot.terminal.resize(one.columns, one.rows);
					} else if (one.kind === 'key') {
						await robot.press(one.key);
					} else if (one.kind === 'advance') {
						robot.advance(one.samples * 100);
					} else if (one.isStuck) {
						robot.terminal.isStuck = true;
					} else {
						robot.terminal.unstick();
					}
				}
				robot.terminal.unstick();
				await robot.still(250);
				await expectWhole(robot);
				await robot.close();
			}),
			{numRuns: Number(process.env.GPUVMTOP_FUZZ_RUNS ?? 10)},
		);
	}, 240_000);

	/** What the terminal shows after all those differences is what a clear screen and every cell anew would give. */
	async function expectWhole({terminal, screen}: ReturnType<typeof openRobot>): Promise<void> {
		expect(screen?.toLines()).toEqual(terminal.lines());
		const before = terminal.written.length;
		const shown = Array.from({length: terminal.rows}, (_, y) => Array.from({length: terminal.columns}, (_, x) => terminal.cell(x, y)));
		screen?.repaint();
		await terminal.settled();
		expect(terminal.written.length).toBeGreaterThan(before);
		const again = Array.from({length: terminal.rows}, (_, y) => Array.from({length: terminal.columns}, (_, x) => terminal.cell(x, y)));
		expect(again).toEqual(shown);
	}
});

test('a writer without a terminal to speak of takes 80x24', () => {
	const terminal = new VirtualTerminal(80, 24);
	Object.defineProperty(terminal, 'columns', {value: 0});
	Object.defineProperty(terminal, 'rows', {value: 0});
	const screen = new ScreenWriter(terminal);
	expect([screen.columns, screen.rows]).toEqual([80, 24]);
});
