/** What happened and what was ordered, newest first: notices of the machine and the journal of commands. */
import type {Facts} from '../../machine/snapshot.ts';
import {formatClock} from '../format.ts';
import {truncate} from '../terminal/cell-width.ts';
import type {Surface} from '../terminal/surface.ts';
import type {Role} from '../theme.ts';
import {paintScrollBar} from './domain-table.ts';
import {severityMarks, severityRoles} from './footer.ts';
import type {PaintContext} from './painter.ts';

export type Entry = {readonly atNs: number; readonly mark: string; readonly who: string; readonly text: string; readonly role: Role};

const HEADING_ROWS = 1;
const WHO_X = 15;
const TEXT_X = 27;

export function paintEvents(surface: Surface, context: PaintContext): void {
	const {model, theme} = context;
	surface.text(1, 0, 'WHEN', theme.cell('heading'));
	surface.text(WHO_X, 0, 'WHO', theme.cell('heading'));
	surface.text(TEXT_X, 0, 'WHAT (newest first)', theme.cell('heading'));
	const entries = model.facts === undefined ? [] : entriesOf(model.facts);
	const viewport = model.viewports.events;
	viewport.fit(entries.length, surface.height - HEADING_ROWS);
	if (entries.length === 0) {
		surface.text(1, 2, 'Nothing has happened yet, and nothing has been ordered.', theme.cell('dim'));
	}
	for (let row = 0; row < Math.min(viewport.rows, entries.length - viewport.top); row++) {
		const {atNs, mark, who, text, role} = entries[viewport.top + row];
		const y = HEADING_ROWS + row;
		surface.text(1, y, formatClock(atNs).padStart(11), theme.cell('dim'));
		surface.text(WHO_X - 2, y, mark, theme.cell(role));
		surface.text(WHO_X, y, truncate(who, TEXT_X - WHO_X - 1), theme.cell('strong'));
		surface.text(TEXT_X, y, truncate(text, surface.width - TEXT_X - 2), theme.cell(role));
	}
	paintScrollBar(surface, context, viewport, HEADING_ROWS);
}

/** Newest first. */
export function entriesOf(facts: Facts): Entry[] {
	const notices = facts.notices.map(
		({atNs, severity, domain, text}): Entry => ({
			atNs,
			mark: severityMarks[severity],
			who: domain === '' ? 'machine' : domain,
			text,
			role: severityRoles[severity],
		}),
	);
	const orders = facts.journal.map(
		({atNs, summary, undoes, redoes}): Entry => ({
			atNs,
			mark: '›',
			who: 'operator',
			text: `${undoes === undefined ? '' : 'undo: '}${redoes === undefined ? '' : 'redo: '}${summary}`,
			role: 'accent',
		}),
	);
	return [...notices, ...orders].sort((a, b) => a.atNs - b.atNs).reverse();
}
