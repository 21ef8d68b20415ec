/**
Presses keys in the real monitor and reads what the terminal shows. Nothing sleeps: `sees` looks until the
screen agrees or the deadline passes, and then fails with the whole screen.
*/
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {PassThrough} from 'node:stream';
import {setImmediate as nextTurn} from 'node:timers/promises';
import type {EngineHost} from '../../source/machine/engine-host.ts';
import {type MonitorOptions, openMonitor} from '../../source/monitor/monitor.tsx';
import {defaultSettings, type Settings} from '../../source/monitor/settings.ts';
import type {ScreenWriter} from '../../source/monitor/terminal/screen-writer.ts';
import {FakeHost} from './fake-host.ts';
import {fakeOffers} from './fake-offers.ts';
import {VirtualTerminal} from './virtual-terminal.ts';

const DEADLINE_MS = 4000;

const sequences: Readonly<Record<string, string>> = {
	up: '\u{1b}[A',
	down: '\u{1b}[B',
	right: '\u{1b}[C',
	left: '\u{1b}[D',
	pageup: '\u{1b}[5~',
	pagedown: '\u{1b}[6~',
	home: '\u{1b}[H',
	end: '\u{1b}[F',
	delete: '\u{1b}[3~',
	enter: '\r',
	escape: '\u{1b}',
	tab: '\t',
	'shift+left': '\u{1b}[1;2D',
	'shift+right': '\u{1b}[1;2C',
	'shift+tab': '\u{1b}[Z',
	backspace: '\u{7f}',
	f2: '\u{1b}OQ',
	f3: '\u{1b}OR',
	f4: '\u{1b}OS',
	f5: '\u{1b}[15~',
	f6: '\u{1b}[17~',
};

/** What a terminal sends for a key by name; control letters are their place in the alphabet. */
function sequenceOf(key: string): string {
	const letter = /^ctrl\+([a-z])$/.exec(key)?.[1];
	return letter === undefined ? (sequences[key] ?? key) : String.fromCharCode(letter.charCodeAt(0) - 'a'.charCodeAt(0) + 1);
}

/** A keyboard: a stream that Ink takes for a terminal's. */
class Keyboard extends PassThrough {
	readonly isTTY = true;
	isRaw = false;

	setRawMode(isRaw: boolean): this {
		this.isRaw = isRaw;
		return this;
	}

	ref(): this {
		return this;
	}

	unref(): this {
		return this;
	}
}

export type RobotOptions = {
	readonly columns?: number;
	readonly rows?: number;
	readonly domains?: number;
	readonly environment?: Readonly<Record<string, string>>;
	readonly colorDepth?: number;
	readonly host?: FakeHost;
	/** Instead of the fake host, which is then nobody's. */
	readonly engine?: EngineHost;
	/** What the monitor is opened with besides. */
	readonly options?: Partial<MonitorOptions>;
	readonly settings?: Partial<Settings>;
	readonly notice?: string;
	readonly closesAfterMs?: number;
};

export class Robot {
	readonly host: FakeHost;
	readonly terminal: VirtualTerminal;
	readonly keyboard = new Keyboard();
	/** Resolves with the exit code of the monitor. */
	readonly exit: Promise<number>;
	screen: ScreenWriter | undefined;
	#nowMs = 0;
	/** Where what it writes goes, whatever keys a test makes up; gone when the monitor is closed. */
	readonly #folder = mkdtempSync(join(tmpdir(), 'robot-'));

	constructor(given: RobotOptions = {}) {
		const {columns = 80, rows = 24, domains = 4, environment = {}, colorDepth = 24, host = new FakeHost(domains)} = given;
		const {notice, closesAfterMs, engine = host, options = {}} = given;
		const settings = {...defaultSettings, ...given.settings};
		this.host = host;
		this.terminal = new VirtualTerminal(columns, rows);
		this.terminal.colorDepth = colorDepth;
		this.exit = openMonitor({
			host: engine,
			stdin: this.keyboard as unknown as NodeJS.ReadStream,
			stdout: this.terminal as unknown as NodeJS.WriteStream,
			options: {
				offers: fakeOffers,
				folder: this.#folder,
				environment,
				settings,
				notice,
				closesAfterMs,
				nowMs: () => this.#nowMs,
				onOpen: screen => {
					this.screen = screen;
				},
				...options,
			},
		});
	}

	/** Types keys by name; anything else letter by letter, in one go as from a fast hand. */
	async press(...keys: readonly string[]): Promise<void> {
		await this.#untilListening();
		for (const key of keys) {
			this.keyboard.write(sequenceOf(key));
			await nextTurn();
		}
	}

	/** Presses the left button of the mouse on what stands there, `times` times. */
	async click(what: string, times = 1): Promise<void> {
		await this.sees(what);
		const y = this.lines().findIndex(line => line.includes(what));
		const x = this.lines()[y]?.indexOf(what) ?? 0;
		for (let time = 0; time < times; time++) {
			await this.press(`\u{1b}[<0;${x + 1};${y + 1}M`, `\u{1b}[<0;${x + 1};${y + 1}m`);
		}
	}

	/** Pastes as terminals do. */
	async paste(text: string): Promise<void> {
		await this.press(`\u{1b}[200~${text}\u{1b}[201~`);
	}

	/** Lets wall time pass for the engine and for the monitor. */
	advance(wallMs: number): void {
		for (let passed = 0; passed < wallMs; passed += 100) {
			this.#nowMs += 100;
			this.host.advance(100);
		}
	}

	/** Lets wall time pass for the monitor alone: the engine is behind. */
	wait(wallMs: number): void {
		this.#nowMs += wallMs;
	}

	lines(): string[] {
		return this.terminal.lines();
	}

	/** Waits until the screen shows it. */
	async sees(what: string | RegExp): Promise<void> {
		await this.until(() => matches(this.lines().join('\n'), what), `to see ${what}`);
	}

	/** Waits until the screen does not show it any more. */
	async missed(what: string | RegExp): Promise<void> {
		await this.until(() => !matches(this.lines().join('\n'), what), `not to see ${what}`);
	}

	/** Waits until nothing has been written for a while: what was asked of Ink is drawn. */
	async still(quietMs = 60): Promise<void> {
		let quietSinceMs = performance.now();
		let written = this.terminal.written.length;
		await this.until(() => {
			if (this.terminal.written.length !== written) {
				written = this.terminal.written.length;
				quietSinceMs = performance.now();
			}
			return performance.now() - quietSinceMs > quietMs;
		}, 'the screen to come to rest');
	}

	async until(isSo: () => boolean, wish: string): Promise<void> {
		const deadline = performance.now() + DEADLINE_MS;
		while (!isSo()) {
			if (performance.now() > deadline) {
				throw new Error(`expected ${wish} on this screen:\n${this.lines().join('\n')}`);
			}
			await this.terminal.settled();
			await nextTurn();
		}
	}

	/** Names in the first column of the table, from top to bottom. */
	names(): string[] {
		return this.lines().flatMap(line => /^▌ (\S+)/.exec(line)?.[1] ?? []);
	}

	/** Quits, and gives the exit code. */
	async close(): Promise<number> {
		if (this.keyboard.isRaw) {
			this.keyboard.write('\u{3}');
		}
		try {
			return await this.exit;
		} finally {
			rmSync(this.#folder, {recursive: true, force: true});
		}
	}

	#untilListening(): Promise<void> {
		return this.until(() => this.keyboard.isRaw, 'the monitor to listen');
	}
}

function matches(text: string, what: string | RegExp): boolean {
	return typeof what === 'string' ? text.includes(what) : what.test(text);
}
