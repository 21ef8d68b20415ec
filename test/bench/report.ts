/** The two faces of the report: a table for people, one JSON object per line for programs. */
import type {Result} from './harness.ts';

const COLUMNS = ['id', 'name', 'value', 'baseline', 'ratio', 'goal', ''] as const;

export function jsonLine({id, name, value, unit, baseline, ratio, goal, isMet, note}: Result): string {
	return JSON.stringify({
		id,
		name,
		value: rounded(value),
		unit,
		baseline: baseline === undefined ? null : rounded(baseline),
		ratio: ratio === undefined ? null : rounded(ratio),
		goal,
		met: isMet ?? null,
		...(note !== undefined && {note}),
	});
}

/** A table with a heading. A missed goal is marked in words, not by colour alone. */
export function table(results: readonly Result[]): string {
	const rows = results.map(({id, name, value, unit, baseline, ratio, goal, isMet, note}) => [
		id,
		name,
		`${rounded(value)} ${unit}`,
		baseline === undefined ? '-' : `${rounded(baseline)} ${unit}`,
		ratio === undefined ? '-' : `${ratio.toFixed(2)}x`,
		goal,
		[isMet === undefined ? '' : isMet ? 'met' : 'MISSED', note ?? ''].filter(text => text !== '').join(': '),
	]);
	const lines = [[...COLUMNS], ...rows];
	const widths = COLUMNS.map((_, column) => Math.max(...lines.map(line => (line[column] as string).length)));
	return lines
		.map(line =>
			line
				.map((cell, column) =>
					column >= 2 && column <= 4 ? cell.padStart(widths[column] as number) : cell.padEnd(widths[column] as number),
				)
				.join('  ')
				.trimEnd(),
		)
		.join('\n');
}

/** Three significant digits, or all of a whole part. */
function rounded(value: number): number {
	return Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}
