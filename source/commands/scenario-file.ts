/** Finds the scenario that a word on the command line means, and applies the flags that override parts of it. */
import {readdirSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {didYouMean} from '../base/nearest.ts';
import type {Configuration, PolicyConfiguration, Scenario} from '../machine/configuration.ts';
import {deviceParameter, isDeviceParameter, parameterOf} from '../machine/policy-parameter.ts';
import type {CatalogueItem} from '../machine/recipes.ts';
import type {Offerings} from '../machine/scenario.ts';
import type {Services} from './services.ts';
import {UsageError} from './subcommand.ts';
import {textOf} from './text-of.ts';

export const DEFAULT_SCENARIO = 'demo';
/** Tours lie beside the scenarios that they are played on. */
export const TOUR_ENDING = '.tour.yaml';

export type Setting = {readonly name: string; readonly value: string};
export type Overrides = {
	readonly seed?: number | undefined;
	/** A policy's name, or the path of a module with one. */
	readonly policy?: string | undefined;
	readonly speed?: number | undefined;
	/** Parameters of the policy and of the device. */
	readonly set?: readonly Setting[] | undefined;
};

/** Names of the scenarios that come with the package. */
export function bundledScenarios(folder: string): string[] {
	return readdirSync(folder)
		.filter(name => name.endsWith('.yaml') && !name.endsWith(TOUR_ENDING))
		.map(name => name.slice(0, -'.yaml'.length))
		.sort();
}

/** The text of a file, or of a scenario of the package by its name. `others` are words that may have been meant instead. */
export function findScenario(word: string, folder: string, others: readonly string[] = []): string {
	const bundled = bundledScenarios(folder);
	const text =
		textOf(word, 'a scenario file') ?? (bundled.includes(word) ? textOf(join(folder, `${word}.yaml`), 'a scenario file') : undefined);
	if (text === undefined) {
		const hint = didYouMean(word, [...bundled, ...others]);
		throw new UsageError(`no scenario file ${word}${hint}; expected a file, or one of ${bundled.join(', ')}`);
	}
	return text;
}

/** Reads, checks and overrides. Throws `UsageError` or `ScenarioError`. */
export async function loadScenario(
	word: string | undefined,
	overrides: Overrides,
	services: Services,
	others: readonly string[] = [],
): Promise<Scenario> {
	const name = word ?? DEFAULT_SCENARIO;
	const text = findScenario(name, services.scenarioFolder, others);
	const policyModules = isModulePath(overrides.policy) ? [await services.policyModule(resolve(overrides.policy))] : [];
	const [{parseScenario}, offerings] = await Promise.all([import('../machine/scenario.ts'), services.offerings(policyModules)]);
	const scenario = parseScenario(text, name, offerings);
	const policy = policyModules[0]?.name ?? overrides.policy;
	return applyOverrides(
		policyModules.length === 0 ? scenario : {...scenario, policyModules},
		{...overrides, ...(policy === undefined ? {} : {policy})},
		offerings,
	);
}

/** `./mine.ts`, `/home/me/mine.js`: a path, and no policy's name. */
function isModulePath(word: string | undefined): word is string {
	return word !== undefined && (/[\\/]/.test(word) || /\.[cm]?[jt]s$/.test(word));
}

function applyOverrides(scenario: Scenario, {seed, policy, speed, set}: Overrides, {policies}: Offerings): Scenario {
	const {initial} = scenario;
	const chosen =
		policy === undefined || policy.toLowerCase() === initial.policy.name
			? initial.policy
			: {name: knownPolicy(policy, Object.keys(policies)), parameters: {}};
	const ofDevice = (set ?? []).filter(({name}) => isDeviceParameter(name));
	const ofPolicy = (set ?? []).filter(({name}) => !isDeviceParameter(name));
	const changes = {
		speed: speed ?? initial.speed,
		policy: withSettings(chosen, ofPolicy, policies),
		device: withDevice(initial.device, ofDevice),
	};
	return {...scenario, seed: seed ?? scenario.seed, initial: {...initial, ...changes}};
}

/** Parameters set by flag go on top of the scenario's. */
function withSettings(policy: PolicyConfiguration, settings: readonly Setting[], policies: Offerings['policies']): PolicyConfiguration {
	const parameters: Record<string, number> = {...policy.parameters};
	for (const {name, value} of settings) {
		const reading = parameterOf(name, flagValue(value), [policies[policy.name] as CatalogueItem]);
		if (!reading.ok) {
			const what = reading.isName ? '--set' : `--set ${name}`;
			throw new UsageError(`${what} ${reading.reason}${reading.isName ? ` (policy ${policy.name})` : ''}`);
		}
		parameters[reading.name] = reading.value;
	}
	return {...policy, parameters};
}

function withDevice(device: Configuration['device'], settings: readonly Setting[]): Configuration['device'] {
	const parameters: Record<string, number> = {...device};
	for (const {name, value} of settings) {
		const reading = deviceParameter(name, flagValue(value));
		if (!reading.ok) {
			throw new UsageError(`--set ${name} ${reading.reason}`);
		}
		parameters[reading.name] = reading.value;
	}
	return parameters;
}

/** A word of the command line as a scenario would hold it. */
export function flagValue(word: string): unknown {
	return /^\d+$/.test(word) ? Number(word) : word === 'true' ? true : word === 'false' ? false : word;
}

function knownPolicy(word: string, policies: readonly string[]): string {
	const name = policies.find(policy => policy === word.toLowerCase());
	if (name === undefined) {
		throw new UsageError(
			`--policy is "${word}"${didYouMean(word, policies)}; expected one of ${policies.join(', ')}, or a module such as ./mine.ts`,
		);
	}
	return name;
}
