/** Who paints which part of the screen. */
import type {Painters} from './app.tsx';
import type {CostMeter} from './cost.ts';
import {paintBody} from './paint/body.ts';
import {paintCostLine} from './paint/cost-line.ts';
import {paintFooter} from './paint/footer.ts';
import {paintHeader} from './paint/header.ts';
import {paintKeyBar} from './paint/key-bar.ts';
import type {PaintContext} from './paint/painter.ts';
import type {TourPlay} from './tour/tour-play.ts';

export function paintersOf(context: PaintContext, cost: CostMeter, tour: TourPlay | undefined): Painters {
	return {
		caption: surface => tour?.paint(surface, context.theme),
		header: surface => paintHeader(surface, context),
		body: surface => paintBody(surface, context),
		cost: surface => paintCostLine(surface, context.theme, cost.cost, context.model.samples),
		footer: surface => paintFooter(surface, context),
		keyBar: surface => paintKeyBar(surface, context, cost.isLate ? cost.sampleAgeMs : undefined),
	};
}
