/**
Turns keys into changes of the screen and into commands for the engine.

A key is answered at once: what it changes on the screen is painted before anything is asked of the engine, and
the engine's answer comes as the status line. What each verb does is in verbs/.
*/
import type {Draft} from 'immer';
import type {Actor, Command, Outcome} from '../machine/command.ts';
import {LineKeys} from './command-line/line-keys.ts';
import type {Dialog} from './dialogs/dialog.ts';
import {stepDialog} from './dialogs/step.ts';
import {describeError} from './errors.ts';
import type {Binding, Verb, Verbs} from './keymap/binding.ts';
import type {Keymap} from './keymap/keymap.ts';
import {worldOf} from './knobs.ts';
import {PromptKeys} from './prompt-keys.ts';
import {Receiver} from './receiver.ts';
import type {Hit} from './terminal/hit-map.ts';
import type {InputEvent} from './terminal/key-parser.ts';
import {Trials} from './trial/trials.ts';
import {Turning} from './turning.ts';
import {openScreen, type ScreenName, saying} from './ui-state.ts';
import type {Desk} from './verbs/desk.ts';
import {domainVerbs} from './verbs/domain-verbs.ts';
import {engineVerbs} from './verbs/engine-verbs.ts';
import {ledgerVerbs} from './verbs/ledger-verbs.ts';
import {pastVerbs} from './verbs/past-verbs.ts';
import {screenVerbs} from './verbs/screen-verbs.ts';
import {tableVerbs} from './verbs/table-verbs.ts';
import {terminalVerbs} from './verbs/terminal-verbs.ts';
import {tuneVerbs} from './verbs/tune-verbs.ts';
import {viewVerbs} from './verbs/view-verbs.ts';
import {writeVerbs} from './verbs/write-verbs.ts';
import type {OutputName} from './write/outputs.ts';

export type ControllerOptions = Omit<Desk, 'submit' | 'say' | 'show' | 'run' | 'turn' | 'world' | 'trials'> & {
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
	readonly #lines: LineKeys;
	readonly #turning: Turning;
	readonly #verbs: Verbs<Verb>;
	readonly #receiver: Receiver;

	constructor(options: ControllerOptions) {
		const {store, lookCloser} = options;
		const say: Desk['say'] = (text, severity) => store.change(saying(text, severity));
		this.trials = new Trials({...options, say, send: (command, by) => this.#sendAfterTurns(command, by)});
		this.#desk = {
			...options,
			trials: this.trials,
			submit: (command, from, by) => this.#submit(command, from, undefined, by),
			turn: turn => this.#turning.turn(turn),
			world: () => worldOf(options.model, options.offers),
			quit: () => {
				this.#turning.flush();
				options.quit();
			},
			run: binding => this.run(binding),
			say,
			show: (screen: ScreenName) => {
				store.change(openScreen(screen));
				lookCloser();
			},
		};
		this.#turning = new Turning(store, command => this.#submitTurn(command));
		const {hitAt, nowMs} = options;
		this.#receiver = new Receiver({desk: this.#desk, press: key => this.press(key), hitAt, nowMs});
		this.#prompts = new PromptKeys(this.#desk);
		this.#lines = new LineKeys(this.#desk);
		this.#verbs = {
			...domainVerbs(this.#desk),
			...engineVerbs(this.#desk),
			...pastVerbs(this.#desk),
			...ledgerVerbs(this.#desk),
			...tableVerbs(this.#desk, this.#prompts),
			...viewVerbs(this.#desk, this.#prompts),
			...screenVerbs(this.#desk),
			...writeVerbs(this.#desk),
			...tuneVerbs(this.#desk),
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
		const {dialog, prompt, line, screen} = model.ui;
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
		if (line !== undefined) {
			this.#lines.press(line, key);
			paint();
			return;
		}
		const binding = keymap.bindingOf(key, screen, model.times);
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
			this.#turning.forget();
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
		const {store, turn, world, runs} = this.#desk;
		const step = stepDialog(dialog, key, world());
		if (step === 'cancel') {
			runs.cancel();
			store.change(draft => {
				draft.dialog = undefined;
			});
		} else if ('dialog' in step) {
			store.change(draft => {
				draft.dialog = step.dialog as Draft<Dialog>;
			});
			if ('change' in step) {
				store.change(step.change);
				this.#desk.model.sort();
			} else if ('turn' in step) {
				turn(step.turn);
			} else if ('apply' in step) {
				this.#submit(step.apply, dialog, 'stays');
			}
		} else if ('run' in step) {
			runs.choose(step.run);
		} else if ('write' in step) {
			this.#write(step.write, step.path, step.isOurs);
		} else if ('leave' in step) {
			this.#leave(step.leave);
		} else {
			this.#submit(step.submit, dialog);
		}
	}

	/** Closes the dialog once the file is written; says in it why it cannot be. */
	#write(output: OutputName, path: string, isOurs: boolean): void {
		const {store, files, say} = this.#desk;
		const written = files.write(output, path, isOurs);
		store.change(draft => {
			if (written.ok) {
				draft.dialog = undefined;
			} else if (draft.dialog !== undefined) {
				draft.dialog.refusal = written.reason;
			}
		});
		if (written.ok) {
			say(`written: ${written.path}`);
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

	/** What was turned before comes first. */
	async #submit(command: Command, from?: Dialog, then?: 'stays', by: Actor = 'key'): Promise<Outcome> {
		const outcome = await this.#sendAfterTurns(command, by);
		this.#answer(command, outcome, from, then);
		return outcome;
	}

	#sendAfterTurns(command: Command, by: Actor): Promise<Outcome> {
		this.#turning.flush();
		return this.#send(command, by);
	}

	async #submitTurn(command: Command): Promise<Outcome> {
		const {dialog} = this.#desk.model.ui;
		const outcome = await this.#send(command, 'key');
		this.#answer(command, outcome, dialog, 'stays');
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

	#answer(command: Command, outcome: Outcome, from: Dialog | undefined, then: 'stays' | undefined): void {
		const {store, model, say, paint} = this.#desk;
		const {dialog} = model.ui;
		const isStillOpen = from !== undefined && dialog?.kind === from.kind;
		if (outcome.ok) {
			if (then !== 'stays') {
				// What was turned before is older than this answer.
				this.#turning.forget();
			}
			if (isStillOpen && then !== 'stays') {
				store.change(draft => {
					draft.dialog = undefined;
				});
			}
			say(outcome.summary + undoHint(command, this.#desk.keymap));
		} else if (isStillOpen && dialog !== undefined) {
			store.change(draft => {
				draft.dialog = {...dialog, refusal: outcome.reason} as Draft<Dialog>;
			});
		} else {
			say(outcome.reason, 'error');
		}
		paint();
	}
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
