/** A domain's GPU share over time in one line of cells, on a scale that all rows have in common. */
import type {Surface} from '../terminal/surface.ts';
import {lowerBlock, UNKNOWN_CELL} from './blocks.ts';
import type {PaintContext} from './painter.ts';

/** Tops of the scale, as fractions of time. */
const scales = [0.1, 0.25, 0.5, 1] as const;

/** The smallest scale that holds every share of the last `width` columns. */
export function historyScale({model}: PaintContext, width: number): number {
	const shares = model.sharesOver(width);
	let most = 0;
	for (const {slot} of model.order) {
		for (let age = 0; age < width; age++) {
			const share = shares.at(age, slot);
			// What is not known (NaN) is not larger either.
			if (share > most) {
				most = share;
			}
		}
	}
	return scales.find(scale => scale >= most) ?? 1;
}

export type Sparkline = {readonly x: number; readonly y: number; readonly width: number; readonly slot: number; readonly scale: number};

export function paintSparkline(surface: Surface, {model, theme}: PaintContext, line: Sparkline, isSelected: boolean): void {
	const shares = model.sharesOver(line.width);
	const known = isSelected ? theme.cell('selected') : theme.series(line.slot);
	const unknown = theme.cell(isSelected ? 'selected' : 'dim');
	for (let age = 0; age < line.width; age++) {
		const share = shares.at(age, line.slot);
		const x = line.x + line.width - 1 - age;
		if (Number.isNaN(share)) {
			surface.put(x, line.y, UNKNOWN_CELL, unknown);
		} else {
			surface.put(x, line.y, lowerBlock(share / line.scale), known);
		}
	}
}
