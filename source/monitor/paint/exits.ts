/**
Exits: what they are and what they cost, a line per domain; below, where those of the selected domain go, by BAR and
register block, and its hypercalls by operation.
*/
import {type DomainCounter, domainCatalogue} from '../../machine/catalogue.ts';
import type {DomainFacts} from '../../machine/snapshot.ts';
import {callOperations, exitFigures, exitPlaces} from '../exit-figures.ts';
import {bar, fitCount, percent, withUnit} from '../format.ts';
import type {Surface} from '../terminal/surface.ts';
import {FIGURE_HEADING_ROWS, paintFigures} from './figures.ts';
import {paintRule} from './history-strip.ts';
import type {PaintContext} from './painter.ts';

/** Rule and at least two lines of places. */
const SMALLEST_BREAKDOWN = 4;
const PLACE_WIDTH = 39;
const LABEL_WIDTH = 11;
const RATE_WIDTH = 7;
const BAR_WIDTH = 12;

export function paintExits(surface: Surface, context: PaintContext): void {
	const {model} = context;
	const {width, height} = surface;
	const needed = FIGURE_HEADING_ROWS + model.order.length + 1;
	const table = height - needed >= SMALLEST_BREAKDOWN ? needed : Math.max(height - 8, Math.ceil(height / 2));
	surface.inside({x: 0, y: 0, width, height: table}, inner => {
		const rows = model.order.map((domain, index) => ({
			row: {domain, rates: model.rates},
			slot: domain.slot,
			domainId: domain.configuration.id,
			isSelected: index === model.selectedIndex,
		}));
		const all = {row: {domain: undefined, rates: model.rates}, slot: -1, isSelected: false};
		paintFigures(inner, context, exitFigures, [...rows, all], model.viewports.exits);
	});
	const selected = model.selected;
	if (selected !== undefined) {
		surface.inside({x: 0, y: table, width, height: height - table}, inner => paintBreakdown(inner, context, selected));
	}
}

type Place = {readonly name: DomainCounter; readonly perSecond: number};

/** What there is of those counters, most first. */
function placesOf({model: {rates}}: PaintContext, domain: DomainFacts, names: readonly DomainCounter[]): Place[] {
	return names
		.map(name => ({name, perSecond: rates.perSecond(domain, name) ?? 0}))
		.filter(({perSecond}) => perSecond > 0)
		.sort((a, b) => b.perSecond - a.perSecond);
}

/** Exits in the columns from the left on, hypercalls in the ones after them. */
function paintBreakdown(surface: Surface, context: PaintContext, domain: DomainFacts): void {
	const {rates} = context.model;
	const exits = placesOf(context, domain, exitPlaces);
	const calls = placesOf(context, domain, callOperations);
	const entries = rates.growth(domain, 'hypercallEntries') ?? 0;
	const count = rates.growth(domain, 'hypercalls') ?? 0;
	const batch = count > 0 ? `${(entries / count).toFixed(1)} entries a call` : '';
	paintRule(surface, context, 0, `where the exits of ${domain.configuration.name} go${count > 0 ? '; its hypercalls' : ''}`, batch);
	const rows = surface.height - 1;
	const after = paintPlaces(surface, context, 0, rows, exits);
	paintPlaces(surface, context, after, rows, calls);
	if (exits.length + calls.length === 0) {
		surface.text(2, 1, 'nothing traps', context.theme.cell('dim'));
	}
}

/** Returns the column of places after the last one used. */
function paintPlaces(surface: Surface, {theme}: PaintContext, start: number, rows: number, places: readonly Place[]): number {
	const total = places.reduce((sum, {perSecond}) => sum + perSecond, 0);
	for (const [index, {name, perSecond}] of places.entries()) {
		const x = 2 + (start + Math.floor(index / rows)) * PLACE_WIDTH;
		const y = 1 + (index % rows);
		surface.text(x, y, domainCatalogue.specs[name].title, theme.cell('plain'), LABEL_WIDTH);
		surface.textRight(x + LABEL_WIDTH + RATE_WIDTH, y, withUnit(fitCount(perSecond, RATE_WIDTH - 2), '/s'), theme.cell('strong'));
		const barX = x + LABEL_WIDTH + RATE_WIDTH + 1;
		surface.text(barX, y, bar(perSecond / total, BAR_WIDTH), theme.cell('accent'));
		surface.textRight(barX + BAR_WIDTH + 5, y, percent(perSecond / total), theme.cell('dim'));
	}
	return start + Math.ceil(places.length / Math.max(1, rows));
}

/** How a domain's exits spread over the BARs, for its own page. */
export function exitShares(domain: DomainFacts, context: PaintContext): string {
	const {rates} = context.model;
	const total = rates.perSecond(domain, 'exits') ?? 0;
	const part = (name: DomainCounter) => (total > 0 ? Math.round(((rates.perSecond(domain, name) ?? 0) / total) * 100) : 0);
	return `BAR0 ${part('exitsBar0')}%  BAR1 ${part('exitsBar1')}%  BAR3 ${part('exitsBar3')}%  config ${part('exitsConfig')}%`;
}
