/** A domain's GPU share over time in one line of cells, on a scale that all rows have in common. */
import type {Surface} from '../terminal/surface.ts';
import {lowerBlock, UNKNOWN_CELL} from './blocks.ts';
import type {PaintContext} from './painter.ts';

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
