/**
A log-linear histogram of whole numbers, for latencies: 32 buckets per power of two.

Owns: counts only; the values themselves are not kept.
Inaccuracies: a reported value is at most 1/32 above the true one, never below it; exact up to 63.

Values are 0 ... 2^53 - 1 (in nanoseconds, 104 days). Below 64 each value has its own bucket; above, a
value's bucket is its power of two and the five bits that follow the leading one.
*/
import {assert} from './assert.ts';

const SUB_BITS = 5;
const SUB_BUCKETS = 2 ** SUB_BITS;
/** Up to here each value has a bucket. */
const EXACT = 2 * SUB_BUCKETS;
const TWO_31 = 2 ** 31;
const TWO_26 = 2 ** 26;
const BUCKETS = EXACT + (53 - SUB_BITS - 1) * SUB_BUCKETS;

export class Histogram {
	readonly #counts = new Float64Array(BUCKETS);
	/** Count, sum, maximum: doubles in an array are changed in place, fields may not be. */
	readonly #totals = new Float64Array(3);

	/** How many values were recorded. */
	get count(): number {
		return this.#totals[0];
	}

	/** Sum of the values, exact while below 2^53. */
	get sum(): number {
		return this.#totals[1];
	}

	/** Largest value recorded, 0 if none. */
	get maximum(): number {
		return this.#totals[2];
	}

	/** Counts a value. A fraction is cut off; what is negative or not a number counts as 0. */
	record(value: number): void {
		const totals = this.#totals;
		const word = value | 0;
		if (word === value && word >= 0) {
			totals[0]++;
			totals[1] += word;
			if (word > totals[2]) {
				totals[2] = word;
			}
			this.#counts[bucketOfWord(word)]++;
			return;
		}
		const whole = value > 0 ? Math.min(Math.floor(value), Number.MAX_SAFE_INTEGER) : 0;
		totals[0]++;
		totals[1] += whole;
		totals[2] = Math.max(totals[2], whole);
		this.#counts[bucketOf(whole)]++;
	}

	/** Mean of the values, 0 if there are none. */
	get mean(): number {
		return this.count === 0 ? 0 : this.sum / this.count;
	}

	/** The value that `share` (0 ... 1) of all values do not exceed; 0 if there are none. */
	percentile(share: number): number {
		return this.percentiles([share])[0] as number;
	}

	/** The same for several shares, which must ascend, in one pass. */
	percentiles(shares: readonly number[]): number[] {
		const answers: number[] = [];
		let bucket = -1;
		let seen = 0;
		let previous = 0;
		for (const share of shares) {
			assert(share >= previous && share <= 1, 'percentile shares must ascend from 0 to 1');
			previous = share;
			const rank = Math.max(1, Math.ceil(share * this.count));
			while (seen < rank && bucket < BUCKETS - 1) {
				seen += this.#counts[++bucket];
			}
			answers.push(this.count === 0 ? 0 : Math.min(lastOf(bucket), this.maximum));
		}
		return answers;
	}

	/** Adds the values of another histogram. */
	merge(other: Histogram): void {
		this.#totals[0] += other.count;
		this.#totals[1] += other.sum;
		this.#totals[2] = Math.max(this.maximum, other.maximum);
		for (let bucket = 0; bucket < BUCKETS; bucket++) {
			this.#counts[bucket] += other.#counts[bucket];
		}
	}

	clear(): void {
		this.#totals.fill(0);
		this.#counts.fill(0);
	}

	/** The buckets that hold something, ascending: first and last value, and how many. For dumps and bars. */
	buckets(): Array<{readonly first: number; readonly last: number; readonly count: number}> {
		const filled: Array<{readonly first: number; readonly last: number; readonly count: number}> = [];
		for (let bucket = 0; bucket < BUCKETS; bucket++) {
			if (this.#counts[bucket] > 0) {
				filled.push({first: bucket === 0 ? 0 : lastOf(bucket - 1) + 1, last: lastOf(bucket), count: this.#counts[bucket]});
			}
		}
		return filled;
	}
}

/** Bucket of a whole number below 2^31. */
function bucketOfWord(word: number): number {
	const shift = Math.max(0, 31 - SUB_BITS - Math.clz32(word));
	return shift * SUB_BUCKETS + (word >> shift);
}

/** Bucket of a whole number below 2^53. Large ones are divided first: five bits behind the leading one are all that count. */
function bucketOf(whole: number): number {
	return whole < TWO_31 ? bucketOfWord(whole) : 26 * SUB_BUCKETS + bucketOfWord(Math.floor(whole / TWO_26));
}

/** Largest value of a bucket. */
function lastOf(bucket: number): number {
	if (bucket < EXACT) {
		return bucket;
	}
	const shift = Math.floor(bucket / SUB_BUCKETS) - 1;
	return ((bucket % SUB_BUCKETS) + SUB_BUCKETS + 1) * 2 ** shift - 1;
}
