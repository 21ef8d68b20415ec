/**
The combinations of a comparison: what varies, and the scenario of each combination.

A parameter that a policy does not have makes no difference to it: such combinations are run once.
*/
import {didYouMean} from '../base/nearest.ts';
import type {Scenario} from '../machine/configuration.ts';
import {deviceParameter, isDeviceParameter, parameterOf} from '../machine/policy-parameter.ts';
import type {CatalogueItem} from '../machine/recipes.ts';
import type {Offerings} from '../machine/scenario.ts';
import {cap, wholeNumber} from '../machine/scenario-values.ts';
import {WEIGHT_MAX} from '../machine/share-recipes.ts';
import {flagValue} from './scenario-file.ts';
import {UsageError} from './subcommand.ts';

/** `policy=fifo,credit`: a name and its values as they were written. */
export type Variation = {readonly name: string; readonly values: readonly string[]};

export type Combination = {
	/** Value of each variation, `-` where it makes no difference. */
	readonly settings: Readonly<Record<string, string>>;
	readonly scenario: Scenario;
};

export const COMBINATIONS_MAX = 1000;
const SEED_MAXIMUM = 2 ** 32 - 1;

/** Every combination of the values, in the order in which they were written; the last variation turns fastest. */
export function combine(scenario: Scenario, variations: readonly Variation[], offerings: Offerings): Combination[] {
	const names = variations.map(({name}) => name);
	const twice = names.find((name, index) => names.indexOf(name) !== index);
	if (twice !== undefined) {
		throw new UsageError(`--vary ${twice} stands there twice; expected all its values in one`);
	}
	// The policy decides which parameters there are, so it comes first.
	const ordered = variations.toSorted((first, second) => Number(second.name === 'policy') - Number(first.name === 'policy'));
	let combinations: Combination[] = [{settings: {}, scenario}];
	for (const {name, values} of ordered) {
		combinations = combinations.flatMap(combination => spread(combination, name, values, offerings));
		if (combinations.length > COMBINATIONS_MAX) {
			throw new UsageError(`--vary makes more than ${COMBINATIONS_MAX} combinations; expected fewer`);
		}
	}
	for (const {name} of variations) {
		if (combinations.every(({settings}) => settings[name] === '-')) {
			throw new UsageError(refuseName(name, combinations, offerings));
		}
	}
	return combinations;
}

function spread({settings, scenario}: Combination, name: string, values: readonly string[], offerings: Offerings): Combination[] {
	const changed = values.map(value => ({value, scenario: change(scenario, name, value, offerings)}));
	return changed.some(one => one.scenario === undefined)
		? [{settings: {...settings, [name]: '-'}, scenario}]
		: changed.map(one => ({settings: {...settings, [name]: one.value}, scenario: one.scenario as Scenario}));
}

/** The scenario with that value; undefined if it makes no difference under its policy. */
function change(scenario: Scenario, name: string, value: string, offerings: Offerings): Scenario | undefined {
	const {initial} = scenario;
	const wrong = (reason: string) => new UsageError(`--vary ${name} ${reason}`);
	if (name === 'policy') {
		const policies = Object.keys(offerings.policies);
		const known = policies.find(policy => policy === value.toLowerCase());
		if (known === undefined) {
			throw wrong(`has "${value}"${didYouMean(value, policies)}; expected ${policies.join(', ')}`);
		}
		return {...scenario, initial: {...initial, policy: known === initial.policy.name ? initial.policy : {name: known, parameters: {}}}};
	}
	if (name === 'seed') {
		const seed = wholeNumber(0, SEED_MAXIMUM)(flagValue(value));
		if (!seed.ok) {
			throw wrong(seed.reason);
		}
		return {...scenario, seed: seed.value};
	}
	if (isDeviceParameter(name)) {
		const reading = deviceParameter(name, flagValue(value));
		if (!reading.ok) {
			throw wrong(reading.reason);
		}
		return {...scenario, initial: {...initial, device: {...initial.device, [reading.name]: reading.value}}};
	}
	const [domain, part] = name.split('.');
	if (part !== undefined) {
		return changeShare(scenario, domain as string, part, value, wrong);
	}
	const item = offerings.policies[initial.policy.name] as CatalogueItem;
	const reading = parameterOf(name, flagValue(value), [item]);
	if (!reading.ok) {
		if (reading.isName) {
			return undefined;
		}
		throw wrong(reading.reason);
	}
	const parameters = {...initial.policy.parameters, [reading.name]: reading.value};
	return {...scenario, initial: {...initial, policy: {...initial.policy, parameters}}};
}

/** `web.weight`, `web.cap` */
function changeShare(scenario: Scenario, name: string, part: string, value: string, wrong: (reason: string) => UsageError): Scenario {
	const {initial} = scenario;
	const names = initial.domains.map(domain => domain.name);
	if (!names.includes(name)) {
		throw wrong(`names no domain${didYouMean(name, names)}; expected one of ${names.join(', ')}`);
	}
	if (part !== 'weight' && part !== 'cap') {
		throw wrong(`is about "${part}"; expected weight or cap`);
	}
	const reading = part === 'weight' ? wholeNumber(1, WEIGHT_MAX)(flagValue(value)) : cap(value);
	if (!reading.ok) {
		throw wrong(reading.reason);
	}
	const change = part === 'weight' ? {weight: reading.value} : {capPermille: reading.value};
	const domains = initial.domains.map(domain => (domain.name === name ? {...domain, ...change} : domain));
	return {...scenario, initial: {...initial, domains}};
}

function refuseName(name: string, combinations: readonly Combination[], offerings: Offerings): string {
	const policies = [...new Set(combinations.map(({scenario}) => scenario.initial.policy.name))];
	const items = policies.map(policy => offerings.policies[policy] as CatalogueItem);
	const reading = parameterOf(name, '', items);
	return `--vary ${reading.ok ? name : reading.reason} (of ${policies.join(', ')}), or policy, seed, DOMAIN.weight, DOMAIN.cap`;
}
