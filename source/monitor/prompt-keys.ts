/** Keys while a prompt is open: a search moves with every letter, all else waits for Enter; Esc leaves things as they were. */
import {assert} from '../base/assert.ts';
import type {Command} from '../machine/command.ts';
import {editText} from './dialogs/dialog.ts';
import {hasWord, parseFilter} from './filter.ts';
import {knobsOf, readKnob} from './knobs.ts';
import type {Model} from './model.ts';
import type {Offers} from './offers.ts';
import {type Prompt, screenNamed} from './prompt.ts';
import type {Store} from './store.ts';
import {type ScreenName, tabs} from './ui-state.ts';

export type PromptKeysOptions = {
	readonly store: Store;
	readonly model: Model;
	readonly offers: Offers;
	readonly show: (screen: ScreenName) => void;
	readonly submit: (command: Command) => void;
};

export class PromptKeys {
	readonly #options: PromptKeysOptions;

	constructor(options: PromptKeysOptions) {
		this.#options = options;
	}

	press(prompt: Prompt, key: string): void {
		const {store} = this.#options;
		if (key === 'escape') {
			store.dispatch({kind: 'select', id: prompt.selectedId});
			store.dispatch({kind: 'prompt', prompt: undefined});
		} else if (key === 'enter') {
			this.#enter(prompt);
		} else {
			const text = editText(prompt.text, key);
			store.dispatch({kind: 'prompt', prompt: {...prompt, text, refusal: ''}});
			if (prompt.kind === 'search') {
				store.dispatch({kind: 'select', id: prompt.selectedId});
				this.find(text, 0);
			}
		}
	}

	/** Selects the first match from `skip` rows after the selected one on, round the end. */
	find(text: string, skip: number): void {
		const {model, store} = this.#options;
		const {order} = model;
		for (let step = skip; step < order.length + skip && text !== ''; step++) {
			const domain = order[(Math.max(0, model.selectedIndex) + step) % order.length];
			if (hasWord(domain, text)) {
				store.dispatch({kind: 'select', id: domain.configuration.id});
				return;
			}
		}
	}

	#enter(prompt: Prompt): void {
		const {store} = this.#options;
		const reason = this.#take(prompt);
		store.dispatch({kind: 'prompt', prompt: reason === undefined ? undefined : {...prompt, refusal: reason}});
	}

	/** Does what was asked for; why not, if it cannot. */
	#take({kind, text}: Prompt): string | undefined {
		const {store, model, offers, show, submit} = this.#options;
		switch (kind) {
			case 'search': {
				store.dispatch({kind: 'search', text});
				return text === '' || model.order.some(domain => hasWord(domain, text)) ? undefined : `nothing matches "${text}"`;
			}
			case 'filter': {
				const filter = parseFilter(text);
				if (filter.ok) {
					store.dispatch({kind: 'filter', text: text.trim()});
					model.sort();
				}
				return filter.ok ? undefined : filter.reason;
			}
			case 'screen': {
				const screen = screenNamed(text, [...tabs.map(tab => tab.screen), 'help']);
				if (screen !== undefined) {
					show(screen);
				}
				return screen === undefined ? `no screen "${text}"` : undefined;
			}
			case 'value': {
				const knob = knobsOf(model.facts?.configuration.policy, offers)[model.ui.knob];
				assert(knob !== undefined, 'a value asked for without a knob');
				const reading = readKnob(knob, text);
				if (reading.ok) {
					submit({kind: 'set-parameter', parameter: knob.name, value: reading.value});
				}
				return reading.ok ? undefined : reading.reason;
			}
		}
	}
}
