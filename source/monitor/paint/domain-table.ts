/** The table of domains: two lines of heading, one line per domain, a scroll bar if they do not fit. */
import {formatDuration} from '../../base/units.ts';
import type {DomainFacts, DomainState} from '../../machine/snapshot.ts';
import {layOut, type Placed, type TableLayout} from '../table-layout.ts';
import {truncate} from '../terminal/cell-width.ts';
import type {Surface} from '../terminal/surface.ts';
import type {Role} from '../theme.ts';
import type {Viewport} from '../viewport.ts';
import {LEFT_HALF, THUMB, TRACK} from './blocks.ts';
import type {PaintContext} from './painter.ts';
import {shareScale} from './scale.ts';
import {paintSparkline} from './sparkline.ts';

export const HEADING_ROWS = 2;

export const stateRoles: Readonly<Record<DomainState, Role>> = {
	booting: 'dim',
	running: 'good',
	paused: 'warning',
	done: 'accent',
	failed: 'bad',
	parked: 'bad',
};

export function paintDomainTable(surface: Surface, context: PaintContext): void {
	const {model, theme} = context;
	if (model.facts !== undefined && model.order.length === 0) {
		surface.text(2, 1, 'No domains.', theme.cell('strong'));
		surface.text(2, 3, 'Press a to add one; Enter accepts the form as it is.', theme.cell('plain'));
		surface.text(2, 4, 'Press z to take back the last change.', theme.cell('dim'));
		return;
	}
	const layout = layOut(surface.width, model.ui);
	const scale = shareScale(model, layout.historyWidth);
	paintHeadings(surface, context, layout, scale);
	const viewport = model.viewports.domains;
	const rows = surface.height - HEADING_ROWS;
	viewport.fit(model.order.length, rows, model.selectedIndex);
	for (let row = 0; row < Math.min(rows, model.order.length - viewport.top); row++) {
		const index = viewport.top + row;
		const place = {y: HEADING_ROWS + row, layout, scale, isSelected: index === model.selectedIndex};
		paintRow(surface, context, model.order[index], place);
	}
	paintScrollBar(surface, context, viewport, HEADING_ROWS);
}

function paintHeadings(surface: Surface, {model, theme}: PaintContext, layout: TableLayout, scale: number): void {
	const {sort} = model.ui;
	for (const {column, x, width} of layout.placed) {
		const start = column.align === 'left' ? x : x + width - column.title.length;
		const isSorted = column.name === sort.column;
		surface.text(start, 0, column.title, theme.cell(isSorted ? 'sorted' : 'heading'));
		const letter = column.title.indexOf(column.letter);
		if (letter >= 0 && !isSorted) {
			surface.text(start + letter, 0, column.letter, theme.cell('underline'));
		}
		surface.hit(x, 0, width, HEADING_ROWS, {kind: 'column', name: column.name});
		const unit = isSorted && sort.isReversed ? '▲' : column.unit;
		surface.text(column.align === 'left' ? x : x + width - unit.length, 1, unit, theme.cell('dim'));
	}
	if (layout.historyWidth > 0) {
		surface.text(layout.historyX, 0, 'GPU HISTORY', theme.cell('heading'));
		const span = formatDuration(model.shown.shares.stepNs * layout.historyWidth);
		surface.text(layout.historyX, 1, `0-${scale * 100}% of time, last ${span}`, theme.cell('dim'), layout.historyWidth);
	}
}

type RowPlace = {readonly y: number; readonly layout: TableLayout; readonly scale: number; readonly isSelected: boolean};

function paintRow(surface: Surface, context: PaintContext, domain: DomainFacts, {y, layout, scale, isSelected}: RowPlace): void {
	const {theme, model} = context;
	const base = theme.cell(isSelected ? 'selected' : 'plain');
	if (isSelected) {
		surface.fill(1, y, surface.width - 2, 1, base);
	}
	surface.hit(0, y, surface.width, 1, {kind: 'domain', id: domain.configuration.id});
	surface.put(0, y, LEFT_HALF, theme.series(domain.slot));
	for (const placed of layout.placed) {
		const text = truncate(placed.column.text(domain, model.rates, placed.width), placed.width);
		const start = placed.column.align === 'left' ? placed.x : placed.x + placed.width - [...text].length;
		surface.text(start, y, text, isSelected ? base : theme.cell(cellRole(placed, domain, text)));
	}
	if (layout.historyWidth > 0) {
		const line = {x: layout.historyX, y, width: layout.historyWidth, slot: domain.slot, scale};
		paintSparkline(surface, context, line, isSelected);
	}
}

/** State speaks by colour too; nothing to tell steps back. */
function cellRole({column}: Placed, domain: DomainFacts, text: string): Role {
	if (column.name === 'state') {
		return stateRoles[domain.state];
	}
	if (column.name === 'name') {
		return 'strong';
	}
	return text === '-' || text === '0' || text === '0.0' ? 'dim' : 'plain';
}

/** A bar in the last column, below `top`. */
export function paintScrollBar(surface: Surface, {theme}: PaintContext, viewport: Viewport, top: number): void {
	if (!viewport.isScrollable) {
		return;
	}
	const {start, length} = viewport.thumb();
	for (let row = 0; row < viewport.rows; row++) {
		const isThumb = row >= start && row < start + length;
		surface.put(surface.width - 1, top + row, isThumb ? THUMB : TRACK, theme.cell(isThumb ? 'plain' : 'dim'));
	}
}
