/** Who held the GPU over the last seconds: a row per domain, a column per slot of virtual time, newest on the right. */
import {formatDuration, MS, SECOND} from '../../base/units.ts';
import type {DomainFacts} from '../../machine/snapshot.ts';
import {percent} from '../format.ts';
import {paintMarks} from '../marks.ts';
import type {Slice} from '../occupancy.ts';
import {truncate} from '../terminal/cell-width.ts';
import type {Surface} from '../terminal/surface.ts';
import {LEFT_HALF, lowerBlock, UNKNOWN_CELL} from './blocks.ts';
import {paintScrollBar} from './domain-table.ts';
import {paintRule} from './history-strip.ts';
import type {PaintContext} from './painter.ts';
import {endOfTime} from './past.ts';

/** Lengths of a column that the zoom walks through. */
export const timelineSteps: readonly number[] = [MS, 2 * MS, 5 * MS, 10 * MS, 20 * MS, 50 * MS, 100 * MS, 200 * MS, 500 * MS, SECOND];

const NAME_X = 2;
const NAME_WIDTH = 10;
const FIGURE_WIDTH = 6;
const FIRST_ROW = 2;
/** Lanes grow with the screen, up to so many rows each. */
const HIGHEST_LANE = 4;
/** Scroll bar. */
const MARGIN = 1;

export function paintTimeline(surface: Surface, context: PaintContext): void {
	const {model, theme} = context;
	const stepNs = timelineSteps[model.ui.zoom];
	const left = NAME_X + NAME_WIDTH + 1;
	const columns = surface.width - left - FIGURE_WIDTH - 1 - MARGIN;
	const slices = model.occupancy.slices(stepNs, columns);
	const title = `who held the GPU, ${formatDuration(stepNs)} a column, last ${formatDuration(stepNs * columns)}`;
	paintRule(surface, context, 0, title, '+- zoom');
	surface.text(NAME_X, 1, 'NAME', theme.cell('heading'));
	surface.textRight(surface.width - MARGIN, 1, 'HELD%', theme.cell('heading'));
	if (isUnqueued(context)) {
		surface.text(left, 1, truncate('this policy queues nothing: nobody is known to hold the GPU', columns), theme.cell('warning'));
	}
	const viewport = model.viewports.timeline;
	const room = surface.height - FIRST_ROW - 2;
	const height = Math.max(1, Math.min(HIGHEST_LANE, Math.floor(room / Math.max(1, model.order.length))));
	viewport.fit(model.order.length, Math.floor(room / height), model.selectedIndex);
	const lanes = Math.min(viewport.rows, model.order.length - viewport.top);
	for (let lane = 0; lane < lanes; lane++) {
		const index = viewport.top + lane;
		const isSelected = index === model.selectedIndex;
		paintLane(surface, context, {y: FIRST_ROW + lane * height, height, left, domain: model.order[index], slices, isSelected});
	}
	paintScrollBar(surface, context, viewport, FIRST_ROW);
	const foot = FIRST_ROW + lanes * height;
	paintIdle(surface, context, foot, left, slices);
	paintTimes(surface, context, foot + 1, left, columns, stepNs);
	// Columns that are over: see Occupancy.slices.
	const fromNs = (Math.floor((model.snapshot?.atNs ?? 0) / stepNs) - columns) * stepNs;
	if (!isUnqueued(context)) {
		paintMarks(surface, theme, model.facts, {x: left, y: 1, width: columns, fromNs, stepNs, hasNumbers: true});
	}
}

/** The card works, but no doorbell went through the queue of the GPU scheduler. */
function isUnqueued({model: {rates}}: PaintContext): boolean {
	return (rates.cardGrowth('anyBusyNs') ?? 0) > 0 && rates.cardGrowth('schedulerBusyNs') === 0;
}

type Lane = {
	readonly y: number;
	readonly height: number;
	readonly left: number;
	readonly domain: DomainFacts;
	readonly slices: readonly Slice[];
	readonly isSelected: boolean;
};

function paintLane(surface: Surface, {theme}: PaintContext, {y, height, left, domain, slices, isSelected}: Lane): void {
	const {id, name} = domain.configuration;
	const base = y + height - 1;
	surface.hit(0, y, surface.width, height, {kind: 'domain', id: domain.configuration.id});
	surface.put(0, base, LEFT_HALF, theme.series(domain.slot));
	surface.text(NAME_X, base, truncate(name, NAME_WIDTH).padEnd(NAME_WIDTH), theme.cell(isSelected ? 'selected' : 'strong'));
	let held = 0;
	let known = 0;
	for (const [age, slice] of slices.entries()) {
		const x = left + slices.length - 1 - age;
		const part = slice.held.get(id) ?? 0;
		held += part;
		known += Math.max(0, 1 - slice.unknown);
		if (slice.unknown > 0.5) {
			surface.put(x, base, UNKNOWN_CELL, theme.cell('dim'));
			continue;
		}
		for (let row = 0; row < height && part * height > row; row++) {
			surface.put(x, base - row, lowerBlock(part * height - row), theme.series(domain.slot));
		}
	}
	surface.textRight(surface.width - MARGIN, base, percent(known > 0 ? held / known : undefined), theme.cell('plain'));
}

/** Time in which nobody held it, as a lane of its own. */
function paintIdle(surface: Surface, {theme}: PaintContext, y: number, left: number, slices: readonly Slice[]): void {
	surface.text(NAME_X, y, 'nobody', theme.cell('dim'));
	let idle = 0;
	let known = 0;
	for (const [age, slice] of slices.entries()) {
		const held = [...slice.held.values()].reduce((sum, part) => sum + part, 0);
		const part = Math.max(0, 1 - held - slice.unknown);
		idle += part;
		known += Math.max(0, 1 - slice.unknown);
		if (slice.unknown <= 0.5 && part > 0) {
			surface.put(left + slices.length - 1 - age, y, lowerBlock(part), theme.cell('dim'));
		}
	}
	surface.textRight(surface.width - MARGIN, y, percent(known > 0 ? idle / known : undefined), theme.cell('dim'));
}

const MARK_EVERY = 20;

/** How long ago, below every twentieth column from the right. */
function paintTimes(surface: Surface, {model, theme}: PaintContext, y: number, left: number, columns: number, stepNs: number): void {
	for (let age = 0; age < columns; age += MARK_EVERY) {
		const text = age === 0 ? endOfTime(model) : `-${formatDuration(age * stepNs)}`;
		const end = left + columns - age;
		if (end - text.length >= left) {
			surface.textRight(end, y, text, theme.cell('dim'));
		}
	}
}
