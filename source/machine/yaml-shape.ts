/**
Parts of schemas for YAML files: maps with exactly their keys, lists, single values; and what zod makes of a mistake as
faults with a place in the file.
*/
import {z} from 'zod';
import {didYouMean} from '../base/nearest.ts';
import {mismatch, type Reader} from './scenario-values.ts';
import type {Fault, Path} from './yaml-source.ts';

/** One value, read by its reader. */
export function field<Value>(read: Reader<Value>): z.ZodType<Value> {
	return z.unknown().transform((value, context) => {
		const reading = read(value);
		if (reading.ok) {
			return reading.value;
		}
		context.addIssue({code: 'custom', message: reading.reason});
		return z.NEVER;
	}) as unknown as z.ZodType<Value>;
}

/** A schema, as rooms hold it that know nothing of zod. */
export type Schema<Value = unknown> = z.ZodType<Value>;

/** A value that may be wrong in several places: `read` reports each, by its path below the value. */
export function whole<Value>(read: (value: unknown, report: (fault: Fault) => void) => Value): Schema<Value> {
	return z.unknown().transform((value, context) => {
		let isGood = true;
		const result = read(value, ({path, text, isKey}) => {
			isGood = false;
			context.addIssue(
				isKey === true
					? {code: 'unrecognized_keys', keys: [String(path.at(-1))], message: text, path: path.slice(0, -1)}
					: {code: 'custom', message: text, path: [...path]},
			);
		});
		return isGood ? result : z.NEVER;
	}) as unknown as Schema<Value>;
}

/** Exactly these keys. One line of the message for each key that is too many. */
export function map<Shape extends z.ZodRawShape>(shape: Shape) {
	const known = Object.keys(shape);
	return z.strictObject(shape, {
		error: issue =>
			issue.code === 'unrecognized_keys'
				? (issue.keys as string[]).map(key => unknownKey(key, known)).join('\n')
				: mismatch(issue.input, `a map with keys such as ${known.slice(0, 3).join(', ')}`).reason,
	});
}

/** What stands instead of a key that is none. */
export function unknownKey(key: string, known: readonly string[]): string {
	return `no such key${didYouMean(key, known)}; expected ${known.length === 0 ? 'no keys here' : known.join(', ')}`;
}

export function list<Item extends z.ZodType>(item: Item, of: string) {
	return z.array(item, {error: issue => mismatch(issue.input, `a list of ${of}`).reason});
}

export function isMap(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

type Issue = {
	readonly code?: string | undefined;
	readonly path: readonly PropertyKey[];
	readonly message: string;
	readonly keys?: readonly string[];
};

/** A mistake that zod found, one fault for each key that is too many. */
export function faultsOf(issue: Issue): Fault[] {
	const path = issue.path as Path;
	return issue.code === 'unrecognized_keys' && issue.keys !== undefined
		? issue.message.split('\n').map((text, index) => ({path: [...path, issue.keys?.[index] as string], text, isKey: true}))
		: [{path, text: issue.message}];
}
