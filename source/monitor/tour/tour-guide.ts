/**
Plays a tour: shows its captions, presses its keys at a person's pace, and waits for what the screen must show.

A key of the person at the keyboard pauses it; Space goes on, Esc ends it and leaves the session as it is.

Owns: where the tour is. Not here: what keys do (controller.ts), how captions are drawn (paint/caption.ts).
*/
import type {Tour, TourOptions, TourStep} from './tour.ts';

export type TourState = {
	readonly phase: 'playing' | 'paused' | 'over';
	readonly caption: string;
	/** Counted from 1. */
	readonly step: number;
	readonly steps: number;
	/** Keys pressed last, oldest first. */
	readonly keys: readonly string[];
};

/** How it ended. */
export type TourEnd = {readonly kind: 'done'} | {readonly kind: 'left'} | {readonly kind: 'failed'; readonly reason: string};

export type GuideOptions = TourOptions & {
	readonly tour: Tour;
	readonly press: (key: string) => void;
	/** The screen as text. */
	readonly lines: () => readonly string[];
	/** Called whenever the state changes. */
	readonly onChange: () => void;
};

/** Wall milliseconds at pace 1. */
const BEFORE_KEY_MS = 550;
const BEFORE_LETTER_MS = 110;
/** Between two looks at the screen or at the clock. */
const LOOK_MS = 25;
const KEYS_SHOWN = 8;
/** Keys that are about the program and its terminal, whatever is played. */
const NEVER_TAKEN: readonly string[] = ['ctrl+c', 'ctrl+z', 'ctrl+l', 'Q', 'f10'];

/** Raised inside to leave the tour from wherever it is. */
class Left extends Error {}

export class TourGuide {
	readonly #options: GuideOptions;
	#state: TourState;
	#goOn = Promise.withResolvers<void>();
	#isLeft = false;

	constructor(options: GuideOptions) {
		this.#options = options;
		this.#state = {phase: 'playing', caption: '', step: 1, steps: options.tour.steps.length, keys: []};
	}

	get state(): TourState {
		return this.#state;
	}

	/** From the first step to the last; resolves with how it ended. */
	async play(): Promise<TourEnd> {
		try {
			for (const [index, step] of this.#options.tour.steps.entries()) {
				const {caption = this.#state.caption} = step;
				this.#change({step: index + 1, caption, keys: []});
				const reason = await this.#take(step);
				if (reason !== undefined) {
					return {kind: 'failed', reason: `tour stopped at step ${index + 1}: ${reason}`};
				}
			}
			return {kind: 'done'};
		} catch (error) {
			if (error instanceof Left) {
				return {kind: 'left'};
			}
			throw error;
		} finally {
			this.#change({phase: 'over'});
		}
	}

	/** A key of the person at the keyboard. True if the tour took it. */
	takes(key: string): boolean {
		const {phase} = this.#state;
		if (phase === 'over' || NEVER_TAKEN.includes(key)) {
			return false;
		}
		if (key === 'escape') {
			this.leave();
			return true;
		}
		if (phase === 'playing') {
			this.#goOn = Promise.withResolvers<void>();
			this.#change({phase: 'paused'});
			return true;
		}
		if (key === ' ') {
			this.#change({phase: 'playing'});
			this.#goOn.resolve();
			return true;
		}
		return false;
	}

	/** Ends it where it is. */
	leave(): void {
		this.#isLeft = true;
		this.#goOn.resolve();
	}

	/** Why the step cannot be taken; undefined once it is. */
	async #take({keys, type, until, withinMs, waitMs}: TourStep): Promise<string | undefined> {
		// Keys come after the caption was read, and what they do is looked at afterwards.
		const isQuiet = keys.length === 0 && type === '';
		if (!isQuiet) {
			await this.#sleep(waitMs / 2);
		}
		for (const key of keys) {
			await this.#sleep(BEFORE_KEY_MS);
			this.#press(key);
		}
		for (const letter of type) {
			await this.#sleep(BEFORE_LETTER_MS);
			this.#press(letter);
		}
		if (until !== undefined && !(await this.#sees(until, withinMs))) {
			return `${String(until)} was not shown within ${withinMs / 1000} s`;
		}
		await this.#sleep(isQuiet ? waitMs : waitMs / 2);
		return undefined;
	}

	#press(key: string): void {
		this.#change({keys: [...this.#state.keys, key].slice(-KEYS_SHOWN)});
		this.#options.press(key);
	}

	async #sees(wanted: string | RegExp, withinMs: number): Promise<boolean> {
		let leftMs = withinMs;
		while (!this.#isShown(wanted)) {
			if (leftMs <= 0) {
				return false;
			}
			leftMs -= await this.#rest(LOOK_MS);
		}
		return true;
	}

	#isShown(wanted: string | RegExp): boolean {
		const text = this.#options.lines().join('\n');
		return typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text);
	}

	/** Time at the tour's pace; time in which it is paused does not count. */
	async #sleep(milliseconds: number): Promise<void> {
		let leftMs = milliseconds / this.#options.pace;
		do {
			leftMs -= await this.#rest(Math.min(leftMs, LOOK_MS));
		} while (leftMs > 0);
	}

	/** So much wall time, then on where the person wishes. Resolves with the time that was not paused. */
	async #rest(milliseconds: number): Promise<number> {
		const startMs = performance.now();
		await new Promise(resolve => setTimeout(resolve, milliseconds));
		const restedMs = performance.now() - startMs;
		if (this.#state.phase === 'paused') {
			await this.#goOn.promise;
		}
		if (this.#isLeft) {
			throw new Left();
		}
		return restedMs;
	}

	#change(change: Partial<TourState>): void {
		this.#state = {...this.#state, ...change};
		this.#options.onChange();
	}
}
