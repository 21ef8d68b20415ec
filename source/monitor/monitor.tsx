/**
The monitor: a full-screen view of a running engine, and the keys that drive it.

Snapshots come in, painters draw them into cells, the writer sends the terminal what changed. React renders only
when a dialog, the help page, the key bar or the size of the terminal changes.

Not here: the engine (behind EngineHost), flags and scenarios (the command line).
*/
import process from 'node:process';
import {render} from 'ink';
import type {EngineHost} from '../machine/engine-host.ts';
import type {Snapshot} from '../machine/snapshot.ts';
import {App, type Painters} from './app.tsx';
import {Controller} from './controller.ts';
import {Model} from './model.ts';
import type {Offers} from './offers.ts';
import {paintBody} from './paint/body.ts';
import {paintFooter} from './paint/footer.ts';
import {paintHeader} from './paint/header.ts';
import type {PaintContext} from './paint/painter.ts';
import type {ScreenContext} from './screen-context.ts';
import {Store} from './store.ts';
import {openLine} from './terminal/line.ts';
import {type Ending, signalExitCode, watchEndings} from './terminal/restore.ts';
import {ScreenWriter} from './terminal/screen-writer.ts';
import {colorDepth, Theme} from './theme.ts';

export type MonitorOptions = {
	readonly offers: Offers;
	/** Wall milliseconds between frames while nothing is pressed, 20 to 10000. */
	readonly intervalMs?: number;
	/** Where NO_COLOR and TERM are looked up; the process's own by default. */
	readonly environment?: Readonly<Record<string, string | undefined>>;
	/** Called with the running screen, for tests and for recording. */
	readonly onOpen?: (screen: ScreenWriter) => void;
	/** Wall clock in milliseconds. */
	readonly nowMs?: () => number;
};

export type OpenMonitor = {
	readonly host: EngineHost;
	readonly options: MonitorOptions;
	readonly stdin: NodeJS.ReadStream;
	readonly stdout: NodeJS.WriteStream & {readonly fd?: number};
};

const DEFAULT_INTERVAL_MS = 100;
/** Ink draws only what keys change, and then at once: it is hardly ever held back. */
const INK_FRAMES_PER_SECOND = 250;

/** Our own fault: EX_SOFTWARE of sysexits. */
const EXIT_BROKEN = 70;

/** Opens the screen and resolves with the exit code once it is closed and the terminal is as before. */
export async function openMonitor({host, options, stdin, stdout}: OpenMonitor): Promise<number> {
	const environment = options.environment ?? process.env;
	const line = openLine(stdout);
	const screen = new ScreenWriter(stdout);
	const theme = new Theme(colorDepth(environment, screen.getColorDepth()), style => screen.style(style));
	const store = new Store();
	const model = new Model(store, options.nowMs ?? (() => performance.now()), theme.hasColor);
	const listeners = new Set<() => void>();
	const closing = Promise.withResolvers<Ending | undefined>();
	const controller = new Controller({
		host,
		store,
		model,
		offers: options.offers,
		paint: () => screen.flush(),
		repaint: () => screen.repaint(),
		quit: () => closing.resolve(undefined),
		openDashboard: () => {
			handOver = openDashboard();
		},
		width: () => screen.columns,
	});
	const context: ScreenContext = {
		screen,
		store,
		model,
		controller,
		theme,
		offers: options.offers,
		terminal: {handOver: undefined},
		onSnapshot: listener => {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
	};
	const leaving = new AbortController();
	/** The dashboard, while it has the terminal. */
	let handOver: Promise<void> | undefined;
	const openDashboard = async () => {
		const {showDashboard} = await import('./dashboard.ts');
		await context.terminal.handOver?.(() =>
			showDashboard({
				model,
				stdin,
				stdout,
				onSnapshot: context.onSnapshot,
				press: key => controller.press(key),
				quit: () => closing.resolve(undefined),
				signal: leaving.signal,
			}),
		);
	};
	const take = (snapshot: Snapshot) => {
		model.push(snapshot);
		controller.noticeSnapshot();
		for (const listener of listeners) {
			listener();
		}
		screen.flush();
	};
	const endings = watchEndings(ending => closing.resolve(ending), stdout.fd);
	host.setInterval(options.intervalMs ?? DEFAULT_INTERVAL_MS);
	const latest = host.latest();
	if (latest !== undefined) {
		model.push(latest);
	}
	const ink = render(<App context={context} painters={paintersOf({model, theme})} />, {
		stdout: screen as unknown as NodeJS.WriteStream,
		stdin,
		alternateScreen: true,
		interactive: true,
		patchConsole: false,
		exitOnCtrlC: false,
		maxFps: INK_FRAMES_PER_SECOND,
	});
	const closed = ink.waitUntilExit().then(
		() => closing.resolve(undefined),
		(error: unknown) => closing.resolve({kind: 'crash', error}),
	);
	const unsubscribe = host.subscribe(take);
	options.onOpen?.(screen);
	const ending = await closing.promise;
	unsubscribe();
	leaving.abort();
	await handOver;
	ink.unmount();
	await closed;
	screen.detach();
	await line.close();
	endings.release();
	return exitCode(ending, model.facts?.broken);
}

function paintersOf(context: PaintContext): Painters {
	return {
		header: surface => paintHeader(surface, context),
		body: surface => paintBody(surface, context),
		footer: surface => paintFooter(surface, context),
	};
}

/** Says on the error stream what went wrong, if something did. */
function exitCode(ending: Ending | undefined, broken: string | undefined): number {
	if (ending?.kind === 'crash') {
		const {error} = ending;
		process.stderr.write(`gpuvmtop: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
		return EXIT_BROKEN;
	}
	if (broken !== undefined) {
		process.stderr.write(`gpuvmtop: the engine stopped: ${broken}\n`);
		return EXIT_BROKEN;
	}
	return ending === undefined ? 0 : signalExitCode(ending.signal);
}
