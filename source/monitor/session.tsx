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
import {App} from './app.tsx';
import {Controller} from './controller.ts';
import {CostMeter} from './cost.ts';
import {describeError} from './errors.ts';
import {formatClock} from './format.ts';
import type {Keymap} from './keymap/keymap.ts';
import {keymapOf} from './keymap/presets.ts';
import {Model} from './model.ts';
import type {MonitorOptions, OpenMonitor} from './monitor.tsx';
import {paintersOf} from './painters.ts';
import {Past} from './past/past.ts';
import {fillSamples} from './replay.ts';
import type {ScreenContext} from './screen-context.ts';
import {defaultSettings, opening, type Settings} from './settings.ts';
import {Store} from './store.ts';
import {type Capabilities, capabilitiesOf} from './terminal/capabilities.ts';
import {ASK_GROUND, GROUND_ANSWER_MS, groundOfAnswer, groundOfEnvironment} from './terminal/ground.ts';
import {TerminalHold} from './terminal/hold.ts';
import {KeyInput} from './terminal/key-input.ts';
import type {InputEvent} from './terminal/key-parser.ts';
import type {Ending} from './terminal/restore.ts';
import {ScreenWriter} from './terminal/screen-writer.ts';
import {colorDepth, Theme} from './theme.ts';
import {TourPlay} from './tour/tour-play.ts';
import {saying} from './ui-state.ts';
import {clipboardSequence} from './write/clipboard.ts';
import {SessionFiles} from './write/session-files.ts';

const DEFAULT_INTERVAL_MS = 100;
/** Wall milliseconds between two looks at the age of what is shown, at least. */
const WATCH_MS = 500;
/** Ink draws only what keys change, and then at once: it is hardly ever held back. */
const INK_FRAMES_PER_SECOND = 250;

export class Session {
	readonly #host: HostSwitch;
	readonly #options: MonitorOptions;
	readonly #stdin: OpenMonitor['stdin'];
	readonly #stdout: OpenMonitor['stdout'];
	readonly #screen: ScreenWriter;
	readonly #input: KeyInput;
	readonly #store = new Store();
	readonly #model: Model;
	readonly #past: Past;
	readonly #controller: Controller;
	readonly #files: SessionFiles;
	readonly #tour: TourPlay | undefined;
	readonly #context: ScreenContext;
	readonly #listeners = new Set<() => void>();
	readonly #cost: CostMeter;
	/** Looks after the age of what is shown. */
	#watch: NodeJS.Timeout | undefined;
	readonly #capabilities: Capabilities;
	/** When the terminal was asked for its ground. */
	#askedAtMs = Number.NEGATIVE_INFINITY;
	readonly #closing = Promise.withResolvers<Ending | undefined>();
	readonly #leaving = new AbortController();
	/** The dashboard, while it has the terminal. */
	#dashboard: Promise<void> | undefined;
	#hold: TerminalHold | undefined;

	constructor({host, options, stdin, stdout}: OpenMonitor) {
		this.#host = new HostSwitch(host);
		this.#options = options;
		this.#stdin = stdin;
		this.#stdout = stdout;
		this.#screen = new ScreenWriter(stdout);
		this.#input = new KeyInput(
			stdin,
			event => this.#receive(event),
			() => this.#closing.resolve({kind: 'gone'}),
		);
		const screen = this.#screen;
		const settings = options.settings ?? defaultSettings;
		this.#capabilities = capabilitiesOf(options.environment ?? process.env, settings);
		const theme = this.#openTheme(settings);
		const nowMs = options.nowMs ?? (() => performance.now());
		this.#cost = new CostMeter(screen.statistics, nowMs);
		this.#model = new Model(this.#store, nowMs, theme.hasColor);
		this.#past = this.#openPast(nowMs);
		this.#files = this.#openFiles();
		const keymap = keymapOf(settings.keys);
		this.#store.change(opening(settings, options.notice));
		this.#controller = new Controller({
			goTo: atNs => this.#past.rewind.goTo(atNs, true),
			keymap,
			files: this.#files,
			host: this.#host,
			rewind: this.#past.rewind,
			runs: this.#past.runs,
			store: this.#store,
			model: this.#model,
			offers: options.offers,
			paint: () => screen.flush(),
			repaint: () => screen.repaint(),
			lookCloser: () => this.#past.closer.ask(),
			quit: () => this.#closing.resolve(undefined),
			openDashboard: () => this.#openDashboard(),
			copy: text => stdout.write(clipboardSequence(text)),
			suspend: () => this.#suspend(),
			switchMouse: isOn => screen.switchMouse(isOn),
			chooseTheme: name => this.#changeTheme(() => theme.choose(name)),
			hitAt: (x, y) => screen.layers.hitAt(x, y),
			nowMs,
			setInterval: milliseconds => this.#setInterval(milliseconds),
			width: () => screen.columns,
		});
		this.#tour = this.#prepareTour();
		this.#context = this.#contextWith(keymap, theme);
	}

	#contextWith(keymap: Keymap, theme: Theme): ScreenContext {
		return {
			screen: this.#screen,
			store: this.#store,
			model: this.#model,
			controller: this.#controller,
			keymap,
			theme,
			offers: this.#options.offers,
			tour: this.#tour,
			terminal: {handOver: undefined},
			onSnapshot: listener => this.#listen(listener),
		};
	}

	#openPast(nowMs: () => number): Past {
		return new Past({
			host: this.#host,
			store: this.#store,
			model: this.#model,
			nowMs,
			openBranch: this.#options.openBranch,
			paint: () => this.#screen.flush(),
		});
	}

	#listen(listener: () => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	/** Colours, mouse and characters, as the terminal has them and as the user wants them. */
	#openTheme(settings: Settings): Theme {
		const screen = this.#screen;
		const environment = this.#options.environment ?? process.env;
		const theme = new Theme(colorDepth(environment, screen.getColorDepth()), style => screen.style(style));
		theme.choose(settings.theme);
		theme.setGround(groundOfEnvironment(environment));
		screen.switchAscii(this.#capabilities.isAscii);
		screen.switchMouse(this.#capabilities.hasMouse);
		this.#store.change(draft => {
			draft.terminal.hasMouse = this.#capabilities.hasMouse;
			draft.terminal.theme = theme.name;
			draft.terminal.ground = theme.ground;
		});
		return theme;
	}

	/** Why the engine stopped by itself, if it did. */
	get broken(): string | undefined {
		return this.#model.liveFacts?.broken;
	}

	/** Why a tour that was to leave the program did not get to its end. */
	get tourFault(): string | undefined {
		return this.#tour?.fault;
	}

	/** Runs until something ends it; the terminal is as before then. `undefined` is the operator's own wish. */
	async run(): Promise<Ending | undefined> {
		this.#hold = new TerminalHold({
			stdout: this.#stdout,
			screen: this.#screen,
			input: this.#input,
			end: ending => this.#closing.resolve(ending),
			// While the dashboard has it, nobody else can.
			handOver: () => (this.#dashboard === undefined ? this.#context.terminal.handOver : undefined),
		});
		this.#setInterval(this.#options.intervalMs ?? DEFAULT_INTERVAL_MS);
		const {replay} = this.#options;
		if (replay !== undefined) {
			this.#model.isReplay = true;
			fillSamples(this.#model.samples, replay.samples[Symbol.iterator](), this.#leaving.signal);
		}
		const latest = this.#host.latest();
		if (latest !== undefined) {
			this.#model.push(latest);
			this.#files.take(latest);
		}
		const ink = this.#render();
		if (this.#capabilities.canBeAsked && this.#context.theme.hasColor) {
			this.#screen.ask(ASK_GROUND);
			this.#askedAtMs = performance.now();
		}
		const closed = ink.waitUntilExit().then(
			() => this.#closing.resolve(undefined),
			(error: unknown) => this.#closing.resolve({kind: 'crash', error}),
		);
		const unsubscribe = this.#host.subscribe(snapshot => this.#take(snapshot));
		this.#options.onOpen?.(this.#screen);
		this.#tour?.start();
		const {closesAfterMs} = this.#options;
		const timer = closesAfterMs === undefined ? undefined : setTimeout(() => this.#closing.resolve(undefined), closesAfterMs);
		const ending = await this.#closing.promise;
		clearTimeout(timer);
		this.#options.onLeave?.();
		unsubscribe();
		const closing = this.#past.close();
		this.#controller.close();
		clearInterval(this.#watch);
		this.#leaving.abort();
		this.#tour?.leave();
		await this.#dashboard;
		this.#screen.close();
		ink.unmount();
		await closed;
		this.#screen.detach();
		await this.#hold.close();
		await closing;
		await this.#files.close();
		return ending;
	}

	/** What the footer says at its right: a recording that is under way, or the end of one that is played. */
	#aside(): string {
		const {recording} = this.#files;
		const {replay} = this.#options;
		return recording !== '' ? `● recording ${recording}` : replay !== undefined ? `replay to ${formatClock(replay.endNs)}` : '';
	}

	#openFiles(): SessionFiles {
		const {origin, recorder, folder, now} = this.#options;
		const runs = this.#host;
		return new SessionFiles({
			// A recording stays with the run on which it was started.
			get host() {
				return runs.current;
			},
			model: this.#model,
			origin,
			recorder,
			folder,
			now,
			picture: () => this.#screen.picture(),
			complain: reason => {
				this.#store.change(saying(reason, 'error'));
				this.#screen.flush();
			},
		});
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
		const painters = paintersOf(
			{
				model: this.#model,
				theme: this.#context.theme,
				offers: this.#options.offers,
				keymap: this.#context.keymap,
			},
			this.#cost,
			this.#tour,
		);
		return render(<App context={this.#context} painters={painters} />, {
			stdout: this.#screen as unknown as NodeJS.WriteStream,
			stdin: this.#input as unknown as NodeJS.ReadStream,
			alternateScreen: true,
			interactive: true,
			patchConsole: false,
			exitOnCtrlC: false,
			maxFps: INK_FRAMES_PER_SECOND,
		});
	}

	#receive(event: InputEvent): void {
		if (event.kind === 'answer') {
			const ground = groundOfAnswer(event.text);
			if (ground !== undefined && performance.now() - this.#askedAtMs <= GROUND_ANSWER_MS) {
				this.#changeTheme(theme => theme.setGround(ground));
			}
			return;
		}
		// A tour takes what comes from a person first.
		if (this.#tour?.takes(event.kind === 'key' ? event.name : event.kind) !== true) {
			this.#controller.receive(event);
		}
	}

	/** Painters take the theme as it is; Ink's components are rendered anew because the state names it. */
	#changeTheme(change: (theme: Theme) => void): void {
		const {theme} = this.#context;
		change(theme);
		this.#model.hasColor = theme.hasColor;
		this.#store.change(draft => {
			draft.terminal.theme = theme.name;
			draft.terminal.ground = theme.ground;
		});
		this.#screen.flush();
	}

	/** Frames come with samples; where none come, the age of the last one goes on. */
	#setInterval(milliseconds: number): void {
		this.#host.setInterval(milliseconds);
		this.#cost.setInterval(milliseconds);
		clearInterval(this.#watch);
		this.#watch = setInterval(
			() => {
				if (this.#cost.isLate) {
					this.#screen.flush();
				}
			},
			Math.max(WATCH_MS, milliseconds),
		);
	}

	#take(snapshot: Snapshot): void {
		this.#model.push(snapshot);
		this.#files.take(snapshot);
		this.#model.aside = this.#aside();
		this.#cost.noticeSample();
		this.#past.closer.ask();
		this.#past.rewind.tick();
		this.#controller.noticeSnapshot();
		for (const listener of this.#listeners) {
			listener();
		}
		this.#screen.flush();
	}

	async #suspend(): Promise<void> {
		if ((await this.#hold?.suspend()) === false) {
			this.#store.change(saying('Suspend: no shell that could continue it', 'warning'));
			this.#screen.flush();
		}
	}

	#openDashboard(): void {
		this.#dashboard = this.#showDashboard()
			.catch((error: unknown) => {
				this.#store.change(saying(`Dashboard: ${describeError(error)}`, 'error'));
				this.#screen.flush();
			})
			.finally(() => {
				this.#dashboard = undefined;
			});
	}

	async #showDashboard(): Promise<void> {
		const {showDashboard} = await import('./dashboard.ts');
		await this.#context.terminal.handOver?.(() =>
			showDashboard({
				model: this.#model,
				theme: this.#context.theme,
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
