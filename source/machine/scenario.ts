/**
Scenario: what a run starts from. A YAML file becomes hardware, the first configuration and timed commands,
or is refused before time 0 with one message per fault: file, line, column, key, what is wrong, what was expected.

Not here: the shape of the file (scenario-schema.ts), its text and positions (yaml-source.ts).
*/
import {PartitionTable} from '../aggregator/partition.ts';
import {didYouMean} from '../base/nearest.ts';
import {formatBytes, GIB, MIB, SECOND} from '../base/units.ts';
import {type Configuration, channelCountOf, type DomainConfiguration, type Scenario, type TimedCommand} from './configuration.ts';
import {completeDomain, DOMAINS_MAX, NAME_PATTERN, refuseMode} from './recipes.ts';
import {addDomain, type DomainEntry, type Offerings, type ScenarioFile, scenarioSchema} from './scenario-schema.ts';
import {faultsOf} from './yaml-shape.ts';
import {type Fault, type Path, YamlError, YamlSource} from './yaml-source.ts';

export type {Offerings} from './scenario-schema.ts';

/** A scenario that was refused before time 0. */
export class ScenarioError extends YamlError {
	override readonly name = 'ScenarioError';
}

const DEFAULT_SEED = 1;
const DEFAULT_UNTIL = 10 * SECOND;
const DEFAULT_VRAM = 6 * GIB;
const DEFAULT_GUEST_VRAM = 4 * GIB;
const DEFAULT_POLICY = {name: 'fifo', parameters: {}};
/** VRAM that must stay for shadow structures. */
const SHADOW_MINIMUM = 256 * MIB;

/** A domain with the place it was written at, for messages. */
type Placed = {readonly path: Path; readonly configuration: DomainConfiguration};

/**
The scenario in `text`. `fileName` stands in messages and becomes the scenario's name.
Throws `ScenarioError`, and nothing else, whatever the text.
*/
export function parseScenario(text: string, fileName: string, offerings: Offerings): Scenario {
	const source: YamlSource = new YamlSource(text, fileName, {topKeys: 'title and domains', error: ScenarioError});
	const parsed = scenarioSchema(offerings).safeParse(source.value);
	if (!parsed.success) {
		source.refuse(parsed.error.issues.flatMap(faultsOf));
	}
	const file = parsed.data;
	const placed = placeDomains(file.domains ?? []);
	const faults = [...refuseHardware(file), ...refuseDomains(file, placed), ...refuseCommands(file, placed)];
	if (faults.length === 0) {
		faults.push(...refuseMovingIn(file, placed));
	}
	if (faults.length > 0) {
		source.refuse(faults);
	}
	return assemble(file, fileName, placed);
}

/** One entry per domain: copies counted out, names given, the same defaults as for a domain that a command adds. */
function placeDomains(entries: readonly DomainEntry[]): Placed[] {
	const placed: Placed[] = [];
	for (const [index, entry] of entries.entries()) {
		for (let copy = 1; copy <= (entry.count ?? 1); copy++) {
			const id = placed.length + 1;
			const stem = entry.name ?? (entry.count === undefined ? `dom${id}` : 'dom');
			const name = entry.count === undefined ? stem : `${stem}-${copy}`;
			const domain = completeDomain({...addDomain(entry), name}, {...EMPTY, nextDomainId: id});
			placed.push({path: ['domains', index], configuration: {...domain, isPaused: entry.paused ?? false}});
		}
	}
	return placed;
}

const EMPTY: Configuration = {policy: DEFAULT_POLICY, device: {}, domains: [], speed: 1, isPaused: false, nextDomainId: 1};

function hardwareOf({gpu}: ScenarioFile): {vramBytes: number; guestVramBytes: number} {
	const vramBytes = gpu?.vram ?? DEFAULT_VRAM;
	return {vramBytes, guestVramBytes: gpu?.guestVram ?? Math.min(DEFAULT_GUEST_VRAM, vramBytes - SHADOW_MINIMUM)};
}

function refuseHardware(file: ScenarioFile): Fault[] {
	const {vramBytes, guestVramBytes} = hardwareOf(file);
	if (vramBytes - guestVramBytes >= SHADOW_MINIMUM && guestVramBytes > 0) {
		return [];
	}
	const text = `${formatBytes(vramBytes)} of VRAM leave less than ${formatBytes(SHADOW_MINIMUM)} beside guestVram for shadow structures`;
	return [{path: ['gpu', file.gpu?.guestVram === undefined ? 'vram' : 'guestVram'], text}];
}

function refuseDomains(file: ScenarioFile, placed: readonly Placed[]): Fault[] {
	const faults: Fault[] = [];
	const seen = new Map<string, Path>();
	for (const {path, configuration} of placed) {
		const {name} = configuration;
		if (!NAME_PATTERN.test(name)) {
			faults.push({path: [...path, 'name'], text: `"${name}" is too long for a name with its number; expected at most 16 characters`});
		}
		if (seen.has(name)) {
			faults.push({path: [...path, 'name'], text: `there is another domain called "${name}"; expected names of their own`});
		}
		seen.set(name, path);
	}
	for (const [index, entry] of (file.domains ?? []).entries()) {
		if (entry.workload !== undefined && entry.workloads !== undefined) {
			faults.push({path: ['domains', index, 'workloads'], text: 'stands beside workload; expected one of the two', isKey: true});
		}
	}
	if (placed.length > DOMAINS_MAX) {
		faults.push({path: ['domains'], text: `${placed.length} domains; expected at most ${DOMAINS_MAX}`});
	}
	return faults;
}

/** Lets the domains move in one after the other, as the machine will. */
function refuseMovingIn(file: ScenarioFile, placed: readonly Placed[]): Fault[] {
	const table = new PartitionTable(hardwareOf(file).guestVramBytes);
	for (const [index, {path, configuration}] of placed.entries()) {
		const {mode, vramBytes, name} = configuration;
		const others = placed.slice(0, index).map(other => other.configuration);
		const reason = refuseMode(mode, others);
		if (reason !== undefined) {
			return [{path: [...path, 'mode'], text: reason}];
		}
		const request = {vramBytes, channelCount: channelCountOf(configuration)};
		const room = mode.kind === 'native' ? undefined : table.refuse(request);
		if (room !== undefined) {
			const sum = formatBytes(placed.reduce((bytes, {configuration: {vramBytes: more}}) => bytes + more, 0));
			return [{path, text: `no room for ${name}: ${room} (all domains together ask for ${sum})`}];
		}
		if (mode.kind !== 'native') {
			table.take(request);
		}
	}
	return [];
}

/** A command may name any domain that is there at the start or that some command adds. */
function refuseCommands(file: ScenarioFile, placed: readonly Placed[]): Fault[] {
	const commands = file.commands ?? [];
	const names = placed.map(({configuration}) => configuration.name);
	for (const {command} of commands) {
		if (command.kind === 'add-domain' && command.name !== undefined) {
			names.push(command.name);
		}
	}
	return commands.flatMap(({command}, index) => {
		if (!('domain' in command) || names.includes(command.domain) || /^dom\d+$/.test(command.domain)) {
			return [];
		}
		const hint = didYouMean(command.domain, names);
		return [{path: ['commands', index, 'domain'], text: `no domain is ever called "${command.domain}"${hint}`}];
	});
}

function byTime(commands: readonly TimedCommand[]): readonly TimedCommand[] {
	return commands.toSorted((first, second) => first.atNs - second.atNs);
}

function assemble(file: ScenarioFile, fileName: string, placed: readonly Placed[]): Scenario {
	return {
		name: fileName,
		title: file.title ?? fileName,
		description: file.description ?? '',
		seed: file.seed ?? DEFAULT_SEED,
		hardware: {...hardwareOf(file), costs: file.gpu?.costs ?? {}},
		initial: {
			...EMPTY,
			policy: file.policy ?? DEFAULT_POLICY,
			device: file.gpu?.preemption ?? {},
			domains: placed.map(({configuration}) => configuration),
			speed: file.speed ?? 1,
			nextDomainId: placed.length + 1,
		},
		commands: byTime(file.commands ?? []),
		untilNs: file.until ?? DEFAULT_UNTIL,
	};
}
