/**
Charts over time: GPU share, exits, queue delay and fairness side by side, or one of them large with the values at the
time cursor; and what each domain received against what it is entitled to.
*/
import {formatDuration} from '../../base/units.ts';
import type {DomainFacts} from '../../machine/snapshot.ts';
import {chartOf, chartTitles, type LineMetric, sharesOf} from '../chart-lines.ts';
import {chartStepNs} from '../chart-time.ts';
import {entitledPart} from '../columns.ts';
import {bar, percent, UNKNOWN, withUnit} from '../format.ts';
import {truncate} from '../terminal/cell-width.ts';
import type {Surface} from '../terminal/surface.ts';
import type {ChartMetric} from '../ui-state.ts';
import {LEFT_HALF, TRACK} from './blocks.ts';
import {
	ageUnderCursor,
	FRAME_ROWS,
	nearestChange,
	paintChanges,
	paintCursor,
	paintLegend,
	paintScale,
	paintTimes,
	paintTitle,
	timeAxis,
} from './chart-frame.ts';
import {paintScrollBar} from './domain-table.ts';
import {paintRule} from './history-strip.ts';
import {DOTS, legendOf, paintLines} from './line-chart.ts';
import type {PaintContext} from './painter.ts';
import {scaleFor} from './scale.ts';
import {paintStack} from './stack-chart.ts';

const NAME_WIDTH = 12;
const FIGURES_WIDTH = 30;
const SMALLEST_CHART = 7;
const LEGEND_ROWS = 2;
const GUTTER = 2;
/** From this width on a title says how long a column is. */
const ROOMY = 60;

export function paintCharts(surface: Surface, context: PaintContext): void {
	const {model, theme} = context;
	if (model.snapshot === undefined || model.samples.length < 2) {
		surface.text(2, 1, 'A chart needs two samples; the next one is on its way.', theme.cell('dim'));
		return;
	}
	if (model.ui.chart === 'all') {
		paintAll(surface, context);
	} else {
		paintOne(surface, context, model.ui.chart);
	}
}

/** Four charts in the corners; the bottom row says what was changed near the cursor. */
function paintAll(surface: Surface, context: PaintContext): void {
	const {width, height} = surface;
	const half = Math.floor((width - GUTTER) / 2);
	const rows = Math.floor((height - 1) / 2);
	const metrics: readonly ChartMetric[] = ['share', 'exits', 'delay', 'fairness'];
	for (const [index, metric] of metrics.entries()) {
		const x = index % 2 === 0 ? 0 : half + GUTTER;
		const y = index < 2 ? 0 : rows;
		const area = {x, y, width: index % 2 === 0 ? half : width - half - GUTTER, height: index < 2 ? rows : height - 1 - rows};
		surface.inside(area, inner => paintChart(inner, context, metric, 0));
	}
	paintFoot(surface, context, height - 1);
}

function paintOne(surface: Surface, context: PaintContext, metric: ChartMetric): void {
	const {width, height} = surface;
	const count = context.model.order.length;
	const wanted = metric === 'share' ? count + 1 : 0;
	const bars = Math.max(0, Math.min(wanted, height - SMALLEST_CHART - LEGEND_ROWS - 1, Math.ceil(height / 3)));
	const chart = height - bars - 1;
	surface.inside({x: 0, y: 0, width, height: chart}, inner => paintChart(inner, context, metric, LEGEND_ROWS));
	paintFoot(surface, context, chart);
	surface.inside({x: 0, y: chart + 1, width, height: bars}, inner => {
		if (bars > 1) {
			paintEntitlements(inner, context);
		}
	});
}

/** What was changed near the cursor. */
function paintFoot(surface: Surface, context: PaintContext, y: number): void {
	const axis = timeAxis(surface, context, chartStepNs(context.model));
	const text = nearestChange(context, axis) || '←→ time cursor  +- zoom  s next chart';
	surface.text(1, y, truncate(text, surface.width - 2), context.theme.cell('dim'));
}

/** Title, chart, times below it, and `legend` rows of values. */
function paintChart(surface: Surface, context: PaintContext, metric: ChartMetric, legend: number): void {
	const stepNs = chartStepNs(context.model);
	const axis = timeAxis(surface, context, stepNs);
	const rows = surface.height - FRAME_ROWS - legend;
	const age = ageUnderCursor(axis, context);
	const title = surface.width < ROOMY ? chartTitles[metric] : `${chartTitles[metric]}, ${formatDuration(stepNs)} a column`;
	if (metric === 'share') {
		paintShares(surface, context, rows, title, legend);
	} else if (metric !== 'all') {
		const chart = chartOf(context.model, metric satisfies LineMetric, stepNs / DOTS, axis.columns * DOTS);
		const entries = legendOf(chart, age, context.theme.hasColor);
		const own = entries.findLast(({isSelected}) => isSelected) ?? entries[0];
		paintTitle(surface, context, title, own === undefined ? '' : `${truncate(own.label, 10)} ${own.value}`);
		paintLines(surface, context, rows, axis, chart);
		paintLegend(surface, context, rows + FRAME_ROWS, legend, entries);
	}
	paintTimes(surface, context, rows + 1, axis);
}

function paintShares(surface: Surface, context: PaintContext, rows: number, title: string, legend: number): void {
	const {model} = context;
	const axis = timeAxis(surface, context, chartStepNs(model));
	const shares = sharesOf(model, axis.stepNs, axis.columns);
	const age = ageUnderCursor(axis, context);
	let most = 0;
	for (let column = 0; column < axis.columns; column++) {
		most = Math.max(most, shares.total(column));
	}
	const top = scaleFor(most);
	const entries = model.order.map(domain => ({
		label: domain.configuration.name,
		series: domain.slot,
		value: `${percent(shares.isKnown(age) ? shares.at(age, domain.slot) : undefined)}%`,
		isSelected: domain === model.selected,
	}));
	const own = entries.find(({isSelected}) => isSelected);
	paintTitle(surface, context, title, own === undefined ? '' : `${truncate(own.label, 10)} ${own.value}`);
	paintScale(surface, context, rows, top, 'part');
	paintStack(surface, context, {x: axis.left, y: 1, width: axis.columns, height: rows}, top, shares);
	paintCursor(surface, context, rows, axis);
	paintChanges(surface, context, 1, axis);
	paintLegend(surface, context, rows + FRAME_ROWS, legend, entries);
}

/** A rule, then one bar per domain: what it received of the busy time, and a mark at what it is entitled to. */
export function paintEntitlements(surface: Surface, context: PaintContext): void {
	const {model} = context;
	paintRule(surface, context, 0, 'received of busy time; │ entitled by weight', fairness(context));
	const viewport = model.viewports.charts;
	viewport.fit(model.order.length, surface.height - 1, model.selectedIndex);
	for (let row = 0; row < Math.min(viewport.rows, model.order.length - viewport.top); row++) {
		const index = viewport.top + row;
		paintEntitlement(surface, context, 1 + row, model.order[index] as DomainFacts, index === model.selectedIndex);
	}
	paintScrollBar(surface, context, viewport, 1);
}

function paintEntitlement(surface: Surface, {model, theme}: PaintContext, y: number, domain: DomainFacts, isSelected: boolean): void {
	const received = model.rates.ofAll(domain, 'gpuBusyNs');
	const entitled = entitledPart(domain, model.rates);
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
		const entitled = entitledPart(domain, model.rates);
		const received = model.rates.ofAll(domain, 'gpuBusyNs');
		return entitled === undefined || received === undefined ? [] : [received / entitled];
	});
	const index = fairnessIndex(ratios);
	return `fairness (Jain) ${index === undefined ? UNKNOWN : index.toFixed(3)}`;
}
