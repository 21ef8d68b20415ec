/**
Turns keys into changes of the screen and into commands for the engine.

A key is answered at once: what it changes on the screen is painted before anything is asked of the engine, and
the engine's answer comes as the status line. What each verb does is in verbs/.
*/
import type {Actor, Command, Outcome} from '../machine/command.ts';
import type {Dialog} from './dialogs/dialog.ts';
import {stepDialog} from './dialogs/step.ts';
import type {Binding, Verb, Verbs} from './keymap/binding.ts';
import type {Keymap} from './keymap/keymap.ts';
import {PromptKeys} from './prompt-keys.ts';
import {Receiver} from './receiver.ts';
import type {Hit} from './terminal/hit-map.ts';
import type {InputEvent} from './terminal/key-parser.ts';
import {Trials} from './trial/trials.ts';
import {openScreen, type ScreenName, saying} from './ui-state.ts';
import type {Desk} from './verbs/desk.ts';
import {domainVerbs} from './verbs/domain-verbs.ts';
import {engineVerbs} from './verbs/engine-verbs.ts';
import {ledgerVerbs} from './verbs/ledger-verbs.ts';
import {screenVerbs} from './verbs/screen-verbs.ts';
import {tableVerbs} from './verbs/table-verbs.ts';
import {terminalVerbs} from './verbs/terminal-verbs.ts';

export type ControllerOptions = Omit<Desk, 'submit' | 'say' | 'show' | 'run' | 'trials'> & {
	/** Asks for details if the open screen shows any. */
	readonly lookCloser: () => void;
	readonly hitAt: (x: number, y: number) => Hit | undefined;
	/** Wall clock in milliseconds. */
	readonly nowMs: () => number;
};

export class Controller {
	/** Changes that put themselves back. */
	readonly trials: Trials;
	readonly #desk: Desk;
	/** Commands not answered yet; they are answered in order. */
	#pending = 0;
	readonly #prompts: PromptKeys;
	readonly #verbs: Verbs<Verb>;
	readonly #receiver: Receiver;

	constructor(options: ControllerOptions) {
		const {store, lookCloser} = options;
		const say: Desk['say'] = (text, severity) => store.change(saying(text, severity));
		this.trials = new Trials({...options, say, send: (command, by) => this.#send(command, by)});
		this.#desk = {
			...options,
			trials: this.trials,
			submit: (command, from, by = 'key') => this.#submit(command, from, by),
			say,
			run: binding => this.run(binding),
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
			...ledgerVerbs(this.#desk),
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
		const binding = keymap.bindingOf(key, screen, model.ui.trial !== undefined);
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
		this.trials.tick();
	}

	/** Lets go of its timers. */
	close(): void {
		this.trials.close();
	}

	#stepDialog(dialog: Dialog, key: string): void {
		const {store, offers} = this.#desk;
		const step = stepDialog(dialog, key, offers);
		if (step === 'cancel') {
			store.change(draft => {
				draft.dialog = undefined;
			});
		} else if ('dialog' in step) {
			store.change(draft => {
				draft.dialog = step.dialog;
			});
		} else if ('leave' in step) {
			this.#leave(step.leave);
		} else {
			this.#submit(step.submit, dialog, 'key');
		}
	}

	/** Ends the trial that one leaves behind, then the monitor. */
	async #leave(how: 'keep' | 'put-back'): Promise<void> {
		if (how === 'keep') {
			this.trials.keep();
		} else {
			await this.trials.putBack();
		}
		this.#desk.quit();
	}

	async #submit(command: Command, from: Dialog | undefined, by: Actor): Promise<Outcome> {
		const outcome = await this.#send(command, by);
		this.#answer(command, outcome, from);
		return outcome;
	}

	async #send(command: Command, by: Actor): Promise<Outcome> {
		this.#pending++;
		try {
			return await this.#desk.host.submit(command, by);
		} catch (error) {
			return {ok: false, reason: `the engine does not answer: ${describeError(error)}`};
		} finally {
			this.#pending--;
		}
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

export function describeError(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

/** What can be undone says so, by the key that does it. */
function undoHint(command: Command, keymap: Keymap): string {
	if (command.kind === 'step' || command.kind === 'note') {
		return '';
	}
	const next = command.kind === 'undo' || command.kind === 'undo-to' ? 'redo' : 'undo';
	const key = keymap.keyOf(next);
	return key === '' ? '' : ` · ${key} ${next}es`;
}
