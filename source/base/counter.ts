/**
Counters, declared once: kind, unit, title, sentence. Tables, help, reports, exports and tests read
the declaration; the engine only adds to a typed array.

Each room declares its own list. The machine lays the lists of all rooms side by side in one row of
64-bit floats per domain and gives every room its part of the row, so a snapshot is one block copy.
*/
import {assert} from './assert.ts';

/** `counter` only grows; `gauge` is a level; `peak` keeps a maximum. */
export type CounterKind = 'counter' | 'gauge' | 'peak';
export type CounterUnit = 'count' | 'ns' | 'bytes' | 'permille' | 'id';

export type CounterSpec = {
	readonly kind: CounterKind;
	readonly unit: CounterUnit;
	/** Column title, at most ten characters, capitals. */
	readonly title: string;
	/** One sentence: what it counts. */
	readonly doc: string;
};

/** A room's counters: names in declaration order, and for each name its place in the room's part of the row. */
export type CounterList<Name extends string = string> = {
	readonly room: string;
	readonly names: readonly Name[];
	readonly specs: Readonly<Record<Name, CounterSpec>>;
	readonly at: Readonly<Record<Name, number>>;
	readonly length: number;
};

export function declareCounters<const Specs extends Record<string, CounterSpec>>(
	room: string,
	specs: Specs,
): CounterList<Extract<keyof Specs, string>> {
	type Name = Extract<keyof Specs, string>;
	const names = Object.keys(specs) as Name[];
	const at = {} as Record<Name, number>;
	for (const [index, name] of names.entries()) {
		const spec = specs[name];
		assert(spec.doc.endsWith('.'), `counter ${room}.${name} needs a sentence`);
		assert(spec.title.length <= 10, `counter ${room}.${name}: title longer than ten characters`);
		assert(spec.title === spec.title.toUpperCase(), `counter ${room}.${name}: title not in capitals`);
		at[name] = index;
	}
	return {room, names, specs, at, length: names.length};
}
