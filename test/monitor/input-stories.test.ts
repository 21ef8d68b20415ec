/** Stories about the mouse, pasted text, keys of other keyboards, and streams of nonsense. */
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {openRobot} from '../lab/robots.ts';

const ESC = '\u{1b}';
const MOUSE_ON = `${ESC}[?1000h${ESC}[?1006h`;

/** The row of the selected domain is drawn inverse. */
function selected(robot: ReturnType<typeof openRobot>): string | undefined {
	const rows = robot.lines();
	const y = rows.findIndex((line, row) => line.startsWith('▌ ') && robot.terminal.cell(2, row).style.startsWith('00001'));
	return rows[y]?.split(/\s+/)[1];
}

describe('the mouse', () => {
	test('selects a row, and opens it when pressed twice', async () => {
		const robot = openRobot({columns: 120, rows: 40});
		robot.advance(1000);
		await robot.sees('dom4');
		expect(robot.terminal.written.join('')).toContain(MOUSE_ON);
		await robot.click('dom3');
		await robot.until(() => selected(robot) === 'dom3', 'dom3 selected');
		await robot.click('dom2', 2);
		await robot.sees('BAR accesses that trapped');
		await robot.sees(/^ dom2 {2}running/m);
	});

	test('sorts by a heading, again turns the order round', async () => {
		const robot = openRobot();
		robot.advance(2000);
		await robot.sees('dom4');
		await robot.click('EXITS');
		await robot.until(() => robot.names().join() === 'dom1,dom2,dom4,dom3', 'most exits first');
		await robot.click('EXITS');
		await robot.until(() => robot.names().join() === 'dom3,dom4,dom2,dom1', 'the order reversed');
	});

	test('opens screens by their tabs and presses what the key bar says', async () => {
		const robot = openRobot({columns: 120, rows: 40});
		robot.advance(1000);
		await robot.click('4 Scheduler');
		await robot.sees('Jain 100ms');
		await robot.click('Pause');
		await robot.sees('PAUSED');
		await robot.click('? Help');
		await robot.sees('Keys  Columns');
		await robot.click('1 Domains');
		await robot.sees('GPU time by domain');
	});

	test('turns the wheel through a table longer than the screen', async () => {
		const robot = openRobot({domains: 40});
		robot.advance(1000);
		await robot.sees('dom1');
		for (let notch = 0; notch < 5; notch++) {
			await robot.press(`${ESC}[<65;20;12M`);
		}
		await robot.until(() => selected(robot) === 'dom16', 'the sixteenth domain selected');
		await robot.press(`${ESC}[<64;20;12M`);
		await robot.until(() => selected(robot) === 'dom13', 'three rows back');
	});

	test('does nothing outside a dialog, nor through it', async () => {
		const robot = openRobot({columns: 120, rows: 40});
		robot.advance(1000);
		await robot.press('x', 'd');
		await robot.sees('Remove dom1?');
		await robot.click('dom4');
		await robot.click('EXITS');
		for (let y = 1; y <= 40; y += 3) {
			await robot.press(`${ESC}[<0;60;${y}M`);
		}
		await robot.still();
		await robot.sees('Remove dom1?');
		expect(robot.host.received).toEqual([]);
		await robot.click('Keep it');
		await robot.missed('Remove dom1?');
	});

	test('is left alone where it is not wanted or not there, and can be switched live', async () => {
		const off = openRobot({settings: {mouse: false}});
		await off.sees('q Quit');
		expect(off.terminal.written.join('')).not.toContain(MOUSE_ON);
		const console = openRobot({environment: {TERM: 'linux'}});
		await console.sees('q Quit');
		expect(console.terminal.written.join('')).not.toContain(MOUSE_ON);
		await off.press(':', 'mouse', 'enter');
		await off.sees('the mouse selects');
		expect(off.terminal.xterm.modes.mouseTrackingMode).toBe('vt200');
		await off.press(':', 'mouse', 'enter');
		await off.sees('terminal’s own');
		expect(off.terminal.xterm.modes.mouseTrackingMode).toBe('none');
	});
});

describe('pasted text', () => {
	test('is text in a prompt, on one line, and runs nothing', async () => {
		const robot = openRobot();
		robot.advance(500);
		await robot.press('f');
		await robot.paste('dom\rq\rx');
		await robot.sees('filter dom q x');
		await robot.press('ctrl+u');
		await robot.paste('dom2');
		await robot.press('enter');
		await robot.until(() => robot.names().join() === 'dom2', 'only dom2');
		expect(robot.host.received).toEqual([]);
	});

	test('is text in a form', async () => {
		const robot = openRobot();
		await robot.press('a');
		await robot.paste('web-7\n');
		await robot.sees('web-7');
		await robot.press('enter');
		await robot.sees('web-7 added');
	});

	test('is ignored elsewhere, and says so', async () => {
		const robot = openRobot();
		await robot.paste('x dom1\rq');
		await robot.sees('pasted text ignored: 8 characters');
		await robot.paste('z'.repeat(1_000_000));
		await robot.sees('pasted text ignored: 1000000 characters');
		expect(robot.host.received).toEqual([]);
	});
});

describe('keys', () => {
	test('of the function row do what they do in htop', async () => {
		const robot = openRobot();
		robot.advance(500);
		await robot.press(`${ESC}OP`);
		await robot.sees('Keys  Columns');
		await robot.press('escape');
		await robot.press(`${ESC}[13~`);
		await robot.sees('part of a name');
		await robot.press('escape');
		await robot.press(`${ESC}[19~`);
		await robot.sees('weight of dom1');
		await robot.press(`${ESC}[21~`);
		expect(await robot.exit).toBe(0);
	});

	test('Escape and a key read together are two keys, not a chord', async () => {
		const robot = openRobot();
		await robot.press('?');
		await robot.sees('Keys  Columns');
		await robot.press(`${ESC}2`);
		await robot.sees('RUNG');
	});

	test('whatever comes, the monitor lives, and Ctrl-C still quits', async () => {
		const pieces = fc.array(
			fc.oneof(
				fc.uint8Array({minLength: 1, maxLength: 60}),
				fc.constantFrom(`${ESC}[`, `${ESC}]11;`, `${ESC}P`, `${ESC}[<0;1;1M`, `${ESC}[200~`),
			),
			{
				minLength: 1,
				maxLength: 12,
			},
		);
		await fc.assert(
			fc.asyncProperty(pieces, async list => {
				const robot = openRobot();
				await robot.sees('q Quit');
				for (const piece of list) {
					const text = typeof piece === 'string' ? piece : Buffer.from(piece);
					// What quits is kept out, so that it is the last key that does.
					robot.keyboard.write(typeof text === 'string' ? text : Buffer.from(text.filter(byte => ![3, 17, 26, 81, 113].includes(byte))));
				}
				robot.advance(200);
				await robot.still();
				await new Promise(resolve => setTimeout(resolve, 250));
				await robot.press(`${ESC}[201~`);
				await robot.press('ctrl+c');
				expect(await robot.exit).toBe(0);
			}),
			{numRuns: Number(process.env.GPUVMTOP_FUZZ_RUNS ?? 12)},
		);
	}, 120_000);
});
