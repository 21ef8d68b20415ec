/** Paints a table of figures: two lines of heading, one line per row, the rows of the selected domain marked. */
import {type Figure, type PlacedFigure, placeFigures} from '../figure-table.ts';
import {FIGURES_MARGIN, FIGURES_X, figureUnderCursor} from '../screen-table.ts';
import {truncate} from '../terminal/cell-width.ts';
import type {Surface} from '../terminal/surface.ts';
import type {Viewport} from '../viewport.ts';
import {LEFT_HALF} from './blocks.ts';
import {paintScrollBar} from './domain-table.ts';
import type {PaintContext} from './painter.ts';

export const FIGURE_HEADING_ROWS = 2;

export type FigureRow<Row> = {
	readonly row: Row;
	/** Slot of its domain: the colour of its mark; -1 for none. */
	readonly slot: number;
	readonly isSelected: boolean;
	/** The domain that the mouse selects here. */
	readonly domainId?: number;
	/** Place of the line that the mouse selects here. */
	readonly place?: number;
};

/** The table fills the surface; the first and the last selected row are kept in view, the first above all. */
export function paintFigures<Row>(
	surface: Surface,
	context: PaintContext,
	figures: ReadonlyArray<Figure<Row>>,
	rows: ReadonlyArray<FigureRow<Row>>,
	viewport: Viewport,
): void {
	const {theme} = context;
	const cursor = figureUnderCursor(context.model, figures, surface.width);
	const placed = paintHeadings(surface, context, figures, cursor);
	const room = surface.height - FIGURE_HEADING_ROWS;
	viewport.fit(
		rows.length,
		room,
		rows.findLastIndex(({isSelected}) => isSelected),
	);
	viewport.fit(
		rows.length,
		room,
		rows.findIndex(({isSelected}) => isSelected),
	);
	const first = rows.findIndex(({isSelected}) => isSelected);
	for (let index = viewport.top; index < Math.min(viewport.top + viewport.rows, rows.length); index++) {
		const {row, slot, isSelected} = rows[index];
		const y = FIGURE_HEADING_ROWS + index - viewport.top;
		layHit(surface, y, rows[index]);
		if (isSelected) {
			surface.fill(1, y, surface.width - 2, 1, theme.cell('selected'));
		}
		if (slot >= 0) {
			surface.put(0, y, LEFT_HALF, theme.series(slot));
		}
		for (const {figure, x} of placed) {
			const text = truncate(figure.text(row), figure.width);
			const start = figure.align === 'left' ? x : x + figure.width - [...text].length;
			const role = figure.role?.(row) ?? (text === '-' || text === '0' || text === '0.0' ? 'dim' : 'plain');
			const isUnderCursor = index === first && figure === cursor;
			if (isUnderCursor) {
				surface.fill(x, y, figure.width, 1, theme.cell('tab'));
			}
			surface.text(start, y, text, theme.cell(isUnderCursor ? 'tab' : isSelected ? 'selected' : role));
		}
	}
	paintScrollBar(surface, context, viewport, FIGURE_HEADING_ROWS);
}

/** The headings of the page that shows the figure under the cell cursor; returns where its figures are. */
function paintHeadings<Row>(
	surface: Surface,
	{theme}: PaintContext,
	figures: ReadonlyArray<Figure<Row>>,
	cursor: Figure<Row> | undefined,
): ReadonlyArray<PlacedFigure<Row>> {
	const {placed, hasBefore, hasAfter} = placeFigures(figures, FIGURES_X, surface.width - FIGURES_MARGIN, cursor);
	if (hasBefore) {
		surface.text(0, 0, '‹', theme.cell('key'));
	}
	if (hasAfter) {
		surface.text(surface.width - 1, 0, '›', theme.cell('key'));
	}
	for (const {figure, x} of placed) {
		const startOf = (text: string) => (figure.align === 'left' ? x : x + figure.width - text.length);
		surface.text(startOf(figure.title), 0, figure.title, theme.cell(figure === cursor ? 'underline' : 'heading'));
		surface.text(startOf(figure.unit), 1, figure.unit, theme.cell('dim'));
	}
	return placed;
}

/** What the mouse selects in a row. */
function layHit(surface: Surface, y: number, {domainId, place}: Pick<FigureRow<unknown>, 'domainId' | 'place'>): void {
	if (domainId !== undefined) {
		surface.hit(0, y, surface.width, 1, {kind: 'domain', id: domainId});
	}
	if (place !== undefined) {
		surface.hit(0, y, surface.width, 1, {kind: 'line', place});
	}
}
