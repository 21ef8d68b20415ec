/** The four lines at the top: screens and scenario, clock and policy, the card, the machine. */
import {SECOND} from '../../base/units.ts';
import type {Facts} from '../../machine/snapshot.ts';
import {bar, fitBytes, fitCount, fitDuration, formatAchieved, formatClock, formatSpeed, percent, UNKNOWN, withUnit} from '../format.ts';
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
	paintCard(surface, context);
	if (surface.height > 3) {
		paintMachine(surface, context, facts);
	}
}

function paintTitle(surface: Surface, {model, theme}: PaintContext): void {
	const title = theme.cell('title');
	surface.fill(0, 0, surface.width, 1, title);
	let x = surface.text(0, 0, ' gpuvmtop ', title) + 1;
	const texts = tabTexts(surface.width - x);
	for (const [index, {screen}] of tabs.entries()) {
		const isOpen = model.ui.screen === screen || (model.ui.screen === 'domain' && screen === 'domains');
		const text = texts[index] ?? '';
		const start = x;
		x = surface.text(x, 0, text, isOpen ? theme.cell('tab') : title);
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

/** Tabs by their titles; by short ones, and at last by two letters, where there is less room. */
function tabTexts(room: number): readonly string[] {
	const last = tabs.length - 1;
	const variants = [
		tabs.map(({title}, index) => ` ${index + 1} ${title} `),
		tabs.map(({short}, index) => ` ${index + 1} ${short}${index < last ? '' : ' '}`),
		tabs.map(({short}, index) => ` ${index + 1} ${short.slice(0, 2)}`),
		tabs.map((_, index) => ` ${index + 1}`),
	];
	const fits = (texts: readonly string[]) => texts.reduce((sum, text) => sum + text.length, 0) <= room;
	return variants.find(fits) ?? [];
}

/** A figure with its label; `width` is the room the value may take, so that the next field stays in its place. */
type Field = {readonly label: string; readonly value: string; readonly width: number; readonly role?: Role};

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

function paintCard(surface: Surface, context: PaintContext): void {
	const {model, theme} = context;
	const {rates} = model;
	const busy = rates.cardOfTime('anyBusyNs');
	const x = surface.text(1, 2, 'GPU  ', theme.cell('dim'));
	surface.text(x, 2, withUnit(percent(busy), '%').padStart(6), theme.cell('strong'));
	surface.text(x + 7, 2, `busy/${windowText(rates.windowNs)}`, theme.cell('dim'));
	const width = barWidth(surface.width);
	paintBar(surface, context, 2, busy, width);
	paintFields(surface, context, BAR_X + width + 4, 2, [
		{label: 'graph', value: withUnit(percent(rates.cardOfTime('graphBusyNs')), '%'), width: 5},
		{label: 'copy', value: withUnit(percent(rates.cardOfTime('copyBusyNs')), '%'), width: 5},
		{label: 'kernels', value: withUnit(fitCount(rates.cardPerSecond('kernels'), 5), '/s'), width: 7},
		{label: 'switches', value: withUnit(fitCount(rates.cardPerSecond('channelSwitches'), 5), '/s'), width: 7},
	]);
}

function paintMachine(surface: Surface, context: PaintContext, facts: Facts): void {
	const {model, theme} = context;
	const {rates} = model;
	const used = facts.guestVramBytes - facts.guestVramFreeBytes;
	const x = surface.text(1, 3, 'VRAM ', theme.cell('dim'));
	surface.text(x, 3, fitBytes(used, 5).padStart(6), theme.cell('strong'));
	surface.text(x + 7, 3, `of ${fitBytes(facts.guestVramBytes, 5)}`, theme.cell('dim'));
	const width = barWidth(surface.width);
	paintBar(surface, context, 3, facts.guestVramBytes > 0 ? used / facts.guestVramBytes : 0, width);
	const faults = rates.cardValue('mmuFaults');
	paintFields(surface, context, BAR_X + width + 4, 3, [
		{label: 'exits', value: withUnit(fitCount(rates.perSecondOfAll('exits'), 5), '/s'), width: 7},
		{label: 'doorbells', value: withUnit(fitCount(rates.perSecondOfAll('doorbells'), 5), '/s'), width: 7},
		{label: 'faults', value: fitCount(faults, 5), width: 5, role: faults > 0 ? 'warning' : 'strong'},
		{label: 'IRQ', value: withUnit(fitCount(rates.cardPerSecond('interrupts'), 5), '/s'), width: 7},
	]);
}

function barWidth(width: number): number {
	return width >= 120 ? 24 : width >= 100 ? 16 : 8;
}
