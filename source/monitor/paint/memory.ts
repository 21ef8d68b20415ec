/** Who owns which part of VRAM and what is written in it; below, the page tables of each domain. */
import {formatBytes} from '../../base/units.ts';
import type {Details} from '../../machine/details.ts';
import type {DomainFacts} from '../../machine/snapshot.ts';
import {fitBytes} from '../format.ts';
import {type MemoryRow, memoryFigures} from '../memory-figures.ts';
import type {Model} from '../model.ts';
import type {Surface} from '../terminal/surface.ts';
import {lowerBlock} from './blocks.ts';
import {noDetails} from './channels.ts';
import {type FigureRow, paintFigures} from './figures.ts';
import {paintRule} from './history-strip.ts';
import type {PaintContext} from './painter.ts';

const LABEL_WIDTH = 6;
/** Cells of a row are a power of two, so that each row begins at a round address. */
const ROW_CELLS = 64;
const FREE = '·'.codePointAt(0) as number;
const SHADOW = '-'.codePointAt(0) as number;

export function paintMemory(surface: Surface, context: PaintContext): void {
	const {model, theme} = context;
	const {details, facts} = model;
	if (details === undefined || facts === undefined) {
		surface.text(2, 1, noDetails(model), theme.cell('dim'));
		return;
	}
	const {width, height} = surface;
	const cells = [2 * ROW_CELLS, ROW_CELLS].find(count => width >= LABEL_WIDTH + count + 1) ?? ROW_CELLS / 2;
	const rows = Math.ceil(details.touched.length / cells);
	paintRule(surface, context, 0, `VRAM ${formatBytes(facts.vramBytes)}: a cell is ${formatBytes(details.unitBytes)}`, legend(context));
	for (let row = 0; row < rows; row++) {
		surface.textRight(LABEL_WIDTH - 1, 1 + row, fitBytes(row * cells * details.unitBytes, 5), theme.cell('dim'));
		for (let cell = 0; cell < cells && row * cells + cell < details.touched.length; cell++) {
			paintUnit(surface, context, LABEL_WIDTH + cell, 1 + row, row * cells + cell);
		}
	}
	const used = facts.vramBytes - facts.guestVramBytes - details.shadowFreeBytes;
	paintRule(
		surface,
		context,
		1 + rows,
		'',
		`shadow structures ${fitBytes(used, 5)} of ${fitBytes(facts.vramBytes - facts.guestVramBytes, 5)}`,
	);
	surface.inside({x: 0, y: 2 + rows, width, height: height - 2 - rows}, inner =>
		paintFigures(inner, context, memoryFigures, memoryRows(model, details), model.viewports.memory),
	);
}

function legend({theme}: PaintContext): string {
	return `${theme.hasColor ? '█ written  ' : 'A written  '}a owned  · free  - shadow`;
}

/** Letter of a domain on the map: by slot, so that it stays. */
export function mapLetter(slot: number): string {
	return String.fromCharCode('a'.charCodeAt(0) + (slot % 26));
}

function ownerOf(model: Model, address: number): DomainFacts | undefined {
	return model.facts?.domains.find(
		({partitionStart, configuration}) =>
			partitionStart >= 0 && address >= partitionStart && address < partitionStart + configuration.vramBytes,
	);
}

function paintUnit(surface: Surface, {model, theme}: PaintContext, x: number, y: number, unit: number): void {
	const {details, facts} = model;
	const unitBytes = details?.unitBytes ?? 1;
	const address = unit * unitBytes;
	const written = (details?.touched[unit] ?? 0) / unitBytes;
	const owner = ownerOf(model, address);
	if (owner === undefined) {
		const isGuest = address < (facts?.guestVramBytes ?? 0);
		surface.put(x, y, written > 0 ? lowerBlock(written) : isGuest ? FREE : SHADOW, theme.cell(written > 0 ? 'plain' : 'dim'));
		return;
	}
	const letter = mapLetter(owner.slot);
	if (written > 0 && theme.hasColor) {
		surface.put(x, y, lowerBlock(written), theme.series(owner.slot));
	} else {
		const isSelected = owner === model.selected;
		const style = isSelected ? theme.cell('selected') : theme.series(owner.slot);
		surface.text(x, y, written > 0 ? letter.toUpperCase() : letter, style, 1);
	}
}

function memoryRows(model: Model, {memory, atNs}: Details): Array<FigureRow<MemoryRow>> {
	return model.order.flatMap(({configuration, slot}, index): Array<FigureRow<MemoryRow>> => {
		const one = memory.find(({domain}) => domain === configuration.id);
		if (one === undefined) {
			return [];
		}
		const isSelected = index === model.selectedIndex;
		const domainId = configuration.id;
		const name = `${mapLetter(slot)} ${configuration.name}`;
		return [
			{row: {name, memory: one, space: undefined, atNs}, slot, isSelected, domainId},
			...one.spaces.map(space => ({row: {name, memory: one, space, atNs}, slot, isSelected: false, domainId})),
		];
	});
}
