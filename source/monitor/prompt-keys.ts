/** Keys while a prompt is open: a search moves with every letter, all else waits for Enter; Esc leaves things as they were. */
import {MS, parseDuration, SECOND} from '../base/units.ts';
import {editText} from './dialogs/dialog.ts';
import {hasWord, parseFilter} from './filter.ts';
import {readKnob, schedulerKnobs} from './knobs.ts';
import type {Prompt} from './prompt.ts';
import type {Desk} from './verbs/desk.ts';
import {takeLedgerPrompt} from './verbs/ledger-prompts.ts';
import {goToTime} from './verbs/past-verbs.ts';

export class PromptKeys {
	readonly #desk: Desk;

	constructor(desk: Desk) {
		this.#desk = desk;
	}

	press(prompt: Prompt, key: string): void {
		const {store} = this.#desk;
		if (key === 'escape') {
			store.change(draft => {
				draft.selectedId = prompt.selectedId;
				draft.prompt = undefined;
			});
		} else if (key === 'enter') {
			this.#enter(prompt);
		} else {
			const text = editText(prompt.text, key);
			store.change(draft => {
				draft.prompt = {...prompt, text, refusal: ''};
			});
			if (prompt.kind === 'search') {
				store.change(draft => {
					draft.selectedId = prompt.selectedId;
				});
				this.find(text, 0);
			}
		}
	}

	/** Selects the first match from `skip` rows after the selected one on, round the end. */
	find(text: string, skip: number): void {
		const {model, store} = this.#desk;
		const {order} = model;
		for (let step = skip; step < order.length + skip && text !== ''; step++) {
			const domain = order[(Math.max(0, model.selectedIndex) + step) % order.length];
			if (hasWord(domain, text)) {
				store.change(draft => {
					draft.selectedId = domain.configuration.id;
				});
				return;
			}
		}
	}

	#enter(prompt: Prompt): void {
		const {store} = this.#desk;
		const reason = this.#take(prompt);
		store.change(draft => {
			draft.prompt = reason === undefined ? undefined : {...prompt, refusal: reason};
		});
	}

	/** Does what was asked for; why not, if it cannot. */
	#take({kind, text}: Prompt): string | undefined {
		const {store, model, submit, world, setInterval, say} = this.#desk;
		switch (kind) {
			case 'search': {
				store.change(draft => {
					draft.search = text;
				});
				return text === '' || model.order.some(domain => hasWord(domain, text)) ? undefined : `nothing matches "${text}"`;
			}
			case 'filter': {
				const filter = parseFilter(text);
				if (filter.ok) {
					store.change(draft => {
						draft.filter = text.trim();
					});
					model.sort();
				}
				return filter.ok ? undefined : filter.reason;
			}
			case 'time': {
				return goToTime(this.#desk, text);
			}
			case 'interval': {
				const milliseconds = readInterval(text);
				if (milliseconds === undefined) {
					return `"${text}" is no time between 20ms and 10s`;
				}
				setInterval(milliseconds);
				say(`a sample each ${milliseconds >= 1000 ? `${milliseconds / 1000} s` : `${milliseconds} ms`}`);
				return undefined;
			}
			case 'value': {
				const knob = schedulerKnobs(model.selected?.configuration, world())[model.ui.knob];
				if (knob === undefined) {
					return 'what it was for is gone; Esc leaves things as they are';
				}
				const reading = readKnob(knob, text);
				if (reading.ok) {
					submit(knob.command(reading.value));
				}
				return reading.ok ? undefined : reading.reason;
			}
			case 'note':
			case 'find-event':
			case 'choose-events':
				return takeLedgerPrompt(this.#desk, kind, text);
		}
	}
}

const SHORTEST_INTERVAL_MS = 20;
const LONGEST_INTERVAL_MS = 10_000;

/** Wall milliseconds between samples; a bare number is seconds, as in xentop. */
export function readInterval(text: string): number | undefined {
	const trimmed = text.trim();
	const seconds = Number(trimmed);
	const duration = parseDuration(trimmed);
	const ns = trimmed !== '' && Number.isFinite(seconds) ? seconds * SECOND : duration.ok ? duration.value : Number.NaN;
	const milliseconds = Math.round(ns / MS);
	return milliseconds >= SHORTEST_INTERVAL_MS && milliseconds <= LONGEST_INTERVAL_MS ? milliseconds : undefined;
}
