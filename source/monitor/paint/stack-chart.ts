/**
GPU time by domain over time: each column of cells is a stretch of virtual time, each domain a band in it.

A cell shows at most two bands; where three meet, the largest of the upper ones stands for the rest. Without
colour bands could not be told apart, so only their sum is drawn.
*/
import {SLOTS} from '../../machine/catalogue.ts';
import type {Shares} from '../share-grid.ts';
import type {Rectangle, Surface} from '../terminal/surface.ts';
import {FULL_BLOCK, lowerBlock, lowerBlocks, UNKNOWN_CELL} from './blocks.ts';
import type {PaintContext} from './painter.ts';

const EIGHTHS = 8;

/** The chart within `area`; its top stands for the share `scale`. */
export function paintStack(
	surface: Surface,
	context: PaintContext,
	area: Rectangle,
	scale: number,
	shares: Shares = context.model.sharesOver(area.width),
): void {
	const {theme} = context;
	const bands = new Int8Array(area.height * EIGHTHS);
	for (let age = 0; age < area.width; age++) {
		const x = area.x + area.width - 1 - age;
		if (!shares.isKnown(age)) {
			surface.put(x, area.y + area.height - 1, UNKNOWN_CELL, theme.cell('dim'));
			continue;
		}
		if (!theme.hasColor) {
			paintSum(surface, context, x, area, shares.total(age) / scale);
			continue;
		}
		cutBands(shares, age, bands, scale);
		for (let row = 0; row < area.height; row++) {
			paintCell(surface, context, x, area.y + area.height - 1 - row, bands, row * EIGHTHS);
		}
	}
}

function paintSum(surface: Surface, {theme}: PaintContext, x: number, area: {y: number; height: number}, total: number): void {
	const filled = total * area.height;
	for (let row = 0; row < area.height; row++) {
		surface.put(x, area.y + area.height - 1 - row, lowerBlock(filled - row), theme.cell('plain'));
	}
}

/** Which slot each eighth of a cell belongs to, from the bottom up; -1 is idle. */
function cutBands(shares: Shares, age: number, bands: Int8Array, scale: number): void {
	bands.fill(-1);
	let sum = 0;
	for (let slot = 0; slot < SLOTS; slot++) {
		const share = shares.at(age, slot) / scale;
		if (share <= 0) {
			continue;
		}
		const from = Math.round(sum * bands.length);
		sum += share;
		bands.fill(slot, from, Math.min(bands.length, Math.round(sum * bands.length)));
	}
}

function paintCell(surface: Surface, {theme}: PaintContext, x: number, y: number, bands: Int8Array, start: number): void {
	const bottom = bands[start];
	if (bottom < 0) {
		return;
	}
	let height = 1;
	while (height < EIGHTHS && bands[start + height] === bottom) {
		height++;
	}
	if (height === EIGHTHS) {
		surface.put(x, y, FULL_BLOCK, theme.series(bottom));
		return;
	}
	surface.put(x, y, lowerBlocks[height], theme.seriesOver(bottom, largest(bands, start + height, start + EIGHTHS)));
}

/** The slot that holds most of these eighths; -1 if most are idle. */
function largest(bands: Int8Array, from: number, to: number): number {
	let best = bands[from];
	let bestCount = 0;
	for (let at = from; at < to; at++) {
		let count = 0;
		for (let other = from; other < to; other++) {
			count += bands[other] === bands[at] ? 1 : 0;
		}
		if (count > bestCount) {
			best = bands[at];
			bestCount = count;
		}
	}
	return best;
}
