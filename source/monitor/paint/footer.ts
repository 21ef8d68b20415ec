/** Two lines above the key bar: the newest notice, and what came of the last command. */
import type {Notice} from '../../machine/snapshot.ts';
import type {LineState} from '../command-line/line-state.ts';
import {formatClock} from '../format.ts';
import {type Prompt, promptTexts} from '../prompt.ts';
import {severityMarks, severityRoles} from '../severity.ts';
import {truncate} from '../terminal/cell-width.ts';
import type {Surface} from '../terminal/surface.ts';
import type {Theme} from '../theme.ts';
import type {PaintContext} from './painter.ts';
import {paintScrubBar} from './past.ts';

export function describeNotice({atNs, domain, text}: Notice): string {
	return `${formatClock(atNs)}  ${domain === '' ? '' : `${domain}: `}${text}`;
}

/** What is under way, at the right; columns that are left for the notice. */
function paintAside(surface: Surface, {theme, model}: PaintContext): number {
	const {aside} = model;
	if (aside === '') {
		return surface.width;
	}
	surface.textRight(surface.width - 1, 0, aside, theme.cell('accent'));
	return surface.width - aside.length - 2;
}

/** Where there is one line only, it is the second one, if that has something to say. */
export function paintFooter(surface: Surface, context: PaintContext): void {
	const {width, height} = surface;
	const {status, prompt, line, filter, trial} = context.model.ui;
	const {broken} = context.model.facts ?? {};
	const isTold = status.text !== '' || filter !== '' || broken !== undefined;
	// What is being tried must be seen, whatever else there is to say.
	const isSaying = prompt !== undefined || line !== undefined || (isTold && trial === undefined);
	surface.inside({x: 0, y: height < 2 && isSaying ? -1 : 0, width, height: 2}, inner => paintLines(inner, context));
}

function paintLines(surface: Surface, context: PaintContext): void {
	const {model, theme} = context;
	const room = paintAside(surface, context);
	const notice = model.facts?.notices.at(-1);
	const {trial} = model.ui;
	if (model.isPast) {
		paintScrubBar(surface, context, 0);
	} else if (trial !== undefined) {
		const text = `try ${trial.text}: back in ${trial.secondsLeft} s · Enter keeps · Esc puts back`;
		surface.text(1, 0, truncate(text, surface.width - 2), theme.cell('warning'));
	} else if (notice === undefined) {
		surface.text(1, 0, 'no events yet', theme.cell('dim'));
	} else {
		surface.text(1, 0, severityMarks[notice.severity], theme.cell(severityRoles[notice.severity]));
		surface.text(
			3,
			0,
			truncate(describeNotice(notice), room - 4),
			theme.cell(notice.severity === 'info' ? 'dim' : severityRoles[notice.severity]),
		);
	}
	const {prompt, line, filter} = model.ui;
	if (line !== undefined) {
		paintLine(surface, theme, line);
		return;
	}
	const broken = model.isPast ? undefined : model.facts?.broken;
	if (broken !== undefined) {
		surface.text(1, 1, truncate(`engine stopped: ${broken}`, surface.width - 2), theme.cell('bad'));
		return;
	}
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

/** The line with its cursor; a long one is moved so that the cursor stays in sight. */
function paintLine(surface: Surface, theme: Theme, {isPalette, text, cursor}: LineState): void {
	const x = surface.text(1, 1, isPalette ? '> ' : ':', theme.cell('key'));
	const room = surface.width - x - 1;
	const from = Math.max(0, cursor - room + 1);
	const visible = text.slice(from, from + room);
	surface.text(x, 1, visible, theme.cell('strong'));
	const under = text[cursor] ?? (theme.hasColor ? ' ' : '_');
	surface.text(x + cursor - from, 1, under, theme.cell('selected'));
}

function paintPrompt(surface: Surface, theme: Theme, {kind, text, refusal}: Prompt): void {
	const {label, hint} = promptTexts[kind];
	const x = surface.text(1, 1, label, theme.cell('key'));
	const after = surface.text(x, 1, text, theme.cell('strong'));
	surface.text(after, 1, theme.hasColor ? ' ' : '_', theme.cell('selected'));
	const aside = refusal === '' ? (text === '' ? hint : '') : `! ${refusal}`;
	surface.text(after + 2, 1, truncate(aside, surface.width - after - 3), theme.cell(refusal === '' ? 'dim' : 'bad'));
}
