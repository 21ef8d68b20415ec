/** The test terminal itself: a driver that cannot see a fault would hide it. */
import {afterEach, describe, expect, test} from 'vitest';
import {TestTerminal} from '../lab/terminal.ts';

let terminal: TestTerminal | undefined;

afterEach(() => terminal?.close());

function program(text: string, options = {}): TestTerminal {
	terminal = new TestTerminal(process.execPath, ['-e', text], options);
	return terminal;
}

const ECHO = `process.stdin.setRawMode(true); process.stdin.on('data', data => {
	if (String(data) === 'q') { process.stdin.setRawMode(false); process.exit(3); }
	process.stdout.write(JSON.stringify(String(data)) + '\\r\\n');
}); process.stdout.write('ready\\r\\n');`;

describe('the test terminal', () => {
	test('shows what is drawn where it is drawn', async () => {
		const shown = program(`process.stdout.write('one\\x1b[3;5Hthree\\x1b[2;2H世');`);
		await shown.waitForExit();
		expect(shown.lines().slice(0, 3)).toEqual(['one', ' 世', '    three']);
	});

	test('presses keys and hands back the exit code', async () => {
		const shown = program(ECHO);
		await shown.waitFor('ready');
		shown.press('Up');
		await shown.waitFor('"\\u001b[A"');
		shown.press('abc', 'Enter');
		await shown.waitFor(/"abc.*\\r"/s);
		shown.press('q');
		expect(await shown.waitForExit()).toEqual({code: 3, signal: 0});
		expect(shown.leftovers()).toEqual([]);
	});

	test('tells the program its size, and a new one', async () => {
		const shown = program(
			`const say = () => process.stdout.write('size ' + process.stdout.columns + 'x' + process.stdout.rows + ';');
			process.stdout.on('resize', say); say(); setInterval(() => {}, 1000);`,
			{columns: 100, rows: 30},
		);
		await shown.waitFor('size 100x30;');
		shown.resize(61, 20);
		await shown.waitFor('size 61x20;');
	});

	test('sees what a program leaves behind', async () => {
		const shown = program(`process.stdout.write('\\x1b[?1049h\\x1b[?25l\\x1b[?1000;1006h\\x1b[?2004h');`);
		await shown.waitForExit();
		expect(shown.leftovers()).toEqual([
			'the alternate screen is shown',
			'mode ?1049 is on',
			'mode ?1000 is on',
			'mode ?1006 is on',
			'mode ?2004 is on',
			'the cursor is hidden',
		]);
	});

	test('hides from the program that it is a test', async () => {
		const shown = program(
			`console.log(['CI', 'VITEST', 'NO_COLOR', 'FORCE_COLOR'].filter(name => name in process.env).join() + '.' + process.env.TERM);`,
		);
		await shown.waitForExit();
		expect(shown.lines()[0]).toBe('.xterm-256color');
	});

	test('sees the signal that ended the program', async () => {
		const shown = program(`console.log('up'); setInterval(() => {}, 1000);`);
		await shown.waitFor('up');
		shown.kill('SIGTERM');
		expect(await shown.waitForExit()).toMatchObject({signal: 15});
	});

	test('says what was on the screen instead', async () => {
		const shown = program(`console.log('something else'); setInterval(() => {}, 1000);`);
		await shown.waitFor('something');
		await expect(shown.waitFor('what was wanted', 50)).rejects.toThrow(/was not shown within 50 ms. The screen:\nsomething else/);
		await expect(shown.waitForExit(50)).rejects.toThrow('did not end within 50 ms');
	});

	test('does not wait for a program that has ended', async () => {
		const shown = program(`process.exit(4);`);
		await expect(shown.waitFor('never')).rejects.toThrow('before the program ended with {"code":4');
	});
});
