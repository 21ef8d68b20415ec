/** Ctrl-Z and fg under a real shell, and terminals that go away: the built program in a real pty. */
import {execFile} from 'node:child_process';
import {existsSync, readFileSync} from 'node:fs';
import process from 'node:process';
import {afterEach, describe, expect, test} from 'vitest';
import {PROGRAM, TestTerminal} from '../lab/terminal.ts';

const SHELL = '/bin/bash';
let terminal: TestTerminal | undefined;

afterEach(() => terminal?.close());

/** The demo, started from a shell that controls jobs. */
async function openInShell(): Promise<TestTerminal> {
	terminal = new TestTerminal(SHELL, ['--norc', '--noprofile', '-i'], {
		columns: 100,
		rows: 30,
		environment: {PS1: 'shell> ', HISTFILE: undefined},
	});
	await terminal.waitFor('shell>');
	terminal.press(`${process.execPath} ${PROGRAM}\r`);
	await terminal.waitFor(({text, isFullScreen}) => isFullScreen && text.call(terminal).includes('train'));
	return terminal;
}

function clockMs(text: string): number {
	const match = /^ (\d+):(\d+)\.(\d+)/m.exec(text);
	return match === null ? Number.NaN : Number(match[1]) * 60_000 + Number(match[2]) * 1000 + Number(match[3]);
}

describe.skipIf(!existsSync(SHELL))('Ctrl-Z', () => {
	test('gives the shell a clean terminal; fg draws everything at the new size, and the clock has stood still', async () => {
		const screen = await openInShell();
		const before = clockMs(screen.text());
		screen.press('\u{1a}');
		await screen.waitFor(({isFullScreen, text}) => !isFullScreen && /Stopped/.test(text.call(screen)));
		// The shell's own line editor may have set ?2004.
		expect(screen.leftovers().filter(left => !left.includes('2004'))).toEqual([]);
		screen.press('stty -a | grep -o "[-]*icanon"\r');
		await screen.waitFor(/^icanon$/m);
		await new Promise(resolve => setTimeout(resolve, 1500));
		screen.resize(120, 36);
		screen.press('fg\r');
		await screen.waitFor(({isFullScreen, lines}) => isFullScreen && (lines.call(screen)[35] ?? '').includes('Help'));
		const after = clockMs(screen.text());
		expect(after - before).toBeGreaterThanOrEqual(0);
		expect(after - before).toBeLessThan(1400);
		// It listens again.
		screen.press('?');
		await screen.waitFor('Keys');
		screen.press('Escape');
		screen.press('q');
		await screen.waitFor(({isFullScreen}) => !isFullScreen);
		expect(screen.leftovers().filter(left => !left.includes('2004'))).toEqual([]);
	}, 30_000);

	test('SIGTSTP from elsewhere does the same; a SIGSTOP nobody announced is mended by SIGCONT', async () => {
		const screen = await openInShell();
		screen.press('\u{1a}');
		await screen.waitFor(/Stopped/);
		screen.press('clear; jobs -p\r');
		await screen.waitFor(/^\d+$/m);
		const pid = Number(/^\d+$/m.exec(screen.text())?.[0]);
		screen.press('fg\r');
		await screen.waitFor(({isFullScreen}) => isFullScreen);
		process.kill(pid, 'SIGTSTP');
		await screen.waitFor(({isFullScreen}) => !isFullScreen);
		screen.press('fg\r');
		await screen.waitFor(({isFullScreen}) => isFullScreen);
		process.kill(pid, 'SIGSTOP');
		await screen.waitFor(/Stopped/);
		screen.press('fg\r');
		await screen.waitFor(
			({lines}) => (lines.call(screen)[0] ?? '').startsWith(' gpuvmtop') && (lines.call(screen)[29] ?? '').includes('Help'),
		);
		screen.press('q');
		await screen.waitFor(({isFullScreen}) => !isFullScreen);
	}, 30_000);
});

describe('without a shell that controls jobs', () => {
	test('Ctrl-Z changes nothing and says so', async () => {
		terminal = TestTerminal.start([], {columns: 100, rows: 30});
		await terminal.waitFor('train');
		terminal.press('\u{1a}');
		await terminal.waitFor('no shell that could continue it');
		expect(terminal.isFullScreen).toBe(true);
		terminal.press('q');
		expect(await terminal.waitForExit()).toEqual({code: 0, signal: 0});
		expect(terminal.leftovers()).toEqual([]);
	}, 30_000);
});

describe('a terminal that is gone', () => {
	/** Opens the program in a pty of its own and dies, as a terminal or an ssh does; prints the program's process first. */
	const OPENER = `
		const {spawn} = require('@lydell/node-pty');
		const pty = spawn(process.execPath, [process.argv[1], 'demo', '--no-config'], {cols: 100, rows: 30, env: {...process.env, TERM: 'xterm-256color'}});
		let seen = '';
		pty.onData(data => {
			seen += data;
			if (seen.includes('train')) { process.stdout.write(String(pty.pid), () => process.kill(process.pid, 'SIGKILL')); }
		});`;

	test('takes the program with it, within a second or so', async () => {
		const {stdout} = await new Promise<{stdout: string}>(resolve =>
			execFile(process.execPath, ['-e', OPENER, PROGRAM], (_error, stdout) => resolve({stdout})),
		);
		const pid = Number(stdout);
		expect(pid).toBeGreaterThan(1);
		const deadline = performance.now() + 5000;
		while (isAlive(pid)) {
			expect(performance.now()).toBeLessThan(deadline);
			await new Promise(resolve => setTimeout(resolve, 20));
		}
	}, 30_000);
});

/** A zombie is dead. */
function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
	} catch {
		return false;
	}
}

describe('keys joined in one read', () => {
	test('are all obeyed: eight arrows and q', async () => {
		terminal = TestTerminal.start([], {columns: 100, rows: 30});
		await terminal.waitFor('train');
		terminal.press(`${'\u{1b}[B'.repeat(8)}q`);
		expect(await terminal.waitForExit()).toEqual({code: 0, signal: 0});
	}, 30_000);

	test('a megabyte pasted runs no command, and q still quits', async () => {
		terminal = TestTerminal.start([], {columns: 100, rows: 30});
		await terminal.waitFor('train');
		terminal.press(`\u{1b}[200~${'x web\rq'.repeat(150_000)}\u{1b}[201~`);
		await terminal.waitFor('pasted text ignored');
		terminal.press('q');
		expect(await terminal.waitForExit()).toEqual({code: 0, signal: 0});
		expect(terminal.leftovers()).toEqual([]);
	}, 60_000);
});
