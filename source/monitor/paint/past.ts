/** What tells the past from now: the clock in a colour of its own, and a bar of all that is kept with what happened on it. */
import {SECOND} from '../../base/units.ts';
import {formatClock} from '../format.ts';
import {markGlyph, markRole} from '../marks.ts';
import type {Model} from '../model.ts';
import {type MomentKind, momentsOf} from '../past/moments.ts';
import type {Surface} from '../terminal/surface.ts';
import type {Role} from '../theme.ts';
import type {PaintContext} from './painter.ts';

const EVENT = '·';
const HERE = '●'.codePointAt(0) as number;
const PINNED = '◇'.codePointAt(0) as number;
const LINE = '─'.codePointAt(0) as number;

/** What is drawn over what. */
const order: readonly MomentKind[] = ['event', 'warning', 'undo', 'change', 'note', 'error'];

/** In a recording, which also knows what comes, the sign may be a plus. `PAST -12.3 s  0:45.200  live goes on 0:57.500`, in `width` columns from the left on. */
export function paintPastClock(surface: Surface, {model, theme}: PaintContext, y: number, width: number): void {
	const atNs = model.snapshot?.atNs ?? 0;
	const liveNs = model.live.snapshot?.atNs ?? atNs;
	const label = model.ui.past?.isPlaying === true ? ' PLAY ' : ' PAST ';
	const ago = `${atNs > liveNs ? '+' : '-'}${(Math.abs(liveNs - atNs) / SECOND).toFixed(1)} s`;
	let x = surface.text(1, y, label, theme.cell('past'));
	x = surface.text(x + 1, y, ago, theme.cell('strong'));
	x = surface.text(x + 1, y, formatClock(atNs), theme.cell('strong')) + 1;
	const clock = formatClock(liveNs);
	const texts = [`${liveState(model)} ${clock}`, `${model.isReplay ? 'at' : 'live'} ${clock}`];
	surface.text(x, y, texts.find(text => x + text.length <= width) ?? '', theme.cell('dim'));
}

/** What the right end of an axis of time is called. */
export function endOfTime({isPast, snapshot}: Model): string {
	return isPast ? formatClock(snapshot?.atNs ?? 0) : 'now';
}

function liveState({liveFacts, isReplay}: Model): string {
	if (isReplay) {
		return 'played to';
	}
	if (liveFacts?.broken !== undefined) {
		return 'live STOPPED';
	}
	return liveFacts?.configuration.isPaused === true ? 'live paused' : 'live goes on';
}

/** `0:00.100 ├──▼────●──!──┤ 0:57.500  452/574`: where in the kept samples, and what happened when. */
export function paintScrubBar(surface: Surface, context: PaintContext, y: number): void {
	const {model, theme} = context;
	const {samples, snapshot} = model;
	if (samples.length === 0 || snapshot === undefined) {
		return;
	}
	const {oldestNs, newestNs} = samples;
	const place = `${samples.indexAt(snapshot.atNs) + 1}/${samples.length}`;
	const right = `┤ ${formatClock(newestNs)}  ${place}`;
	const x = surface.text(1, y, `${formatClock(oldestNs)} ├`, theme.cell('dim'));
	const width = surface.width - 1 - right.length - x;
	surface.text(x + width, y, right, theme.cell('dim'));
	const column = (atNs: number) => Math.min(width - 1, Math.floor(((atNs - oldestNs) / Math.max(1, newestNs - oldestNs)) * width));
	surface.fill(x, y, width, 1, theme.cell('dim'), LINE);
	const shown = momentsOf(model).filter(({atNs}) => atNs >= oldestNs && atNs <= newestNs);
	for (const {atNs, kind} of shown.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))) {
		const [glyph, role]: readonly [string, Role] = kind === 'event' ? [EVENT, 'plain'] : [markGlyph(kind), markRole(kind)];
		surface.text(x + column(atNs), y, glyph, theme.cell(role));
	}
	const pinnedNs = model.baseline?.pinnedNs;
	if (pinnedNs !== undefined && pinnedNs >= oldestNs && pinnedNs <= newestNs) {
		surface.put(x + column(pinnedNs), y, PINNED, theme.cell('good'));
	}
	surface.put(x + column(snapshot.atNs), y, HERE, theme.cell('past'));
}
