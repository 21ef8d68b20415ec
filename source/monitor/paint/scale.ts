/** Scales of charts: the smallest of a few round tops that holds what is drawn, so a quiet GPU still has a picture. */
import type {Model} from '../model.ts';

/** Tops as fractions of time. */
const tops = [0.1, 0.25, 0.5, 1] as const;

/** More than all of the time is cut off at all of it: work is charged when it ends, so a short column can be overfull. */
export function scaleFor(most: number): number {
	return tops.find(top => top >= most) ?? 1;
}

/** The scale of the single shares of the domains shown, over the last `width` columns. */
export function shareScale(model: Model, width: number): number {
	const shares = model.sharesOver(width);
	let most = 0;
	for (const {slot} of model.order) {
		for (let age = 0; age < width; age++) {
			// What is not known (NaN) is larger than nothing.
			if (shares.at(age, slot) > most) {
				most = shares.at(age, slot);
			}
		}
	}
	return scaleFor(most);
}

/** The scale of all shares together. */
export function totalScale(model: Model, width: number): number {
	const shares = model.sharesOver(width);
	let most = 0;
	for (let age = 0; age < width; age++) {
		const total = shares.total(age);
		if (total > most) {
			most = total;
		}
	}
	return scaleFor(most);
}
