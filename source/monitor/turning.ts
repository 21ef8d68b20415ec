/**
Bursts of turns: the value is shown at once, and sent once when the hand rests, so that one intention is one change
in the journal and one undo takes it back.

Owns: the timer. Any other command sends the burst first, so that the order of what the operator did is kept.
*/
import type {Draft} from 'immer';
import type {Command, Outcome} from '../machine/command.ts';
import type {Turn} from './knobs.ts';
import type {Store} from './store.ts';
import {saying} from './ui-state.ts';

/** Wall milliseconds without a turn after which a burst is over. */
const REST_MS = 300;

export class Turning {
	readonly #store: Store;
	readonly #send: (command: Command) => Promise<Outcome>;
	#timer: NodeJS.Timeout | undefined;

	constructor(store: Store, send: (command: Command) => Promise<Outcome>) {
		this.#store = store;
		this.#send = send;
	}

	/** A burst has not been sent yet. */
	get isUnderWay(): boolean {
		return this.#timer !== undefined;
	}

	turn(turn: Turn): void {
		const under = this.#store.state.turn;
		const isSame = this.isUnderWay && under?.subject === turn.subject;
		if (!isSame) {
			this.flush();
		}
		this.#store.change(draft => {
			draft.turn = {...turn, before: isSame && under !== undefined ? under.before : turn.before} as Draft<Turn>;
		});
		this.#store.change(saying(turn.text));
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => this.flush(), REST_MS);
		this.#timer.unref();
	}

	/** Sends the burst under way, if there is one; a burst that came back to where it began is none. */
	flush(): void {
		if (this.#timer === undefined) {
			return;
		}
		clearTimeout(this.#timer);
		this.#timer = undefined;
		const {turn} = this.#store.state;
		if (turn === undefined || turn.value === turn.before) {
			this.forget();
			return;
		}
		void this.#send(turn.command).then(outcome => {
			if (!outcome.ok) {
				this.forget();
			}
		});
	}

	/** The engine shows the value now, or has refused it. */
	forget(): void {
		if (!this.isUnderWay) {
			this.#store.change(draft => {
				draft.turn = undefined;
			});
		}
	}
}
