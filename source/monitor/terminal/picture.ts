/** The screen as plain data: for each row, runs of text in one style. What stands in a file does not change any more. */
import {type CellGrid, type ClusterTable, CONTINUED} from './cell-grid.ts';
import type {Style, StyleTable} from './style-table.ts';

export type Run = {
	/** Column at which it starts. */
	readonly x: number;
	readonly columns: number;
	readonly text: string;
	readonly style: Style;
};

export type Picture = {
	readonly columns: number;
	/** From top to bottom; runs of a row cover all its columns. */
	readonly rows: ReadonlyArray<readonly Run[]>;
};

export function pictureOf(grid: CellGrid, styles: StyleTable, clusters: ClusterTable): Picture {
	return {columns: grid.width, rows: Array.from({length: grid.height}, (_, y) => runsOf(grid, y, styles, clusters))};
}

function runsOf({width, characters, styles}: CellGrid, y: number, table: StyleTable, clusters: ClusterTable): Run[] {
	const runs: Run[] = [];
	let start = 0;
	let text = '';
	for (let x = 0; x <= width; x++) {
		const at = y * width + x;
		const isEnd = x === width || (x > start && styles[at] !== styles[y * width + start]);
		if (isEnd) {
			runs.push({x: start, columns: x - start, text, style: table.styleOf(styles[y * width + start])});
			start = x;
			text = '';
		}
		if (x < width && characters[at] !== CONTINUED) {
			text += clusters.textOf(characters[at]);
		}
	}
	return runs;
}

/** Rows as text, without the blanks at their ends. */
export function textOf({rows}: Picture): string {
	return `${rows
		.map(runs =>
			runs
				.map(({text}) => text)
				.join('')
				.trimEnd(),
		)
		.join('\n')}\n`;
}
