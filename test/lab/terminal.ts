/**
A terminal for tests: starts a program in a real pty, shows what it draws as text, presses keys, and knows
whether the terminal was left as it was found.

Waits watch the output until a deadline; nothing sleeps for a guessed time.
*/
import {fileURLToPath} from 'node:url';
import {type IPty, spawn} from '@lydell/node-pty';
import xterm from '@xterm/headless';

export type TerminalOptions = {
	readonly columns?: number;
	readonly rows?: number;
	/** Added to the environment; undefined takes a variable out. */
	readonly environment?: Readonly<Record<string, string | undefined>>;
	readonly folder?: string;
};

const KEYS: Readonly<Record<string, string>> = {
	Enter: '\r',
	Escape: '\u001b',
	Tab: '\t',
	Backspace: '\u007f',
	Delete: '\u001b[3~',
	Up: '\u001b[A',
	Down: '\u001b[B',
	Right: '\u001b[C',
	Left: '\u001b[D',
	Home: '\u001b[H',
	End: '\u001b[F',
	PageUp: '\u001b[5~',
	PageDown: '\u001b[6~',
	'Ctrl-C': '\u0003',
	'Ctrl-R': '\u0012',
	'Ctrl-L': '\u000c',
};

/** What vitest and continuous integration set and a person at a terminal does not. */
const CLEARED = [
	'CI',
	'NO_COLOR',
	'FORCE_COLOR',
	'VITEST',
	'VITEST_MODE',
	'VITEST_POOL_ID',
	'VITEST_WORKER_ID',
	'NODE_ENV',
	'TEST',
	'DEV',
	'NODE_OPTIONS',
	'INK_SCREEN_READER',
];

/** No configuration of whoever runs the tests. */
const NOWHERE = '/dev/null';

/** DEC private modes that a shell expects to be on: line wrap and the cursor. */
const ON_AT_START = [7, 25];
const DEADLINE_MS = 10_000;

export type Exit = {readonly code: number; readonly signal: number};

/** The built program. */
export const PROGRAM = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

export class TestTerminal {
	/** Everything the program wrote. */
	output = '';
	readonly #pty: IPty;
	readonly #screen: InstanceType<typeof xterm.Terminal>;
	readonly #modes = new Set(ON_AT_START);
	readonly #waiting = new Set<() => void>();
	#exit: Exit | undefined;
	#pendingWrites = 0;

	constructor(file: string, words: readonly string[], {columns = 80, rows = 24, environment = {}, folder}: TerminalOptions = {}) {
		const env: Record<string, string | undefined> = {
			...process.env,
			TERM: 'xterm-256color',
			COLORTERM: 'truecolor',
			XDG_CONFIG_HOME: NOWHERE,
			...environment,
		};
		for (const name of CLEARED) {
			if (!(name in environment)) {
				delete env[name];
			}
		}
		this.#screen = new xterm.Terminal({cols: columns, rows, allowProposedApi: true, scrollback: 1000});
		this.#screen.parser.registerCsiHandler({prefix: '?', final: 'h'}, parameters => this.#setModes(parameters, true));
		this.#screen.parser.registerCsiHandler({prefix: '?', final: 'l'}, parameters => this.#setModes(parameters, false));
		this.#pty = spawn(file, [...words], {name: 'xterm-256color', cols: columns, rows, env, ...(folder === undefined ? {} : {cwd: folder})});
		// The terminal answers questions, as a real one does.
		this.#screen.onData(answer => this.#exit === undefined && this.#pty.write(answer));
		this.#pty.onData(data => this.#draw(data));
		this.#pty.onExit(({exitCode, signal}) => {
			this.#exit = {code: exitCode, signal: signal ?? 0};
			this.#wake();
		});
	}

	/** The program of this package, with these words after its name. */
	static start(words: readonly string[] = [], options: TerminalOptions = {}): TestTerminal {
		return new TestTerminal(process.execPath, [PROGRAM, ...words], options);
	}

	/** The program's process. */
	get pid(): number {
		return this.#pty.pid;
	}

	/** Lines of the visible screen, without spaces at their ends. */
	lines(): string[] {
		const {active} = this.#screen.buffer;
		return Array.from({length: this.#screen.rows}, (_, row) => active.getLine(active.baseY + row)?.translateToString(true) ?? '');
	}

	text(): string {
		return this.lines().join('\n');
	}

	/** Keys by name, `Enter`, or text to type. Each is one write, as from a keyboard. */
	press(...keys: readonly string[]): void {
		for (const key of keys) {
			this.#pty.write(KEYS[key] ?? key);
		}
	}

	resize(columns: number, rows: number): void {
		this.#screen.resize(columns, rows);
		this.#pty.resize(columns, rows);
	}

	kill(signal: NodeJS.Signals): void {
		this.#pty.kill(signal);
	}

	/** Until the screen shows it, or the condition holds. Fails with the screen as it is. */
	async waitFor(wanted: string | RegExp | ((terminal: TestTerminal) => boolean), deadlineMs = DEADLINE_MS): Promise<void> {
		const holds = () => {
			const text = this.text();
			return typeof wanted === 'string' ? text.includes(wanted) : wanted instanceof RegExp ? wanted.test(text) : wanted(this);
		};
		await this.#until(() => holds() || (this.#exit !== undefined && this.#pendingWrites === 0), deadlineMs);
		if (!holds()) {
			const end = this.#exit === undefined ? `within ${deadlineMs} ms` : `before the program ended with ${JSON.stringify(this.#exit)}`;
			throw new Error(`${String(wanted)} was not shown ${end}. The screen:\n${this.text()}`);
		}
	}

	/** Until the program has ended and all it wrote is drawn. */
	async waitForExit(deadlineMs = DEADLINE_MS): Promise<Exit> {
		await this.#until(() => this.#exit !== undefined && this.#pendingWrites === 0, deadlineMs);
		if (this.#exit === undefined) {
			throw new Error(`the program did not end within ${deadlineMs} ms. The screen:\n${this.text()}`);
		}
		return this.#exit;
	}

	/** What differs from the terminal that the program was given; empty if it was left as it was found. */
	leftovers(): string[] {
		const left: string[] = [];
		if (this.#screen.buffer.active.type !== 'normal') {
			left.push('the alternate screen is shown');
		}
		for (const mode of this.#modes) {
			if (!ON_AT_START.includes(mode)) {
				left.push(`mode ?${mode} is on`);
			}
		}
		for (const mode of ON_AT_START) {
			if (!this.#modes.has(mode)) {
				left.push(mode === 25 ? 'the cursor is hidden' : `mode ?${mode} is off`);
			}
		}
		return left;
	}

	/** True while the alternate screen is shown. */
	get isFullScreen(): boolean {
		return this.#screen.buffer.active.type === 'alternate';
	}

	/** Ends the program if it still runs. */
	close(): void {
		if (this.#exit === undefined) {
			this.#pty.kill('SIGKILL');
		}
		this.#screen.dispose();
	}

	#setModes(parameters: ReadonlyArray<number | number[]>, isOn: boolean): false {
		for (const mode of parameters.flat()) {
			if (isOn) {
				this.#modes.add(mode);
			} else {
				this.#modes.delete(mode);
			}
		}
		// The terminal's own handler comes after this one.
		return false;
	}

	#draw(data: string): void {
		this.output += data;
		this.#pendingWrites++;
		this.#screen.write(data, () => {
			this.#pendingWrites--;
			this.#wake();
		});
	}

	#wake(): void {
		for (const check of this.#waiting) {
			check();
		}
	}

	#until(condition: () => boolean, deadlineMs: number): Promise<void> {
		return new Promise(resolve => {
			const finish = () => {
				clearTimeout(timer);
				this.#waiting.delete(check);
				resolve();
			};
			const check = () => {
				if (condition()) {
					finish();
				}
			};
			const timer = setTimeout(finish, deadlineMs);
			this.#waiting.add(check);
			check();
		});
	}
}
