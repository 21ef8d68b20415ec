/**
The cost table as tunables: range and step of each price, and the command that changes one while the machine runs.

All can be changed live: who pays reads the table at that moment. What has been begun (an exit under way, a kernel
that runs, a copy) ends when it was going to.
*/
import {formatTunable, refuseValue, type TunableSpec, type TunableUnit} from '../base/tunable.ts';
import {COSTS, type CostName, type CostSpec, type CostUnit} from '../manual/costs.ts';
import type {Configuration} from './configuration.ts';
import type {RecipeResult} from './recipes.ts';

export const COST_MAXIMUM = 1_000_000_000;
const PERMILLE = 1000;

const units: Readonly<Record<CostUnit, TunableUnit>> = {
	ns: 'ns',
	'ns/entry': 'ns',
	'ns/page': 'ns',
	'MB/s': 'count',
	count: 'count',
	MHz: 'count',
	permille: 'permille',
	cycles: 'count',
	KiB: 'count',
};

/** What other figures are divided by, or a share of nothing: never 0. */
function isDivisor(unit: CostUnit): boolean {
	return unit === 'MB/s' || unit === 'MHz' || unit === 'count' || unit === 'permille';
}

function tunableOf(name: CostName): TunableSpec {
	const {value, unit, doc, source, minimum}: CostSpec = COSTS[name];
	return {
		unit: units[unit],
		default: value,
		minimum: minimum ?? (isDivisor(unit) ? 1 : 0),
		maximum: unit === 'permille' ? PERMILLE : COST_MAXIMUM,
		step: Math.max(1, Math.round(value / 10)),
		doc: `${doc} Source: ${source}.`,
		when: 'live',
		...(units[unit] === 'count' && unit !== 'count' ? {suffix: unit} : {}),
	};
}

export const costNames = Object.keys(COSTS) as readonly CostName[];

export const costTunables = Object.fromEntries(costNames.map(name => [name, tunableOf(name)])) as Readonly<Record<CostName, TunableSpec>>;

/** The price in force. */
export function costIn({costs}: Pick<Configuration, 'costs'>, name: CostName): number {
	return costs?.[name] ?? COSTS[name].value;
}

export function setCost(name: CostName, value: number, configuration: Configuration): RecipeResult {
	const spec = costTunables[name] as TunableSpec | undefined;
	const reason = spec === undefined ? `no cost "${name}"; expected one of ${costNames.join(', ')}` : refuseValue(name, spec, value);
	if (reason !== undefined || spec === undefined) {
		return {reason: reason ?? `no cost "${name}"`};
	}
	const old = costIn(configuration, name);
	return old === value
		? {reason: `${name} is ${formatTunable(spec, value)} already`}
		: {
				apply: draft => {
					draft.costs = {...draft.costs, [name]: value};
				},
				summary: `cost ${name} ${formatTunable(spec, old)} -> ${formatTunable(spec, value)}`,
			};
}
