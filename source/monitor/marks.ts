/**
Marks on charts: changes, notes and notices at the instants they happened, each as one character in a role of its own.

Whoever draws over virtual time asks for the marks of its range, or has a line of cells painted with them.
Inaccuracies: facts hold the newest 200 changes and the newest 200 notices; older ones have no marks.
*/
import type {JournalEntry} from '../machine/command.ts';
import type {Facts, Notice} from '../machine/snapshot.ts';
import type {Surface} from './terminal/surface.ts';
import type {Role, Theme} from './theme.ts';

export type MarkKind = 'change' | 'undo' | 'note' | 'warning' | 'error';

export type Mark = {
	readonly atNs: number;
	readonly kind: MarkKind;
	/** Number of the journal's entry; -1 for notices. */
	readonly number: number;
	readonly text: string;
};

/** Where several fall on one cell, the highest rank is seen. */
const looks: Readonly<Record<MarkKind, {readonly glyph: string; readonly role: Role; readonly rank: number}>> = {
	warning: {glyph: '!', role: 'warning', rank: 0},
	undo: {glyph: '△', role: 'accent', rank: 1},
	change: {glyph: '▼', role: 'accent', rank: 2},
	note: {glyph: '◆', role: 'good', rank: 3},
	error: {glyph: '×', role: 'bad', rank: 4},
};

export function markGlyph(kind: MarkKind): string {
	return looks[kind].glyph;
}

export function markRole(kind: MarkKind): Role {
	return looks[kind].role;
}

/** Marks with fromNs <= time < toNs, in order of time. */
export function marksBetween(facts: Facts | undefined, fromNs: number, toNs: number): Mark[] {
	const marks: Mark[] = [];
	const isInside = (atNs: number) => atNs >= fromNs && atNs < toNs;
	for (const entry of facts?.journal ?? []) {
		const kind = isInside(entry.atNs) ? kindOfEntry(entry) : undefined;
		if (kind !== undefined) {
			marks.push({atNs: entry.atNs, kind, number: entry.sequence, text: entry.summary});
		}
	}
	for (const notice of facts?.notices ?? []) {
		const kind = isInside(notice.atNs) ? kindOfNotice(notice) : undefined;
		if (kind !== undefined) {
			marks.push({atNs: notice.atNs, kind, number: -1, text: `${notice.domain === '' ? '' : `${notice.domain}: `}${notice.text}`});
		}
	}
	return marks.sort((first, second) => first.atNs - second.atNs);
}

/** Speed, pause and step are nothing that a chart of virtual time could show the effect of. */
function kindOfEntry({command, hasInverse, undoes}: JournalEntry): MarkKind | undefined {
	if (command.kind === 'note') {
		return 'note';
	}
	if (!hasInverse || ['set-speed', 'pause', 'resume'].includes(command.kind)) {
		return undefined;
	}
	return undoes === undefined ? 'change' : 'undo';
}

function kindOfNotice({severity}: Notice): MarkKind | undefined {
	return severity === 'info' ? undefined : severity;
}

export type MarkLine = {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	/** Virtual time of the left edge of the first cell. */
	readonly fromNs: number;
	/** Virtual time of one cell. */
	readonly stepNs: number;
	/** Numbers stand to the right of their marks where there is room. */
	readonly hasNumbers?: boolean;
};

/** Puts the marks of the line's time into its cells, and leaves all other cells alone. */
export function paintMarks(surface: Surface, theme: Theme, facts: Facts | undefined, line: MarkLine): void {
	const cells = new Map<number, Mark>();
	for (const mark of marksBetween(facts, line.fromNs, line.fromNs + line.width * line.stepNs)) {
		const cell = Math.floor((mark.atNs - line.fromNs) / line.stepNs);
		const other = cells.get(cell);
		if (other === undefined || looks[mark.kind].rank >= looks[other.kind].rank) {
			cells.set(cell, mark);
		}
	}
	for (const [cell, {kind, number}] of cells) {
		const style = theme.cell(looks[kind].role);
		surface.text(line.x + cell, line.y, looks[kind].glyph, style);
		const label = line.hasNumbers === true && number >= 0 ? String(number) : '';
		const isFree = cell + label.length < line.width && [...label].every((_, index) => !cells.has(cell + 1 + index));
		if (isFree && !cells.has(cell + 1 + label.length)) {
			surface.text(line.x + cell + 1, line.y, label, style);
		}
	}
}
