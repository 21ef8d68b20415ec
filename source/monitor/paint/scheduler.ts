/** The GPU scheduler: the policy in force and its knobs, how fair it is, and what each domain gets of it. */
import {formatTunable} from '../../base/tunable.ts';
import type {CardCounter} from '../../machine/catalogue.ts';
import {fitCount, fitDuration, UNKNOWN, withUnit} from '../format.ts';
import {describeRange, type Knob, knobText, policyInForce, policyKnobs, schedulerKnobs, worldOf} from '../knobs.ts';
import {schedulerFigures} from '../scheduler-figures.ts';
import {truncate} from '../terminal/cell-width.ts';
import type {Surface} from '../terminal/surface.ts';
import {paintEntitlements} from './charts.ts';
import {FIGURE_HEADING_ROWS, paintFigures} from './figures.ts';
import {paintRule} from './history-strip.ts';
import type {PaintContext} from './painter.ts';

const POLICY_ROWS = 1;
const VALUE_X = 27;
const DEFAULT_X = 40;
const DOC_X = 2;
/** From this width on the range has a column of its own. */
const WIDE = 110;

export function paintScheduler(surface: Surface, context: PaintContext): void {
	const {model, theme, offers} = context;
	const policy = model.facts?.configuration.policy;
	const offer = policyInForce(policy, offers);
	const x = surface.text(1, 0, `${policy?.name ?? UNKNOWN}  `, theme.cell('strong'));
	surface.text(x, 0, truncate(offer?.doc ?? 'a policy that this screen does not know', surface.width - x - 1), theme.cell('plain'));
	const world = worldOf(model, offers);
	const rows = policyKnobs(world).length;
	const all = schedulerKnobs(model.selected?.configuration, world);
	for (const [index, knob] of all.slice(0, rows).entries()) {
		paintKnob(surface, context, POLICY_ROWS + index, knob, index === model.ui.knob);
	}
	const turned = all[model.ui.knob];
	const own = all.slice(rows);
	paintOwnKnobs(surface, context, POLICY_ROWS + rows, own, model.ui.knob - rows);
	const docY = POLICY_ROWS + rows + (own.length > 0 ? 1 : 0);
	const text =
		turned === undefined
			? rows === 0
				? 'no parameters; o chooses another policy · ↑ reaches the domain’s settings'
				: 'o chooses the policy · ↑ reaches the domain’s settings and its parameters'
			: `${turned.spec.doc} ${describeRange(turned.spec)}.`;
	surface.text(DOC_X, docY, truncate(text, surface.width - DOC_X - 1), theme.cell('dim'));
	paintFairness(surface, context, docY + 1);
	const top = docY + 3;
	const {width, height} = surface;
	const table = FIGURE_HEADING_ROWS + Math.max(1, model.order.length);
	const bars = height - top - table > model.order.length + 1 ? model.order.length + 1 : 0;
	if (bars > 0) {
		surface.inside({x: 0, y: top + table + 1, width, height: bars}, inner => paintEntitlements(inner, context));
	}
	surface.inside({x: 0, y: top, width, height: bars > 0 ? table : height - top}, inner => {
		const figures = model.order.map((domain, index) => ({
			row: {domain, rates: model.rates},
			slot: domain.slot,
			domainId: domain.configuration.id,
			isSelected: index === model.selectedIndex && turned === undefined,
		}));
		paintFigures(inner, context, schedulerFigures, figures, model.viewports.scheduler);
	});
}

/** Settings of the selected domain, in one line: they stand above its table, where the arrows come by. */
function paintOwnKnobs(surface: Surface, {model, theme}: PaintContext, y: number, knobs: readonly Knob[], turned: number): void {
	const name = model.selected?.configuration.name ?? '';
	surface.text(1, y, turned < 0 ? ' ' : '▸', theme.cell('key'));
	let x = surface.text(3, y, `${name}  `, theme.cell('strong'));
	for (const [index, knob] of knobs.entries()) {
		const isTurned = index === turned;
		x = surface.text(x, y, `${knob.name} `, theme.cell(isTurned ? 'key' : 'dim'));
		x = surface.text(x, y, isTurned ? `‹ ${knobText(knob)} ›` : knobText(knob), theme.cell(isTurned ? 'selected' : 'strong')) + 2;
	}
}

function paintKnob(surface: Surface, {theme}: PaintContext, y: number, {name, spec, value}: Knob, isTurned: boolean): void {
	surface.text(1, y, isTurned ? '▸' : ' ', theme.cell('key'));
	surface.text(3, y, name, theme.cell(isTurned ? 'strong' : 'plain'));
	const shown = formatTunable(spec, value);
	surface.text(VALUE_X - 2, y, isTurned ? `‹ ${shown} ›` : `  ${shown}`, theme.cell(isTurned ? 'selected' : 'strong'));
	const isDefault = value === spec.default;
	surface.text(
		DEFAULT_X,
		y,
		isDefault ? 'default' : `default ${formatTunable(spec, spec.default)}`,
		theme.cell(isDefault ? 'dim' : 'accent'),
	);
	if (surface.width >= WIDE) {
		surface.text(DEFAULT_X + 18, y, describeRange(spec), theme.cell('dim'));
	}
	const whenX = surface.width >= WIDE ? DEFAULT_X + 38 : DEFAULT_X + 18;
	if (whenX + 'at start'.length < surface.width) {
		surface.text(whenX, y, spec.when === 'live' ? 'live' : 'at start', theme.cell('dim'));
	}
}

/** How fair it is, for the machine; two lines at most, the second one a rule. */
function paintFairness(surface: Surface, context: PaintContext, y: number): void {
	const {rates} = context.model;
	const index = (name: CardCounter) => {
		const value = rates.cardValue(name);
		return Number.isNaN(value) ? UNKNOWN : (value / 1000).toFixed(3);
	};
	const percents = (name: CardCounter) => {
		const value = rates.cardValue(name);
		return Number.isNaN(value) ? UNKNOWN : `${(value / 10).toFixed(1)}%`;
	};
	const idle = rates.cardOfTime('idleBackloggedNs');
	const fields: ReadonlyArray<readonly [string, string]> = [
		['Jain 100ms', index('jain100Permille')],
		['500ms', index('jain500Permille')],
		['min/max', index('minMax500Permille')],
		['deviation', percents('deviation500Permille')],
		['idle with work', withUnit(fitDuration(idle === undefined ? undefined : idle * 1e9, 6), '/s')],
		['decisions', withUnit(fitCount(rates.cardPerSecond('decisions'), 5), '/s')],
		['held', fitDuration(rates.cardValue('schedulerBusyNs'), 6)],
		['of the gone', fitDuration(rates.cardValue('orphanBusyNs'), 6)],
	];
	const {theme} = context;
	let x = 1;
	for (const [label, value] of fields) {
		if (x + label.length + 1 + value.length > surface.width) {
			break;
		}
		x = surface.text(x, y, `${label} `, theme.cell('dim'));
		x = surface.text(x, y, value, theme.cell('strong')) + 2;
	}
	paintRule(surface, context, y + 1, 'shares of GPU time; delays of doorbells', '');
}
