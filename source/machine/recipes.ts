/**
Commands as recipes on the desired configuration: each verb checks, then changes a draft and says what it
changed. Nothing here touches the engine.
*/
import type {Draft} from 'immer';
import {unreachable} from '../base/assert.ts';
import {formatTunable, refuseValue, type TunableList, type TunableSpec} from '../base/tunable.ts';
import {formatBytes, MIB} from '../base/units.ts';
import {SPEED_MAXIMUM, SPEED_MINIMUM} from '../simulation/pacer.ts';
import type {Command} from './command.ts';
import {type Configuration, type DomainConfiguration, describeMode, type Mode, type WorkloadConfiguration} from './configuration.ts';
import {setCost} from './cost-recipes.ts';
import {setDevice} from './device-recipes.ts';
import {rebootDomain, setVram, setWorkloads} from './reboot-recipes.ts';
import {refuseShare, setCap, setReservation, setWeight} from './share-recipes.ts';

/** What a workload or policy is called and takes. */
export type CatalogueItem = {readonly doc: string; readonly parameters: TunableList};

/** What recipes may ask about the world. */
export type RecipeContext = {
	readonly workloads: Readonly<Record<string, CatalogueItem>>;
	readonly policies: Readonly<Record<string, CatalogueItem>>;
	/** Why the card cannot take such a domain now, in place of what it is now if it lives. */
	refuse(domain: DomainConfiguration): string | undefined;
};

/** Commands that change the configuration, and so can be undone. */
export type Verb = Exclude<Command, {kind: 'step' | 'note' | 'undo' | 'undo-to' | 'redo'}>;

export type Recipe = {
	readonly apply: (draft: Draft<Configuration>) => void;
	readonly summary: string;
	/** Identifier of a domain that starts anew even if nothing else about it changes. */
	readonly reboots?: number;
};
export type RecipeResult = Recipe | {readonly reason: string};

export const NAME_PATTERN = /^[a-z][a-z0-9-]{0,15}$/;
export const DOMAINS_MAX = 64;
const DEFAULT_VRAM = 128 * MIB;
const DEFAULT_RAM = 64 * MIB;

export function recipeFor(command: Verb, configuration: Configuration, context: RecipeContext): RecipeResult {
	switch (command.kind) {
		case 'add-domain':
			return addDomain(command, configuration, context);
		case 'remove-domain':
			return onDomain(command.domain, configuration, (index, domain) => ({
				apply: draft => {
					draft.domains.splice(index, 1);
				},
				summary: `${domain.name} removed`,
			}));
		case 'pause-domain':
			return pauseDomain(command.domain, true, configuration);
		case 'resume-domain':
			return pauseDomain(command.domain, false, configuration);
		case 'set-mode':
			return setMode(command, configuration);
		case 'reboot-domain':
			return rebootDomain(command, configuration, context);
		case 'set-vram':
			return setVram(command, configuration, context);
		case 'set-workloads':
			return setWorkloads(command, configuration, context);
		case 'set-policy':
			return setPolicy(command, configuration, context);
		case 'set-parameter':
			return setParameter(command.parameter, command.value, configuration, context);
		case 'set-device':
			return setDevice(command.parameter, command.value, configuration);
		case 'set-weight':
			return setWeight(command.domain, command.weight, configuration);
		case 'set-cap':
			return setCap(command.domain, command.capPermille, configuration);
		case 'set-reservation':
			return setReservation(command.domain, command.reservation, configuration);
		case 'set-cost':
			return setCost(command.cost, command.value, configuration);
		case 'set-speed':
			return setSpeed(command.speed, configuration);
		case 'pause':
			return setPaused(true, configuration);
		case 'resume':
			return setPaused(false, configuration);
		default:
			return unreachable(command);
	}
}

/** The configuration of a new domain, with defaults filled in. */
export function completeDomain(command: Extract<Command, {kind: 'add-domain'}>, configuration: Configuration): DomainConfiguration {
	return {
		id: configuration.nextDomainId,
		name: command.name ?? freeName(configuration),
		mode: command.mode ?? {kind: 'full', barRemap: false, lazyShadowing: false},
		vramBytes: command.vramBytes ?? DEFAULT_VRAM,
		ramBytes: command.ramBytes ?? DEFAULT_RAM,
		channels: command.channels ?? 0,
		workloads: command.workloads ?? [{kind: 'vector-add', parameters: {}}],
		weight: command.weight ?? 256,
		capPermille: command.capPermille ?? 0,
		...(command.reservation === undefined ? {} : {reservation: command.reservation}),
		isPaused: false,
	};
}

/** The command with what it leaves out filled in: it then means the same whenever it is given. */
export function completeCommand(command: Verb, configuration: Configuration): Verb {
	if (command.kind !== 'add-domain') {
		return command;
	}
	const {name, mode, vramBytes, ramBytes, workloads, weight} = completeDomain(command, configuration);
	return {...command, name, mode, vramBytes, ramBytes, workloads, weight};
}

/** Why a domain may not join the others; resources aside. */
export function refuseDomain(
	domain: DomainConfiguration,
	others: readonly DomainConfiguration[],
	context: RecipeContext,
): string | undefined {
	if (!NAME_PATTERN.test(domain.name)) {
		return `"${domain.name}" is not a name; expected a letter, then up to 15 of a-z, 0-9 and -`;
	}
	if (others.some(other => other.name === domain.name)) {
		return `there is a domain ${domain.name} already`;
	}
	if (others.length >= DOMAINS_MAX) {
		return `there are ${DOMAINS_MAX} domains already`;
	}
	const share = refuseShare(domain);
	if (share !== undefined) {
		return share;
	}
	return refuseMode(domain.mode, others) ?? refuseWorkloads(domain.workloads, context);
}

/** Modes that have the card for themselves. */
export function isExclusive(mode: Mode): boolean {
	return mode.kind === 'native' || mode.kind === 'passthrough';
}

export function refuseMode(mode: Mode, others: readonly DomainConfiguration[]): string | undefined {
	const owner = others.find(other => isExclusive(other.mode));
	if (owner !== undefined) {
		return `${owner.name} is ${describeMode(owner.mode)} and has the card for itself`;
	}
	if (isExclusive(mode) && others.length > 0) {
		return `a ${describeMode(mode)} domain has the card for itself; ${others.length === 1 ? '1 other exists' : `${others.length} others exist`}`;
	}
	return undefined;
}

export function refuseWorkloads(workloads: readonly WorkloadConfiguration[], context: RecipeContext): string | undefined {
	for (const workload of workloads) {
		const item = context.workloads[workload.kind];
		if (item === undefined) {
			return `no workload "${workload.kind}"; expected one of ${Object.keys(context.workloads).join(', ')}`;
		}
		const reason = refuseParameters(workload.parameters, item.parameters);
		if (reason !== undefined) {
			return `workload ${workload.kind}: ${reason}`;
		}
	}
	return undefined;
}

/** Why values do not fit the declared parameters. */
export function refuseParameters(values: Readonly<Record<string, number>>, list: TunableList): string | undefined {
	for (const [name, value] of Object.entries(values)) {
		const spec = list[name];
		if (spec === undefined) {
			return `no parameter "${name}"; expected one of ${Object.keys(list).join(', ') || 'none'}`;
		}
		const reason = refuseValue(name, spec, value);
		if (reason !== undefined) {
			return reason;
		}
	}
	return undefined;
}

function freeName(configuration: Configuration): string {
	let number = configuration.nextDomainId;
	while (configuration.domains.some(domain => domain.name === `dom${number}`)) {
		number++;
	}
	return `dom${number}`;
}

function addDomain(command: Extract<Command, {kind: 'add-domain'}>, configuration: Configuration, context: RecipeContext): RecipeResult {
	const domain = completeDomain(command, configuration);
	const reason = refuseDomain(domain, configuration.domains, context) ?? context.refuse(domain);
	if (reason !== undefined) {
		return {reason};
	}
	const work = domain.workloads.map(workload => workload.kind).join(', ') || 'no workload';
	return {
		apply: draft => {
			draft.domains.push(domain as Draft<DomainConfiguration>);
			draft.nextDomainId++;
		},
		summary: `${domain.name} added: ${describeMode(domain.mode)}, ${formatBytes(domain.vramBytes)}, ${work}`,
	};
}

export function onDomain(
	name: string,
	configuration: Configuration,
	make: (index: number, domain: DomainConfiguration) => RecipeResult,
): RecipeResult {
	const index = configuration.domains.findIndex(domain => domain.name === name);
	const domain = configuration.domains[index];
	return domain === undefined ? {reason: `no domain "${name}"`} : make(index, domain);
}

function pauseDomain(name: string, isPaused: boolean, configuration: Configuration): RecipeResult {
	return onDomain(name, configuration, (index, domain) =>
		domain.isPaused === isPaused
			? {reason: `${name} is ${isPaused ? 'paused already' : 'not paused'}`}
			: {
					apply: draft => {
						(draft.domains[index] as Draft<DomainConfiguration>).isPaused = isPaused;
					},
					summary: `${name} ${isPaused ? 'paused' : 'resumed'}`,
				},
	);
}

function setMode(command: Extract<Command, {kind: 'set-mode'}>, configuration: Configuration): RecipeResult {
	return onDomain(command.domain, configuration, (index, domain) => {
		const before = describeMode(domain.mode);
		const after = describeMode(command.mode);
		const reason =
			before === after ? `${domain.name} is ${after} already` : refuseMode(command.mode, configuration.domains.toSpliced(index, 1));
		if (reason !== undefined) {
			return {reason};
		}
		const reload = domain.mode.kind === command.mode.kind ? '' : '; its driver loads anew';
		return {
			apply: draft => {
				(draft.domains[index] as Draft<DomainConfiguration>).mode = command.mode;
			},
			summary: `${domain.name} ${before} -> ${after}${reload}`,
		};
	});
}

function setPolicy(command: Extract<Command, {kind: 'set-policy'}>, configuration: Configuration, context: RecipeContext): RecipeResult {
	const name = command.policy.toLowerCase();
	const item = context.policies[name];
	if (item === undefined) {
		return {reason: `no policy "${command.policy}"; expected one of ${Object.keys(context.policies).join(', ')}`};
	}
	const parameters = command.parameters ?? {};
	const reason = refuseParameters(parameters, item.parameters);
	if (reason !== undefined) {
		return {reason: `policy ${name}: ${reason}`};
	}
	const old = configuration.policy;
	if (old.name === name && JSON.stringify(old.parameters) === JSON.stringify(parameters)) {
		return {reason: `policy is ${name} already`};
	}
	return {
		apply: draft => {
			draft.policy = {name, parameters: {...parameters}};
		},
		summary: `policy ${old.name} -> ${name}`,
	};
}

function setParameter(name: string, value: number, configuration: Configuration, context: RecipeContext): RecipeResult {
	const {policy} = configuration;
	const list = context.policies[policy.name]?.parameters ?? {};
	const reason = refuseParameters({[name]: value}, list);
	if (reason !== undefined) {
		return {reason: `policy ${policy.name}: ${reason}`};
	}
	const spec = list[name] as TunableSpec;
	const old = policy.parameters[name] ?? spec.default;
	return old === value
		? {reason: `${name} is ${formatTunable(spec, value)} already`}
		: {
				apply: draft => {
					draft.policy.parameters[name] = value;
				},
				summary: `${policy.name} ${name} ${formatTunable(spec, old)} -> ${formatTunable(spec, value)}`,
			};
}

function setSpeed(speed: number, configuration: Configuration): RecipeResult {
	if (!Number.isFinite(speed) || speed < 0 || speed > SPEED_MAXIMUM || (speed > 0 && speed < SPEED_MINIMUM)) {
		return {reason: `speed is ${speed}; expected 0 for as fast as possible, or ${SPEED_MINIMUM} to ${SPEED_MAXIMUM}`};
	}
	const show = (value: number) => (value === 0 ? 'max' : `${value}x`);
	return speed === configuration.speed
		? {reason: `speed is ${show(speed)} already`}
		: {
				apply: draft => {
					draft.speed = speed;
				},
				summary: `speed ${show(configuration.speed)} -> ${show(speed)}`,
			};
}

function setPaused(isPaused: boolean, configuration: Configuration): RecipeResult {
	return configuration.isPaused === isPaused
		? {reason: isPaused ? 'the machine is paused already' : 'the machine is not paused'}
		: {
				apply: draft => {
					draft.isPaused = isPaused;
				},
				summary: isPaused ? 'machine paused' : 'machine resumed',
			};
}
