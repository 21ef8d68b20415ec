/**
The shape of a scenario file: which keys there are and what each may hold. Unknown keys are refused with
the nearest known one.

Not here: what only the whole tells, such as sums and doubled names (scenario.ts).
*/
import * as z from 'zod';
import {VRAM_MINIMUM_BYTES} from '../aggregator/partition.ts';
import type {TunableList} from '../base/tunable.ts';
import {GIB, MIB, SECOND} from '../base/units.ts';
import {deviceTunables} from '../gpu/preemption.ts';
import type {CostName} from '../manual/costs.ts';
import {CHANNELS} from '../manual/pfifo.ts';
import type {Command} from './command.ts';
import type {Mode, PolicyConfiguration, Reservation, TimedCommand, WorkloadConfiguration} from './configuration.ts';
import {costNames, costTunables} from './cost-recipes.ts';
import {declaredName, deviceParameter, parameterOf} from './policy-parameter.ts';
import {type CatalogueItem, DOMAINS_MAX} from './recipes.ts';
import {
	cap,
	choice,
	domainName,
	duration,
	flag,
	memorySize,
	mismatch,
	mode,
	noteText,
	type Reader,
	speed,
	text,
	tunableValue,
	wholeNumber,
} from './scenario-values.ts';
import {RESERVATION_MAXIMUM_NS, RESERVATION_MINIMUM_NS, WEIGHT_MAX} from './share-recipes.ts';
import {field, isMap, list, map, unknownKey} from './yaml-shape.ts';

/** What a scenario may name: workloads and policies with their parameters, by name. */
export type Offerings = {
	readonly workloads: Readonly<Record<string, CatalogueItem>>;
	readonly policies: Readonly<Record<string, CatalogueItem>>;
};

export type DomainEntry = {
	name?: string | undefined;
	mode?: Mode | undefined;
	vram?: number | undefined;
	ram?: number | undefined;
	channels?: number | undefined;
	weight?: number | undefined;
	cap?: number | undefined;
	reservation?: Reservation | undefined;
	workload?: WorkloadConfiguration | undefined;
	workloads?: WorkloadConfiguration[] | undefined;
	count?: number | undefined;
	paused?: boolean | undefined;
};

export type ScenarioFile = {
	title?: string | undefined;
	description?: string | undefined;
	seed?: number | undefined;
	until?: number | undefined;
	gpu?:
		| {
				vram?: number | undefined;
				guestVram?: number | undefined;
				/** Parameters of the device by their declared names. */
				preemption?: Record<string, number> | undefined;
				costs?: Partial<Record<CostName, number>> | undefined;
		  }
		| undefined;
	policy?: PolicyConfiguration | undefined;
	speed?: number | undefined;
	domains?: DomainEntry[] | undefined;
	commands?: TimedCommand[] | undefined;
};

export const RAM_MINIMUM = 16 * MIB;
export const RAM_MAXIMUM = 2 * GIB;
export const GUEST_VRAM_MAXIMUM = 4 * GIB;
const VRAM_MAXIMUM = 6 * GIB;
export const UNTIL_MAXIMUM = 24 * 3600 * SECOND;
export const SEED_MAXIMUM = 2 ** 32 - 1;
const UNDO_MAXIMUM = 10_000;

export type AddDomain = Extract<Command, {kind: 'add-domain'}>;

type Context = {
	addIssue(
		issue: {code: 'custom'; message: string; path: PropertyKey[]} | {code: 'unrecognized_keys'; keys: string[]; message: string},
	): void;
};

/** `name`, or a map whose key `nameKey` holds the name and whose other keys are parameters of what is named. */
function named(what: string, nameKey: string, offered: Readonly<Record<string, CatalogueItem>>) {
	const names = Object.keys(offered);
	return z.unknown().transform((value, context): {name: string; parameters: Record<string, number>} => {
		const entry: Record<string, unknown> = isMap(value) ? value : {[nameKey]: value};
		const name = choice(what, names)(entry[nameKey]);
		if (!name.ok) {
			context.addIssue({code: 'custom', message: name.reason, path: isMap(value) ? [nameKey] : []});
			return z.NEVER;
		}
		const {parameters: specs} = offered[name.value] as CatalogueItem;
		const parameters: Record<string, number> = {};
		for (const [key, given] of Object.entries(entry)) {
			if (key !== nameKey) {
				readParameter(key, given, specs, parameters, context);
			}
		}
		return {name: name.value, parameters};
	});
}

function readParameter(key: string, given: unknown, specs: TunableList, into: Record<string, number>, context: Context): void {
	const name = declaredName(key, specs);
	if (name === undefined) {
		context.addIssue({code: 'unrecognized_keys', keys: [key], message: unknownKey(key, Object.keys(specs))});
		return;
	}
	const reading = tunableValue(name, specs[name] as TunableList[string])(given);
	if (reading.ok) {
		into[name] = reading.value;
	} else {
		context.addIssue({code: 'custom', message: reading.reason, path: [key]});
	}
}

function costs() {
	const shape: Record<string, z.ZodType<number | undefined>> = {};
	for (const name of costNames) {
		shape[name] = field(costValue(name)).optional();
	}
	return map(shape) as unknown as z.ZodType<Partial<Record<CostName, number>>>;
}

/** A price: a whole number in its unit, or a time. */
function costValue(name: CostName): Reader<number> {
	const {minimum, maximum, unit} = costTunables[name];
	const number = wholeNumber(minimum, maximum);
	return value => (typeof value === 'string' && unit === 'ns' ? duration(minimum, maximum)(value) : number(value));
}

/** `{quantum: 2ms, cost: 50us}`; both may be left out. */
function preemption(): z.ZodType<Record<string, number>> {
	const {preemptionQuantumNs, preemptionCostNs} = deviceTunables;
	return map({
		quantum: field(tunableValue('quantum', preemptionQuantumNs)).optional(),
		cost: field(tunableValue('cost', preemptionCostNs)).optional(),
	}).transform(given => {
		const {quantum, cost} = given as {quantum?: number; cost?: number};
		return {
			...(quantum === undefined ? {} : {preemptionQuantumNs: quantum}),
			...(cost === undefined ? {} : {preemptionCostNs: cost}),
		};
	}) as unknown as z.ZodType<Record<string, number>>;
}

function reservation(): z.ZodType<Reservation> {
	const time = field(duration(RESERVATION_MINIMUM_NS, RESERVATION_MAXIMUM_NS));
	return map({period: time, budget: time}).transform((given, context): Reservation => {
		const {period: periodNs, budget: budgetNs} = given as {period: number; budget: number};
		if (budgetNs > periodNs) {
			context.addIssue({code: 'custom', message: 'is longer than the period; expected a budget that fits it', path: ['budget']});
		}
		return {periodNs, budgetNs};
	}) as unknown as z.ZodType<Reservation>;
}

function vramField() {
	return field(memorySize(VRAM_MINIMUM_BYTES, GUEST_VRAM_MAXIMUM));
}

/** One workload, or a list. */
function workloadFields(offerings: Offerings) {
	const workload = named('workload', 'kind', offerings.workloads).transform(
		({name, parameters}): WorkloadConfiguration => ({kind: name, parameters}),
	);
	return {workload: workload.optional(), workloads: list(workload, 'workloads').optional()};
}

/** What a domain entry and the command that adds one have in common. */
function domainShape(offerings: Offerings) {
	return {
		name: field(domainName).optional(),
		mode: field(mode).optional(),
		vram: vramField().optional(),
		ram: field(memorySize(RAM_MINIMUM, RAM_MAXIMUM)).optional(),
		channels: field(wholeNumber(1, CHANNELS)).optional(),
		weight: field(wholeNumber(1, WEIGHT_MAX)).optional(),
		cap: field(cap).optional(),
		reservation: reservation().optional(),
		...workloadFields(offerings),
	};
}

function policyField(offerings: Offerings) {
	return named('policy', 'name', offerings.policies);
}

/** The workloads of an entry, whichever way they are written; undefined if they are not. */
function workloadsOf({workload, workloads}: Pick<DomainEntry, 'workload' | 'workloads'>): readonly WorkloadConfiguration[] | undefined {
	return workloads ?? (workload === undefined ? undefined : [workload]);
}

/** What every timed command has. */
function timed() {
	return {at: field(duration(0, UNTIL_MAXIMUM)), do: z.unknown()};
}

/** Commands that make sense at a point of virtual time: pausing and stepping belong to whoever watches. */
function commandShapes(offerings: Offerings): Readonly<Record<string, z.ZodType<Command>>> {
	return {...domainCommands(offerings), ...rebootCommands(offerings), ...engineCommands(offerings)};
}

function domainCommands(offerings: Offerings): Readonly<Record<string, z.ZodType<Command>>> {
	const domain = {...timed(), domain: field(domainName)};
	const aboutDomain = (kind: 'remove-domain' | 'pause-domain' | 'resume-domain') =>
		map(domain).transform((given): Command => ({kind, domain: given.domain}));
	return {
		'add-domain': map({...timed(), ...domainShape(offerings)}).transform(addDomain),
		'remove-domain': aboutDomain('remove-domain'),
		'pause-domain': aboutDomain('pause-domain'),
		'resume-domain': aboutDomain('resume-domain'),
		'set-mode': map({...domain, mode: field(mode)}).transform(
			(given): Command => ({kind: 'set-mode', domain: given.domain, mode: given.mode}),
		),
		'set-weight': map({...domain, weight: field(wholeNumber(1, WEIGHT_MAX))}).transform(
			(given): Command => ({kind: 'set-weight', domain: given.domain, weight: given.weight}),
		),
		'set-cap': map({...domain, cap: field(cap)}).transform(
			(given): Command => ({kind: 'set-cap', domain: given.domain, capPermille: given.cap}),
		),
		'set-reservation': map({...domain, reservation: reservation().optional()}).transform(
			(given): Command => ({
				kind: 'set-reservation',
				domain: given.domain,
				...(given.reservation === undefined ? {} : {reservation: given.reservation}),
			}),
		),
	};
}

/** Commands that make a domain start anew. */
function rebootCommands(offerings: Offerings): Readonly<Record<string, z.ZodType<Command>>> {
	const domain = {...timed(), domain: field(domainName)};
	return {
		'reboot-domain': map({...domain, mode: field(mode).optional(), vram: vramField().optional(), ...workloadFields(offerings)}).transform(
			(given, context): Command => {
				const workloads = workloadsOf(given);
				refuseBoth(given, context);
				return {
					kind: 'reboot-domain',
					domain: given.domain,
					...(given.mode === undefined ? {} : {mode: given.mode}),
					...(given.vram === undefined ? {} : {vramBytes: given.vram}),
					...(workloads === undefined ? {} : {workloads}),
				};
			},
		),
		'set-vram': map({...domain, vram: vramField()}).transform(
			(given): Command => ({kind: 'set-vram', domain: given.domain, vramBytes: given.vram}),
		),
		'set-workloads': map({...domain, ...workloadFields(offerings)}).transform((given, context): Command => {
			const workloads = workloadsOf(given);
			refuseBoth(given, context);
			if (workloads === undefined) {
				context.addIssue({code: 'custom', message: 'is missing; expected workload or workloads', path: ['workload']});
				return z.NEVER;
			}
			return {kind: 'set-workloads', domain: given.domain, workloads};
		}),
	};
}

function refuseBoth({workload, workloads}: Pick<DomainEntry, 'workload' | 'workloads'>, context: Context): void {
	if (workload !== undefined && workloads !== undefined) {
		context.addIssue({code: 'custom', message: 'stands beside workload; expected one of the two', path: ['workloads']});
	}
}

function engineCommands(offerings: Offerings): Readonly<Record<string, z.ZodType<Command>>> {
	const at = timed();
	return {
		'set-policy': map({...at, policy: policyField(offerings)}).transform(
			({policy}): Command => ({kind: 'set-policy', policy: policy.name, parameters: policy.parameters}),
		),
		'set-parameter': map({...at, parameter: field(text), value: z.unknown()}).transform((given, context): Command => {
			const {parameter, value} = given as {parameter: string; value: unknown};
			const reading = parameterOf(parameter, value, Object.values(offerings.policies));
			if (!reading.ok) {
				context.addIssue({code: 'custom', message: reading.reason, path: reading.isName ? ['parameter'] : ['value']});
				return z.NEVER;
			}
			return {kind: 'set-parameter', parameter: reading.name, value: reading.value};
		}),
		'set-device': map({...at, parameter: field(text), value: z.unknown()}).transform((given, context): Command => {
			const {parameter, value} = given as {parameter: string; value: unknown};
			const reading = deviceParameter(parameter, value);
			if (!reading.ok) {
				context.addIssue({code: 'custom', message: reading.reason, path: reading.isName ? ['parameter'] : ['value']});
				return z.NEVER;
			}
			return {kind: 'set-device', parameter: reading.name, value: reading.value};
		}),
		'set-cost': map({...at, cost: field(choice('cost', costNames)), value: z.unknown()}).transform((given, context): Command => {
			const {cost, value} = given as {cost: CostName; value: unknown};
			const reading = costValue(cost)(value);
			if (!reading.ok) {
				context.addIssue({code: 'custom', message: reading.reason, path: ['value']});
				return z.NEVER;
			}
			return {kind: 'set-cost', cost, value: reading.value};
		}),
		'set-speed': map({...at, speed: field(speed)}).transform((given): Command => ({kind: 'set-speed', speed: given.speed})),
		note: map({...at, text: field(noteText)}).transform((given): Command => ({kind: 'note', text: given.text})),
		undo: map({...at, count: field(wholeNumber(1, UNDO_MAXIMUM)).optional()}).transform(
			({count}): Command => (count === undefined ? {kind: 'undo'} : {kind: 'undo', count}),
		),
		redo: map(at).transform((): Command => ({kind: 'redo'})),
	};
}

/** An entry as the command that adds such a domain: what is left out stays out, and gets the same defaults. */
export function addDomain(given: DomainEntry): AddDomain {
	const {name, mode: wanted, vram, ram, channels, weight, cap: capPermille, reservation: reserved} = given;
	const workloads = workloadsOf(given);
	return {
		kind: 'add-domain',
		...(name === undefined ? {} : {name}),
		...(wanted === undefined ? {} : {mode: wanted}),
		...(vram === undefined ? {} : {vramBytes: vram}),
		...(ram === undefined ? {} : {ramBytes: ram}),
		...(channels === undefined ? {} : {channels}),
		...(workloads === undefined ? {} : {workloads}),
		...(weight === undefined ? {} : {weight}),
		...(capPermille === undefined ? {} : {capPermille}),
		...(reserved === undefined ? {} : {reservation: reserved}),
	};
}

function timedCommand(offerings: Offerings) {
	const shapes = commandShapes(offerings);
	const kind = choice('command', Object.keys(shapes));
	return z.unknown().transform((value, context): TimedCommand => {
		if (!isMap(value)) {
			context.addIssue({code: 'custom', message: mismatch(value, 'a map with keys at and do').reason});
			return z.NEVER;
		}
		const chosen = kind(value.do);
		if (!chosen.ok) {
			context.addIssue({code: 'custom', message: chosen.reason, path: ['do']});
			return z.NEVER;
		}
		const parsed = (shapes[chosen.value] as z.ZodType<Command>).safeParse(value);
		if (!parsed.success) {
			context.issues.push(...(parsed.error.issues as typeof context.issues));
			return z.NEVER;
		}
		const atNs = duration(0, UNTIL_MAXIMUM)(value.at);
		return {atNs: atNs.ok ? atNs.value : 0, command: parsed.data};
	});
}

/** The whole file, for these workloads and policies. */
export function scenarioSchema(offerings: Offerings): z.ZodType<ScenarioFile> {
	return map({
		title: field(text).optional(),
		description: field(text).optional(),
		seed: field(wholeNumber(0, SEED_MAXIMUM)).optional(),
		until: field(duration(1, UNTIL_MAXIMUM)).optional(),
		gpu: map({
			vram: field(memorySize(VRAM_MINIMUM_BYTES, VRAM_MAXIMUM)).optional(),
			guestVram: field(memorySize(VRAM_MINIMUM_BYTES, GUEST_VRAM_MAXIMUM)).optional(),
			preemption: preemption().optional(),
			costs: costs().optional(),
		}).optional(),
		policy: policyField(offerings).optional(),
		speed: field(speed).optional(),
		domains: list(
			map({...domainShape(offerings), count: field(wholeNumber(1, DOMAINS_MAX)).optional(), paused: field(flag).optional()}),
			'domains',
		).optional(),
		commands: list(timedCommand(offerings), 'commands').optional(),
	}) as unknown as z.ZodType<ScenarioFile>;
}
