/**
A tour on an open screen: between the guide that plays it, the keyboard, and the lines that show its captions.

Owns: the guide, and what is said when it ends.
*/
import {useSyncExternalStore} from 'react';
import type {Severity} from '../../machine/snapshot.ts';
import {paintCaption} from '../paint/caption.ts';
import type {Surface} from '../terminal/surface.ts';
import type {Theme} from '../theme.ts';
import type {Tour, TourOptions} from './tour.ts';
import {type TourEnd, TourGuide} from './tour-guide.ts';

export type TourPlayOptions = {
	readonly tour: Tour;
	readonly options: TourOptions;
	readonly press: (key: string) => void;
	/** The screen as text. */
	readonly lines: () => readonly string[];
	readonly paint: () => void;
	readonly say: (text: string, severity: Severity) => void;
	/** Leaves the program. */
	readonly quit: () => void;
};

export class TourPlay {
	/** Why it could not be played to its end, if it was to leave the program there. */
	fault: string | undefined;
	readonly #options: TourPlayOptions;
	readonly #guide: TourGuide;
	readonly #listeners = new Set<() => void>();

	constructor(options: TourPlayOptions) {
		this.#options = options;
		const {tour, press, lines} = options;
		this.#guide = new TourGuide({...options.options, tour, press, lines, onChange: () => this.#changed()});
	}

	get isOver(): boolean {
		return this.#guide.state.phase === 'over';
	}

	readonly subscribe = (listener: () => void): (() => void) => {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	};

	/** Plays it; says how it ended, or leaves the program. */
	start(): void {
		void this.#guide.play().then(end => this.#end(end));
	}

	/** A key of the person at the keyboard. True if the tour took it. */
	takes(key: string): boolean {
		return this.#guide.takes(key);
	}

	leave(): void {
		this.#guide.leave();
	}

	paint(surface: Surface, theme: Theme): void {
		paintCaption(surface, theme, this.#guide.state);
	}

	#end(end: TourEnd): void {
		const {say, quit, options, paint} = this.#options;
		switch (end.kind) {
			case 'done':
				say('the tour is over; the session is yours', 'info');
				break;
			case 'left':
				say('tour ended; the session is yours', 'info');
				break;
			case 'failed':
				say(end.reason, 'error');
		}
		if (options.exits && end.kind !== 'left') {
			this.fault = end.kind === 'failed' ? end.reason : undefined;
			quit();
		}
		paint();
	}

	#changed(): void {
		for (const listener of this.#listeners) {
			listener();
		}
		this.#options.paint();
	}
}

/** True while a tour is played. */
export function useTour(tour: TourPlay | undefined): boolean {
	return useSyncExternalStore(tour?.subscribe ?? neverChanges, () => tour !== undefined && !tour.isOver);
}

function neverChanges(): () => void {
	return () => undefined;
}
