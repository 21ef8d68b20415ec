/** No single key applies a change that cannot be undone: every key of every screen is pressed, and what it sent is looked at. */

import {expect, test} from 'vitest';
import {MIB, MS} from '../../source/base/units.ts';
import type {Command} from '../../source/machine/command.ts';
import {HostSwitch} from '../../source/machine/host-switch.ts';
import {Machine} from '../../source/machine/machine.ts';
import {Controller} from '../../source/monitor/controller.ts';
import {bindings, Keymap} from '../../source/monitor/keymap/keymap.ts';
import {Model} from '../../source/monitor/model.ts';
import {KeptDetails} from '../../source/monitor/past/kept-details.ts';
import {Rewind} from '../../source/monitor/past/rewind.ts';
import {Runs} from '../../source/monitor/past/runs.ts';
import {Store} from '../../source/monitor/store.ts';
import type {ScreenName} from '../../source/monitor/ui-state.ts';
import type {SessionFiles} from '../../source/monitor/write/session-files.ts';
import {FakeHost} from '../lab/fake-host.ts';
import {fakeOffers} from '../lab/fake-offers.ts';
import {scenarioOf} from '../lab/machine-lab.ts';

/** What is no setting: undo takes back others' changes, a step only runs on. */
const NO_SETTING = ['undo', 'redo', 'step'];

/** What one key on a screen sends to the engine; `knob` is pointed at. */
function sentBy(key: string, screen: ScreenName, knob: number, isPaused: boolean): readonly Command[] {
	const host = new FakeHost(3);
	host.configuration = {...host.configuration, isPaused};
	host.advance(100);
	const store = new Store();
	const model = new Model(store, () => 0, true);
	const latest = host.latest();
	if (latest !== undefined) {
		model.push(latest);
	}
	store.change(draft => {
		draft.screen = screen;
		draft.knob = knob;
	});
	const nothing = () => undefined;
	const past = {store, model, details: new KeptDetails(), paint: nothing};
	const rewind = new Rewind({...past, nowMs: () => 0});
	const controller = new Controller({
		host,
		rewind,
		runs: new Runs({...past, host: new HostSwitch(host), rewind, openBranch: undefined}),
		store,
		model,
		offers: fakeOffers,
		keymap: new Keymap(),
		files: noFiles,
		copy: nothing,
		goTo: undefined,
		paint: nothing,
		repaint: nothing,
		lookCloser: nothing,
		openDashboard: nothing,
		quit: nothing,
		width: () => 200,
		switchMouse: nothing,
		chooseTheme: nothing,
		suspend: nothing,
		setInterval: nothing,
		hitAt: nothing,
		nowMs: () => 0,
	});
	controller.press(key);
	// Leaving sends what was turned and not yet sent.
	if (store.state.dialog === undefined && store.state.line === undefined) {
		controller.press('ctrl+c');
	}
	return host.received;
}

/** Nothing is written. */
const noFiles = {
	hold: () => undefined,
	nameFor: (output: string) => output,
	toggleRecording: async () => ({ok: false, reason: 'a double', isStarted: true}),
} as unknown as SessionFiles;

function everyKey(): ReadonlyMap<string, Command> {
	const sent = new Map<string, Command>();
	for (const {keys, screens} of bindings) {
		for (const screen of screens) {
			// Another key of the same binding does the same.
			for (const key of keys.slice(0, 1)) {
				// Elsewhere nothing is pointed at; a paused engine takes other keys.
				for (const knob of screen === 'scheduler' ? [-1, 0, 1, 2] : [-1, 0]) {
					for (const command of sentBy(key, screen, screen === 'scheduler' ? knob : -1, knob === 0)) {
						sent.set(command.kind, command);
					}
				}
			}
		}
	}
	return sent;
}

/** The same command, on an engine that is one. */
function isUndoable(command: Command): boolean {
	const machine = new Machine(
		scenarioOf({
			domains: [1, 2, 3].map(() => ({vramBytes: 16 * MIB, ramBytes: 16 * MIB, isPaused: command.kind === 'resume-domain'})),
			policy: 'credit',
		}),
	);
	machine.runUntil(MS);
	if (command.kind === 'resume') {
		machine.submit({kind: 'pause'});
	}
	const outcome = machine.submit(command.kind === 'set-parameter' ? {...command, value: 20 * MS} : command);
	expect(outcome, command.kind).toMatchObject({ok: true});
	return machine.journal.at(-1)?.hasInverse === true;
}

test('no single key applies a change that cannot be undone', () => {
	const sent = everyKey();
	// The keys did something.
	expect([...sent.keys()]).toEqual(expect.arrayContaining(['set-weight', 'set-parameter', 'pause-domain', 'set-speed', 'step']));
	for (const [kind, command] of sent) {
		expect(NO_SETTING.includes(kind) || isUndoable(command), kind).toBe(true);
	}
	for (const kind of ['remove-domain', 'reboot-domain', 'set-vram', 'set-workloads']) {
		expect(sent.has(kind), kind).toBe(false);
	}
});
