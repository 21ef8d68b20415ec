/**
Writes a scenario as the text of a scenario file: what the parser makes of that text is the same scenario.

With the journal of a session as its commands it is a script: running it gives the same digest as the session did.
Pause, resume and steps are the clock of whoever watched; they change nothing that is computed and are left out.

Not here: reading (scenario.ts, scenario-schema.ts).
*/
import {stringify} from 'yaml';
import {unreachable} from '../base/assert.ts';
import type {TunableList, TunableSpec, TunableUnit} from '../base/tunable.ts';
import {GIB, KIB, MIB, MS, SECOND, US} from '../base/units.ts';
import {deviceTunables} from '../gpu/preemption.ts';
import {COSTS} from '../manual/costs.ts';
import type {Command, JournalEntry} from './command.ts';
import {
	type DomainConfiguration,
	describeMode,
	type PolicyConfiguration,
	type Reservation,
	type Scenario,
	type TimedCommand,
	type WorkloadConfiguration,
} from './configuration.ts';
import type {Offerings} from './scenario-schema.ts';

export type Script = {
	/** Comments at the top, a line each. */
	readonly remarks: readonly string[];
	/** Instead of the scenario's own. */
	readonly commands: readonly TimedCommand[];
	/** Where a run of it stops. */
	readonly untilNs: number;
};

/** A session as a script: its scenario, what was ordered, and when it ended. */
export function writeSession(
	scenario: Scenario,
	journal: readonly Pick<JournalEntry, 'atNs' | 'by' | 'command' | 'summary'>[],
	endNs: number,
	offerings: Offerings,
): string {
	const modules = (scenario.policyModules ?? []).map(({name, path}) => `It names the policy ${name}: run it with --policy ${path}`);
	const remarks = [`A session on ${scenario.name} as a script: gpuvmtop run FILE gives its digest again.`, ...modules];
	// What the engine ordered itself because a policy failed, it will order again.
	const commands = journal.filter(({by}) => by !== 'guard');
	return writeScenario(scenario, offerings, {remarks, commands, untilNs: Math.max(1, endNs)});
}

/** The text of a scenario file. */
export function writeScenario(
	scenario: Scenario,
	offerings: Offerings,
	{remarks, commands, untilNs}: Script = {remarks: [], commands: scenario.commands, untilNs: scenario.untilNs},
): string {
	const {title, description, seed, hardware, initial} = scenario;
	const {vramBytes, guestVramBytes, costs} = hardware;
	const writer = new EntryWriter(offerings);
	const entries = commands.map(({atNs, command}) => writer.command(atNs, command)).filter(entry => entry !== undefined);
	const gpu = {
		vram: exactSize(vramBytes),
		guestVram: exactSize(guestVramBytes),
		...preemptionOf(initial.device),
		...(Object.keys(costs).length > 0 ? {costs} : {}),
	};
	return [
		...remarks.map(remark => `# ${oneLine(remark)}`),
		`title: ${inFlow(title)}`,
		...(description === '' ? [] : [`description: ${inFlow(description)}`]),
		`seed: ${seed}`,
		`until: ${exactTime(untilNs)}`,
		`gpu: ${inFlow(gpu)}`,
		`policy: ${inFlow(writer.policy(initial.policy))}`,
		`speed: ${exactSpeed(initial.speed)}`,
		...listOf(
			'domains',
			initial.domains.map(domain => writer.domain(domain)),
		),
		...listOf('commands', entries),
		'',
	].join('\n');
}

type Entry = Readonly<Record<string, unknown>>;

class EntryWriter {
	readonly #offerings: Offerings;

	constructor(offerings: Offerings) {
		this.#offerings = offerings;
	}

	domain({name, mode, vramBytes, ramBytes, channels, workloads, weight, capPermille, reservation, isPaused}: DomainConfiguration): Entry {
		return {
			name,
			mode: describeMode(mode),
			vram: exactSize(vramBytes),
			ram: exactSize(ramBytes),
			...(channels > 0 ? {channels} : {}),
			weight,
			...(capPermille > 0 ? {cap: exactShare(capPermille)} : {}),
			...(reservation === undefined ? {} : {reservation: writeReservation(reservation)}),
			...(isPaused ? {paused: true} : {}),
			workloads: this.#workloads(workloads),
		};
	}

	policy({name, parameters}: PolicyConfiguration): Entry {
		return {name, ...withUnits(parameters, this.#offerings.policies[name]?.parameters ?? {})};
	}

	/** Undefined for what only concerns the clock of the viewer. */
	command(atNs: number, command: Command): Entry | undefined {
		const at = exactTime(atNs);
		switch (command.kind) {
			case 'pause':
			case 'resume':
			case 'step':
				return undefined;
			case 'undo':
				return {at, do: command.kind, ...(command.count === undefined ? {} : {count: command.count})};
			case 'redo':
				return {at, do: command.kind};
			case 'note':
				return {at, do: command.kind, text: command.text};
			// Never in a journal: it is entered as `undo` with its count.
			case 'undo-to':
				return undefined;
			case 'remove-domain':
			case 'pause-domain':
			case 'resume-domain':
				return {at, do: command.kind, domain: command.domain};
			case 'add-domain':
				return {at, do: command.kind, ...this.#wish(command)};
			case 'set-vram':
				return {at, do: command.kind, domain: command.domain, vram: exactSize(command.vramBytes)};
			case 'set-workloads':
				return {at, do: command.kind, domain: command.domain, workloads: this.#workloads(command.workloads)};
			case 'reboot-domain': {
				const {kind, domain, ...changes} = command;
				return {at, do: kind, domain, ...this.#wish({kind: 'add-domain', ...changes})};
			}
			case 'set-cost':
				return {
					at,
					do: command.kind,
					cost: command.cost,
					value: COSTS[command.cost].unit === 'ns' ? exactTime(command.value) : command.value,
				};
			case 'set-mode':
				return {at, do: command.kind, domain: command.domain, mode: describeMode(command.mode)};
			case 'set-policy':
				return {at, do: command.kind, policy: this.policy({name: command.policy.toLowerCase(), parameters: command.parameters ?? {}})};
			case 'set-parameter':
				return {at, do: command.kind, parameter: command.parameter, value: this.#parameter(command.parameter, command.value)};
			case 'set-device':
				return {at, do: command.kind, parameter: command.parameter, value: inUnit(deviceUnit(command.parameter), command.value)};
			case 'set-weight':
				return {at, do: command.kind, domain: command.domain, weight: command.weight};
			case 'set-cap':
				return {at, do: command.kind, domain: command.domain, cap: exactShare(command.capPermille)};
			case 'set-reservation': {
				const {domain, reservation} = command;
				return {at, do: command.kind, domain, ...(reservation === undefined ? {} : {reservation: writeReservation(reservation)})};
			}
			case 'set-speed':
				return {at, do: command.kind, speed: exactSpeed(command.speed)};
			default:
				return unreachable(command);
		}
	}

	#wish(wish: Extract<Command, {kind: 'add-domain'}>): Entry {
		const {name, mode, vramBytes, ramBytes, channels, workloads, weight, capPermille, reservation} = wish;
		return {
			...(name === undefined ? {} : {name}),
			...(mode === undefined ? {} : {mode: describeMode(mode)}),
			...(vramBytes === undefined ? {} : {vram: exactSize(vramBytes)}),
			...(ramBytes === undefined ? {} : {ram: exactSize(ramBytes)}),
			...(channels === undefined || channels === 0 ? {} : {channels}),
			...(weight === undefined ? {} : {weight}),
			...(capPermille === undefined ? {} : {cap: exactShare(capPermille)}),
			...(reservation === undefined ? {} : {reservation: writeReservation(reservation)}),
			...(workloads === undefined ? {} : {workloads: this.#workloads(workloads)}),
		};
	}

	#workloads(workloads: readonly WorkloadConfiguration[]): Entry[] {
		return workloads.map(workload => this.#workload(workload));
	}

	#workload({kind, parameters}: WorkloadConfiguration): Entry {
		return {kind, ...withUnits(parameters, this.#offerings.workloads[kind]?.parameters ?? {})};
	}

	#parameter(name: string, value: number): unknown {
		const specs = Object.values(this.#offerings.policies).map(({parameters}) => parameters[name]);
		return inUnit(specs.find(spec => spec !== undefined)?.unit ?? 'count', value);
	}
}

function listOf(key: string, entries: readonly Entry[]): string[] {
	return entries.length === 0 ? [] : [`${key}:`, ...entries.map(entry => `  - ${inFlow(entry)}`)];
}

/** On one line, quoted where it must be. */
function inFlow(value: unknown): string {
	return stringify(value, {
		collectionStyle: 'flow',
		lineWidth: 0,
		flowCollectionPadding: false,
		defaultStringType: 'PLAIN',
		blockQuote: false,
	}).trim();
}

function oneLine(text: string): string {
	return text.replaceAll(/\s+/g, ' ');
}

function writeReservation({periodNs, budgetNs}: Reservation): Entry {
	return {period: exactTime(periodNs), budget: exactTime(budgetNs)};
}

/** Parameters of the device as a scenario writes them; nothing where all have their defaults. */
function preemptionOf({preemptionQuantumNs: quantum, preemptionCostNs: cost}: Readonly<Record<string, number>>): Entry {
	const preemption = {
		...(quantum === undefined ? {} : {quantum: exactTime(quantum)}),
		...(cost === undefined ? {} : {cost: exactTime(cost)}),
	};
	return Object.keys(preemption).length === 0 ? {} : {preemption};
}

function deviceUnit(parameter: string): TunableUnit {
	return (deviceTunables as TunableList)[parameter]?.unit ?? 'count';
}

function withUnits(values: Readonly<Record<string, number>>, specs: TunableList): Entry {
	return Object.fromEntries(
		Object.entries(values).map(([name, value]) => [name, inUnit((specs[name] as TunableSpec | undefined)?.unit ?? 'count', value)]),
	);
}

function inUnit(unit: TunableUnit, value: number): unknown {
	switch (unit) {
		case 'ns':
			return exactTime(value);
		case 'bytes':
			return exactSize(value);
		case 'permille':
			return value > 0 ? exactShare(value) : value;
		case 'flag':
			return value !== 0;
		case 'count':
			return value;
	}
}

/** `20ms`, `1234567ns`: the largest unit that loses nothing. */
export function exactTime(ns: number): string {
	const units: ReadonlyArray<readonly [number, string]> = [
		[SECOND, 's'],
		[MS, 'ms'],
		[US, 'us'],
	];
	const found = units.find(([unit]) => ns !== 0 && ns % unit === 0);
	return found === undefined ? `${ns}ns` : `${ns / found[0]}${found[1]}`;
}

/** `256M`, `40000`: the largest unit that loses nothing. */
export function exactSize(bytes: number): string | number {
	const units: ReadonlyArray<readonly [number, string]> = [
		[GIB, 'G'],
		[MIB, 'M'],
		[KIB, 'K'],
	];
	const found = units.find(([unit]) => bytes !== 0 && bytes % unit === 0);
	return found === undefined ? bytes : `${bytes / found[0]}${found[1]}`;
}

function exactShare(permille: number): string {
	return permille === 0 ? 'none' : `${permille / 10}%`;
}

function exactSpeed(speed: number): string | number {
	return speed === 0 ? 'max' : speed;
}
