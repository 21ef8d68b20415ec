/** The table of domains beside the baseline: what was, what is, the difference, and for the machine one line above. */
import type {DomainFacts} from '../../machine/snapshot.ts';
import {columnOf} from '../columns.ts';
import {compare, type Difference, differ, type Measure, measures, type Place, type Verdict} from '../comparison.ts';
import type {Figure} from '../figure-table.ts';
import {fitCount, fitDuration, UNKNOWN} from '../format.ts';
import type {Rates} from '../rates.ts';
import {truncate} from '../terminal/cell-width.ts';
import type {Surface} from '../terminal/surface.ts';
import type {Role} from '../theme.ts';
import type {View} from '../view.ts';
import {type FigureRow, paintFigures} from './figures.ts';
import type {PaintContext} from './painter.ts';

type Row = {readonly domain: DomainFacts; readonly before: Place | undefined; readonly now: Place | undefined};

const VALUE_WIDTH = 6;
const DIFFERENCE_WIDTH = 7;
/** From this width on, what was stands beside what is. */
const WIDE = 108;

const verdictRoles: Readonly<Record<Verdict, Role>> = {better: 'good', worse: 'bad', other: 'accent', same: 'dim'};

export function paintComparison(surface: Surface, context: PaintContext, baseline: View): void {
	const {model, theme} = context;
	const {width, height} = surface;
	const title = model.baseline?.title ?? '';
	let x = surface.text(1, 0, `against ${title}: `, theme.cell('dim'));
	for (const {label, text, difference} of machineMeasures(baseline.rates, model.rates)) {
		const figures = `${text(difference.before)}→${text(difference.now)} `;
		if (x + label.length + 1 + figures.length + difference.text.length >= width) {
			break;
		}
		x = surface.text(x, 0, `${label} `, theme.cell('dim'));
		x = surface.text(x, 0, figures, theme.cell('strong'));
		x = surface.text(x, 0, difference.text, theme.cell(verdictRoles[difference.verdict])) + 2;
	}
	surface.inside({x: 0, y: 1, width, height: height - 1}, inner =>
		paintFigures(inner, context, figuresFor(width), rowsOf(context, baseline), model.viewports.domains),
	);
}

/** Domains of now in the order of the table, then those that are gone. */
function rowsOf({model}: PaintContext, {rates}: View): Array<FigureRow<Row>> {
	const placeIn = (view: Rates, id: number): Place | undefined => {
		const domain = view.domains.find(({configuration}) => configuration.id === id);
		return domain === undefined ? undefined : {domain, rates: view};
	};
	const living = model.order.map((domain, index) => ({
		row: {domain, before: placeIn(rates, domain.configuration.id), now: {domain, rates: model.rates}},
		slot: domain.slot,
		domainId: domain.configuration.id,
		isSelected: index === model.selectedIndex,
	}));
	const gone = rates.domains
		.filter(({configuration}) => placeIn(model.rates, configuration.id) === undefined)
		.map(domain => ({row: {domain, before: {domain, rates}, now: undefined}, slot: domain.slot, isSelected: false}));
	return [...living, ...gone];
}

function figuresFor(width: number): Array<Figure<Row>> {
	return [
		{
			title: 'NAME',
			unit: '',
			width: 10,
			align: 'left',
			priority: 0,
			doc: 'Name of the domain.',
			origin: columnOf('name').origin,
			text: ({domain}) => domain.configuration.name,
			role: ({now, before}) => (now === undefined || before === undefined ? 'warning' : 'strong'),
		},
		...measures.map(measure => figureOf(measure, width >= WIDE)),
	];
}

function figureOf(measure: Measure, isWide: boolean): Figure<Row> {
	const {title, unit, doc, origin} = columnOf(measure.column);
	const shownOf = (place: Place | undefined) =>
		(place === undefined ? UNKNOWN : columnOf(measure.column).text(place.domain, place.rates, VALUE_WIDTH)).padStart(VALUE_WIDTH);
	return {
		title,
		unit: isWide ? `before → now, ${unit}` : unit,
		width: (isWide ? VALUE_WIDTH + 3 : 0) + VALUE_WIDTH + 1 + DIFFERENCE_WIDTH,
		align: 'right',
		priority: 0,
		doc,
		origin,
		text: ({before, now}) => {
			const text = truncate(statusOf(before, now) ?? compare(measure, before, now).text, DIFFERENCE_WIDTH).padEnd(DIFFERENCE_WIDTH);
			return `${isWide ? `${shownOf(before)} → ` : ''}${shownOf(now)} ${text}`;
		},
		role: ({before, now}) => verdictRoles[compare(measure, before, now).verdict],
	};
}

function statusOf(before: Place | undefined, now: Place | undefined): string | undefined {
	return now === undefined ? 'gone' : before === undefined ? 'new' : undefined;
}

type MachineMeasure = {readonly label: string; readonly text: (value: number | undefined) => string; readonly difference: Difference};

/** Fairness, exits and the longest of the domains' p99 delays, for the machine as a whole. */
export function machineMeasures(before: Rates, now: Rates): MachineMeasure[] {
	const lower = (was: number | undefined, is: number | undefined) =>
		differ(was, is, {isShare: false, gain: was === undefined || is === undefined ? undefined : was - is});
	const [wasFair, isFair] = [jain(before), jain(now)];
	const fairness = differ(wasFair, isFair, {
		isShare: false,
		gain: wasFair === undefined || isFair === undefined ? undefined : isFair - wasFair,
	});
	return [
		{label: 'Jain', text: value => value?.toFixed(3) ?? UNKNOWN, difference: fairness},
		{label: 'exits/s', text: value => fitCount(value, 5), difference: lower(before.perSecondOfAll('exits'), now.perSecondOfAll('exits'))},
		{label: 'worst p99', text: value => fitDuration(value, 6), difference: lower(worstDelay(before), worstDelay(now))},
	];
}

function jain(rates: Rates): number | undefined {
	const value = rates.cardValue('jain500Permille');
	return Number.isNaN(value) ? undefined : value / 1000;
}

function worstDelay(rates: Rates): number | undefined {
	const delays = rates.domains
		.filter(domain => rates.value(domain, 'fired') > 0)
		.map(domain => rates.value(domain, 'queueDelayP99Ns'))
		.filter(delay => !Number.isNaN(delay));
	return delays.length === 0 ? undefined : Math.max(...delays);
}
