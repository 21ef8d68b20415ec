/** Two lines above the key bar: the newest notice, and what came of the last command. */
import type {Notice, Severity} from '../../machine/snapshot.ts';
import {formatClock} from '../format.ts';
import {type Prompt, promptTexts} from '../prompt.ts';
import {truncate} from '../terminal/cell-width.ts';
import type {Surface} from '../terminal/surface.ts';
import type {Role, Theme} from '../theme.ts';
import type {PaintContext} from './painter.ts';
import {paintScrubBar} from './past.ts';

export const severityRoles: Readonly<Record<Severity, Role>> = {info: 'plain', warning: 'warning', error: 'bad'};
export const severityMarks: Readonly<Record<Severity, string>> = {info: '·', warning: '!', error: '×'};

export function describeNotice({atNs, domain, text}: Notice): string {
	return `${formatClock(atNs)}  ${domain === '' ? '' : `${domain}: `}${text}`;
}

/** Where there is one line only, it is the second one, if that has something to say. */
export function paintFooter(surface: Surface, context: PaintContext): void {
	const {width, height} = surface;
	const {status, prompt, filter} = context.model.ui;
	const isSaying = status.text !== '' || prompt !== undefined || filter !== '' || context.model.facts?.broken !== undefined;
	surface.inside({x: 0, y: height < 2 && isSaying ? -1 : 0, width, height: 2}, inner => paintLines(inner, context));
}

function paintLines(surface: Surface, context: PaintContext): void {
	const {model, theme} = context;
	const notice = model.facts?.notices.at(-1);
	if (model.isPast) {
		paintScrubBar(surface, context, 0);
	} else if (notice === undefined) {
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
	const broken = model.isPast ? undefined : model.facts?.broken;
	if (broken !== undefined) {
		surface.text(1, 1, truncate(`engine stopped: ${broken}`, surface.width - 2), theme.cell('bad'));
		return;
	}
	const {prompt, filter} = model.ui;
	if (prompt !== undefined) {
		paintPrompt(surface, theme, prompt);
		return;
	}
	const {text, severity} = model.ui.status;
	if (text === '' && filter !== '') {
		const shown = `${model.order.length} of ${model.facts?.domains.length ?? 0} domains`;
		surface.text(1, 1, truncate(`filter ${filter}: ${shown} · Esc shows all`, surface.width - 2), theme.cell('accent'));
		return;
	}
	surface.text(1, 1, truncate(text, surface.width - 2), theme.cell(severity === 'info' ? 'plain' : severityRoles[severity]));
}

function paintPrompt(surface: Surface, theme: Theme, {kind, text, refusal}: Prompt): void {
	const {label, hint} = promptTexts[kind];
	const x = surface.text(1, 1, label, theme.cell('key'));
	const after = surface.text(x, 1, text, theme.cell('strong'));
	surface.text(after, 1, theme.hasColor ? ' ' : '_', theme.cell('selected'));
	const aside = refusal === '' ? (text === '' ? hint : '') : `! ${refusal}`;
	surface.text(after + 2, 1, truncate(aside, surface.width - after - 3), theme.cell(refusal === '' ? 'dim' : 'bad'));
}
