/** The monitor's desk without a screen: keys and trials on one side, an engine by rule on the other. */
import {HostSwitch} from '../../source/machine/host-switch.ts';
import {Controller} from '../../source/monitor/controller.ts';
import {Keymap} from '../../source/monitor/keymap/keymap.ts';
import {Model} from '../../source/monitor/model.ts';
import {paintFooter} from '../../source/monitor/paint/footer.ts';
import {Past} from '../../source/monitor/past/past.ts';
import {Store} from '../../source/monitor/store.ts';
import {Theme} from '../../source/monitor/theme.ts';
import type {SessionFiles} from '../../source/monitor/write/session-files.ts';
import {FakeHost} from './fake-host.ts';
import {fakeOffers} from './fake-offers.ts';
import {paintedLines} from './painted.ts';

/** Nothing is written. */
const noFiles = {hold: () => undefined, nameFor: (output: string) => output} as unknown as SessionFiles;

export class DeskLab {
	readonly host: FakeHost;
	readonly store = new Store();
	readonly model: Model;
	readonly controller: Controller;
	hasQuit = false;
	/** Moments of virtual time that were asked for. */
	readonly visited: number[] = [];
	#nowMs = 0;

	constructor(domains = 4) {
		this.host = new FakeHost(domains);
		this.model = new Model(this.store, () => this.#nowMs, true);
		const host = new HostSwitch(this.host);
		const nothing = () => undefined;
		const past = new Past({host, store: this.store, model: this.model, nowMs: () => this.#nowMs, openBranch: undefined, paint: nothing});
		this.controller = new Controller({
			keymap: new Keymap(),
			host,
			rewind: past.rewind,
			runs: past.runs,
			store: this.store,
			model: this.model,
			offers: fakeOffers,
			nowMs: () => this.#nowMs,
			files: noFiles,
			copy: () => undefined,
			goTo: atNs => this.visited.push(atNs),
			paint: () => undefined,
			repaint: () => undefined,
			lookCloser: () => undefined,
			quit: () => {
				this.hasQuit = true;
			},
			openDashboard: () => undefined,
			switchMouse: () => undefined,
			chooseTheme: () => undefined,
			suspend: () => undefined,
			setInterval: () => undefined,
			hitAt: () => undefined,
			width: () => 120,
		});
		const latest = this.host.latest();
		if (latest !== undefined) {
			this.model.push(latest);
		}
		this.host.subscribe(snapshot => {
			this.model.push(snapshot);
			this.controller.noticeSnapshot();
		});
	}

	/** Wall time passes, for the engine and for the monitor. */
	async advance(wallMs: number): Promise<void> {
		for (let passed = 0; passed < wallMs; passed += 100) {
			this.#nowMs += 100;
			this.host.advance(100);
			await this.#settle();
		}
	}

	/** Wall time passes while the engine says nothing. */
	async waitSilently(wallMs: number): Promise<void> {
		this.#nowMs += wallMs;
		this.controller.noticeSnapshot();
		await this.#settle();
	}

	async press(...keys: readonly string[]): Promise<void> {
		for (const key of keys) {
			this.controller.press(key);
			await this.#settle();
		}
	}

	get status(): string {
		return this.model.ui.status.text;
	}

	/** The two lines above the key bar. */
	footer(width = 120): string[] {
		const context = {model: this.model, keymap: new Keymap(), theme: new Theme(1, () => 0), offers: fakeOffers};
		return paintedLines(width, 2, surface => paintFooter(surface, context)).map(line => line.trim());
	}

	/** Answers of the engine arrive. */
	async #settle(): Promise<void> {
		for (let turn = 0; turn < 10; turn++) {
			await Promise.resolve();
		}
	}
}
