/**
One open monitor: wires the engine's snapshots, the screen's state, the painters and Ink together.

Snapshots come in, painters draw them into cells, the writer sends the terminal what changed. React renders only
when a dialog, the help page, the key bar or the size of the terminal changes.

Owns: what ends the session, and the order in which things are let go.
*/
import process from 'node:process';
import {type Instance, render} from 'ink';
import {HostSwitch} from '../machine/host-switch.ts';
import type {Snapshot} from '../machine/snapshot.ts';
import {App, type Painters} from './app.tsx';
import {Controller} from './controller.ts';
import {describeError} from './errors.ts';
import {keymapOf} from './keymap/presets.ts';
import {Model} from './model.ts';
import type {MonitorOptions, OpenMonitor} from './monitor.tsx';
import {paintBody} from './paint/body.ts';
import {paintFooter} from './paint/footer.ts';
import {paintHeader} from './paint/header.ts';
import type {PaintContext} from './paint/painter.ts';
import {KeptDetails} from './past/kept-details.ts';
import {Rewind} from './past/rewind.ts';
import {Runs} from './past/runs.ts';
import type {ScreenContext} from './screen-context.ts';
import {defaultSettings, opening} from './settings.ts';
import {Store} from './store.ts';
import {openLine} from './terminal/line.ts';
import {type Ending, watchEndings} from './terminal/restore.ts';
import {ScreenWriter} from './terminal/screen-writer.ts';
import {colorDepth, Theme} from './theme.ts';
import {saying} from './ui-state.ts';

const DEFAULT_INTERVAL_MS = 100;
/** Ink draws only what keys change, and then at once: it is hardly ever held back. */
const INK_FRAMES_PER_SECOND = 250;

export class Session {
	readonly #host: HostSwitch;
	readonly #options: MonitorOptions;
	readonly #stdin: OpenMonitor['stdin'];
	readonly #stdout: OpenMonitor['stdout'];
	readonly #screen: ScreenWriter;
	readonly #store = new Store();
	readonly #model: Model;
	readonly #details = new KeptDetails();
	readonly #rewind: Rewind;
	readonly #runs: Runs;
	readonly #controller: Controller;
	readonly #context: ScreenContext;
	readonly #listeners = new Set<() => void>();
	readonly #closing = Promise.withResolvers<Ending | undefined>();
	readonly #leaving = new AbortController();
	/** Details have been asked for and are still to come. */
	#isLooking = false;
	/** The dashboard, while it has the terminal. */
	#dashboard: Promise<void> | undefined;

	constructor({host, options, stdin, stdout}: OpenMonitor) {
		this.#host = new HostSwitch(host);
		this.#options = options;
		this.#stdin = stdin;
		this.#stdout = stdout;
		this.#screen = new ScreenWriter(stdout);
		const screen = this.#screen;
		const depth = colorDepth(options.environment ?? process.env, screen.getColorDepth());
		const theme = new Theme(depth, style => screen.style(style));
		const nowMs = options.nowMs ?? (() => performance.now());
		this.#model = new Model(this.#store, nowMs, theme.hasColor);
		const past = {store: this.#store, model: this.#model, details: this.#details, paint: () => screen.flush()};
		this.#rewind = new Rewind({...past, nowMs});
		this.#runs = new Runs({...past, host: this.#host, rewind: this.#rewind, openBranch: options.openBranch});
		const settings = options.settings ?? defaultSettings;
		const keymap = keymapOf(settings.keys);
		this.#store.change(opening(settings, options.notice));
		this.#controller = new Controller({
			keymap,
			host: this.#host,
			rewind: this.#rewind,
			runs: this.#runs,
			store: this.#store,
			model: this.#model,
			offers: options.offers,
			paint: () => screen.flush(),
			repaint: () => screen.repaint(),
			lookCloser: () => this.#lookCloser(),
			quit: () => this.#closing.resolve(undefined),
			openDashboard: () => this.#openDashboard(),
			width: () => screen.columns,
		});
		this.#context = {
			screen,
			store: this.#store,
			model: this.#model,
			controller: this.#controller,
			keymap,
			theme,
			offers: options.offers,
			terminal: {handOver: undefined},
			onSnapshot: listener => {
				this.#listeners.add(listener);
				return () => this.#listeners.delete(listener);
			},
		};
	}

	/** Why the engine stopped by itself, if it did. */
	get broken(): string | undefined {
		return this.#model.liveFacts?.broken;
	}

	/** Runs until something ends it; the terminal is as before then. `undefined` is the operator's own wish. */
	async run(): Promise<Ending | undefined> {
		const line = openLine(this.#stdout);
		const endings = watchEndings(ending => this.#closing.resolve(ending), this.#stdout.fd);
		this.#host.setInterval(this.#options.intervalMs ?? DEFAULT_INTERVAL_MS);
		const latest = this.#host.latest();
		if (latest !== undefined) {
			this.#model.push(latest);
		}
		const ink = this.#render();
		const closed = ink.waitUntilExit().then(
			() => this.#closing.resolve(undefined),
			(error: unknown) => this.#closing.resolve({kind: 'crash', error}),
		);
		const unsubscribe = this.#host.subscribe(snapshot => this.#take(snapshot));
		this.#options.onOpen?.(this.#screen);
		const ending = await this.#closing.promise;
		unsubscribe();
		this.#rewind.close();
		this.#leaving.abort();
		await this.#dashboard;
		ink.unmount();
		await closed;
		this.#screen.detach();
		await line.close();
		await this.#runs.close();
		endings.release();
		return ending;
	}

	#render(): Instance {
		const painters = paintersOf({model: this.#model, theme: this.#context.theme, offers: this.#options.offers});
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
		this.#lookCloser();
		this.#rewind.tick();
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
		const {current} = this.#host;
		current.inspect().then(
			details => {
				this.#isLooking = false;
				if (this.#host.current === current) {
					this.#details.push(details);
					this.#model.live.details = details;
					this.#screen.flush();
				}
			},
			// The engine has ended: the next snapshot says why, and is the last one.
			() => {
				this.#isLooking = false;
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

function paintersOf(context: PaintContext): Painters {
	return {
		header: surface => paintHeader(surface, context),
		body: surface => paintBody(surface, context),
		footer: surface => paintFooter(surface, context),
	};
}
