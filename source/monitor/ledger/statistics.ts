/**
Means of two windows and whether they differ: Welch's interval for the difference of two means.

The values are means of sub-windows (batch means). Where neighbours are still alike, because load comes in waves, they count
as fewer: n (1 - r) / (1 + r) of them, r being the correlation of neighbours, as for a process that remembers one step.
Inaccuracies: means are taken as roughly normal, r is itself only estimated; waves longer than a window look like an effect.
See: Welch, "The generalization of Student's problem when several different population variances are involved" (1947);
Abramowitz and Stegun, Handbook of Mathematical Functions, 26.2.23 and 26.7.5, for the quantiles.
*/

export type Summary = {
	/** Values that were known. */
	readonly count: number;
	readonly mean: number;
	/** Of the sample, with count - 1; 0 for a single value. */
	readonly variance: number;
	/** How many independent values they are worth, 1 to count. */
	readonly worth: number;
};

/** Undefined without values. */
export function summarize(values: readonly number[]): Summary | undefined {
	const count = values.length;
	if (count === 0) {
		return undefined;
	}
	const mean = values.reduce((sum, value) => sum + value, 0) / count;
	const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
	return {count, mean, variance: count > 1 ? squares / (count - 1) : 0, worth: worthOf(values, mean, squares)};
}

/** Above this, a few values more or less would decide everything. */
const MOST_ALIKE = 0.8;

function worthOf(values: readonly number[], mean: number, squares: number): number {
	let products = 0;
	for (let index = 1; index < values.length; index++) {
		products += ((values[index] as number) - mean) * ((values[index - 1] as number) - mean);
	}
	const alike = squares === 0 ? 0 : Math.min(MOST_ALIKE, Math.max(0, products / squares));
	return Math.max(1, (values.length * (1 - alike)) / (1 + alike));
}

/** Part of all cases that the interval is to hold the true difference in. */
const CONFIDENCE = 0.95;
/** Fewer values on either side tell nothing about their spread. */
export const VALUES_MINIMUM = 3;

/**
Half the width of the interval around the difference of the means; undefined with too few values to know.
`comparisons` is how many differences were looked at to find this one: the interval widens so that all of them hold together
(Bonferroni).
*/
export function halfWidth(before: Summary, after: Summary, comparisons = 1): number | undefined {
	if (before.count < VALUES_MINIMUM || after.count < VALUES_MINIMUM) {
		return undefined;
	}
	const first = before.variance / before.worth;
	const second = after.variance / after.worth;
	const sum = first + second;
	if (sum === 0) {
		return 0;
	}
	const freedom = sum ** 2 / (first ** 2 / (before.count - 1) + second ** 2 / (after.count - 1));
	return studentQuantile((1 - CONFIDENCE) / 2 / comparisons, freedom) * Math.sqrt(sum);
}

/** What Student's t exceeds with probability `tail`, 0 < tail < 0.5; a fraction of a degree of freedom is left out. */
export function studentQuantile(tail: number, freedom: number): number {
	const whole = Math.floor(freedom);
	if (whole <= 1) {
		return 1 / Math.tan(Math.PI * tail);
	}
	if (whole === 2) {
		return (1 - 2 * tail) / Math.sqrt(2 * tail * (1 - tail));
	}
	const z = normalQuantile(tail);
	return (
		z +
		(z ** 3 + z) / (4 * whole) +
		(5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * whole ** 2) +
		(3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * whole ** 3) +
		(79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / (92_160 * whole ** 4)
	);
}

/** What a normal variable exceeds with probability `tail`; good to 0.0005. */
function normalQuantile(tail: number): number {
	const t = Math.sqrt(-2 * Math.log(tail));
	const above = 2.515517 + 0.802853 * t + 0.010328 * t ** 2;
	const below = 1 + 1.432788 * t + 0.189269 * t ** 2 + 0.001308 * t ** 3;
	return t - above / below;
}
