/**
Keys while a line is open: editing, completion, history, and what Enter does with it.

Tab completes what all candidates have in common, then walks through them; Enter takes the line as it stands.
*/
import {needsEngine} from '../keymap/binding.ts';
import type {UiRecipe} from '../ui-state.ts';
import type {Desk} from '../verbs/desk.ts';
import {type Completion, commonPrefix, completeLine, everyName} from './complete-line.ts';
import {fuzzyMatches} from './fuzzy.ts';
import type {Candidate, LineAct, LineContext} from './line-command.ts';
import {editLine, type LineState, openLine, withText} from './line-state.ts';
import {commandNamed, parseLine} from './parse-line.ts';

/** Lines kept for Up and Down. */
const HISTORY = 100;

export class LineKeys {
	readonly #desk: Desk;

	constructor(desk: Desk) {
		this.#desk = desk;
	}

	press(line: LineState, key: string): void {
		switch (key) {
			case 'escape':
				this.#show(line.typed === undefined ? undefined : withText(line, line.typed.text, line.typed.cursor));
				break;
			case 'enter':
				this.#enter(line);
				break;
			case 'tab':
				this.#show(line.isPalette ? this.#choose(line, 1) : this.#complete(line, 1));
				break;
			case 'shift+tab':
				this.#show(line.isPalette ? this.#choose(line, -1) : this.#complete(line, -1));
				break;
			case 'up':
				this.#show(line.isPalette ? this.#choose(line, -1) : this.#recall(line, 1));
				break;
			case 'down':
				this.#show(line.isPalette ? this.#choose(line, 1) : this.#recall(line, -1));
				break;
			default: {
				const edited = editLine(line, key);
				if (edited !== undefined) {
					this.#show(edited);
				}
			}
		}
	}

	#show(line: LineState | undefined): void {
		this.#desk.store.change(draft => {
			draft.line = line;
		});
	}

	#complete(line: LineState, by: 1 | -1): LineState {
		const typed = line.typed ?? {text: line.text, cursor: line.cursor};
		const {from, to, candidates} = completeLine(typed.text, typed.cursor, contextOf(this.#desk));
		const put = (text: string) => ({
			text: typed.text.slice(0, from) + text + typed.text.slice(to),
			cursor: from + text.length,
		});
		const [only] = candidates;
		if (candidates.length === 1 && only !== undefined) {
			const {text, cursor} = put(`${only.text}${only.text.endsWith('=') ? '' : ' '}`);
			return withText(line, text, cursor);
		}
		const prefix = commonPrefix(candidates);
		if (line.typed === undefined && prefix.length > to - from) {
			const {text, cursor} = put(prefix);
			return withText(line, text, cursor);
		}
		if (candidates.length === 0) {
			return line;
		}
		const chosen = (line.chosen < 0 ? (by > 0 ? 0 : candidates.length - 1) : line.chosen + by + candidates.length) % candidates.length;
		return {...line, ...put((candidates[chosen] as Candidate).text), chosen, typed, refusal: ''};
	}

	#choose(line: LineState, by: 1 | -1): LineState {
		const {length} = paletteOf(line, contextOf(this.#desk));
		return length === 0 ? line : {...line, chosen: (Math.max(0, line.chosen) + by + length) % length};
	}

	#recall(line: LineState, by: 1 | -1): LineState {
		const {lineHistory} = this.#desk.store.state;
		const back = Math.max(0, Math.min(lineHistory.length, line.back + by));
		const draft = line.back === 0 ? line.text : line.draft;
		const text = back === 0 ? draft : (lineHistory[lineHistory.length - back] ?? '');
		return {...withText(line, text, text.length), back, draft};
	}

	#enter(line: LineState): void {
		const context = contextOf(this.#desk);
		if (line.isPalette) {
			this.#take(paletteOf(line, context)[Math.max(0, line.chosen)], context);
			return;
		}
		if (line.text.trim() === '') {
			this.#show(undefined);
			return;
		}
		const reading = parseLine(line.text, context);
		const reason = reading.ok ? this.#gate(reading.value) : reading.reason;
		if (!reading.ok || reason !== undefined) {
			this.#show({...line, chosen: -1, typed: undefined, refusal: reason ?? ''});
			return;
		}
		this.#desk.store.change(remember(line.text.trim()));
		this.#show(undefined);
		this.#act(reading.value);
	}

	/** From the palette: what needs words is put into a line, all else is done. */
	#take(candidate: Candidate | undefined, context: LineContext): void {
		if (candidate === undefined) {
			return;
		}
		const reading = parseLine(candidate.text, context);
		const needsWords = commandNamed(candidate.text)?.words.some(word => word.isOptional !== true) ?? false;
		if (reading.ok && !(needsWords && reading.value.kind !== 'key')) {
			this.#show(undefined);
			const reason = this.#gate(reading.value);
			if (reason !== undefined) {
				this.#desk.say(`${candidate.text}: ${reason}`, 'warning');
				return;
			}
			this.#act(reading.value);
		} else {
			this.#show(openLine(false, `${candidate.text} `));
		}
	}

	#gate(act: LineAct): string | undefined {
		return act.kind === 'command' ? needsEngine(this.#desk.model) : undefined;
	}

	#act(act: LineAct): void {
		const {submit, say, run} = this.#desk;
		switch (act.kind) {
			case 'command':
				submit(act.command, undefined, 'line');
				break;
			case 'key':
				run(act.binding);
				break;
			case 'screen': {
				const reason = act.run(this.#desk);
				if (reason !== undefined) {
					say(reason, 'warning');
				}
			}
		}
	}
}

export function contextOf({model, offers, keymap}: Pick<Desk, 'model' | 'offers' | 'keymap'>): LineContext {
	return {facts: model.facts, offers, keymap};
}

/** Commands of the palette that fit what is typed, by their names the best first, then those whose sentence has the words. */
export function paletteOf({text}: LineState, context: LineContext): readonly Candidate[] {
	const names = everyName(context);
	const typed = text.trim().toLowerCase();
	if (typed === '') {
		return names;
	}
	const byName = fuzzyMatches(typed.replaceAll(' ', ''), names, ({text: name}) => name);
	const words = typed.split(/\s+/);
	const byDoc = names.filter(one => !byName.includes(one) && words.every(word => one.doc.toLowerCase().includes(word)));
	return [...byName, ...byDoc];
}

/** What the list above the line shows. */
export function completionOf(line: LineState, context: LineContext): Completion {
	return line.isPalette
		? {from: 0, to: line.text.length, candidates: paletteOf(line, context), hint: 'letters of a command or of what it does'}
		: completeLine(line.typed?.text ?? line.text, line.typed?.cursor ?? line.cursor, context);
}

function remember(text: string): UiRecipe {
	return draft => {
		draft.lineHistory = [...draft.lineHistory.filter(one => one !== text), text].slice(-HISTORY);
	};
}
