/**
The cell cursor: which columns the table of the open screen has, in which order the cursor walks them, and what
stands in the cell under it.
*/
import {type ChannelRow, channelFigures} from './channel-figures.ts';
import {columnOf} from './columns.ts';
import {type ExitRow, exitFigures} from './exit-figures.ts';
import {type Figure, walkedFigures} from './figure-table.ts';
import {headerFigures} from './header-figures.ts';
import {type MemoryRow, memoryFigures} from './memory-figures.ts';
import type {Model} from './model.ts';
import type {Origin} from './origin.ts';
import {type SchedulerRow, schedulerFigures} from './scheduler-figures.ts';
import {walkedColumns} from './table-layout.ts';
import type {ScreenName} from './ui-state.ts';

/** Where the figures of a table begin, after the mark of the domain's colour. */
export const FIGURES_X = 2;
/** The scroll bar. */
export const FIGURES_MARGIN = 1;

/** A cell for people. */
export type Cell = {
	readonly title: string;
	readonly unit: string;
	readonly doc: string;
	readonly origin: Origin;
	/** As it stands on the screen. */
	readonly shown: string;
	/** Whose number it is. */
	readonly who: string;
	/** Identifier of the domain; -1 for all of them, or for the card. */
	readonly domainId: number;
};

type AnyFigure = Figure<never>;

const figuresOf: Partial<Readonly<Record<ScreenName, readonly AnyFigure[]>>> = {
	channels: channelFigures as readonly AnyFigure[],
	exits: exitFigures as readonly AnyFigure[],
	memory: memoryFigures as readonly AnyFigure[],
	scheduler: schedulerFigures as readonly AnyFigure[],
};

/** Columns that the cursor can stand in, for a screen of that width; 0 where the screen has no table. */
export function cellCount({ui}: Model, width: number): number {
	return ui.isCellInHeader
		? headerFigures.length
		: ui.screen === 'domains'
			? walkedColumns(width, ui).length
			: walked(ui.screen, width).length;
}

function walked(screen: ScreenName, width: number): readonly AnyFigure[] {
	return walkedFigures(figuresOf[screen] ?? [], FIGURES_X, width - FIGURES_MARGIN);
}

/** Figure under the cursor in a table of figures; undefined if the cursor is not there. */
export function figureUnderCursor<Row>({ui}: Model, figures: ReadonlyArray<Figure<Row>>, width: number): Figure<Row> | undefined {
	return ui.cell < 0 || ui.isCellInHeader ? undefined : walkedFigures(figures, FIGURES_X, width - FIGURES_MARGIN)[ui.cell];
}

/** What stands under the cursor. Without one: the column that the table is sorted by, or the first figure at the top. */
export function cellAt(model: Model, width: number): Cell {
	const {ui, selected} = model;
	if (ui.isCellInHeader || selected === undefined) {
		return headerCell(model);
	}
	const who = {who: selected.configuration.name, domainId: selected.configuration.id};
	if (ui.screen === 'domains') {
		const column = columnOf(walkedColumns(width, ui)[ui.cell] ?? ui.sort.column);
		return {...column, ...who, shown: column.text(selected, model.rates, column.wideWidth ?? column.width)};
	}
	const figures = walked(ui.screen, width);
	const row = rowOf(model);
	const figure = figures[Math.max(0, ui.cell)];
	if (figure === undefined || row === undefined) {
		return headerCell(model);
	}
	return {...figure, ...who, shown: figure.text(row as never)};
}

function headerCell(model: Model): Cell {
	const figure = headerFigures[Math.max(0, model.ui.cell)] ?? headerFigures[0];
	return {
		...figure,
		title: figure.label,
		unit: '',
		shown: figure.text(model),
		who: figure.origin.kind === 'domain' ? 'all domains' : 'the card',
		domainId: -1,
	};
}

/** The first row of the selected domain. */
function rowOf(model: Model): ExitRow | SchedulerRow | ChannelRow | MemoryRow | undefined {
	const {ui, selected, details, rates} = model;
	if (selected === undefined) {
		return undefined;
	}
	const {id, name} = selected.configuration;
	const channel = details?.channels.find(({domain}) => domain === id);
	const memory = details?.memory.find(({domain}) => domain === id);
	switch (ui.screen) {
		case 'exits':
		case 'scheduler':
			return {domain: selected, rates};
		case 'channels':
			return channel === undefined ? undefined : {channel, name};
		case 'memory':
			return memory === undefined ? undefined : {name, memory, space: undefined, atNs: details?.atNs ?? 0};
		default:
			return undefined;
	}
}
