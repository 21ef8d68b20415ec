/** Exits by BAR and by register block: one line per domain, per second of virtual time. */
import {type DomainCounter, domainCatalogue} from '../../machine/catalogue.ts';
import type {DomainFacts} from '../../machine/snapshot.ts';
import {fitCount} from '../format.ts';
import {truncate} from '../terminal/cell-width.ts';
import type {Surface} from '../terminal/surface.ts';
import type {Role} from '../theme.ts';
import {LEFT_HALF} from './blocks.ts';
import {paintScrollBar} from './domain-table.ts';
import type {PaintContext} from './painter.ts';

/** From left to right; what does not fit on the right is left out. */
export const exitColumns: readonly DomainCounter[] = [
	'exits',
	'exitsBar0',
	'exitsBar1',
	'exitsBar3',
	'exitsBar4',
	'exitsPfifo',
	'exitsPgraph',
	'exitsPfb',
	'exitsPramin',
	'exitsPcopy',
	'exitsPtimer',
	'exitsPmc',
	'exitsPbus',
	'exitsPmfb',
	'exitsConfig',
	'exitsOther',
	'hypercalls',
	'directAccesses',
];

const NAME_X = 2;
const FIRST_X = 13;
const WIDTH = 6;
const HEADING_ROWS = 2;
/** Parts of a domain's exits from which a figure stands out. */
const HOT = 0.5;
const WARM = 0.1;

type Field = {readonly name: DomainCounter; readonly end: number};

function fieldsFor(width: number): Field[] {
	const fields: Field[] = [];
	let end = FIRST_X;
	for (const name of exitColumns) {
		const titleWidth = domainCatalogue.specs[name].title.length;
		end += Math.max(WIDTH, titleWidth) + 1;
		if (end <= width - 1) {
			fields.push({name, end});
		}
	}
	return fields;
}

export function paintExits(surface: Surface, context: PaintContext): void {
	const {model, theme} = context;
	const fields = fieldsFor(surface.width);
	surface.text(NAME_X, 0, 'NAME', theme.cell('heading'));
	surface.text(NAME_X, 1, 'exits /s', theme.cell('dim'));
	for (const {name, end} of fields) {
		surface.textRight(end, 0, domainCatalogue.specs[name].title, theme.cell('heading'));
	}
	const viewport = model.viewports.exits;
	const rows = surface.height - HEADING_ROWS - 1;
	viewport.fit(model.order.length, rows, model.selectedIndex);
	for (let row = 0; row < Math.min(rows, model.order.length - viewport.top); row++) {
		paintRow(surface, context, fields, HEADING_ROWS + row, viewport.top + row);
	}
	paintScrollBar(surface, context, viewport, HEADING_ROWS);
	paintAll(surface, context, fields, Math.min(surface.height - 1, HEADING_ROWS + model.order.length));
}

function paintRow(surface: Surface, context: PaintContext, fields: readonly Field[], y: number, index: number): void {
	const {model, theme} = context;
	const domain = model.order[index];
	const isSelected = index === model.selectedIndex;
	if (isSelected) {
		surface.fill(1, y, surface.width - 2, 1, theme.cell('selected'));
	}
	surface.put(0, y, LEFT_HALF, theme.series(domain.slot));
	surface.text(NAME_X, y, truncate(domain.configuration.name, FIRST_X - NAME_X), theme.cell(isSelected ? 'selected' : 'strong'));
	const total = model.rates.perSecond(domain, 'exits');
	for (const {name, end} of fields) {
		const value = model.rates.perSecond(domain, name);
		surface.textRight(end, y, fitCount(value, WIDTH), theme.cell(isSelected ? 'selected' : heat(name, value, total)));
	}
}

function heat(name: DomainCounter, value: number | undefined, total: number | undefined): Role {
	if (value === undefined || value === 0) {
		return 'dim';
	}
	if (name === 'exits' || total === undefined || total === 0 || name === 'directAccesses' || name === 'hypercalls') {
		return 'plain';
	}
	return value >= HOT * total ? 'warning' : value >= WARM * total ? 'accent' : 'plain';
}

function paintAll(surface: Surface, {model, theme}: PaintContext, fields: readonly Field[], y: number): void {
	surface.text(NAME_X, y, 'all', theme.cell('dim'));
	for (const {name, end} of fields) {
		surface.textRight(end, y, fitCount(model.rates.perSecondOfAll(name), WIDTH), theme.cell('dim'));
	}
}

/** How a domain's exits spread over the BARs, for its own page. */
export function exitShares(domain: DomainFacts, context: PaintContext): string {
	const {rates} = context.model;
	const total = rates.perSecond(domain, 'exits') ?? 0;
	const part = (name: DomainCounter) => (total > 0 ? Math.round(((rates.perSecond(domain, name) ?? 0) / total) * 100) : 0);
	return `BAR0 ${part('exitsBar0')}%  BAR1 ${part('exitsBar1')}%  BAR3 ${part('exitsBar3')}%  config ${part('exitsConfig')}%`;
}
