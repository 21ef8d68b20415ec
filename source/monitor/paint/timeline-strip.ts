/** Who held the GPU over the last moments, in one row: each column in the colour of the domain that held it longest. */
import {formatDuration} from '../../base/units.ts';
import type {Slice} from '../occupancy.ts';
import type {Surface} from '../terminal/surface.ts';
import {lowerBlock, UNKNOWN_CELL} from './blocks.ts';
import {paintRule} from './history-strip.ts';
import {mapLetter} from './memory.ts';
import type {PaintContext} from './painter.ts';
import {timelineSteps} from './timeline.ts';

/** A rule and the strip, two rows high. */
export const STRIP_ROWS = 3;
const STRIP_HEIGHT = 2;

export function paintStrip(surface: Surface, context: PaintContext): void {
	const {model} = context;
	const stepNs = timelineSteps[Math.max(0, model.ui.zoom - 1)] ?? 1;
	const columns = surface.width - 2;
	paintRule(
		surface,
		context,
		0,
		`who held the GPU, ${formatDuration(stepNs)} a column, last ${formatDuration(stepNs * columns)}`,
		'5 Timeline',
	);
	for (const [age, slice] of model.occupancy.slices(stepNs, columns).entries()) {
		paintSlice(surface, context, surface.width - 2 - age, slice);
	}
}

function paintSlice(surface: Surface, {model, theme}: PaintContext, x: number, {held, unknown}: Slice): void {
	if (unknown > 0.5) {
		surface.put(x, STRIP_HEIGHT, UNKNOWN_CELL, theme.cell('dim'));
		return;
	}
	let all = 0;
	let longest = -1;
	let most = 0;
	for (const [id, part] of held) {
		all += part;
		if (part > most) {
			most = part;
			longest = id;
		}
	}
	const domain = model.facts?.domains.find(({configuration}) => configuration.id === longest);
	const style = domain === undefined ? theme.cell('dim') : theme.series(domain.slot);
	for (let row = 0; row < STRIP_HEIGHT && all * STRIP_HEIGHT > row; row++) {
		const y = STRIP_HEIGHT - row;
		if (theme.hasColor || domain === undefined) {
			surface.put(x, y, lowerBlock(all * STRIP_HEIGHT - row), style);
		} else if (row === 0) {
			surface.text(x, y, mapLetter(domain.slot), style, 1);
		}
	}
}
