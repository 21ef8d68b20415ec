/** The four lines at the top: screens and scenario, clock and policy, the card, the machine. */
import {SECOND} from '../../base/units.ts';
import type {Facts} from '../../machine/snapshot.ts';
import {bar, fitBytes, fitDuration, formatAchieved, formatClock, formatSpeed, UNKNOWN} from '../format.ts';
import {type HeaderFigure, headerFigures} from '../header-figures.ts';
import type {Surface} from '../terminal/surface.ts';
import type {Role} from '../theme.ts';
import {tabs} from '../ui-state.ts';
import type {PaintContext} from './painter.ts';
import {paintPastClock} from './past.ts';

/** Below this speed, microseconds of the clock can be read. */
const SLOW = 0.1;
const BAR_X = 24;
const POLICY_X = 46;

export function paintHeader(surface: Surface, context: PaintContext): void {
	paintTitle(surface, context);
	const {facts} = context.model;
	if (facts === undefined) {
		surface.text(1, 1, 'waiting for the engine …', context.theme.cell('dim'));
		return;
	}
	paintClock(surface, context, facts);
	paintMachine(surface, context, facts);
}

function paintTitle(surface: Surface, {model, theme}: PaintContext): void {
	const title = theme.cell('title');
	surface.fill(0, 0, surface.width, 1, title);
	const texts = tabTexts(surface.width);
	let x = surface.text(0, 0, texts.program, title);
	for (const [index, {screen}] of tabs.entries()) {
		const isOpen = model.ui.screen === screen || (model.ui.screen === 'domain' && screen === 'domains');
		const start = x;
		x = surface.text(x, 0, texts.tabs[index] ?? '', isOpen ? theme.cell('tab') : title);
		surface.hit(start, 0, x - start, 1, {kind: 'screen', name: screen});
	}
	const {facts} = model;
	if (facts !== undefined) {
		const room = surface.width - x - 1;
		const branch = model.branchedAtNs === undefined ? [] : [`branch of ${formatClock(model.branchedAtNs)} · ${facts.scenario} `, 'branch '];
		const names = [...branch, `${facts.scenario} · seed ${facts.seed} `, `${facts.scenario} `];
		surface.textRight(surface.width, 0, names.find(text => [...text].length <= room) ?? '', title);
	}
}

type TabTexts = {readonly program: string; readonly tabs: readonly string[]};

/** Tabs by their titles; where there is less room by short ones, and at last by two letters, without the program's name. */
function tabTexts(width: number): TabTexts {
	const short = tabs.map(({key, short: name}) => ` ${key} ${name}`);
	const letters = tabs.map(({key, short: name}) => ` ${key} ${name.slice(0, 2)}`);
	const variants: readonly TabTexts[] = [
		{program: ' gpuvmtop  ', tabs: tabs.map(({key, title}) => ` ${key} ${title} `)},
		{program: ' gpuvmtop ', tabs: short},
		{program: ' gpuvmtop ', tabs: letters},
		{program: '', tabs: letters},
		{program: '', tabs: tabs.map(({key}) => ` ${key}`)},
	];
	const fits = (texts: TabTexts) => texts.tabs.reduce((sum, {length}) => sum + length, texts.program.length) <= width;
	return variants.find(fits) ?? {program: '', tabs: []};
}

/** A figure with its label; `width` is the room the value may take, so that the next field stays in its place. */
type Field = {readonly label: string; readonly value: string; readonly width: number; readonly role?: Role | undefined};

/** Fields one after the other, as many as fit whole. */
function paintFields(surface: Surface, {theme}: PaintContext, x: number, y: number, fields: readonly Field[]): void {
	let at = x;
	for (const {label, value, width, role} of fields) {
		if (at + label.length + 1 + width > surface.width) {
			return;
		}
		const start = surface.text(at, y, `${label} `, theme.cell('dim'));
		surface.text(start, y, value, theme.cell(role ?? 'strong'));
		at = start + width + 2;
	}
}

function paintClock(surface: Surface, context: PaintContext, facts: Facts): void {
	const {model, theme} = context;
	const {configuration} = facts;
	if (model.isPast) {
		paintPastClock(surface, context, 1, POLICY_X - 1);
	} else {
		paintState(surface, context, facts);
	}
	const {name} = configuration.policy;
	paintFields(surface, context, POLICY_X, 1, [{label: 'policy', value: name, width: name.length}]);
	const x = POLICY_X + 'policy '.length + name.length;
	const counts = countStates(facts);
	const room = surface.width - x - 3;
	const text = [counts.long, counts.short].find(candidate => candidate.length <= room) ?? '';
	surface.textRight(surface.width - 1, 1, text, theme.cell('plain'));
}

/** The clock as it runs, and how fast. */
function paintState(surface: Surface, {model, theme}: PaintContext, {configuration, broken}: Facts): void {
	const speed = model.ui.wantedSpeed ?? configuration.speed;
	const isPaused = model.ui.wantedPause ?? configuration.isPaused;
	const clock = formatClock(model.snapshot?.atNs ?? 0, speed > 0 && speed < SLOW);
	surface.text(1, 1, clock, theme.cell('strong'));
	const [state, role]: readonly [string, Role] =
		broken !== undefined ? ['STOPPED', 'bad'] : isPaused ? ['PAUSED', 'warning'] : ['running', 'good'];
	surface.text(14, 1, state, theme.cell(role));
	const achieved = formatAchieved(isPaused ? -1 : (model.snapshot?.achievedSpeed ?? -1));
	const afterSpeed = surface.text(22, 1, achieved.padStart(6), theme.cell('strong'));
	surface.text(afterSpeed, 1, ` of ${formatSpeed(speed)} wanted`, theme.cell('dim'));
}

function countStates(facts: Facts): {readonly long: string; readonly short: string} {
	const counts = new Map<string, number>();
	for (const {state} of facts.domains) {
		counts.set(state, (counts.get(state) ?? 0) + 1);
	}
	const short = `${facts.domains.length} ${facts.domains.length === 1 ? 'domain' : 'domains'}`;
	const parts = [...counts].map(([state, count]) => `${count} ${state}`);
	return {short, long: parts.length === 0 ? short : `${short}: ${parts.join(', ')}`};
}

function paintBar(surface: Surface, {theme}: PaintContext, y: number, fraction: number | undefined, width: number): void {
	surface.text(BAR_X, y, '▕', theme.cell('dim'));
	surface.text(BAR_X + 1, y, bar(fraction ?? 0, width), theme.cell('accent'));
	surface.text(BAR_X + 1 + width, y, '▏', theme.cell('dim'));
}

/** The window of all rates and shares on the screen, said once. */
function windowText(windowNs: number): string {
	return windowNs <= 0 ? UNKNOWN : windowNs >= SECOND ? `${(windowNs / SECOND).toFixed(1)}s` : fitDuration(windowNs, 5);
}

/** A line of figures: the first with its bar and a note, the others behind it. */
function paintFigures(surface: Surface, context: PaintContext, y: number, note: string, figures: readonly HeaderFigure[]): void {
	const {model, theme} = context;
	const [first, ...others] = figures;
	if (first === undefined) {
		return;
	}
	const cursor = figureUnderCursor(model);
	const x = surface.text(1, y, first.label.padEnd(5), theme.cell('dim'));
	surface.text(x, y, first.text(model).padStart(first.width), theme.cell(first === cursor ? 'selected' : 'strong'));
	surface.text(x + 7, y, note, theme.cell('dim'));
	const width = barWidth(surface.width);
	paintBar(surface, context, y, first.part?.(model), width);
	const fields = others.map(figure => ({
		label: figure.label,
		value: figure.text(model),
		width: figure.width,
		role: figure === cursor ? ('selected' as const) : figure.role?.(model),
	}));
	paintFields(surface, context, BAR_X + width + 4, y, fields);
}

/** The figure that the cell cursor stands on, if it is up here. */
function figureUnderCursor({ui}: PaintContext['model']): HeaderFigure | undefined {
	return ui.isCellInHeader ? headerFigures[ui.cell] : undefined;
}

function paintMachine(surface: Surface, context: PaintContext, facts: Facts): void {
	const {rates} = context.model;
	const ofLine = (line: 0 | 1) => headerFigures.filter(figure => figure.line === line);
	paintFigures(surface, context, 2, `busy/${windowText(rates.windowNs)}`, ofLine(0));
	if (surface.height > 3) {
		paintFigures(surface, context, 3, `of ${fitBytes(facts.guestVramBytes, 5)}`, ofLine(1));
	}
}

function barWidth(width: number): number {
	return width >= 120 ? 24 : width >= 100 ? 16 : 8;
}
