/**
What comes from the terminal, turned into what the operator means: keys as they are, pasted text into the open prompt or
form, the mouse by what the painters said is in that cell.

Not here: what a key does (controller.ts); how the stream is read (terminal/key-parser.ts).
*/
import type {ColumnName} from './columns.ts';
import {pasteKey} from './keys.ts';
import type {Hit} from './terminal/hit-map.ts';
import type {InputEvent} from './terminal/key-parser.ts';
import type {MouseEvent} from './terminal/mouse.ts';
import type {ScreenName} from './ui-state.ts';
import type {Desk} from './verbs/desk.ts';
import {selectLine} from './verbs/ledger-verbs.ts';
import {sort} from './verbs/table-verbs.ts';

export type ReceiverOptions = {
	readonly desk: Desk;
	readonly press: (key: string) => void;
	/** Does what a binding of that name does, with another argument. */
	readonly hitAt: (x: number, y: number) => Hit | undefined;
	/** Wall clock in milliseconds. */
	readonly nowMs: () => number;
};

/** Two presses on the same row within so many milliseconds are Enter. */
const DOUBLE_CLICK_MS = 400;
/** Rows that one notch of the wheel moves. */
const WHEEL_ROWS = 3;

export class Receiver {
	readonly #options: ReceiverOptions;
	/** What was clicked last, a domain or a line. */
	#clicked = '';
	#clickedAtMs = Number.NEGATIVE_INFINITY;

	constructor(options: ReceiverOptions) {
		this.#options = options;
	}

	receive(event: InputEvent): void {
		switch (event.kind) {
			case 'key':
				this.#key(event.name);
				return;
			case 'paste':
				this.#paste(event.text, event.length);
				return;
			case 'mouse':
				this.#mouse(event.event);
				return;
			case 'answer':
		}
	}

	/** A chord with Alt that means nothing may be Escape and a key that were read together: then both count. */
	#key(name: string): void {
		const {desk, press} = this.#options;
		const behind = name.slice('alt+'.length);
		if (name.startsWith('alt+') && [...behind].length === 1 && desk.keymap.bindingOf(name, desk.model.ui.screen) === undefined) {
			press('escape');
			press(behind);
		} else {
			press(name);
		}
	}

	#paste(text: string, length: number): void {
		const {desk, press} = this.#options;
		const {dialog, prompt, line} = desk.model.ui;
		if (dialog === undefined && prompt === undefined && line === undefined) {
			desk.say(`pasted text ignored: ${length} ${length === 1 ? 'character' : 'characters'}; it is taken where text is asked for`);
			desk.paint();
		} else {
			press(pasteKey(text));
		}
	}

	#mouse({what, button, x, y}: MouseEvent): void {
		const {desk, hitAt, press} = this.#options;
		const {dialog, prompt, line} = desk.model.ui;
		if (what === 'wheel-up' || what === 'wheel-down') {
			this.#wheel(what === 'wheel-up' ? -1 : 1);
		} else if (what === 'press' && button === 0) {
			const hit = hitAt(x, y);
			if (hit?.kind === 'key') {
				press(hit.name);
			} else if (hit !== undefined && dialog === undefined && prompt === undefined && line === undefined) {
				this.#click(hit);
				desk.paint();
			}
		}
	}

	#wheel(by: 1 | -1): void {
		const {desk, press} = this.#options;
		const {dialog, prompt, line, screen} = desk.model.ui;
		const key = by < 0 ? 'up' : 'down';
		if (dialog !== undefined || line !== undefined) {
			press(key);
		} else if (prompt === undefined) {
			const binding = desk.keymap.bindingOf(key, screen);
			if (binding !== undefined) {
				desk.run({...binding, argument: by * WHEEL_ROWS});
			}
		}
	}

	/** The same thing twice within a short time; a third press begins anew. */
	#isDouble(what: string): boolean {
		const {nowMs} = this.#options;
		const isDouble = what === this.#clicked && nowMs() - this.#clickedAtMs <= DOUBLE_CLICK_MS;
		this.#clicked = isDouble ? '' : what;
		this.#clickedAtMs = nowMs();
		return isDouble;
	}

	#click(hit: Hit): void {
		const {desk, press} = this.#options;
		switch (hit.kind) {
			case 'domain': {
				const isDouble = this.#isDouble(`domain ${hit.id}`);
				desk.store.change(draft => {
					draft.selectedId = hit.id;
					draft.knob = -1;
				});
				if (isDouble) {
					press('enter');
				}
				return;
			}
			case 'line': {
				const isDouble = this.#isDouble(`line ${hit.place}`);
				selectLine(desk, hit.place);
				if (isDouble) {
					press('enter');
				}
				return;
			}
			case 'column': {
				const inForce = desk.model.ui.sort;
				sort(desk, hit.name as ColumnName, inForce.column === hit.name && !inForce.isReversed);
				return;
			}
			case 'screen':
				desk.show(hit.name as ScreenName);
				return;
			case 'key':
				press(hit.name);
		}
	}
}
