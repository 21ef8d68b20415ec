/** A guided tour as data: captions, keys and what the screen must show, step by step. */

export type TourStep = {
	/** One line over the footer; the one before stays if left out. */
	readonly caption?: string | undefined;
	/** Keys by name, see keys.ts, pressed one after the other. */
	readonly keys: readonly string[];
	/** Text typed letter by letter. */
	readonly type: string;
	/** What the screen must show before the tour goes on: a text, or a pattern. */
	readonly until?: string | RegExp | undefined;
	/** Wall milliseconds that `until` may take, at any pace. */
	readonly withinMs: number;
	/** Wall milliseconds to look at what there is, at pace 1. */
	readonly waitMs: number;
};

export type Tour = {
	readonly title: string;
	/** Name of a scenario, or a path; undefined is the scenario that is shown without one. */
	readonly scenario?: string | undefined;
	readonly policy?: string | undefined;
	readonly seed?: number | undefined;
	/** Of the engine: virtual seconds per wall second, 0 for as fast as possible. */
	readonly speed?: number | undefined;
	readonly steps: readonly TourStep[];
};

/** How a tour is played. */
export type TourOptions = {
	/** How much faster than a person's pace; waits and typing shrink by it. */
	readonly pace: number;
	/** Leaves the program at the end instead of leaving the session to the operator. */
	readonly exits: boolean;
};
