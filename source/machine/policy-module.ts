/**
Policies that are not ours: a module with a policy as its default export or as the export `policy`.

Owns: what such a module must look like. What the policy does when it is asked is judged later, while it runs
(scheduler/guard.ts).
*/
import {pathToFileURL} from 'node:url';
import {refuseValue, type TunableList, type TunableSpec} from '../base/tunable.ts';
import {POLICIES} from '../scheduler/catalogue.ts';
import type {SchedulerPolicy} from '../scheduler/policy.ts';
import type {PolicyModule} from './configuration.ts';

/** The operator's fault: the module cannot be used; says which and why. */
export class PolicyModuleError extends Error {
	override readonly name = 'PolicyModuleError';
}

export type Policies = Readonly<Record<string, SchedulerPolicy>>;

const NAME = /^[A-Za-z][A-Za-z0-9-]{0,15}$/;
const OPTIONAL = ['periodNs', 'adopt', 'join', 'leave', 'reshare', 'changed', 'isTurnOver', 'charge', 'replenish', 'account'] as const;
const UNITS: ReadonlyArray<TunableSpec['unit']> = ['ns', 'bytes', 'count', 'permille', 'flag'];

/** Loads the module at an absolute path. Throws `PolicyModuleError`. */
export async function loadPolicy(path: string): Promise<SchedulerPolicy> {
	let module: {readonly default?: unknown; readonly policy?: unknown};
	try {
		module = (await import(/* @vite-ignore */ pathToFileURL(path).href)) as typeof module;
	} catch (error) {
		throw new PolicyModuleError(`cannot load policy ${path}: ${error instanceof Error ? error.message : String(error)}`);
	}
	const policy = completePolicy(module.default ?? module.policy);
	if (typeof policy === 'string') {
		throw new PolicyModuleError(`${path}: ${policy}`);
	}
	return policy;
}

/** All policies of a run by lower-case name: ours, and those of the modules. */
export async function loadPolicies(modules: readonly PolicyModule[]): Promise<Policies> {
	const loaded = await Promise.all(modules.map(async ({name, path}) => [name, await loadPolicy(path)] as const));
	return {...POLICIES, ...Object.fromEntries(loaded)};
}

/** The policy with what it left out, or what is wrong with it. */
export function completePolicy(value: unknown): SchedulerPolicy | string {
	if (typeof value !== 'object' || value === null) {
		return 'no policy; expected an object as default export or as the export "policy"';
	}
	const given = value as Partial<Record<keyof SchedulerPolicy, unknown>>;
	if (typeof given.name !== 'string' || !NAME.test(given.name)) {
		return `the policy's name is ${JSON.stringify(given.name)}; expected a letter, then up to 15 letters, digits and hyphens`;
	}
	if (Object.hasOwn(POLICIES, given.name.toLowerCase())) {
		return `the policy is called ${given.name} like one of ours; expected a name of its own`;
	}
	if (typeof given.decide !== 'function') {
		return `policy ${given.name} has no function decide(state, pending, nowNs, parameters)`;
	}
	for (const key of [...OPTIONAL, 'start'] as const) {
		if (given[key] !== undefined && typeof given[key] !== 'function') {
			return `policy ${given.name}: ${key} is no function`;
		}
	}
	const tunables = given.tunables ?? {};
	const fault = refuseTunables(tunables);
	if (fault !== undefined) {
		return `policy ${given.name}: ${fault}`;
	}
	const policy = given as Partial<SchedulerPolicy> & Pick<SchedulerPolicy, 'name' | 'decide'>;
	return {
		...policy,
		start: policy.start ?? (() => ({})),
		isWorkConserving: policy.isWorkConserving === true,
		doc: typeof policy.doc === 'string' ? policy.doc : 'A policy of your own.',
		tunables: tunables as TunableList,
		isDirect: false,
		isForeign: true,
	};
}

function refuseTunables(tunables: unknown): string | undefined {
	if (typeof tunables !== 'object' || tunables === null) {
		return 'tunables is no object';
	}
	for (const [name, value] of Object.entries(tunables) as Array<[string, Partial<TunableSpec> | null]>) {
		if (typeof value !== 'object' || value === null || !UNITS.includes(value.unit as TunableSpec['unit'])) {
			return `tunable ${name} needs a unit: ${UNITS.join(', ')}`;
		}
		const {minimum, maximum, step, doc} = value;
		if (![minimum, maximum, value.default].every(Number.isInteger) || typeof doc !== 'string') {
			return `tunable ${name} needs minimum, maximum and default as whole numbers, and a sentence as doc`;
		}
		const reason = refuseValue('default', value as TunableSpec, value.default as number);
		if (reason !== undefined) {
			return `tunable ${name}: ${reason}`;
		}
		if (!(Number.isInteger(step) && (step as number) > 0)) {
			return `tunable ${name} needs a step above 0`;
		}
	}
	return undefined;
}
