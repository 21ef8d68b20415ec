/** The table of domains: two lines of heading, a line per domain and what was asked for below it, a scroll bar if they do not fit. */
import {formatDuration} from '../../base/units.ts';
import type {DomainFacts, DomainState} from '../../machine/snapshot.ts';
import type {ColumnName} from '../columns.ts';
import {layOut, type Placed, type TableLayout, walkedColumns} from '../table-layout.ts';
import {detailText, type TableRow, tableRows} from '../table-rows.ts';
import {truncate} from '../terminal/cell-width.ts';
import type {Surface} from '../terminal/surface.ts';
import type {Role} from '../theme.ts';
import type {Viewport} from '../viewport.ts';
import {LEFT_HALF, THUMB, TRACK} from './blocks.ts';
import type {PaintContext} from './painter.ts';
import {shareScale} from './scale.ts';
import {paintSparkline} from './sparkline.ts';
import {paintTrend, trendScale} from './trend.ts';

export const HEADING_ROWS = 2;

export const stateRoles: Readonly<Record<DomainState, Role>> = {
	booting: 'dim',
	running: 'good',
	paused: 'warning',
	done: 'accent',
	failed: 'bad',
	parked: 'bad',
};

/** Columns of a word that says why a domain waits, as roles. */
const waitRoles: Readonly<Record<string, Role>> = {run: 'good', budget: 'warning', cap: 'warning', shadow: 'accent', trap: 'accent'};

/** What the rows of one painting have in common. */
type Picture = {
	readonly layout: TableLayout;
	readonly cursor: ColumnName | undefined;
	/** Of the history column; and of each column that is drawn as a line. */
	readonly scale: number;
	readonly scales: ReadonlyMap<ColumnName, number>;
};

export function paintDomainTable(surface: Surface, context: PaintContext): void {
	const {model, theme} = context;
	if (model.facts !== undefined && model.order.length === 0) {
		surface.text(2, 1, 'No domains.', theme.cell('strong'));
		surface.text(2, 3, 'Press a to add one; Enter accepts the form as it is.', theme.cell('plain'));
		surface.text(2, 4, 'Press z to take back the last change.', theme.cell('dim'));
		return;
	}
	const all = tableRows(model);
	const selected = model.selectedIndex;
	const viewport = model.viewports.domains;
	keepInView(viewport, all, surface.height - HEADING_ROWS, selected, model.order.length);
	const end = Math.min(viewport.top + viewport.rows, viewport.total);
	const rows = all?.slice(viewport.top, end) ?? plainRows(viewport.top, end);
	const picture = pictureOf(surface, context, rows);
	paintHeadings(surface, context, picture, 0);
	for (const [place, row] of rows.entries()) {
		paintRow(surface, context, picture, HEADING_ROWS + place, row, selected);
	}
	paintScrollBar(surface, context, viewport, HEADING_ROWS);
}

/** Only what is in view is laid out. */
function plainRows(from: number, end: number): TableRow[] {
	return Array.from({length: Math.max(0, end - from)}, (_, place) => ({kind: 'domain', index: from + place}));
}

/** Keeps the selected domain in view, and of the rows below it as many as fit. */
function keepInView(viewport: Viewport, all: readonly TableRow[] | undefined, rows: number, selected: number, count: number): void {
	if (all === undefined) {
		viewport.fit(count, rows, selected);
		return;
	}
	viewport.fit(
		all.length,
		rows,
		all.findLastIndex(row => row.kind !== 'gpu' && row.index === selected && row.kind !== 'heading'),
	);
	viewport.fit(
		all.length,
		rows,
		all.findIndex(row => row.kind === 'domain' && row.index === selected),
	);
}

function pictureOf(surface: Surface, context: PaintContext, rows: readonly TableRow[]): Picture {
	const {model} = context;
	const {ui} = model;
	const cursor = ui.cell < 0 || ui.isCellInHeader ? undefined : walkedColumns(surface.width, ui)[ui.cell];
	const layout = layOut(surface.width, ui, cursor);
	const domains = rows.flatMap(row => (row.kind === 'domain' ? [model.order[row.index] as DomainFacts] : []));
	const scales = new Map<ColumnName, number>();
	for (const {column, width} of layout.placed) {
		if (column.line !== undefined) {
			scales.set(column.name, trendScale(model, column.line, domains, width));
		}
	}
	return {layout, cursor, scale: shareScale(model, layout.historyWidth), scales};
}

function paintHeadings(surface: Surface, {model, theme}: PaintContext, {layout, cursor, scale}: Picture, y: number): void {
	const {sort} = model.ui;
	for (const {column, x, width} of layout.placed) {
		const start = column.align === 'left' || column.line !== undefined ? x : x + width - column.title.length;
		const isSorted = column.name === sort.column;
		surface.text(start, y, column.title, theme.cell(isSorted ? 'sorted' : column.name === cursor ? 'underline' : 'heading'));
		surface.hit(x, y, width, HEADING_ROWS, {kind: 'column', name: column.name});
		const unit = isSorted && sort.isReversed ? '▲' : column.unit;
		surface.text(column.align === 'left' || column.line !== undefined ? x : x + width - unit.length, y + 1, unit, theme.cell('dim'));
	}
	if (layout.before > 0) {
		surface.text(0, y, '‹', theme.cell('key'));
	}
	if (layout.after > 0) {
		surface.text(surface.width - 1, y, '›', theme.cell('key'));
	}
	if (layout.historyWidth > 0) {
		surface.text(layout.historyX, y, 'GPU HISTORY', theme.cell('heading'));
		const span = formatDuration(model.shown.shares.stepNs * layout.historyWidth);
		surface.text(layout.historyX, y + 1, `0-${scale * 100}% of time, last ${span}`, theme.cell('dim'), layout.historyWidth);
	}
}

function paintRow(surface: Surface, context: PaintContext, picture: Picture, y: number, row: TableRow, selected: number): void {
	const {model, theme} = context;
	switch (row.kind) {
		case 'gpu':
			paintRoot(surface, context, y);
			return;
		case 'heading':
			surface.inside({x: 0, y, width: surface.width, height: 1}, inner => paintHeadings(inner, context, picture, 0));
			return;
		case 'detail': {
			const domain = model.order[row.index] as DomainFacts;
			surface.put(0, y, LEFT_HALF, theme.series(domain.slot));
			const text = detailText(model, domain, row.what, row.channel);
			const role = row.channel?.activity === 'stopped' ? 'bad' : row.channel?.activity === 'busy' ? 'plain' : 'dim';
			surface.text(
				4,
				y,
				truncate(`${model.ui.isTree ? '└ ' : ''}${text}`, surface.width - 6),
				theme.cell(row.what === 'channels' ? role : 'plain'),
			);
			return;
		}
		case 'domain':
			paintDomain(surface, context, picture, y, model.order[row.index] as DomainFacts, row.index === selected);
	}
}

/** The GPU, above all domains of the tree. */
function paintRoot(surface: Surface, {model, theme}: PaintContext, y: number): void {
	const {rates, order, details} = model;
	const busy = rates.cardOfTime('anyBusyNs');
	const channels = details?.channels.length ?? 0;
	const x = surface.text(1, y, 'GPU', theme.cell('strong'));
	const text = ` ${busy === undefined ? '-' : (busy * 100).toFixed(1)}% busy, ${order.length} domains, ${channels} channels`;
	surface.text(x, y, truncate(text, surface.width - x - 2), theme.cell('plain'));
}

function paintDomain(surface: Surface, context: PaintContext, picture: Picture, y: number, domain: DomainFacts, isSelected: boolean): void {
	const {theme, model} = context;
	const {layout, cursor, scale, scales} = picture;
	const base = theme.cell(isSelected ? 'selected' : 'plain');
	if (isSelected) {
		surface.fill(1, y, surface.width - 2, 1, base);
	}
	surface.hit(0, y, surface.width, 1, {kind: 'domain', id: domain.configuration.id});
	surface.put(0, y, LEFT_HALF, theme.series(domain.slot));
	for (const placed of layout.placed) {
		const {column, x, width} = placed;
		const isUnderCursor = isSelected && column.name === cursor;
		if (isUnderCursor) {
			surface.fill(x, y, width, 1, theme.cell('tab'));
		}
		if (column.line !== undefined) {
			paintTrend(surface, context, {x, y, width, scale: scales.get(column.name) ?? 1}, column.line, domain, isSelected && !isUnderCursor);
			continue;
		}
		const text = truncate(nameMark(model.ui, domain, column.name) + column.text(domain, model.rates, width), width);
		const start = column.align === 'left' ? x : x + width - [...text].length;
		surface.text(start, y, text, isUnderCursor ? theme.cell('tab') : isSelected ? base : theme.cell(cellRole(placed, domain, text)));
	}
	if (layout.historyWidth > 0) {
		const line = {x: layout.historyX, y, width: layout.historyWidth, slot: domain.slot, scale};
		paintSparkline(surface, context, line, isSelected);
	}
}

/** In a tree a name says whether there is more below it. */
function nameMark({isTree, folded}: PaintContext['model']['ui'], {configuration}: DomainFacts, column: ColumnName): string {
	return !isTree || column !== 'name' ? '' : folded.includes(configuration.id) ? '▸ ' : '▾ ';
}

/** State speaks by colour too; nothing to tell steps back. */
function cellRole({column}: Placed, domain: DomainFacts, text: string): Role {
	if (column.name === 'state') {
		return stateRoles[domain.state];
	}
	if (column.name === 'wait') {
		return waitRoles[text] ?? 'plain';
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
