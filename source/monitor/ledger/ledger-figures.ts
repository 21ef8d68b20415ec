/** The columns of the ledger: what was changed takes the room that the others leave. */
import type {Figure} from '../figure-table.ts';
import {formatClock} from '../format.ts';
import {markGlyph} from '../marks.ts';
import type {Origin} from '../origin.ts';
import {truncate} from '../terminal/cell-width.ts';
import {comparisonOf, type Effect} from './effect.ts';
import {describeComparison, describeEffect, describeFilling, fillingPrefix, leadingComparison, verdictRole} from './effect-text.ts';
import type {LedgerLine, Standing} from './lines.ts';
import {type MetricName, metricOf} from './metrics.ts';

export type LedgerRow = {
	readonly line: LedgerLine;
	/** Undefined for what has none. */
	readonly effect: Effect | undefined;
	/** Length of the windows asked for. */
	readonly wishedNs: number;
};

const standingMarks: Readonly<Record<Standing, string>> = {'in force': '●', replaced: '◐', undone: '○', done: ''};

/** Part of a group whose effect stands at its last entry. */
function groupText({line, effect}: LedgerRow): string | undefined {
	return effect === undefined || effect.windows.last === line.number ? undefined : `with #${effect.windows.last}`;
}

function effectText(row: LedgerRow, width: number, hasWindow: boolean): string {
	const {effect, wishedNs} = row;
	if (effect === undefined) {
		return '';
	}
	const filling = hasWindow ? '' : fillingPrefix(effect, wishedNs);
	return groupText(row) ?? `${filling}${describeEffect(effect, width - filling.length)}`;
}

/** Where the columns come from: the change itself, and what was measured round it. */
const fromJournal: Origin = {kind: 'told', from: 'From the journal of the engine: a command that took effect.'};
const fromSamples: Origin = {
	kind: 'told',
	from: 'Made from the kept samples before and after the change; Enter and the lines below say which.',
};

function metricFigure(name: MetricName, title: string, unit: string, width: number, doc = metricOf(name).doc): Figure<LedgerRow> {
	/** Where a change is not about one domain, the share that changed most. */
	const find = ({effect}: LedgerRow) =>
		effect === undefined ? undefined : (comparisonOf(effect, name) ?? comparisonOf(effect, name, true));
	return {
		title,
		unit,
		width,
		align: 'left',
		priority: 0,
		doc,
		origin: fromSamples,
		text: row => {
			const comparison = groupText(row) === undefined ? find(row) : undefined;
			const whose = comparison?.isOther === true ? `${comparison.subjectName} ` : '';
			return comparison === undefined ? '' : `${whose}${describeComparison(comparison)}`;
		},
		role: row => {
			const comparison = find(row);
			return comparison === undefined ? undefined : verdictRole(comparison);
		},
	};
}

const fixed: ReadonlyArray<Figure<LedgerRow>> = [
	{
		title: 'NO',
		unit: '',
		width: 4,
		align: 'right',
		priority: 0,
		doc: 'Number of the entry in the journal; 0 is the first.',
		origin: fromJournal,
		text: ({line}) => (line.entry === undefined ? '' : String(line.number)),
		role: () => 'dim',
	},
	{
		title: 'WHEN',
		unit: 'virtual',
		width: 10,
		align: 'right',
		priority: 0,
		doc: 'Virtual time at which it took effect.',
		origin: fromJournal,
		text: ({line}) => formatClock(line.atNs),
		role: () => 'dim',
	},
	{
		title: 'BY',
		unit: '',
		width: 8,
		align: 'left',
		priority: 0,
		doc: 'Who gave it: key, line (the command line), plain, scenario, script, try (a trial), guard (the engine itself).',
		origin: fromJournal,
		text: ({line}) => line.by,
	},
	{
		title: 'F',
		unit: '',
		width: 1,
		align: 'left',
		priority: 0,
		doc: 'In force ●, replaced by a later change ◐, taken back ○; nothing for what cannot be in force.',
		origin: fromJournal,
		text: ({line}) => standingMarks[line.standing],
		role: ({line}) => (line.standing === 'in force' ? 'good' : 'dim'),
	},
];

function changeFigure(width: number): Figure<LedgerRow> {
	return {
		title: 'CHANGE',
		unit: 'before -> after',
		width,
		align: 'left',
		priority: 0,
		doc: 'What was changed, with the values as they were and as they became; notes too.',
		origin: fromJournal,
		text: ({line}) => truncate(line.entry?.command.kind === 'note' ? `${markGlyph('note')} ${line.text}` : line.text, width),
		role: ({line}) => (line.entry?.command.kind === 'note' ? 'good' : line.standing === 'in force' ? 'strong' : 'dim'),
	};
}

function effectFigure(width: number, hasWindow: boolean): Figure<LedgerRow> {
	return {
		title: 'EFFECT',
		unit: width < 40 ? 'mean before -> after' : 'mean before -> after (±95% interval)',
		width,
		align: 'left',
		priority: 0,
		doc: 'What it did: means in the seconds before and after it. "Within noise": the 95 % interval of the difference holds zero.',
		origin: fromSamples,
		text: row => effectText(row, width, hasWindow),
		role: row => {
			const leading = row.effect === undefined || groupText(row) !== undefined ? undefined : leadingComparison(row.effect);
			return leading === undefined ? 'dim' : verdictRole(leading);
		},
	};
}

const windowFigure: Figure<LedgerRow> = {
	title: 'WINDOW',
	unit: 'after',
	width: 12,
	align: 'left',
	priority: 0,
	doc: 'How much of the time after the change is known.',
	origin: fromSamples,
	text: row => (row.effect === undefined ? '' : (groupText(row) ?? describeFilling(row.effect, row.wishedNs))),
	role: () => 'dim',
};

/** In the order in which they come as the screen grows. */
const wide: ReadonlyArray<Figure<LedgerRow>> = [
	metricFigure(
		'share',
		'SHARE',
		'of the domain, or the one most changed',
		38,
		'Share of the domain that the change is about; if it is about none, the share that changed most, with a wider interval.',
	),
	metricFigure('delay', 'QUEUE DELAY', 'mean', 29),
	metricFigure('exits', 'EXITS', '/s', 31),
	metricFigure('jain', 'FAIRNESS', 'Jain', 27),
];

/** Every column that there can be, for help. */
export const everyLedgerFigure: ReadonlyArray<Figure<LedgerRow>> = [
	...fixed,
	changeFigure(30),
	effectFigure(40, true),
	...wide,
	windowFigure,
];

const GAP = 1;
const MARK_WIDTH = 2;
const SMALLEST_CHANGE = 26;
/** From here on metrics have columns of their own. */
const WIDE = 150;
const WITH_WINDOW = 110;
/** Below this, who gave a command has no room. */
const WITH_AUTHOR = 76;

const widthOf = (figures: ReadonlyArray<Figure<LedgerRow>>) => figures.reduce((sum, {width}) => sum + width + GAP, 0);

export function ledgerFigures(width: number): ReadonlyArray<Figure<LedgerRow>> {
	const shownFixed = width < WITH_AUTHOR ? fixed.filter(({title}) => title !== 'BY') : fixed;
	const free = width - MARK_WIDTH - 1 - widthOf(shownFixed);
	if (width < WIDE) {
		const window = width >= WITH_WINDOW ? [windowFigure] : [];
		const rest = free - widthOf(window) - 2 * GAP;
		const change = Math.max(Math.min(SMALLEST_CHANGE, Math.floor(rest * 0.6)), Math.floor(rest * 0.5));
		return [...shownFixed, changeFigure(change), effectFigure(rest - change, window.length > 0), ...window];
	}
	const shown: Array<Figure<LedgerRow>> = [];
	let rest = free - widthOf([windowFigure]) - GAP;
	for (const figure of wide) {
		if (rest - figure.width - GAP < SMALLEST_CHANGE) {
			break;
		}
		shown.push(figure);
		rest -= figure.width + GAP;
	}
	return [...fixed, changeFigure(rest), ...shown, windowFigure];
}
