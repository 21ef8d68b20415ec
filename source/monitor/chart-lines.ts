/**
What a chart draws: its lines with their values over time, and its scale.

Owns: nothing; rows of values are kept by the model's series.
*/
import {SLOTS} from '../machine/catalogue.ts';
import {percent} from './format.ts';
import type {Model} from './model.ts';
import {type Quantity, quantityText} from './quantity.ts';
import {fairnessLines, lines} from './series.ts';
import {mostOf, type SeriesRow} from './series-grid.ts';
import type {Shares} from './share-grid.ts';
import type {ChartMetric} from './ui-state.ts';

/** A metric that is drawn as lines. */
export type LineMetric = Exclude<ChartMetric, 'all' | 'share'>;

export type ChartLine = {
	readonly label: string;
	/** Its colour. */
	readonly series: number;
	readonly isSelected: boolean;
	readonly row: SeriesRow;
};

export type Chart = {
	readonly title: string;
	readonly quantity: Quantity;
	readonly lines: readonly ChartLine[];
};

export const chartTitles: Readonly<Record<ChartMetric, string>> = {
	all: 'all',
	share: 'GPU share of time',
	exits: lines.exits.title,
	delay: lines.delay.title,
	p95: lines.p95.title,
	queue: lines.queue.title,
	shadow: lines.shadow.title,
	fairness: 'fairness over 500 ms',
};

/** Lines of every domain that the table shows, the selected one last so that it lies above the others. */
export function chartOf(model: Model, metric: LineMetric, stepNs: number, columns: number): Chart {
	const endNs = model.snapshot?.atNs ?? 0;
	model.series.begin(stepNs);
	const title = chartTitles[metric];
	if (metric === 'fairness') {
		const all = fairnessLines.map(({title: label, measure}, series) => ({
			label,
			series,
			isSelected: false,
			row: model.series.ofCard(measure, columns, endNs),
		}));
		return {title, quantity: 'part', lines: all};
	}
	const {measure, quantity} = lines[metric];
	const {selected} = model;
	const drawn = model.order.map(domain => ({
		label: domain.configuration.name,
		series: domain.slot,
		isSelected: domain === selected,
		row: model.series.ofDomain(measure, domain.configuration.id, columns, endNs),
	}));
	return {title, quantity, lines: [...drawn.filter(({isSelected}) => !isSelected), ...drawn.filter(({isSelected}) => isSelected)]};
}

/** GPU shares of the domains that the table shows, by slot, in columns of `stepNs`. */
export function sharesOf(model: Model, stepNs: number, columns: number): Shares {
	const rows: Array<SeriesRow | undefined> = new Array(SLOTS);
	model.series.begin(stepNs);
	const endNs = model.snapshot?.atNs ?? 0;
	for (const {slot, configuration} of model.order) {
		rows[slot] = model.series.ofDomain(lines.share.measure, configuration.id, columns, endNs);
	}
	const busy = model.series.ofCard({kind: 'time part', counter: 'anyBusyNs'}, columns, endNs);
	return {
		isKnown: age => !Number.isNaN(busy.at(age)),
		at: (age, slot) => rows[slot]?.at(age) || 0,
		total: age => rows.reduce((sum: number, row) => sum + (row?.at(age) || 0), 0),
	};
}

/** The smallest of the steps 1, 2, 5 that holds what is drawn; shares end at all of the time, indexes at 1. */
export function chartTop({lines: drawn, quantity}: Chart, columns: number): number {
	let most = 0;
	for (const {row} of drawn) {
		most = Math.max(most, mostOf(row, columns));
	}
	if (quantity === 'part') {
		return 1;
	}
	if (most <= 0) {
		return quantity === 'ns' || quantity === 'nsPerSecond' ? 1000 : 1;
	}
	const power = 10 ** Math.floor(Math.log10(most));
	return ([1, 2, 5, 10].find(factor => factor * power >= most) ?? 10) * power;
}

/** A value on the axis or at the cursor. */
export function chartValue(quantity: Quantity, value: number, width: number): string {
	if (Number.isNaN(value)) {
		return '-';
	}
	return quantity === 'part' ? `${percent(value)}%` : quantityText(quantity, value, width);
}
