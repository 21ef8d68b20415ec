/** The ledger: one line per change, and below it everything known about the effect of the selected one. */
import {formatDuration, SECOND} from '../../base/units.ts';
import {START} from '../../machine/journal-stacks.ts';
import {type Comparison, type Effect, hasEffect} from '../ledger/effect.ts';
import {describeVerdict, formatDifference, formatMean, formatSpread, verdictRole} from '../ledger/effect-text.ts';
import {windowLength} from '../ledger/ledger.ts';
import {type LedgerRow, ledgerFigures} from '../ledger/ledger-figures.ts';
import type {LedgerLine} from '../ledger/lines.ts';
import {SUB_WINDOW_NS} from '../ledger/stretch.ts';
import {truncate} from '../terminal/cell-width.ts';
import type {Surface} from '../terminal/surface.ts';
import {type FigureRow, paintFigures} from './figures.ts';
import {paintRule} from './history-strip.ts';
import type {PaintContext} from './painter.ts';

/** Rule, heading, up to seven metrics, a line about the windows. */
const DETAIL_ROWS = 10;
const SMALLEST_LIST = 5;

export function paintLedger(surface: Surface, context: PaintContext): void {
	const {width, height} = surface;
	const {ledger, facts, liveFacts, ui} = context.model;
	ledger.beginPicture();
	// The selected one first: of many, only some are worked out for one picture.
	ledger.effect(ledger.lines(facts)[ledger.selectedIndex(facts, ui)]?.number ?? START, liveFacts, ui);
	const detail = Math.min(DETAIL_ROWS, Math.max(0, height - SMALLEST_LIST));
	surface.inside({x: 0, y: 0, width, height: height - detail}, inner => paintLines(inner, context));
	surface.inside({x: 0, y: height - detail, width, height: detail}, inner => paintDetail(inner, context));
}

function paintLines(surface: Surface, context: PaintContext): void {
	const {model} = context;
	const {facts, liveFacts, ledger, ui} = model;
	const lines = ledger.lines(facts);
	const selected = ledger.selectedIndex(facts, ui);
	const viewport = model.viewports.ledger;
	const wishedNs = windowLength(ui.effectWindow);
	const domains = facts?.domains ?? [];
	const slots = new Map(domains.map(({configuration, slot}) => [configuration.id, slot]));
	const rows = lines.map((line, index): FigureRow<LedgerRow> => {
		// Effects are only worked out for lines that may be in view.
		const isNear = index >= viewport.top - 1 && index <= viewport.top + surface.height;
		const effect = isNear ? ledger.effect(line.number, liveFacts, ui) : undefined;
		return {
			row: {line, effect, wishedNs},
			slot: slots.get(line.entry?.changes[0]?.domainId ?? -1) ?? -1,
			isSelected: index === selected,
			place: index,
		};
	});
	paintFigures(surface, context, ledgerFigures(surface.width), rows, viewport);
}

function paintDetail(surface: Surface, context: PaintContext): void {
	const {model, theme} = context;
	const {facts, liveFacts, ledger, ui} = model;
	const line = ledger.lines(facts)[ledger.selectedIndex(facts, ui)];
	if (line === undefined || surface.height === 0) {
		return;
	}
	const effect = ledger.effect(line.number, liveFacts, ui);
	paintRule(surface, context, 0, titleOf(line, effect), effect === undefined ? '' : windowsText(effect, windowLength(ui.effectWindow)));
	if (effect === undefined) {
		surface.text(2, 1, truncate(withoutEffect(line), surface.width - 3), theme.cell('dim'));
		return;
	}
	paintComparisons(surface, context, effect.comparisons);
	const short = `±: Welch's 95% interval of the difference; N: sub-windows of ${formatDuration(SUB_WINDOW_NS)}`;
	const long = `${short} or longer; within noise: zero is in it`;
	const rule = long.length < surface.width - 3 ? long : short;
	surface.text(2, surface.height - 1, truncate(rule, surface.width - 3), theme.cell('dim'));
}

function titleOf({number, text, entry}: LedgerLine, effect: Effect | undefined): string {
	const {first, last} = effect?.windows ?? {first: number, last: number};
	const which = first === last ? `#${number}` : `#${first} to #${last} together`;
	return entry === undefined ? text : `${which} ${text}`;
}

/** `5.0 s before, 3.2 of 5.0 s after` */
function windowsText({beforeNs, afterNs, isFull}: Effect, wishedNs: number): string {
	const seconds = (ns: number) => (ns / SECOND).toFixed(1);
	return `${seconds(beforeNs)} s before, ${seconds(afterNs)}${isFull ? '' : ` of ${seconds(wishedNs)}`} s after`;
}

function withoutEffect({entry}: LedgerLine): string {
	if (entry === undefined) {
		return 'Enter takes back every change.';
	}
	if (entry.command.kind === 'note') {
		return 'A note changes nothing. Enter takes back what was changed after it.';
	}
	return hasEffect(entry)
		? 'Its effect is being worked out, or its time is no longer kept.'
		: 'Speed, pause and step change nothing in virtual time.';
}

/** The first one takes what a wide screen has to spare. */
const columns = [
	{title: 'METRIC', width: 22, align: 'left'},
	{title: 'BEFORE', width: 7, align: 'right'},
	{title: 'AFTER', width: 9, align: 'right'},
	{title: 'DIFF', width: 8, align: 'right'},
	{title: '±95%', width: 6, align: 'right'},
	{title: 'N', width: 6, align: 'right'},
	{title: '', width: 12, align: 'left'},
] as const;
const NARROW = 80;
const MOST_SPARE = 20;

function paintComparisons(surface: Surface, context: PaintContext, comparisons: readonly Comparison[]): void {
	const {theme} = context;
	paintCells(
		surface,
		1,
		columns.map(({title}) => title),
		columns.map(() => theme.cell('heading')),
	);
	for (const [index, comparison] of comparisons.slice(0, surface.height - 3).entries()) {
		const {before, after} = comparison;
		const {unit} = comparison.metric;
		const texts = [
			metricTitle(comparison),
			formatMean(comparison, before?.mean),
			`${formatMean(comparison, after?.mean)}${unit === '' || after === undefined ? '' : ` ${unit}`}`,
			formatDifference(comparison),
			formatSpread(comparison),
			`${before?.count ?? 0}+${after?.count ?? 0}`,
			describeVerdict(comparison),
		];
		const role = theme.cell(verdictRole(comparison));
		const plain = theme.cell('plain');
		paintCells(surface, 2 + index, texts, [plain, plain, plain, role, theme.cell('dim'), theme.cell('dim'), role]);
	}
}

function metricTitle(comparison: Comparison): string {
	const {metric, subject, subjectName, isOther} = comparison;
	const of = subject !== undefined ? ` of ${subjectName}` : metric.isOfDomain ? ' of all' : '';
	return `${metric.title}${of}${isOther ? ' (most)' : ''}`;
}

function paintCells(surface: Surface, y: number, texts: readonly string[], styles: readonly number[]): void {
	let x = 2;
	const spare = Math.max(0, Math.min(MOST_SPARE, surface.width - NARROW));
	for (const [index, {width: least, align}] of columns.entries()) {
		const width = index === 0 ? least + spare : least;
		const text = truncate(texts[index] ?? '', width);
		surface.text(align === 'left' ? x : x + width - [...text].length, y, text, styles[index] ?? 0);
		x += width + 1;
	}
}
