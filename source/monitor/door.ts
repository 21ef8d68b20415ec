/** What the command line may ask of the screen without opening it: its declarations, and how it reads words. */
import type {Reading} from '../machine/scenario-values.ts';
import {fields, readFieldNames, readSort, TEXT_FIELDS} from './batch/fields.ts';
import {parseFilter} from './filter.ts';
import {quantities} from './quantity.ts';

/** Terms of a filter as typed, if they can be read. */
function readFilter(text: string): Reading<string> {
	const reading = parseFilter(text);
	return reading.ok ? {ok: true, value: text} : {ok: false, reason: reading.reason};
}

export const door = {
	columns: fields.map(({name, title, quantity, doc}) => ({
		name,
		title,
		unit: quantities[quantity].unit,
		doc,
		isOnScreen: TEXT_FIELDS.includes(name),
	})),
	readColumns: readFieldNames,
	readSort,
	readFilter,
};
