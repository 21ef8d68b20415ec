/**
Turns keys into changes of the screen and into commands for the engine.

A key is answered at once: what it changes on the screen is painted before anything is asked of the engine, and
the engine's answer comes as the status line. What each verb does is in verbs/.
*/
import type {Command, Outcome} from '../machine/command.ts';
import type {Dialog} from './dialogs/dialog.ts';
import {stepDialog} from './dialogs/step.ts';
import {describeError} from './errors.ts';
import type {Binding, Verb, Verbs} from './keymap/binding.ts';
import type {Keymap} from './keymap/keymap.ts';
import {PromptKeys} from './prompt-keys.ts';
import {Receiver} from './receiver.ts';
import type {Hit} from './terminal/hit-map.ts';
import type {InputEvent} from './terminal/key-parser.ts';
import {openScreen, type ScreenName, saying} from './ui-state.ts';
import type {Desk} from './verbs/desk.ts';
import {domainVerbs} from './verbs/domain-verbs.ts';
import {engineVerbs} from './verbs/engine-verbs.ts';
import {pastVerbs} from './verbs/past-verbs.ts';
import {screenVerbs} from './verbs/screen-verbs.ts';
import {tableVerbs} from './verbs/table-verbs.ts';
import {terminalVerbs} from './verbs/terminal-verbs.ts';

export type ControllerOptions = Omit<Desk, 'submit' | 'say' | 'show' | 'run'> & {
	/** Asks for details if the open screen shows any. */
	readonly lookCloser: () => void;
	readonly hitAt: (x: number, y: number) => Hit | undefined;
	/** Wall clock in milliseconds. */
	readonly nowMs: () => number;
};

export class Controller {
	readonly #desk: Desk;
	/** Commands not answered yet; they are answered in order. */
	#pending = 0;
	readonly #prompts: PromptKeys;
	readonly #verbs: Verbs<Verb>;
	readonly #receiver: Receiver;

	constructor(options: ControllerOptions) {
		const {store, lookCloser} = options;
		this.#desk = {
			...options,
			submit: (command, from) => this.#submit(command, from),
			run: binding => this.run(binding),
			say: (text, severity) => store.change(saying(text, severity)),
			show: (screen: ScreenName) => {
				store.change(openScreen(screen));
				lookCloser();
			},
		};
		const {hitAt, nowMs} = options;
		this.#receiver = new Receiver({desk: this.#desk, press: key => this.press(key), hitAt, nowMs});
		this.#prompts = new PromptKeys(this.#desk);
		this.#verbs = {
			...domainVerbs(this.#desk),
			...engineVerbs(this.#desk),
			...pastVerbs(this.#desk),
			...tableVerbs(this.#desk, this.#prompts),
			...screenVerbs(this.#desk),
			...terminalVerbs(this.#desk),
		};
	}

	/** What came from the terminal. */
	receive(event: InputEvent): void {
		this.#receiver.receive(event);
	}

	/** One key by name, see keys.ts. */
	press(key: string): void {
		const {model, keymap, quit, paint} = this.#desk;
		const {dialog, prompt, screen} = model.ui;
		if (key === 'ctrl+c') {
			quit();
			return;
		}
		if (dialog !== undefined) {
			this.#stepDialog(dialog, key);
			paint();
			return;
		}
		if (prompt !== undefined) {
			this.#prompts.press(prompt, key);
			paint();
			return;
		}
		const binding = keymap.bindingOf(key, screen, model.isPast);
		if (binding !== undefined) {
			this.run(binding);
		}
	}

	/** Does what a binding says, or says why it cannot be done now. */
	run(binding: Binding): void {
		const {model, say, paint} = this.#desk;
		const reason = binding.disabled?.(model);
		if (reason === undefined) {
			this.#verbs[binding.verb](binding);
		} else {
			say(`${binding.title}: ${reason}`, 'warning');
		}
		paint();
	}

	/** A snapshot made after all answers shows what the engine made of the wishes. */
	noticeSnapshot(): void {
		if (this.#pending === 0) {
			this.#desk.store.change(draft => {
				draft.wantedSpeed = undefined;
				draft.wantedPause = undefined;
			});
		}
	}

	#stepDialog(dialog: Dialog, key: string): void {
		const {store, offers, runs} = this.#desk;
		const step = stepDialog(dialog, key, offers);
		if (step === 'cancel') {
			runs.cancel();
			store.change(draft => {
				draft.dialog = undefined;
			});
		} else if ('dialog' in step) {
			store.change(draft => {
				draft.dialog = step.dialog;
			});
		} else if ('run' in step) {
			runs.choose(step.run);
		} else {
			this.#submit(step.submit, dialog);
		}
	}

	async #submit(command: Command, from?: Dialog): Promise<Outcome> {
		this.#pending++;
		let outcome: Outcome;
		try {
			outcome = await this.#desk.host.submit(command);
		} catch (error) {
			outcome = {ok: false, reason: `the engine does not answer: ${describeError(error)}`};
		}
		this.#pending--;
		this.#answer(command, outcome, from);
		return outcome;
	}

	#answer(command: Command, outcome: Outcome, from: Dialog | undefined): void {
		const {store, model, say, paint} = this.#desk;
		const {dialog} = model.ui;
		const isStillOpen = from !== undefined && dialog?.kind === from.kind;
		if (outcome.ok) {
			if (isStillOpen) {
				store.change(draft => {
					draft.dialog = undefined;
				});
			}
			say(outcome.summary + undoHint(command, this.#desk.keymap));
		} else if (isStillOpen && dialog !== undefined) {
			store.change(draft => {
				draft.dialog = {...dialog, refusal: outcome.reason};
			});
		} else {
			say(outcome.reason, 'error');
		}
		paint();
	}
}

/** What can be undone says so, by the key that does it. */
function undoHint(command: Command, keymap: Keymap): string {
	if (command.kind === 'step') {
		return '';
	}
	const next = command.kind === 'undo' ? 'redo' : 'undo';
	const key = keymap.keyOf(next);
	return key === '' ? '' : ` · ${key} ${next}es`;
}
