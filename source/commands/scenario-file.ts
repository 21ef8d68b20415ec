/** Finds the scenario that a word on the command line means, and applies the flags that override parts of it. */
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {didYouMean} from '../base/nearest.ts';
import type {Scenario} from '../machine/configuration.ts';
import type {Services} from './services.ts';
import {UsageError} from './subcommand.ts';

export const DEFAULT_SCENARIO = 'demo';

export type Overrides = {readonly seed?: number; readonly policy?: string; readonly speed?: number};

/** Names of the scenarios that come with the package. */
export function bundledScenarios(folder: string): string[] {
	return readdirSync(folder)
		.filter(name => name.endsWith('.yaml'))
		.map(name => name.slice(0, -'.yaml'.length))
		.sort();
}

function readIfThere(path: string): string | undefined {
	try {
		return readFileSync(path, 'utf8');
	} catch (error) {
		const {code, message} = error as NodeJS.ErrnoException;
		if (code === 'ENOENT' || code === 'ENOTDIR') {
			return undefined;
		}
		throw new UsageError(code === 'EISDIR' ? `${path} is a folder; expected a scenario file` : `cannot read ${path}: ${message}`);
	}
}

/** The text of a file, or of a scenario of the package by its name. `others` are words that may have been meant instead. */
export function findScenario(word: string, folder: string, others: readonly string[] = []): string {
	const bundled = bundledScenarios(folder);
	const text = readIfThere(word) ?? (bundled.includes(word) ? readIfThere(join(folder, `${word}.yaml`)) : undefined);
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
	const [{parseScenario}, offerings] = await Promise.all([import('../machine/scenario.ts'), services.offerings()]);
	return applyOverrides(parseScenario(text, name, offerings), overrides, Object.keys(offerings.policies));
}

function applyOverrides(scenario: Scenario, {seed, policy, speed}: Overrides, policies: readonly string[]): Scenario {
	const {initial} = scenario;
	return {
		...scenario,
		seed: seed ?? scenario.seed,
		initial: {
			...initial,
			speed: speed ?? initial.speed,
			policy:
				policy === undefined || policy.toLowerCase() === initial.policy.name
					? initial.policy
					: {name: knownPolicy(policy, policies), parameters: {}},
		},
	};
}

function knownPolicy(word: string, policies: readonly string[]): string {
	const name = policies.find(policy => policy === word.toLowerCase());
	if (name === undefined) {
		throw new UsageError(`--policy is "${word}"${didYouMean(word, policies)}; expected one of ${policies.join(', ')}`);
	}
	return name;
}
