/**
The declaration language of the programming manual: offset, access mode, a sentence, named fields.

Device, driver, aggregator, screen and tests all read the same declarations, so no register has two
numbers. Fields that overlap or stick out are refused when the module loads.
*/
import {assert} from '../base/assert.ts';
import {hex} from '../base/words.ts';

/** ro/rw/wo as usual; w1c clears the bits written as one; trigger acts on write and keeps nothing. */
export type AccessMode = 'ro' | 'rw' | 'wo' | 'w1c' | 'trigger';

export type Field = {
	readonly high: number;
	readonly low: number;
	readonly doc: string;
	/** The bits in place, as an unsigned word. */
	readonly mask: number;
};
export type Fields = Readonly<Record<string, Field>>;

export type Register<F extends Fields = Fields> = {
	/** Byte offset in its space; of element 0 for an array. */
	readonly offset: number;
	readonly access: AccessMode;
	readonly doc: string;
	readonly fields: F;
	/** Elements of an array; 1 for a plain register. */
	readonly count: number;
	/** Bytes from one element to the next; 4 for a plain register. */
	readonly stride: number;
};

export function bits(high: number, low: number, doc: string): Field {
	assert(low >= 0 && high >= low && high < 32, `field ${high}:${low}`);
	return {high, low, doc, mask: ((2 ** (high - low + 1) - 1) * 2 ** low) >>> 0};
}

export function bit(number: number, doc: string): Field {
	return bits(number, number, doc);
}

export function register<const F extends Fields = Record<never, Field>>(
	offset: number,
	access: AccessMode,
	doc: string,
	fields = {} as F,
): Register<F> {
	return registerArray(offset, 1, 4, access, doc, fields);
}

/** `count` registers, `stride` bytes apart. */
export function registerArray<const F extends Fields = Record<never, Field>>(
	offset: number,
	count: number,
	stride: number,
	access: AccessMode,
	doc: string,
	fields = {} as F,
): Register<F> {
	let seen = 0;
	for (const [name, field] of Object.entries<Field>(fields)) {
		const mask = maskOf(field);
		assert((seen & mask) === 0, `field ${name} of register ${hex(offset)} overlaps another`);
		seen |= mask;
	}
	assert(offset % 4 === 0 && doc.endsWith('.'), `register ${hex(offset)}: aligned, with a sentence`);
	return {offset, access, doc, fields, count, stride};
}

/** Offset of element `index` of a register array. */
export function element(array: Register, index: number): number {
	return array.offset + index * array.stride;
}

/** The mask of a field, in place, as an unsigned word. */
export function maskOf(field: Field): number {
	return field.mask;
}

/** A field's value, unsigned. */
export function get<F extends Fields>(spec: {readonly fields: F}, name: keyof F, word: number): number {
	const field = spec.fields[name] as Field;
	return (word & field.mask) >>> field.low;
}

/** `word` with fields replaced; a value too large for its field is our own fault. */
export function put<F extends Fields>(spec: {readonly fields: F}, word: number, values: Partial<Record<keyof F, number>>): number {
	let result = word;
	// Not Object.entries: drivers compose a word for every method.
	for (const name in values) {
		const field = spec.fields[name] as Field;
		const value = values[name] as number;
		if (!(value >= 0 && value <= field.mask >>> field.low)) {
			assert(false, `${value} does not fit field ${name}`);
		}
		result = (result & ~field.mask) | ((value << field.low) & field.mask);
	}
	return result >>> 0;
}

/** A word made of fields only, the rest zero. */
export function make<F extends Fields>(spec: {readonly fields: F}, values: Partial<Record<keyof F, number>>): number {
	return put(spec, 0, values);
}

/** A word in memory (page table entry, instance block word): fields without an offset in a BAR. */
export function word<const F extends Fields>(fields: F): {readonly fields: F} {
	return {fields: register(0, 'rw', 'A word in memory.', fields).fields};
}
