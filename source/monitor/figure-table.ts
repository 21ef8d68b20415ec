/**
A table of any rows as data: columns with title, unit, width, priority, sentence, text and origin. The painter of such
tables is paint/figures.ts; help and the explanations read the sentences.
*/
import {pagesOf, pageWith, walkOf} from './column-pages.ts';
import type {Origin} from './origin.ts';
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
	/** Where its values come from. */
	readonly origin: Origin;
	readonly text: (row: Row) => string;
	/** What stands out. Zeros and the unknown step back by themselves. */
	readonly role?: (row: Row) => Role | undefined;
};

export type PlacedFigure<Row> = {readonly figure: Figure<Row>; readonly x: number};

export type FigureLayout<Row> = {
	readonly placed: ReadonlyArray<PlacedFigure<Row>>;
	/** Whether there are more to the left and to the right. */
	readonly hasBefore: boolean;
	readonly hasAfter: boolean;
};

const GAP = 1;

/** The page of figures that shows the one under the cell cursor, one after the other from `start` on. */
export function placeFigures<Row>(
	figures: ReadonlyArray<Figure<Row>>,
	start: number,
	width: number,
	cursor?: Figure<Row>,
): FigureLayout<Row> {
	const pages = pagesOf(figures, width - start);
	const page = pageWith(pages, cursor);
	let x = start;
	const placed = (pages[page] ?? []).map(figure => {
		const place = {figure, x};
		x += figure.width + GAP;
		return place;
	});
	return {placed, hasBefore: page > 0, hasAfter: page + 1 < pages.length};
}

/** All figures in the order in which the cell cursor walks them. */
export function walkedFigures<Row>(figures: ReadonlyArray<Figure<Row>>, start: number, width: number): Array<Figure<Row>> {
	return walkOf(pagesOf(figures, width - start));
}
