/** The screen of the built program in a real terminal: it comes up, answers, and leaves the terminal as it was. */
import {afterEach, describe, expect, test} from 'vitest';
import {TestTerminal} from '../lab/terminal.ts';

let terminal: TestTerminal | undefined;

afterEach(() => terminal?.close());

async function open(...words: string[]): Promise<TestTerminal> {
	terminal = TestTerminal.start(words, {columns: 100, rows: 30});
	await terminal.waitFor('train');
	expect(terminal.isFullScreen).toBe(true);
	return terminal;
}

describe('the screen', () => {
	test('shows the demo and ends with q', async () => {
		const screen = await open();
		for (const name of ['web', 'train', 'ingest', 'desk']) {
			expect(screen.text()).toContain(name);
		}
		screen.press('q');
		expect(await screen.waitForExit()).toEqual({code: 0, signal: 0});
		expect(screen.leftovers()).toEqual([]);
	});

	test('does not end with Esc, but does with Ctrl-C', async () => {
		const screen = await open();
		screen.press('?');
		await screen.waitFor(/help/i);
		screen.press('Escape');
		await screen.waitFor('train');
		screen.press('Ctrl-C');
		expect((await screen.waitForExit()).signal).toBe(0);
		expect(screen.leftovers()).toEqual([]);
	});

	test.each(['SIGTERM', 'SIGHUP', 'SIGINT'] as const)('gives the terminal back on %s', async signal => {
		const screen = await open();
		screen.kill(signal);
		await screen.waitForExit();
		expect(screen.leftovers()).toEqual([]);
	});

	test('says what it needs when the window is too small, and recovers', async () => {
		const screen = await open();
		screen.resize(30, 8);
		await screen.waitFor('Needed: 60x18');
		screen.resize(100, 30);
		await screen.waitFor('ingest');
		screen.press('q');
		await screen.waitForExit();
		expect(screen.leftovers()).toEqual([]);
	});

	test('the clock of the machine goes on, and space stops it', async () => {
		const screen = await open('--speed', '1');
		const before = screen.text();
		await screen.waitFor(({text}) => text.call(screen) !== before);
		screen.press(' ');
		await screen.waitFor(/paused/i);
	});
});
