/** What happened and what was ordered, newest first: notices of the machine, and the journal of commands and notes. */
import type {MonitorEvent} from '../events.ts';
import {formatClock} from '../format.ts';
import {truncate} from '../terminal/cell-width.ts';
import type {Surface} from '../terminal/surface.ts';
import {paintScrollBar} from './domain-table.ts';
import type {PaintContext} from './painter.ts';

const HEADING_ROWS = 1;
const WHO_X = 15;
const TEXT_X = 27;

export function paintEvents(surface: Surface, context: PaintContext): void {
	const {model, theme} = context;
	const {all, chosen: events} = model.events.of(model.facts, model.ui.eventFilter);
	surface.text(1, 0, 'WHEN', theme.cell('heading'));
	surface.text(WHO_X, 0, 'WHO', theme.cell('heading'));
	surface.text(TEXT_X, 0, 'WHAT (newest first)', theme.cell('heading'));
	const {eventFilter} = model.ui;
	if (eventFilter !== '') {
		surface.textRight(surface.width - 1, 0, `${truncate(eventFilter, 24)}: ${events.length} of ${all.length}`, theme.cell('accent'));
	}
	const viewport = model.viewports.events;
	const selected = model.events.selectedIndex(events, model.ui);
	viewport.fit(events.length, surface.height - HEADING_ROWS, selected);
	if (events.length === 0) {
		const text =
			all.length === 0 ? 'Nothing has happened yet, and nothing has been ordered.' : 'No event is chosen by the filter; Esc shows all.';
		surface.text(1, 2, text, theme.cell('dim'));
	}
	for (let row = 0; row < Math.min(viewport.rows, events.length - viewport.top); row++) {
		const index = viewport.top + row;
		surface.hit(0, HEADING_ROWS + row, surface.width, 1, {kind: 'line', place: index});
		paintEvent(surface, context, HEADING_ROWS + row, events[index] as MonitorEvent, index === selected);
	}
	paintScrollBar(surface, context, viewport, HEADING_ROWS);
}

function paintEvent(
	surface: Surface,
	{theme}: PaintContext,
	y: number,
	{atNs, mark, who, text, role}: MonitorEvent,
	isSelected: boolean,
): void {
	const base = theme.cell('selected');
	if (isSelected) {
		surface.fill(0, y, surface.width - 1, 1, base);
	}
	const style = (name: typeof role) => (isSelected ? base : theme.cell(name));
	surface.text(1, y, formatClock(atNs).padStart(11), style('dim'));
	surface.text(WHO_X - 2, y, mark, style(role));
	surface.text(WHO_X, y, truncate(who, TEXT_X - WHO_X - 1), style('strong'));
	surface.text(TEXT_X, y, truncate(text, surface.width - TEXT_X - 2), style(role));
}
