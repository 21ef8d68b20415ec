/**
One open monitor: wires the engine's snapshots, the screen's state, the painters and Ink together.

Snapshots come in, painters draw them into cells, the writer sends the terminal what changed. React renders only
when a dialog, the help page, the key bar or the size of the terminal changes.

Owns: what ends the session, and the order in which things are let go.
*/
import process from 'node:process';
import {type Instance, render} from 'ink';
import type {EngineHost} from '../machine/engine-host.ts';
import type {Snapshot} from '../machine/snapshot.ts';
import {App, type Painters} from './app.tsx';
import {Controller, describeError} from './controller.ts';
import {formatClock} from './format.ts';
import {keymapOf} from './keymap/presets.ts';
import {Model} from './model.ts';
import type {MonitorOptions, OpenMonitor} from './monitor.tsx';
import {paintBody} from './paint/body.ts';
import {paintFooter} from './paint/footer.ts';
import {paintHeader} from './paint/header.ts';
import type {PaintContext} from './paint/painter.ts';
import type {ScreenContext} from './screen-context.ts';
import {defaultSettings, opening} from './settings.ts';
import {Store} from './store.ts';
import {openLine} from './terminal/line.ts';
import {type Ending, watchEndings} from './terminal/restore.ts';
import {ScreenWriter} from './terminal/screen-writer.ts';
import {colorDepth, Theme} from './theme.ts';
import {TourPlay} from './tour/tour-play.ts';
import {saying} from './ui-state.ts';
import {SessionFiles} from './write/session-files.ts';

const DEFAULT_INTERVAL_MS = 100;
/** Samples of a recording that are read between two keys: a few milliseconds of work. */
const SAMPLES_AT_ONCE = 20;
/** Ink draws only what keys change, and then at once: it is hardly ever held back. */
const INK_FRAMES_PER_SECOND = 250;

export class Session {
	readonly #host: EngineHost;
	readonly #options: MonitorOptions;
	readonly #stdin: OpenMonitor['stdin'];
	readonly #stdout: OpenMonitor['stdout'];
	readonly #screen: ScreenWriter;
	readonly #store = new Store();
	readonly #model: Model;
	readonly #controller: Controller;
	readonly #files: SessionFiles;
	readonly #tour: TourPlay | undefined;
	readonly #context: ScreenContext;
	readonly #listeners = new Set<() => void>();
	readonly #closing = Promise.withResolvers<Ending | undefined>();
	readonly #leaving = new AbortController();
	/** Details have been asked for and are still to come. */
	#isLooking = false;
	/** The dashboard, while it has the terminal. */
	#dashboard: Promise<void> | undefined;

	constructor({host, options, stdin, stdout}: OpenMonitor) {
		this.#host = host;
		this.#options = options;
		this.#stdin = stdin;
		this.#stdout = stdout;
		this.#screen = new ScreenWriter(stdout);
		const screen = this.#screen;
		const depth = colorDepth(options.environment ?? process.env, screen.getColorDepth());
		const theme = new Theme(depth, style => screen.style(style));
		this.#model = new Model(this.#store, options.nowMs ?? (() => performance.now()), theme.hasColor);
		this.#files = new SessionFiles({
			host,
			model: this.#model,
			origin: options.origin,
			recorder: options.recorder,
			folder: options.folder,
			now: options.now,
			picture: () => screen.picture(),
			complain: reason => {
				this.#store.change(saying(reason, 'error'));
				screen.flush();
			},
		});
		const settings = options.settings ?? defaultSettings;
		const keymap = keymapOf(settings.keys);
		this.#store.change(opening(settings, options.notice));
		this.#controller = new Controller({
			keymap,
			files: this.#files,
			host,
			store: this.#store,
			model: this.#model,
			offers: options.offers,
			paint: () => screen.flush(),
			repaint: () => screen.repaint(),
			lookCloser: () => this.#lookCloser(),
			quit: () => this.#closing.resolve(undefined),
			openDashboard: () => this.#openDashboard(),
			copy: text => stdout.write(clipboardSequence(text)),
			width: () => screen.columns,
		});
		this.#tour = this.#prepareTour();
		this.#context = {
			screen,
			store: this.#store,
			model: this.#model,
			controller: this.#controller,
			keymap,
			theme,
			offers: options.offers,
			press: key => this.#press(key),
			tour: this.#tour,
			terminal: {handOver: undefined},
			onSnapshot: listener => {
				this.#listeners.add(listener);
				return () => this.#listeners.delete(listener);
			},
		};
	}

	/** Why the engine stopped by itself, if it did. */
	get broken(): string | undefined {
		return this.#model.facts?.broken;
	}

	/** Why a tour that was to leave the program did not get to its end. */
	get tourFault(): string | undefined {
		return this.#tour?.fault;
	}

	/** Runs until something ends it; the terminal is as before then. `undefined` is the operator's own wish. */
	async run(): Promise<Ending | undefined> {
		const line = openLine(this.#stdout);
		const endings = watchEndings(ending => this.#closing.resolve(ending), this.#stdout.fd);
		this.#host.setInterval(this.#options.intervalMs ?? DEFAULT_INTERVAL_MS);
		const {replay} = this.#options;
		if (replay !== undefined) {
			this.#model.isReplay = true;
			this.#fillSamples(replay.samples[Symbol.iterator]());
		}
		const latest = this.#host.latest();
		if (latest !== undefined) {
			this.#model.push(latest);
			this.#files.take(latest);
		}
		const ink = this.#render();
		const closed = ink.waitUntilExit().then(
			() => this.#closing.resolve(undefined),
			(error: unknown) => this.#closing.resolve({kind: 'crash', error}),
		);
		const unsubscribe = this.#host.subscribe(snapshot => this.#take(snapshot));
		this.#options.onOpen?.(this.#screen);
		this.#tour?.start();
		const ending = await this.#closing.promise;
		unsubscribe();
		this.#leaving.abort();
		this.#tour?.leave();
		await this.#dashboard;
		ink.unmount();
		await closed;
		this.#screen.detach();
		await line.close();
		await this.#files.close();
		endings.release();
		return ending;
	}

	/** What the footer says at its right: a recording that is under way, or the end of one that is played. */
	#aside(): string {
		const {recording} = this.#files;
		const {replay} = this.#options;
		return recording !== '' ? `● recording ${recording}` : replay !== undefined ? `replay to ${formatClock(replay.endNs)}` : '';
	}

	/** A recording's samples, a few at a time, so that the screen does not wait for a long one. */
	#fillSamples(samples: Iterator<Snapshot>): void {
		for (let count = 0; count < SAMPLES_AT_ONCE; count++) {
			const next = samples.next();
			if (next.done === true) {
				return;
			}
			this.#model.samples.push(next.value);
		}
		setImmediate(() => {
			if (!this.#leaving.signal.aborted) {
				this.#fillSamples(samples);
			}
		});
	}

	/** A tour takes keys first; then they are the screen's. */
	#press(key: string): void {
		if (this.#tour?.takes(key) !== true) {
			this.#controller.press(key);
		}
	}

	#prepareTour(): TourPlay | undefined {
		const {tour, tourOptions = {pace: 1, exits: false}} = this.#options;
		return tour === undefined
			? undefined
			: new TourPlay({
					tour,
					options: tourOptions,
					press: key => this.#controller.press(key),
					lines: () => this.#screen.toLines(),
					paint: () => this.#screen.flush(),
					say: (text, severity) => this.#store.change(saying(text, severity)),
					quit: () => this.#closing.resolve(undefined),
				});
	}

	#render(): Instance {
		const painters = paintersOf({model: this.#model, theme: this.#context.theme, offers: this.#options.offers}, this.#tour);
		return render(<App context={this.#context} painters={painters} />, {
			stdout: this.#screen as unknown as NodeJS.WriteStream,
			stdin: this.#stdin,
			alternateScreen: true,
			interactive: true,
			patchConsole: false,
			exitOnCtrlC: false,
			maxFps: INK_FRAMES_PER_SECOND,
		});
	}

	#take(snapshot: Snapshot): void {
		this.#model.push(snapshot);
		this.#files.take(snapshot);
		this.#model.aside = this.#aside();
		this.#lookCloser();
		this.#controller.noticeSnapshot();
		for (const listener of this.#listeners) {
			listener();
		}
		this.#screen.flush();
	}

	/** One question at a time, so a busy engine is asked as often as it answers. */
	#lookCloser(): void {
		if (!this.#model.wantsDetails || this.#isLooking) {
			return;
		}
		this.#isLooking = true;
		this.#host.inspect().then(
			details => {
				this.#isLooking = false;
				this.#model.live.details = details;
				this.#screen.flush();
			},
			// The engine has ended: the next snapshot says why, and it is not asked again. A recording may hold none of this time.
			() => {
				this.#isLooking = this.#options.replay === undefined;
				this.#model.live.details = undefined;
			},
		);
	}

	#openDashboard(): void {
		this.#dashboard = this.#showDashboard().catch((error: unknown) => {
			this.#store.change(saying(`Dashboard: ${describeError(error)}`, 'error'));
			this.#screen.flush();
		});
	}

	async #showDashboard(): Promise<void> {
		const {showDashboard} = await import('./dashboard.ts');
		await this.#context.terminal.handOver?.(() =>
			showDashboard({
				model: this.#model,
				stdin: this.#stdin,
				stdout: this.#stdout,
				onSnapshot: this.#context.onSnapshot,
				press: key => this.#controller.press(key),
				quit: () => this.#closing.resolve(undefined),
				signal: this.#leaving.signal,
			}),
		);
	}
}

/** OSC 52: the terminal puts it on the clipboard, if it is one that lets programs do that. */
function clipboardSequence(text: string): string {
	return `\u{1b}]52;c;${Buffer.from(text).toString('base64')}\u{7}`;
}

function paintersOf(context: PaintContext, tour: TourPlay | undefined): Painters {
	return {
		caption: surface => tour?.paint(surface, context.theme),
		header: surface => paintHeader(surface, context),
		body: surface => paintBody(surface, context),
		footer: surface => paintFooter(surface, context),
	};
}
