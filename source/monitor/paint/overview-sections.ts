/** The parts of the overview, each below a rule that says what it is. */
import {domainCatalogue} from '../../machine/catalogue.ts';
import type {DomainFacts} from '../../machine/snapshot.ts';
import {eventsOf} from '../events.ts';
import {exitPlaces} from '../exit-figures.ts';
import {bar, fitBytes, fitCount, fitDuration, formatClock, percent, UNKNOWN, withUnit} from '../format.ts';
import {knobText, policyKnobs, worldOf} from '../knobs.ts';
import type {Model} from '../model.ts';
import {ofCard, ofDomain} from '../readers.ts';
import {fairnessLines, lines} from '../series.ts';
import {mostOf, type SeriesRow} from '../series-grid.ts';
import {truncate} from '../terminal/cell-width.ts';
import type {Surface} from '../terminal/surface.ts';
import {worstOff} from '../worst-off.ts';
import {FULL_BLOCK, lowerBlock, UNKNOWN_CELL} from './blocks.ts';
import {paintRule} from './history-strip.ts';
import {mapLetter} from './memory.ts';
import type {Section} from './overview.ts';
import type {PaintContext} from './painter.ts';

/** A piece of a bar: so many cells of a domain. */
type Piece = {readonly domain: DomainFacts; readonly part: number};

/** Domains one behind the other in one bar; `from` and `part` are fractions of its width. */
function paintPieces(surface: Surface, {theme}: PaintContext, y: number, pieces: ReadonlyArray<Piece & {readonly from: number}>): void {
	const width = surface.width - 4;
	surface.text(1, y, '▕', theme.cell('dim'));
	for (const {domain, from, part} of pieces) {
		const start = Math.round(from * width);
		const end = Math.min(width, Math.max(start + (part > 0 ? 1 : 0), Math.round((from + part) * width)));
		for (let x = start; x < end; x++) {
			if (theme.hasColor) {
				surface.put(2 + x, y, FULL_BLOCK, theme.series(domain.slot));
			} else {
				surface.text(2 + x, y, mapLetter(domain.slot), theme.cell('plain'), 1);
			}
		}
	}
	surface.text(2 + width, y, '▏', theme.cell('dim'));
}

/** Names in the colours of their domains, each with a figure, as many as fit. */
function paintLegend(surface: Surface, {theme}: PaintContext, y: number, entries: ReadonlyArray<readonly [DomainFacts, string]>): void {
	let x = 2;
	for (const [index, [domain, figure]] of entries.entries()) {
		const mark = theme.hasColor ? '■ ' : `${mapLetter(domain.slot)} `;
		const text = `${domain.configuration.name} `;
		const rest = entries.length - index;
		const needed = mark.length + text.length + figure.length + (rest > 1 ? 12 : 0);
		if (x + needed > surface.width) {
			surface.text(x, y, `and ${rest} more`, theme.cell('dim'));
			return;
		}
		x = surface.text(x, y, mark, theme.series(domain.slot));
		x = surface.text(x, y, text, theme.cell('plain'));
		x = surface.text(x, y, figure, theme.cell('strong')) + 2;
	}
}

export const gpuSection: Section = {
	rows: 3,
	most: 3,
	paint(surface, context) {
		const {model, offers} = context;
		const policy = model.facts?.configuration.policy;
		const knobs = policyKnobs(worldOf(model, offers)).map(knob => `${knob.label} ${knobText(knob)}`);
		const busy = ofCard({kind: 'time part', counter: 'anyBusyNs'}, model.rates);
		const left = `GPU ${withUnit(percent(busy), '%')} busy: who has it`;
		const room = surface.width - left.length - 12;
		const parameters = knobs.reduce(
			(text, knob) => (text.length + knob.length + 2 <= room ? `${text}  ${knob}` : text),
			policy?.name ?? UNKNOWN,
		);
		paintRule(surface, context, 0, left, `policy ${parameters}`);
		const shares = model.order
			.map(domain => ({domain, part: ofDomain({kind: 'time part', counter: 'gpuBusyNs'}, domain, model.rates) ?? 0}))
			.sort((a, b) => b.part - a.part);
		let from = 0;
		const pieces = shares.map(({domain, part}) => {
			const piece = {domain, part, from};
			from += part;
			return piece;
		});
		paintPieces(surface, context, 1, pieces);
		paintLegend(
			surface,
			context,
			2,
			shares.map(({domain, part}) => [domain, `${percent(part)}%`]),
		);
	},
};

export const vramSection: Section = {
	rows: 2,
	most: 3,
	paint(surface, context) {
		const {model} = context;
		const {facts} = model;
		const bytes = facts?.guestVramBytes ?? 1;
		const used = bytes - (facts?.guestVramFreeBytes ?? 0);
		paintRule(surface, context, 0, `VRAM ${fitBytes(used, 5)} of ${fitBytes(bytes, 5)}: partitions by address`, '7 Memory');
		const owners = (facts?.domains ?? []).filter(({partitionStart}) => partitionStart >= 0);
		paintPieces(
			surface,
			context,
			1,
			owners.map(domain => ({domain, from: domain.partitionStart / bytes, part: domain.configuration.vramBytes / bytes})),
		);
		if (surface.height > 2) {
			paintLegend(
				surface,
				context,
				2,
				owners.map(domain => [domain, fitBytes(domain.configuration.vramBytes, 5)]),
			);
		}
	},
};

/** Columns of time that the short lines can have. */
const SHORT_COLUMNS = 32;

/** A short line over time at the end of a row, right of `from`; its top is `most`, or its own largest value. */
function paintShortLine(surface: Surface, {theme}: PaintContext, y: number, from: number, row: SeriesRow, most?: number): void {
	const width = Math.max(0, Math.min(SHORT_COLUMNS, surface.width - 2 - from));
	const top = most ?? mostOf(row, width);
	for (let age = 0; age < width; age++) {
		const value = row.at(age);
		const isUnknown = Number.isNaN(value);
		const cell = isUnknown ? UNKNOWN_CELL : lowerBlock(top > 0 ? value / top : 0);
		surface.put(surface.width - 2 - age, y, cell, theme.cell(isUnknown ? 'dim' : 'accent'));
	}
}

function begin({series, shown, snapshot}: Model): number {
	series.begin(shown.shares.stepNs);
	return snapshot?.atNs ?? 0;
}

export const fairnessSection: Section = {
	rows: 3,
	most: 3,
	paint(surface, context) {
		const {model, theme} = context;
		paintRule(surface, context, 0, 'fairness in 500 ms, queue delay', '4 Scheduler');
		let x = 2;
		for (const {title, measure} of fairnessLines) {
			const value = ofCard(measure, model.rates);
			const text = value === undefined ? UNKNOWN : title === 'deviation' ? `${percent(value)}%` : value.toFixed(3);
			x = surface.text(x, 1, `${title} `, theme.cell('dim'));
			x = surface.text(x, 1, text, theme.cell('strong')) + 2;
		}
		const atNs = begin(model);
		const [jain] = fairnessLines;
		if (jain !== undefined) {
			paintShortLine(surface, context, 1, x, model.series.ofCard(jain.measure, SHORT_COLUMNS, atNs), 1);
		}
		const longest = longestP95(model);
		x = surface.text(2, 2, 'mean ', theme.cell('dim'));
		x = surface.text(x, 2, fitDuration(ofDomain(lines.delay.measure, undefined, model.rates), 7), theme.cell('strong'));
		x = surface.text(x, 2, '  longest p95 ', theme.cell('dim'));
		x = surface.text(x, 2, fitDuration(longest?.p95Ns, 7), theme.cell('strong'));
		x = surface.text(x, 2, longest === undefined ? '' : ` of ${truncate(longest.domain.configuration.name, 12)}`, theme.cell('dim'));
		paintShortLine(surface, context, 2, x + 2, model.series.ofDomain(lines.delay.measure, -1, SHORT_COLUMNS, atNs));
	},
};

function longestP95({order, rates}: Model): {readonly domain: DomainFacts; readonly p95Ns: number} | undefined {
	let longest: {readonly domain: DomainFacts; readonly p95Ns: number} | undefined;
	for (const domain of order) {
		const p95Ns = ofDomain(lines.p95.measure, domain, rates) ?? 0;
		if (p95Ns > (longest?.p95Ns ?? 0)) {
			longest = {domain, p95Ns};
		}
	}
	return longest;
}

export const exitsSection: Section = {
	rows: 3,
	most: 6,
	paint(surface, context) {
		const {model, theme} = context;
		const {rates} = model;
		const all = rates.perSecondOfAll('exits');
		paintRule(surface, context, 0, `exits ${withUnit(fitCount(all, 6), '/s')}: where they go`, '3 Exits');
		const places = exitPlaces
			.map(name => ({name, perSecond: rates.perSecondOfAll(name) ?? 0}))
			.filter(({perSecond}) => perSecond > 0)
			.sort((a, b) => b.perSecond - a.perSecond)
			.slice(0, surface.height - 1);
		if (places.length === 0) {
			surface.text(2, 1, 'nothing traps', theme.cell('dim'));
		}
		const atNs = begin(model);
		for (const [index, {name, perSecond}] of places.entries()) {
			const y = 1 + index;
			const part = all === undefined || all === 0 ? 0 : perSecond / all;
			surface.text(2, y, domainCatalogue.specs[name].title, theme.cell('plain'));
			surface.textRight(20, y, withUnit(fitCount(perSecond, 6), '/s'), theme.cell('strong'));
			surface.textRight(26, y, `${percent(part)}%`, theme.cell('dim'));
			const width = Math.max(8, Math.min(24, surface.width - 58));
			surface.text(28, y, bar(part, width), theme.cell('accent'));
			paintShortLine(surface, context, y, 30 + width, model.series.ofDomain({kind: 'rate', counter: name}, -1, SHORT_COLUMNS, atNs));
		}
	},
};

/** From this width on there is room for words between. */
const ROOMY = 70;

export const worstSection: Section = {
	rows: 3,
	most: 6,
	paint(surface, context) {
		const {model, theme} = context;
		const {rates} = model;
		paintRule(surface, context, 0, 'worst off: received of what was promised', '');
		const worst = worstOff(model.facts?.domains ?? [], rates);
		if (worst.length === 0) {
			surface.text(2, 1, 'nobody has work queued, or the policy queues nothing', theme.cell('dim'));
		}
		for (const [index, one] of worst.slice(0, surface.height - 1).entries()) {
			const y = 1 + index;
			surface.put(0, y, '▌'.codePointAt(0) ?? 0, theme.series(one.domain.slot));
			let x = surface.text(2, y, truncate(one.domain.configuration.name, 12).padEnd(12), theme.cell('strong'));
			x = surface.text(x + 1, y, `${one.ratio.toFixed(2)}x `.padStart(7), theme.cell(one.ratio < 0.5 ? 'warning' : 'plain'));
			x = surface.text(x, y, `${percent(one.received)}% of ${percent(one.promised)}%`, theme.cell('plain'));
			x = surface.text(Math.max(x, 36) + 1, y, surface.width < ROOMY ? '' : 'now ', theme.cell('dim'));
			x = surface.text(x, y, one.wait.padEnd(7), theme.cell('strong'));
			surface.text(x, y, truncate(`p95 ${fitDuration(one.p95Ns, 7)}`, surface.width - x - 1), theme.cell('dim'));
		}
	},
};

export const changesSection: Section = {
	rows: 3,
	most: 12,
	paint(surface, context) {
		const {model, theme} = context;
		paintRule(surface, context, 0, 'last changes and events', '6 Events');
		const entries = eventsOf(model.facts);
		if (entries.length === 0) {
			surface.text(2, 1, 'nothing was changed yet; a adds a domain, o chooses the policy', theme.cell('dim'));
		}
		for (const [index, {atNs, mark, who, text, role}] of entries.slice(0, surface.height - 1).entries()) {
			const y = 1 + index;
			surface.text(1, y, formatClock(atNs).padStart(11), theme.cell('dim'));
			surface.text(13, y, mark, theme.cell(role));
			surface.text(
				15,
				y,
				truncate(`${who === 'machine' || who === 'operator' ? '' : `${who}: `}${text}`, surface.width - 16),
				theme.cell(role),
			);
		}
	},
};
