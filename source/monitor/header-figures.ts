/** The figures in the lines at the top of every screen, as data: those of the card, and those of all domains together. */
import {fitBytes, fitCount, percent, withUnit} from './format.ts';
import type {Model} from './model.ts';
import type {Origin} from './origin.ts';
import {type Quantity, quantityText} from './quantity.ts';
import {type CardMeasure, type DomainMeasure, ofCard, ofDomain} from './readers.ts';
import type {Role} from './theme.ts';

export type HeaderFigure = {
	readonly label: string;
	/** Room the value may take, so that the next field stays in its place. */
	readonly width: number;
	/** Line of the card (0) or of the machine (1). */
	readonly line: 0 | 1;
	readonly doc: string;
	readonly origin: Origin;
	/** Between 0 and 1, for the bar; undefined is not known. */
	readonly part?: (model: Model) => number | undefined;
	readonly text: (model: Model) => string;
	readonly role?: (model: Model) => Role | undefined;
};

type Heading = Pick<HeaderFigure, 'label' | 'line' | 'doc'>;

const shown = (quantity: Quantity, value: number | undefined) =>
	quantity === 'part' ? withUnit(percent(value), '%') : withUnit(quantityText(quantity, value, 5), '/s');

function ofTheCard(heading: Heading, quantity: Quantity, measure: CardMeasure): HeaderFigure {
	return {
		...heading,
		width: quantity === 'part' ? 5 : 7,
		origin: {kind: 'card', measure},
		text: ({rates}) => shown(quantity, ofCard(measure, rates)),
	};
}

function ofAllDomains(heading: Heading, measure: DomainMeasure): HeaderFigure {
	return {
		...heading,
		width: 7,
		origin: {kind: 'domain', measure},
		text: ({rates}) => shown('count', ofDomain(measure, undefined, rates)),
	};
}

const busy: CardMeasure = {kind: 'time part', counter: 'anyBusyNs'};
const faults: CardMeasure = {kind: 'level', counter: 'mmuFaults'};

function vramUsed({facts}: Model): number | undefined {
	return facts === undefined ? undefined : facts.guestVramBytes - facts.guestVramFreeBytes;
}

export const busyFigure: HeaderFigure = {
	...ofTheCard(
		{label: 'GPU', line: 0, doc: 'Time that any engine of the card was busy, in percent of the time of the window.'},
		'part',
		busy,
	),
	width: 6,
	part: ({rates}) => ofCard(busy, rates),
};

export const vramFigure: HeaderFigure = {
	label: 'VRAM',
	line: 1,
	width: 6,
	doc: 'VRAM that partitions of domains take up, of what there is for domains.',
	origin: {kind: 'told', from: 'Told by the aggregator: the sizes of all partitions together.'},
	text: model => fitBytes(vramUsed(model), 5),
	part(model) {
		const used = vramUsed(model);
		const bytes = model.facts?.guestVramBytes ?? 0;
		return used === undefined || bytes === 0 ? undefined : used / bytes;
	},
};

/** In the order in which they stand behind the bars, line by line. */
export const headerFigures: readonly HeaderFigure[] = [
	busyFigure,
	ofTheCard({label: 'graph', line: 0, doc: 'Time that the graphics and compute engine was busy.'}, 'part', {
		kind: 'time part',
		counter: 'graphBusyNs',
	}),
	ofTheCard({label: 'copy', line: 0, doc: 'Time that the copy engines were busy.'}, 'part', {kind: 'time part', counter: 'copyBusyNs'}),
	ofTheCard({label: 'kernels', line: 0, doc: 'Kernels started, per second.'}, 'count', {kind: 'rate', counter: 'kernels'}),
	ofTheCard({label: 'switches', line: 0, doc: 'Times an engine took another channel’s state, per second.'}, 'count', {
		kind: 'rate',
		counter: 'channelSwitches',
	}),
	vramFigure,
	ofAllDomains({label: 'exits', line: 1, doc: 'BAR accesses of all domains that trapped, per second.'}, {kind: 'rate', counter: 'exits'}),
	ofAllDomains({label: 'doorbells', line: 1, doc: 'Doorbells taken from all domains, per second.'}, {kind: 'rate', counter: 'doorbells'}),
	{
		label: 'faults',
		line: 1,
		width: 5,
		doc: 'Accesses of the card to memory that is not mapped, since the start.',
		origin: {kind: 'card', measure: faults},
		text: ({rates}) => fitCount(ofCard(faults, rates), 5),
		role: ({rates}) => ((ofCard(faults, rates) ?? 0) > 0 ? 'warning' : undefined),
	},
	ofTheCard({label: 'IRQ', line: 1, doc: 'Interrupts that the card raised, per second.'}, 'count', {kind: 'rate', counter: 'interrupts'}),
];
