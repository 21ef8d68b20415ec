/**
Exits: what they are and what they cost, a line per domain; below, where those of the selected domain go over time, by BAR,
register range and hypercall.
*/
import type {DomainCounter} from '../../machine/catalogue.ts';
import type {DomainFacts} from '../../machine/snapshot.ts';
import {exitFigures} from '../exit-figures.ts';
import type {Surface} from '../terminal/surface.ts';
import {FIGURE_HEADING_ROWS, paintFigures} from './figures.ts';
import {paintHeatMap} from './heat-map.ts';
import type {PaintContext} from './painter.ts';

/** Rule, times, and at least three ranges. */
const SMALLEST_MAP = 5;
/** What the map gets at least where the table would take all. */
const MAP_ROWS = 9;

export function paintExits(surface: Surface, context: PaintContext): void {
	const {model} = context;
	const {width, height} = surface;
	const needed = FIGURE_HEADING_ROWS + model.order.length + 1;
	const table = height - needed >= SMALLEST_MAP ? needed : Math.max(height - MAP_ROWS, Math.ceil(height / 2));
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
	surface.inside({x: 0, y: table, width, height: height - table}, inner => paintHeatMap(inner, context));
}

/** How a domain's exits spread over the BARs, for its own page. */
export function exitShares(domain: DomainFacts, context: PaintContext): string {
	const {rates} = context.model;
	const total = rates.perSecond(domain, 'exits') ?? 0;
	const part = (name: DomainCounter) => (total > 0 ? Math.round(((rates.perSecond(domain, name) ?? 0) / total) * 100) : 0);
	return `BAR0 ${part('exitsBar0')}%  BAR1 ${part('exitsBar1')}%  BAR3 ${part('exitsBar3')}%  config ${part('exitsConfig')}%`;
}
