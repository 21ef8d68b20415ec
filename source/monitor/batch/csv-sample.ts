/** A sample as comma-separated values: one line a domain, plain values, unknown is empty. */
import type {Field, FieldRow, Value} from './fields.ts';

export function csvHeading(columns: readonly Field[]): string {
	return `${columns.map(({name}) => name).join(',')}\n`;
}

export function csvRows(columns: readonly Field[], rows: readonly FieldRow[]): string {
	return rows.map(row => `${columns.map(({value}) => csvField(value(row))).join(',')}\n`).join('');
}

function csvField(value: Value): string {
	const text = String(value ?? '');
	return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
