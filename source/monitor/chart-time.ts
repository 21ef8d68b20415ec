/** The time of charts: how long a column is, and what they can draw. */
import {niceStepNs} from './history.ts';
import type {Model} from './model.ts';
import type {ChartMetric} from './ui-state.ts';

/** In the order in which the key walks them. */
export const chartMetrics: readonly ChartMetric[] = ['all', 'share', 'exits', 'delay', 'p95', 'queue', 'shadow', 'fairness'];

/** Length of a column of cells: that of the strip below the table, doubled or halved by the zoom, in steps of 1, 2, 5. */
export function chartStepNs({shown, ui}: Model): number {
	return niceStepNs(shown.shares.stepNs * 2 ** ui.chartZoom);
}
