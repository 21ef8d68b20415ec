/**
Turns keys into changes of the screen and into commands for the engine.

A key is answered at once: what it changes on the screen is painted before anything is asked of the engine, and
the engine's answer comes as the status line.
*/

import {MS} from '../base/units.ts';
import type {Command, Outcome} from '../machine/command.ts';
import type {EngineHost} from '../machine/engine-host.ts';
import type {ColumnName} from './columns.ts';
import {emptyAddDialog, stepAddDialog} from './dialogs/add-dialog.ts';
import type {Dialog, DialogStep} from './dialogs/dialog.ts';
import {openModeDialog, stepModeDialog} from './dialogs/mode-dialog.ts';
import {openPolicyDialog, stepPolicyDialog} from './dialogs/policy-dialog.ts';
import {stepRemoveDialog} from './dialogs/remove-dialog.ts';
import {type Binding, bindingOf, nextSpeed, type Verb} from './keymap.ts';
import {knobsOf, turned, turnedWeight} from './knobs.ts';
import type {Model} from './model.ts';
import type {Offers} from './offers.ts';
import {timelineSteps} from './paint/timeline.ts';
import type {PromptKind} from './prompt.ts';
import {PromptKeys} from './prompt-keys.ts';
import type {Store} from './store.ts';
import {visibleColumns} from './table-layout.ts';
import {domainScreens, type ScreenName, tabs} from './ui-state.ts';

export type ControllerOptions = {
	readonly host: EngineHost;
	readonly store: Store;
	readonly model: Model;
	readonly offers: Offers;
	/** Paints what changed, now. */
	readonly paint: () => void;
	/** Draws the whole screen anew. */
	readonly repaint: () => void;
	/** Asks for details if the open screen shows any. */
	readonly lookCloser: () => void;
	readonly quit: () => void;
	/** Hands the terminal to the dashboard. */
	readonly openDashboard: () => void;
	/** Columns of the terminal, for which columns can be sorted by. */
	readonly width: () => number;
};

/** Virtual time of one step. */
const STEP_NS = MS;

export class Controller {
	readonly #options: ControllerOptions;
	/** Commands not answered yet; they are answered in order. */
	#pending = 0;
	readonly #prompts: PromptKeys;
	readonly #verbs: Readonly<Record<Verb, (binding: Binding) => void>>;

	constructor(options: ControllerOptions) {
		this.#options = options;
		const {store, model, offers} = options;
		const show = (screen: ScreenName) => {
			store.dispatch({kind: 'show', screen});
			options.lookCloser();
		};
		this.#prompts = new PromptKeys({store, model, offers, show, submit: command => this.#submit(command)});
		this.#verbs = {
			add: () => store.dispatch({kind: 'open', dialog: emptyAddDialog}),
			remove: () => this.#withSelected(domain => store.dispatch({kind: 'open', dialog: {kind: 'remove', domain, typed: '', refusal: ''}})),
			'toggle-domain': () => this.#toggleDomain(),
			'toggle-pause': () => this.#togglePause(),
			mode: () => {
				const domain = model.selected?.configuration;
				if (domain !== undefined) {
					store.dispatch({kind: 'open', dialog: openModeDialog(domain.name, domain.mode)});
				}
			},
			step: () => this.#submit({kind: 'step', durationNs: STEP_NS}),
			faster: () => this.#changeSpeed(1),
			slower: () => this.#changeSpeed(-1),
			policy: () => {
				const inForce = model.facts?.configuration.policy ?? {name: '', parameters: {}};
				store.dispatch({kind: 'open', dialog: openPolicyDialog(inForce, offers)});
			},
			weight: ({argument}) => this.#turnWeight(Number(argument) as 1 | -1),
			turn: ({argument}) => this.#turnKnob(Number(argument)),
			zoom: ({argument}) => this.#zoom(Number(argument)),
			search: () => this.#ask('search'),
			'next-match': () => this.#prompts.find(model.ui.search, 1),
			filter: () => this.#ask('filter', model.ui.filter),
			'go-to': () => this.#ask('screen'),
			undo: () => this.#submit({kind: 'undo'}),
			redo: () => this.#submit({kind: 'redo'}),
			details: () => {
				if (model.ui.screen === 'scheduler' && model.ui.knob >= 0) {
					this.#ask('value');
					return;
				}
				this.#select(model.selectedIndex);
				show('domain');
			},
			back: () => this.#back(),
			move: ({argument}) => this.#move(Number(argument)),
			page: ({argument}) => this.#move(Number(argument) * this.#viewport.rows),
			jump: ({argument}) => this.#move(Number(argument) * Math.max(this.#viewport.total, model.order.length)),
			'next-sort': () => this.#walkSort(1),
			'previous-sort': () => this.#walkSort(-1),
			'reverse-sort': () => this.#sort(model.ui.sort.column, !model.ui.sort.isReversed),
			'sort-by': ({argument}) => this.#sortBy(argument as ColumnName),
			show: ({argument}) => show(argument as ScreenName),
			'next-tab': ({argument}) => this.#turnTab(Number(argument)),
			help: () => (model.ui.screen === 'help' ? this.#back() : show('help')),
			'help-page': () => store.dispatch({kind: 'show-help-page', page: model.ui.helpPage === 'keys' ? 'columns' : 'keys'}),
			dashboard: () => options.openDashboard(),
			repaint: () => options.repaint(),
			quit: () => options.quit(),
		};
	}

	/** One key by name, see keys.ts. */
	press(key: string): void {
		const {model, store, quit, paint} = this.#options;
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
		const binding = bindingOf(key, screen);
		if (binding === undefined) {
			return;
		}
		const reason = binding.disabled?.(model);
		if (reason === undefined) {
			this.#verbs[binding.verb](binding);
		} else {
			store.dispatch({kind: 'say', text: `${binding.title}: ${reason}`, severity: 'warning'});
		}
		paint();
	}

	/** A snapshot made after all answers shows what the engine made of the wishes. */
	noticeSnapshot(): void {
		const {store} = this.#options;
		if (this.#pending === 0) {
			store.dispatch({kind: 'want-speed', speed: undefined});
			store.dispatch({kind: 'want-pause', isPaused: undefined});
		}
	}

	get #viewport() {
		return this.#options.model.viewports[this.#options.model.ui.screen];
	}

	#withSelected(use: (name: string) => void): void {
		const name = this.#options.model.selected?.configuration.name;
		if (name !== undefined) {
			use(name);
		}
	}

	#toggleDomain(): void {
		const domain = this.#options.model.selected?.configuration;
		if (domain !== undefined) {
			this.#submit({kind: domain.isPaused ? 'resume-domain' : 'pause-domain', domain: domain.name});
		}
	}

	#togglePause(): void {
		const {model, store} = this.#options;
		const isPaused = model.ui.wantedPause ?? model.facts?.configuration.isPaused ?? false;
		store.dispatch({kind: 'want-pause', isPaused: !isPaused});
		this.#submit({kind: isPaused ? 'resume' : 'pause'});
	}

	#changeSpeed(by: 1 | -1): void {
		const {model, store} = this.#options;
		const before = model.ui.wantedSpeed ?? model.facts?.configuration.speed ?? 1;
		const speed = nextSpeed(before, by);
		if (speed === before) {
			store.dispatch({kind: 'say', text: by > 0 ? 'already as fast as possible' : `${speed}x is the slowest`, severity: 'info'});
			return;
		}
		store.dispatch({kind: 'want-speed', speed});
		this.#submit({kind: 'set-speed', speed});
	}

	#back(): void {
		const {store, model} = this.#options;
		if (model.ui.screen === 'domain' || model.ui.screen === 'help') {
			store.dispatch({kind: 'back'});
		} else if (model.ui.status.text === '' && model.ui.filter !== '') {
			store.dispatch({kind: 'filter', text: ''});
			model.sort();
		} else if (model.ui.status.text === '') {
			store.dispatch({kind: 'say', text: 'q quits', severity: 'info'});
		} else {
			store.dispatch({kind: 'say', text: '', severity: 'info'});
		}
	}

	#move(by: number): void {
		const {model} = this.#options;
		if (model.ui.screen === 'scheduler' && this.#moveKnob(by)) {
			return;
		}
		if (domainScreens.includes(model.ui.screen)) {
			this.#select(Math.max(0, Math.min(model.order.length - 1, model.selectedIndex + by)));
		} else {
			this.#viewport.scrollBy(by);
		}
		if (model.ui.screen === 'help') {
			this.#options.store.dispatch({kind: 'scroll-help', top: this.#viewport.top});
		}
	}

	/** Parameters stand above the domains: the arrows walk through both. True if a parameter is pointed at now. */
	#moveKnob(by: number): boolean {
		const {model, store, offers} = this.#options;
		const {length} = knobsOf(model.facts?.configuration.policy, offers);
		const from = Math.min(model.ui.knob, length - 1);
		const place = from >= 0 ? from : length + Math.max(0, model.selectedIndex);
		const to = Math.max(0, place + by);
		store.dispatch({kind: 'knob', knob: to < length ? to : -1});
		if (to >= length && from >= 0) {
			this.#select(Math.min(model.order.length - 1, to - length));
			return true;
		}
		return to < length;
	}

	#turnKnob(steps: number): void {
		const {model, offers, store} = this.#options;
		const knob = knobsOf(model.facts?.configuration.policy, offers)[model.ui.knob];
		if (knob === undefined) {
			return;
		}
		const value = turned(knob, steps);
		if (value === knob.value) {
			store.dispatch({kind: 'say', text: `${knob.name} is at the end of its range`, severity: 'info'});
		} else {
			this.#submit({kind: 'set-parameter', parameter: knob.name, value});
		}
	}

	#turnWeight(by: 1 | -1): void {
		const domain = this.#options.model.selected?.configuration;
		if (domain !== undefined) {
			this.#submit({kind: 'set-weight', domain: domain.name, weight: turnedWeight(domain.weight, by)});
		}
	}

	#zoom(by: number): void {
		const {model, store} = this.#options;
		store.dispatch({kind: 'zoom', zoom: Math.max(0, Math.min(timelineSteps.length - 1, model.ui.zoom + by))});
	}

	#ask(kind: PromptKind, text = ''): void {
		const {store, model} = this.#options;
		store.dispatch({kind: 'prompt', prompt: {kind, text, selectedId: model.ui.selectedId, refusal: ''}});
	}

	#select(index: number): void {
		const id = this.#options.model.order[index]?.configuration.id;
		if (id !== undefined) {
			this.#options.store.dispatch({kind: 'select', id});
		}
	}

	#turnTab(by: number): void {
		const {model, store, lookCloser} = this.#options;
		const index = tabs.findIndex(({screen}) => screen === model.ui.screen);
		store.dispatch({kind: 'show', screen: tabs[(Math.max(0, index) + by + tabs.length) % tabs.length].screen});
		lookCloser();
	}

	/** Through the columns that can be seen. */
	#walkSort(by: 1 | -1): void {
		const {model, width} = this.#options;
		const names = visibleColumns(width());
		const index = names.indexOf(model.ui.sort.column);
		this.#sort(names[(index + by + names.length) % names.length], false);
	}

	/** The column's own key again turns the order round. */
	#sortBy(column: ColumnName): void {
		const {sort} = this.#options.model.ui;
		this.#sort(column, sort.column === column && !sort.isReversed);
	}

	#sort(column: ColumnName, isReversed: boolean): void {
		const {store, model} = this.#options;
		this.#select(model.selectedIndex);
		store.dispatch({kind: 'sort', column, isReversed});
		model.sort();
	}

	#stepDialog(dialog: Dialog, key: string): void {
		const {store} = this.#options;
		const step = this.#dialogStep(dialog, key);
		if (step === 'cancel') {
			store.dispatch({kind: 'close'});
		} else if ('dialog' in step) {
			store.dispatch({kind: 'open', dialog: step.dialog});
		} else {
			this.#submit(step.submit, dialog);
		}
	}

	#dialogStep(dialog: Dialog, key: string): DialogStep {
		const {offers} = this.#options;
		switch (dialog.kind) {
			case 'add':
				return stepAddDialog(dialog, key, offers);
			case 'remove':
				return stepRemoveDialog(dialog, key);
			case 'mode':
				return stepModeDialog(dialog, key);
			case 'policy':
				return stepPolicyDialog(dialog, key, offers);
		}
	}

	/** Sends a command; the answer goes to the status line, or a refusal into the dialog that asked. */
	#submit(command: Command, from?: Dialog): void {
		const {host} = this.#options;
		this.#pending++;
		host.submit(command).then(
			outcome => this.#answer(command, outcome, from),
			(error: unknown) => this.#answer(command, {ok: false, reason: `the engine does not answer: ${describeError(error)}`}, from),
		);
	}

	#answer(command: Command, outcome: Outcome, from: Dialog | undefined): void {
		const {store, model, paint} = this.#options;
		this.#pending--;
		const isStillOpen = from !== undefined && model.ui.dialog?.kind === from.kind;
		if (outcome.ok) {
			if (isStillOpen) {
				store.dispatch({kind: 'close'});
			}
			store.dispatch({kind: 'say', text: outcome.summary + undoHint(command), severity: 'info'});
		} else if (isStillOpen && model.ui.dialog !== undefined) {
			store.dispatch({kind: 'open', dialog: {...model.ui.dialog, refusal: outcome.reason}});
		} else {
			store.dispatch({kind: 'say', text: outcome.reason, severity: 'error'});
		}
		paint();
	}
}

export function describeError(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

/** What can be undone says so. */
function undoHint(command: Command): string {
	switch (command.kind) {
		case 'undo':
			return ' · Z redoes';
		case 'redo':
			return ' · z undoes';
		case 'step':
			return '';
		default:
			return ' · z undoes';
	}
}
