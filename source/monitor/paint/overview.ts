/**
The machine at a glance: who has the GPU and VRAM, how fair that is, what traps, who is worst off and why, what was
changed last. In a narrow terminal one below the other, in a wide one side by side with charts below.
*/
import type {Surface} from '../terminal/surface.ts';
import {paintEntitlements} from './charts.ts';
import {chartTitle, paintHistory, paintRule} from './history-strip.ts';
import {changesSection, exitsSection, fairnessSection, gpuSection, vramSection, worstSection} from './overview-sections.ts';
import type {PaintContext} from './painter.ts';
import {paintStrip, STRIP_ROWS} from './timeline-strip.ts';

/** A part of the screen: the rows it needs, and those it can use. */
export type Section = {
	readonly rows: number;
	readonly most: number;
	readonly paint: (surface: Surface, context: PaintContext) => void;
};

/** From this width on, sections stand in two columns. */
const WIDE = 110;
const GUTTER = 2;
const SMALLEST_CHART = 6;

export function paintOverview(surface: Surface, context: PaintContext): void {
	const {width, height} = surface;
	const {model} = context;
	if (model.facts === undefined) {
		return;
	}
	if (width < WIDE) {
		const below = paintSections(surface, context, {x: 0, width}, height, [
			gpuSection,
			vramSection,
			fairnessSection,
			exitsSection,
			worstSection,
			changesSection,
		]);
		surface.inside({x: 0, y: below, width, height: height - below}, inner => paintBelow(inner, context));
		return;
	}
	const half = Math.floor((width - GUTTER) / 2);
	const top = Math.min(height, Math.max(12, Math.floor(height / 3)));
	const left = paintSections(surface, context, {x: 0, width: half}, top, [gpuSection, vramSection, fairnessSection]);
	const right = paintSections(surface, context, {x: half + GUTTER, width: width - half - GUTTER}, top, [
		exitsSection,
		worstSection,
		changesSection,
	]);
	const below = Math.max(left, right);
	surface.inside({x: 0, y: below, width, height: height - below}, inner => paintBelow(inner, context));
}

/** One below the other; spare rows go in turn to those that can use them. Returns the row after them. */
function paintSections(
	surface: Surface,
	context: PaintContext,
	{x, width}: {readonly x: number; readonly width: number},
	height: number,
	sections: readonly Section[],
): number {
	let spare = height - sections.reduce((sum, {rows}) => sum + rows, 0);
	const heights = sections.map(({rows}) => rows);
	for (let before = -1; before !== spare && spare > 0; ) {
		before = spare;
		for (const [index, {most}] of sections.entries()) {
			if (spare > 0 && (heights[index] as number) < most) {
				heights[index] = (heights[index] as number) + 1;
				spare--;
			}
		}
	}
	let y = 0;
	for (const [index, section] of sections.entries()) {
		const rows = Math.min(heights[index] as number, height - y);
		surface.inside({x, y, width, height: rows}, inner => section.paint(inner, context));
		y += rows;
	}
	return y;
}

/** What a large screen has besides: who held the GPU, received against entitled, shares over time. */
function paintBelow(surface: Surface, context: PaintContext): void {
	const {width, height} = surface;
	const count = context.model.order.length;
	const strip = height >= STRIP_ROWS + 1 ? STRIP_ROWS : 0;
	const bars = height - strip >= SMALLEST_CHART + count + 1 && count > 0 ? count + 1 : 0;
	const chart = height - strip - bars;
	if (chart >= SMALLEST_CHART) {
		surface.inside({x: 0, y: 0, width, height: chart}, inner => {
			paintRule(inner, context, 0, chartTitle(inner, context), '');
			paintHistory(inner, context, inner.height - 1);
		});
	}
	surface.inside({x: 0, y: chart, width, height: bars}, inner => {
		if (bars > 0) {
			paintEntitlements(inner, context);
		}
	});
	surface.inside({x: 0, y: height - strip, width, height: strip}, inner => {
		if (strip > 0) {
			paintStrip(inner, context);
		}
	});
}
