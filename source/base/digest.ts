/**
A digest of everything that a run did: 64 bits, fast, the same on every platform and Node version.

It tells runs apart; it is no protection against someone who wants two runs to look alike.

What goes in is type and value. A number is its IEEE double, so 1 and 1.5 differ and every integer up
to 2^53 counts exactly; -0 counts as 0 and every NaN as one NaN, because no arithmetic of ours can
tell them apart. Plain data goes in with its keys sorted, so the order in which an object was built
does not show; a key whose value is undefined counts as absent.

Two 32-bit lanes with different multipliers. See: Austin Appleby, MurmurHash3, for rounds and finish.
*/
import {fail} from './assert.ts';
import {hex, u32} from './words.ts';

const FIRST_SEED = 2_538_058_380;
const SECOND_SEED = 1_013_904_242;
const FIRST_FACTOR = 3_432_918_353;
const SECOND_FACTOR = 461_845_907;
const ROUND_ADD = 3_864_292_196;
const FINISH_FIRST = 2_246_822_507;
const FINISH_SECOND = 3_266_489_909;

/** High word of the NaN that stands for all: exponent of ones, first bit of the fraction. */
const NAN_HIGH = 2047 * 2 ** 20 + 2 ** 19;

/** Marks what follows, so that "1" and 1, or [[1], 2] and [1, [2]], differ. */
const Tag = {number: 1, string: 2, list: 3, record: 4, true: 5, false: 6, null: 7, undefined: 8, words: 9, doubles: 10} as const;

/** Plain data: what JSON could hold, and undefined, and typed arrays of words or doubles. */
export type PlainData =
	| number
	| string
	| boolean
	| null
	| undefined
	| Uint32Array
	| Int32Array
	| Float64Array
	| readonly PlainData[]
	| {readonly [key: string]: PlainData};

export class Digest {
	#first: number = FIRST_SEED;
	#second: number = SECOND_SEED;
	#length = 0;
	readonly #double = new Float64Array(1);
	readonly #halves = new Uint32Array(this.#double.buffer);
	/** Where the low half lies, so that machines of either byte order agree. */
	readonly #low: 0 | 1;

	constructor() {
		this.#double[0] = 1;
		this.#low = this.#halves[0] === 0 ? 0 : 1;
	}

	/** Adds one 32-bit word, untagged. */
	word(word: number): void {
		let first = Math.imul(word, FIRST_FACTOR);
		first = Math.imul((first << 15) | (first >>> 17), SECOND_FACTOR);
		first ^= this.#first;
		this.#first = (Math.imul((first << 13) | (first >>> 19), 5) + ROUND_ADD) | 0;
		let second = Math.imul(word ^ this.#first, SECOND_FACTOR);
		second = Math.imul((second << 16) | (second >>> 16), FIRST_FACTOR);
		second ^= this.#second;
		this.#second = (Math.imul((second << 17) | (second >>> 15), 9) + FINISH_FIRST) | 0;
		this.#length++;
	}

	/** Adds one number, untagged: two words. */
	number(value: number): void {
		if (Number.isNaN(value)) {
			// A NaN's bits are not fixed by the language.
			this.word(0);
			this.word(NAN_HIGH);
			return;
		}
		// Adding zero turns -0 into 0.
		this.#double[0] = value + 0;
		this.word(this.#halves[this.#low]);
		this.word(this.#halves[1 - this.#low]);
	}

	/** Adds a string: length and UTF-16 units, two in a word. */
	string(text: string): void {
		this.word(Tag.string);
		this.word(text.length);
		for (let index = 0; index < text.length; index += 2) {
			this.word(text.charCodeAt(index) + (index + 1 < text.length ? text.charCodeAt(index + 1) * 65_536 : 0));
		}
	}

	words(words: Uint32Array | Int32Array): void {
		this.word(Tag.words);
		this.word(words.length);
		for (let index = 0; index < words.length; index++) {
			this.word(words[index]);
		}
	}

	doubles(doubles: Float64Array): void {
		this.word(Tag.doubles);
		this.word(doubles.length);
		for (let index = 0; index < doubles.length; index++) {
			this.number(doubles[index]);
		}
	}

	/** Adds plain data of any shape. Functions, symbols, class instances and cycles are refused. */
	data(data: PlainData): void {
		switch (typeof data) {
			case 'number':
				this.word(Tag.number);
				this.number(data);
				return;
			case 'string':
				this.string(data);
				return;
			case 'boolean':
				this.word(data ? Tag.true : Tag.false);
				return;
			case 'undefined':
				this.word(Tag.undefined);
				return;
			case 'object':
				this.#object(data);
				return;
			default:
				fail(`digest of a ${typeof data}`);
		}
	}

	/** Sixteen hexadecimal digits of what was added so far; more may be added afterwards. */
	hex(): string {
		const first = finish(this.#first ^ this.#length ^ this.#second);
		const second = finish(this.#second ^ Math.imul(this.#length, SECOND_FACTOR) ^ Math.imul(first, FIRST_FACTOR));
		return hex(first, 8).slice(2) + hex(second, 8).slice(2);
	}

	#object(data: Exclude<PlainData, number | string | boolean | undefined>): void {
		if (data === null) {
			this.word(Tag.null);
		} else if (data instanceof Uint32Array || data instanceof Int32Array) {
			this.words(data);
		} else if (data instanceof Float64Array) {
			this.doubles(data);
		} else if (Array.isArray(data)) {
			this.word(Tag.list);
			this.word(data.length);
			for (const item of data) {
				this.data(item);
			}
		} else {
			this.#record(data as {readonly [key: string]: PlainData});
		}
	}

	#record(record: {readonly [key: string]: PlainData}): void {
		const prototype = Object.getPrototypeOf(record);
		if (prototype !== Object.prototype && prototype !== null) {
			fail(`digest of ${Object.prototype.toString.call(record)}, which is not plain data`);
		}
		const keys = Object.keys(record).filter(key => record[key] !== undefined);
		// By UTF-16 units, as `<` compares; a locale would make the digest depend on the machine.
		keys.sort((a, b) => (a < b ? -1 : 1));
		this.word(Tag.record);
		this.word(keys.length);
		for (const key of keys) {
			this.string(key);
			this.data(record[key]);
		}
	}
}

/** The digest of one piece of plain data. */
export function digestOf(data: PlainData): string {
	const digest = new Digest();
	digest.data(data);
	return digest.hex();
}

function finish(word: number): number {
	let mixed = word;
	mixed = Math.imul(mixed ^ (mixed >>> 16), FINISH_FIRST);
	mixed = Math.imul(mixed ^ (mixed >>> 13), FINISH_SECOND);
	return u32(mixed ^ (mixed >>> 16));
}
