/** The middle of the screen: whichever screen is open. */

import {tableRows} from '../table-rows.ts';
import type {Surface} from '../terminal/surface.ts';
import type {ScreenName} from '../ui-state.ts';
import {paintChannels} from './channels.ts';
import {paintCharts, paintEntitlements} from './charts.ts';
import {paintComparison} from './compare.ts';
import {paintDomainPage} from './domain-page.ts';
import {HEADING_ROWS, paintDomainTable} from './domain-table.ts';
import {paintEvents} from './events.ts';
import {paintExits} from './exits.ts';
import {explainRows, paintExplanation} from './explain.ts';
import {paintHistoryStrip} from './history-strip.ts';
import {paintLedger} from './ledger.ts';
import {paintMemory} from './memory.ts';
import {paintOverview} from './overview.ts';
import type {PaintContext, Painter} from './painter.ts';
import {paintScheduler} from './scheduler.ts';
import {paintTimeline} from './timeline.ts';

const painters: Readonly<Record<ScreenName, Painter>> = {
	overview: paintOverview,
	domains: paintDomains,
	channels: paintChannels,
	memory: paintMemory,
	scheduler: paintScheduler,
	timeline: paintTimeline,
	exits: paintExits,
	charts: paintCharts,
	events: paintEvents,
	ledger: paintLedger,
	domain: paintDomainPage,
	/** Help is Ink's. */
	help: () => undefined,
};

export function paintBody(surface: Surface, context: PaintContext): void {
	const {model} = context;
	const {width, height} = surface;
	const paint = painters[model.ui.screen];
	if (!model.ui.isExplaining || model.ui.screen === 'help') {
		paint(surface, context);
		return;
	}
	const panel = Math.min(explainRows(model, width), height - SMALLEST_BODY);
	surface.inside({x: 0, y: 0, width, height: height - panel}, inner => paint(inner, context));
	surface.inside({x: 0, y: height - panel, width, height: panel}, inner => paintExplanation(inner, context));
}

/** Rows that an explanation leaves to what it explains. */
const SMALLEST_BODY = 6;

/** The smallest chart worth its rows. */
const SMALLEST_CHART = 4;
/** From this size on, entitlements get their rows before the chart grows. */
const GOOD_CHART = 10;

/**
The table takes the rows it needs; the chart takes what is left, and a third of a large screen in any case. Where
there is more, received and entitled shares stand between them.
*/
function paintDomains(surface: Surface, context: PaintContext): void {
	const {width, height} = surface;
	const count = context.model.order.length;
	const {isComparing} = context.model.ui;
	const lines = isComparing ? count : (tableRows(context.model)?.length ?? count);
	const needed = HEADING_ROWS + Math.max(3, lines) + (isComparing ? 2 : 1);
	// Who asks for rows below domains wants to read them.
	const third = height >= 24 && lines === count ? Math.floor(height / 3) : 0;
	const left = Math.max(third, height - 1 - needed);
	const bars = count > 0 && left >= GOOD_CHART + count + 1 ? count + 1 : 0;
	const chart = left - bars < SMALLEST_CHART ? 0 : left - bars;
	const table = height - 1 - chart - bars;
	const baseline = isComparing ? context.model.baselineView : undefined;
	surface.inside({x: 0, y: 0, width, height: table}, inner =>
		baseline === undefined ? paintDomainTable(inner, context) : paintComparison(inner, context, baseline),
	);
	if (bars > 0) {
		surface.inside({x: 0, y: table, width, height: bars}, inner => paintEntitlements(inner, context));
	}
	surface.inside({x: 0, y: table + bars, width, height: chart + 1}, inner => paintHistoryStrip(inner, context));
}
