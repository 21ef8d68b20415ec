/** One domain: what it is, and every counter with value, rate and the sentence of its declaration. */
import type {CounterSpec} from '../../base/counter.ts';
import {formatBytes} from '../../base/units.ts';
import {DOMAIN_PARTS, type DomainCounter, domainCatalogue} from '../../machine/catalogue.ts';
import {describeMode} from '../../machine/configuration.ts';
import type {DomainFacts} from '../../machine/snapshot.ts';
import {fitBytes, fitCount, fitDuration, formatClock, UNKNOWN} from '../format.ts';
import {truncate} from '../terminal/cell-width.ts';
import type {Surface} from '../terminal/surface.ts';
import {paintScrollBar, stateRoles} from './domain-table.ts';
import {exitShares} from './exits.ts';
import {paintRule} from './history-strip.ts';
import type {PaintContext} from './painter.ts';

const FACT_ROWS = 4;
const VALUE_END = 22;
const RATE_END = 32;
const DOC_X = 34;
const WIDTH = 9;

/** A line of the list: a heading of a room, or a counter. */
type Line = {readonly heading: string} | {readonly counter: DomainCounter};

const parts: ReadonlyArray<readonly [title: string, first: number, end: number]> = [
	['Hypervisor: exits and interrupts', DOMAIN_PARTS.exits, DOMAIN_PARTS.aggregator],
	['Aggregator: doorbells and shadow work', DOMAIN_PARTS.aggregator, DOMAIN_PARTS.guest],
	['Guest: driver and workloads', DOMAIN_PARTS.guest, domainCatalogue.length],
];

const lines: readonly Line[] = parts.flatMap(([heading, first, end]): Line[] => [
	{heading},
	...domainCatalogue.names.slice(first, end).map(counter => ({counter})),
]);

export function paintDomainPage(surface: Surface, context: PaintContext): void {
	const {model, theme} = context;
	const domain = model.selected;
	if (domain === undefined) {
		surface.text(2, 1, 'The domain is gone. Esc leads back.', theme.cell('plain'));
		return;
	}
	paintFacts(surface, context, domain);
	const viewport = model.viewports.domain;
	const top = FACT_ROWS + 1;
	viewport.fit(lines.length, surface.height - top);
	paintRule(surface, context, FACT_ROWS, 'counter      value       per s  what it counts', positionOf(viewport));
	for (let row = 0; row < Math.min(viewport.rows, lines.length - viewport.top); row++) {
		paintLine(surface, context, top + row, domain, lines[viewport.top + row]);
	}
	paintScrollBar(surface, context, viewport, top);
}

function positionOf(viewport: {
	readonly top: number;
	readonly rows: number;
	readonly total: number;
	readonly isScrollable: boolean;
}): string {
	return viewport.isScrollable ? `${viewport.top + 1}-${Math.min(viewport.total, viewport.top + viewport.rows)} of ${viewport.total}` : '';
}

function paintFacts(surface: Surface, context: PaintContext, domain: DomainFacts): void {
	const {theme} = context;
	const {configuration} = domain;
	const x = surface.text(1, 0, `${configuration.name}  `, theme.cell('strong'));
	const after = surface.text(x, 0, domain.state, theme.cell(stateRoles[domain.state]));
	surface.text(after + 2, 0, truncate(domain.reason, surface.width - after - 3), theme.cell('warning'));
	const channels =
		domain.channelCount > 0
			? `channels ${domain.channelStart}-${domain.channelStart + domain.channelCount - 1} of the card`
			: 'no channels of its own';
	const partition = domain.partitionStart < 0 ? 'no partition' : `partition at ${formatBytes(domain.partitionStart)}`;
	const workloads = configuration.workloads.map(({kind}) => kind).join(', ');
	surface.text(
		1,
		1,
		truncate(
			`${describeMode(configuration.mode)} · ${formatBytes(configuration.vramBytes)} VRAM, ${partition} · ${channels}`,
			surface.width - 2,
		),
		theme.cell('plain'),
	);
	surface.text(
		1,
		2,
		truncate(
			`${workloads === '' ? 'no workload' : workloads} · weight ${configuration.weight} · ${configuration.capPermille === 0 ? 'no cap' : `cap ${configuration.capPermille / 10}%`} · ${formatBytes(configuration.ramBytes)} RAM · since ${formatClock(domain.createdAtNs)}`,
			surface.width - 2,
		),
		theme.cell('plain'),
	);
	surface.text(1, 3, `exits: ${exitShares(domain, context)}`, theme.cell('dim'));
}

function paintLine(surface: Surface, {model, theme}: PaintContext, y: number, domain: DomainFacts, line: Line): void {
	if ('heading' in line) {
		surface.text(1, y, line.heading, theme.cell('accent'));
		return;
	}
	const spec = domainCatalogue.specs[line.counter];
	const value = model.rates.value(domain, line.counter);
	const rate = spec.kind === 'counter' ? model.rates.perSecond(domain, line.counter) : undefined;
	const isKept = !Number.isNaN(value);
	const role = theme.cell(value === 0 || !isKept ? 'dim' : 'plain');
	surface.text(3, y, spec.title, role);
	surface.textRight(VALUE_END, y, quantity(spec, isKept ? value : undefined), role);
	surface.textRight(RATE_END, y, spec.kind === 'counter' ? quantity(spec, rate) : '', role);
	surface.text(DOC_X, y, truncate(spec.doc, surface.width - DOC_X - 2), theme.cell('dim'));
}

function quantity({unit}: CounterSpec, value: number | undefined): string {
	switch (unit) {
		case 'ns':
			return fitDuration(value, WIDTH);
		case 'bytes':
			return fitBytes(value, WIDTH);
		case 'permille':
			return value === undefined ? UNKNOWN : `${(value / 10).toFixed(1)}%`;
		case 'count':
		case 'id':
			return fitCount(value, WIDTH);
	}
}
