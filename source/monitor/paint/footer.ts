/** Two lines above the key bar: the newest notice, and what came of the last command. */
import type {Notice, Severity} from '../../machine/snapshot.ts';
import {formatClock} from '../format.ts';
import {truncate} from '../terminal/cell-width.ts';
import type {Surface} from '../terminal/surface.ts';
import type {Role} from '../theme.ts';
import type {PaintContext} from './painter.ts';

export const FOOTER_ROWS = 2;

export const severityRoles: Readonly<Record<Severity, Role>> = {info: 'plain', warning: 'warning', error: 'bad'};
export const severityMarks: Readonly<Record<Severity, string>> = {info: '·', warning: '!', error: '×'};

export function describeNotice({atNs, domain, text}: Notice): string {
	return `${formatClock(atNs)}  ${domain === '' ? '' : `${domain}: `}${text}`;
}

export function paintFooter(surface: Surface, {model, theme}: PaintContext): void {
	const notice = model.facts?.notices.at(-1);
	if (notice === undefined) {
		surface.text(1, 0, 'no events yet', theme.cell('dim'));
	} else {
		surface.text(1, 0, severityMarks[notice.severity], theme.cell(severityRoles[notice.severity]));
		surface.text(
			3,
			0,
			truncate(describeNotice(notice), surface.width - 4),
			theme.cell(notice.severity === 'info' ? 'dim' : severityRoles[notice.severity]),
		);
	}
	const broken = model.facts?.broken;
	if (broken !== undefined) {
		surface.text(1, 1, truncate(`engine stopped: ${broken}`, surface.width - 2), theme.cell('bad'));
		return;
	}
	const {text, severity} = model.ui.status;
	surface.text(1, 1, truncate(text, surface.width - 2), theme.cell(severity === 'info' ? 'plain' : severityRoles[severity]));
}
