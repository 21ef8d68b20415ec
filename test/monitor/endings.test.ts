/** The real program in a real terminal, ended in every way there is: the terminal must be as before. */

import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {type IPty, spawn} from '@lydell/node-pty';
import {build} from 'esbuild';
import {afterEach, beforeAll, describe, expect, test} from 'vitest';
import {VirtualTerminal} from '../lab/virtual-terminal.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const program = `${root}test/lab/dist/demo-monitor.mjs`;
const DEADLINE_MS = 20_000;
const STEP_MS = 5000;

beforeAll(async () => {
	await build({
		entryPoints: [`${root}test/lab/demo-monitor.tsx`],
		bundle: true,
		packages: 'external',
		platform: 'node',
		format: 'esm',
		target: 'esnext',
		jsx: 'automatic',
		outfile: program,
		logLevel: 'error',
	});
}, 60_000);

type Session = {
	readonly pty: IPty;
	readonly screen: VirtualTerminal;
	readonly exit: Promise<{exitCode: number; signal?: number | undefined}>;
};

const sessions: Session[] = [];

afterEach(() => {
	for (const {pty} of sessions.splice(0)) {
		try {
			pty.kill('SIGKILL');
		} catch {
			// It has ended by itself.
		}
	}
});

async function start(ending = ''): Promise<Session> {
	const {CI, NO_COLOR, FORCE_COLOR, VITEST, NODE_ENV, ...kept} = process.env;
	const pty = spawn(process.execPath, [program, '4', '100', ending], {
		name: 'xterm-256color',
		cols: 90,
		rows: 26,
		cwd: root,
		env: {...kept, COLORTERM: 'truecolor', NODE_ENV: 'production'} as Record<string, string>,
	});
	const screen = new VirtualTerminal(90, 26);
	pty.onData(data => screen.write(data));
	const exit = new Promise<{exitCode: number; signal?: number | undefined}>(resolve => pty.onExit(resolve));
	const session = {pty, screen, exit};
	sessions.push(session);
	await until(screen, () => screen.isAlternate && screen.lines().join('\n').includes('q Quit'));
	return session;
}

async function until(screen: VirtualTerminal, isSo: () => boolean): Promise<void> {
	const deadline = performance.now() + STEP_MS;
	while (!isSo()) {
		if (performance.now() > deadline) {
			throw new Error(`the deadline passed on this screen:\n${screen.lines().join('\n')}`);
		}
		await new Promise(resolve => setTimeout(resolve, 10));
	}
}

/** Alternate buffer left, cursor shown, style plain, no mode left on. */
async function expectRestored({screen}: Session): Promise<void> {
	await until(screen, () => !screen.isAlternate);
	const written = screen.written.join('');
	expect(written.lastIndexOf('\u{1b}[?25h')).toBeGreaterThan(written.lastIndexOf('\u{1b}[?25l'));
	expect(written.lastIndexOf('\u{1b}[?2026l')).toBeGreaterThan(written.lastIndexOf('\u{1b}[?2026h'));
	expect(written.lastIndexOf('\u{1b}[m')).toBeGreaterThan(written.lastIndexOf('\u{1b}[0;'));
	expect(screen.xterm.modes.bracketedPasteMode).toBe(false);
	expect(screen.xterm.modes.mouseTrackingMode).toBe('none');
}

describe('the terminal is as before', () => {
	test(
		'after q, with nothing printed',
		async () => {
			const session = await start();
			session.pty.write('q');
			expect((await session.exit).exitCode).toBe(0);
			await expectRestored(session);
			expect(session.screen.lines().join('').trim()).toBe('');
		},
		DEADLINE_MS,
	);

	test(
		'after Ctrl-C',
		async () => {
			const session = await start();
			session.pty.write('\u{3}');
			expect((await session.exit).exitCode).toBe(0);
			await expectRestored(session);
		},
		DEADLINE_MS,
	);

	test.each([
		['SIGTERM', 143],
		['SIGHUP', 129],
		['SIGINT', 130],
	])(
		'after %s, with its exit code',
		async (signal, code) => {
			const session = await start();
			process.kill(session.pty.pid, signal);
			expect((await session.exit).exitCode).toBe(code);
			await expectRestored(session);
		},
		DEADLINE_MS,
	);

	test.each([
		['crash', 'planned crash'],
		['reject', 'planned rejection'],
	])(
		'after a %s, which is reported below the prompt',
		async (ending, message) => {
			const session = await start(ending);
			expect((await session.exit).exitCode).toBe(70);
			await expectRestored(session);
			await until(session.screen, () => session.screen.lines().join('\n').includes(message));
		},
		DEADLINE_MS,
	);

	test(
		'after process.exit from elsewhere',
		async () => {
			const session = await start('leave');
			expect((await session.exit).exitCode).toBe(3);
			await expectRestored(session);
		},
		DEADLINE_MS,
	);
});

describe('the dashboard', () => {
	test(
		'has the terminal for itself and gives it back, twice, with a resize in between',
		async () => {
			const session = await start();
			const {pty, screen} = session;
			for (const [columns, rows] of [
				[110, 34],
				[90, 26],
			] as const) {
				pty.write('C');
				await until(
					screen,
					() => screen.lines().join('\n').includes('GPU time by domain, % of time ─') && screen.lines()[0].startsWith('┌'),
				);
				pty.resize(columns, rows);
				screen.resize(columns, rows);
				await until(screen, () => /GPU busy +VRAM given/.test(screen.lines().join('\n')));
				await until(screen, () => Math.abs(screen.lines()[0].length - columns) < 3);
				pty.write('q');
				await until(screen, () => screen.lines()[0].startsWith(' gpuvmtop') && (screen.lines().at(-1) ?? '').includes('q Quit'));
				pty.write('j');
			}
			pty.write('x');
			await until(screen, () => screen.lines().join('\n').includes('Destroy'));
			pty.write('d');
			await until(screen, () => screen.lines().join('\n').includes('Remove dom3?'));
			pty.write('\u{1b}');
			await until(screen, () => !screen.lines().join('\n').includes('Remove dom3?'));
			pty.write('q');
			expect((await session.exit).exitCode).toBe(0);
			await expectRestored(session);
		},
		DEADLINE_MS,
	);

	test(
		'hands engine keys on, and Ctrl-C quits from it',
		async () => {
			const session = await start();
			session.pty.write('C');
			await until(session.screen, () => session.screen.lines()[0].startsWith('┌'));
			session.pty.write(' ');
			session.pty.write('C');
			await until(session.screen, () => session.screen.lines().join('\n').includes('PAUSED'));
			session.pty.write('C');
			await until(session.screen, () => session.screen.lines()[0].startsWith('┌'));
			session.pty.write('\u{3}');
			expect((await session.exit).exitCode).toBe(0);
			await expectRestored(session);
		},
		DEADLINE_MS,
	);

	test(
		'SIGTERM ends it from there too',
		async () => {
			const session = await start();
			session.pty.write('C');
			await until(session.screen, () => session.screen.lines()[0].startsWith('┌'));
			process.kill(session.pty.pid, 'SIGTERM');
			expect((await session.exit).exitCode).toBe(143);
			await expectRestored(session);
		},
		DEADLINE_MS,
	);
});
