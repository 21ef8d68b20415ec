/**
A table of any rows as data: columns with title, unit, width, priority, sentence and text. The painter of such
tables is paint/figures.ts; help reads the sentences.
*/
import type {Role} from './theme.ts';

export type Figure<Row> = {
	/** Capitals, no wider than the column. */
	readonly title: string;
	/** Unit and base, shown below the title; no wider than the column. */
	readonly unit: string;
	readonly width: number;
	readonly align: 'left' | 'right';
	/** Columns with the highest numbers go first when the screen is narrow; 0 always stays. */
	readonly priority: number;
	/** Sentence for help. */
	readonly doc: string;
	readonly text: (row: Row) => string;
	/** What stands out. Zeros and the unknown step back by themselves. */
	readonly role?: (row: Row) => Role | undefined;
};

export type PlacedFigure<Row> = {readonly figure: Figure<Row>; readonly x: number};

const GAP = 1;

/** Columns that fit into `width`, one after the other from `start` on. */
export function placeFigures<Row>(figures: ReadonlyArray<Figure<Row>>, start: number, width: number): Array<PlacedFigure<Row>> {
	const kept = new Set(figures);
	const used = () => [...kept].reduce((sum, figure) => sum + figure.width + GAP, start - GAP);
	for (const figure of [...figures].sort((a, b) => b.priority - a.priority)) {
		if (used() > width && figure.priority > 0) {
			kept.delete(figure);
		}
	}
	let x = start;
	return figures
		.filter(figure => kept.has(figure))
		.map(figure => {
			const placed = {figure, x};
			x += figure.width + GAP;
			return placed;
		});
}
