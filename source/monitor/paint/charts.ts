/** GPU time by domain over time, and what each domain received against what it is entitled to. */
import type {DomainFacts} from '../../machine/snapshot.ts';
import {entitlement} from '../columns.ts';
import {bar, percent, UNKNOWN, withUnit} from '../format.ts';
import {truncate} from '../terminal/cell-width.ts';
import type {Surface} from '../terminal/surface.ts';
import {LEFT_HALF, TRACK} from './blocks.ts';
import {paintScrollBar} from './domain-table.ts';
import {chartTitle, paintHistory, paintRule} from './history-strip.ts';
import type {PaintContext} from './painter.ts';

const NAME_WIDTH = 12;
const FIGURES_WIDTH = 30;
const SMALLEST_CHART = 5;

export function paintCharts(surface: Surface, context: PaintContext): void {
	const {width, height} = surface;
	const wanted = context.model.order.length + 1;
	const bars = Math.max(2, Math.min(wanted, height - SMALLEST_CHART - 1, Math.ceil(height / 2)));
	const chart = height - bars;
	surface.inside({x: 0, y: 0, width, height: chart}, inner => paintHistoryChart(inner, context));
	surface.inside({x: 0, y: chart, width, height: bars}, inner => paintEntitlements(inner, context));
}

function paintHistoryChart(surface: Surface, context: PaintContext): void {
	paintRule(surface, context, 0, chartTitle(surface, context), '');
	paintHistory(surface, context, surface.height - 1);
}

/** A rule, then one bar per domain: what it received of the busy time, and a mark at what it is entitled to. */
export function paintEntitlements(surface: Surface, context: PaintContext): void {
	const {model} = context;
	paintRule(surface, context, 0, 'received of busy time; │ entitled by weight', fairness(context));
	const viewport = model.viewports.charts;
	viewport.fit(model.order.length, surface.height - 1, model.selectedIndex);
	for (let row = 0; row < Math.min(viewport.rows, model.order.length - viewport.top); row++) {
		const index = viewport.top + row;
		paintEntitlement(surface, context, 1 + row, model.order[index], index === model.selectedIndex);
	}
	paintScrollBar(surface, context, viewport, 1);
}

function paintEntitlement(surface: Surface, {model, theme}: PaintContext, y: number, domain: DomainFacts, isSelected: boolean): void {
	const received = model.rates.ofAll(domain, 'gpuBusyNs');
	const entitled = entitlement(domain, model.rates.domains);
	surface.hit(0, y, surface.width, 1, {kind: 'domain', id: domain.configuration.id});
	surface.put(0, y, LEFT_HALF, theme.series(domain.slot));
	surface.text(
		2,
		y,
		truncate(domain.configuration.name, NAME_WIDTH - 1).padEnd(NAME_WIDTH - 1),
		theme.cell(isSelected ? 'selected' : 'strong'),
	);
	const x = NAME_WIDTH + 2;
	const width = surface.width - x - FIGURES_WIDTH;
	surface.text(x, y, bar(received ?? 0, width), theme.series(domain.slot));
	if (entitled !== undefined) {
		surface.put(x + Math.min(width - 1, Math.round(entitled * width)), y, TRACK, theme.cell('strong'));
	}
	surface.text(x + width + 1, y, `${inPercent(received)} of ${inPercent(entitled)} entitled`, theme.cell('plain'));
}

function inPercent(fraction: number | undefined): string {
	return withUnit(percent(fraction), '%').padStart(6);
}

/**
Jain's index over received/entitled: 1 is fair, 1/n is all to one.
See: Jain, Chiu, Hawe, "A quantitative measure of fairness" (1984).
*/
export function fairnessIndex(ratios: readonly number[]): number | undefined {
	const sum = ratios.reduce((total, ratio) => total + ratio, 0);
	const squares = ratios.reduce((total, ratio) => total + ratio * ratio, 0);
	return ratios.length === 0 || squares === 0 ? undefined : (sum * sum) / (ratios.length * squares);
}

function fairness({model}: PaintContext): string {
	const ratios = model.order.flatMap(domain => {
		const entitled = entitlement(domain, model.rates.domains);
		const received = model.rates.ofAll(domain, 'gpuBusyNs');
		return entitled === undefined || received === undefined ? [] : [received / entitled];
	});
	const index = fairnessIndex(ratios);
	return `fairness (Jain) ${index === undefined ? UNKNOWN : index.toFixed(3)}`;
}
