/**
Scenario: what a run starts from. A YAML file becomes hardware, the first configuration and timed commands,
or is refused before time 0 with one message per fault: file, line, column, key, what is wrong, what was expected.

Not here: the shape of the file (scenario-schema.ts), its text and positions (scenario-source.ts).
*/
import {didYouMean} from '../base/nearest.ts';
import {formatBytes, GIB, MIB, SECOND} from '../base/units.ts';
import {SLOTS} from './catalogue.ts';
import type {DomainConfiguration, Mode, Scenario, TimedCommand} from './configuration.ts';
import {type DomainEntry, type Offerings, type ScenarioFile, scenarioSchema, workloadsOf} from './scenario-schema.ts';
import {type Fault, type Path, ScenarioSource} from './scenario-source.ts';
import {NAME_PATTERN} from './scenario-values.ts';

export type {Offering, Offerings} from './scenario-schema.ts';
export {ScenarioError} from './scenario-source.ts';

/** What holds where a scenario says nothing. */
export const SCENARIO_DEFAULTS = {
	seed: 1,
	untilNs: 10 * SECOND,
	vramBytes: 6 * GIB,
	guestVramBytes: 4 * GIB,
	policy: 'fifo',
	speed: 1,
	mode: {kind: 'full', barRemap: true, lazyShadowing: true} as Mode,
	domainVramBytes: 256 * MIB,
	domainRamBytes: 256 * MIB,
	weight: 1,
	capPermille: 0,
} as const;

/** VRAM that must stay for shadow structures. */
const SHADOW_MINIMUM = 256 * MIB;

/** A domain with the place it was written at, for messages. */
type Placed = {readonly path: Path; readonly configuration: DomainConfiguration};

/**
The scenario in `text`. `fileName` stands in messages and becomes the scenario's name.
Throws `ScenarioError`, and nothing else, whatever the text.
*/
export function parseScenario(text: string, fileName: string, offerings: Offerings): Scenario {
	const source: ScenarioSource = new ScenarioSource(text, fileName);
	const parsed = scenarioSchema(offerings).safeParse(source.value);
	if (!parsed.success) {
		source.refuse(parsed.error.issues.flatMap(faultsOf));
	}
	const file = parsed.data;
	const placed = placeDomains(file.domains ?? []);
	const faults = [...refuseHardware(file), ...refuseDomains(file, placed), ...refuseCommands(file, placed)];
	if (faults.length > 0) {
		source.refuse(faults);
	}
	return assemble(file, fileName, placed);
}

type Issue = {
	readonly code?: string | undefined;
	readonly path: readonly PropertyKey[];
	readonly message: string;
	readonly keys?: readonly string[];
};

function faultsOf(issue: Issue): Fault[] {
	const path = issue.path as Path;
	return issue.code === 'unrecognized_keys' && issue.keys !== undefined
		? issue.message.split('\n').map((text, index) => ({path: [...path, issue.keys?.[index] as string], text, isKey: true}))
		: [{path, text: issue.message}];
}

/** One entry per domain: copies counted out, names given, defaults filled in. */
function placeDomains(entries: readonly DomainEntry[]): Placed[] {
	const placed: Placed[] = [];
	for (const [index, entry] of entries.entries()) {
		for (let copy = 1; copy <= (entry.count ?? 1); copy++) {
			const id = placed.length + 1;
			const stem = entry.name ?? (entry.count === undefined ? `dom${id}` : 'dom');
			const name = entry.count === undefined ? stem : `${stem}-${copy}`;
			placed.push({path: ['domains', index], configuration: configureDomain(id, name, entry)});
		}
	}
	return placed;
}

function configureDomain(id: number, name: string, entry: DomainEntry): DomainConfiguration {
	return {
		id,
		name,
		mode: entry.mode ?? SCENARIO_DEFAULTS.mode,
		vramBytes: entry.vram ?? SCENARIO_DEFAULTS.domainVramBytes,
		ramBytes: entry.ram ?? SCENARIO_DEFAULTS.domainRamBytes,
		workloads: workloadsOf(entry),
		weight: entry.weight ?? SCENARIO_DEFAULTS.weight,
		capPermille: entry.cap ?? SCENARIO_DEFAULTS.capPermille,
		isPaused: entry.paused ?? false,
	};
}

function hardwareOf({gpu}: ScenarioFile): {vramBytes: number; guestVramBytes: number} {
	const vramBytes = gpu?.vram ?? SCENARIO_DEFAULTS.vramBytes;
	return {vramBytes, guestVramBytes: gpu?.guestVram ?? Math.min(SCENARIO_DEFAULTS.guestVramBytes, vramBytes - SHADOW_MINIMUM)};
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
	const alone = placed.find(({configuration: {mode}}) => mode.kind === 'native' || mode.kind === 'passthrough');
	if (alone !== undefined && placed.length > 1) {
		const text = `a ${alone.configuration.mode.kind} domain owns the whole device; expected no other domain beside it`;
		faults.push({path: [...alone.path, 'mode'], text});
	}
	if (placed.length > SLOTS) {
		faults.push({path: ['domains'], text: `${placed.length} domains; expected at most ${SLOTS}`});
	}
	const {guestVramBytes} = hardwareOf(file);
	const sum = placed.reduce((bytes, {configuration}) => bytes + configuration.vramBytes, 0);
	if (sum > guestVramBytes) {
		faults.push({path: ['domains'], text: `the domains take ${formatBytes(sum)} of VRAM; expected at most ${formatBytes(guestVramBytes)}`});
	}
	return faults;
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
		seed: file.seed ?? SCENARIO_DEFAULTS.seed,
		hardware: {...hardwareOf(file), costs: file.gpu?.costs ?? {}},
		initial: {
			policy: file.policy ?? {name: SCENARIO_DEFAULTS.policy, parameters: {}},
			domains: placed.map(({configuration}) => configuration),
			speed: file.speed ?? SCENARIO_DEFAULTS.speed,
			isPaused: false,
			nextDomainId: placed.length + 1,
		},
		commands: byTime(file.commands ?? []),
		untilNs: file.until ?? SCENARIO_DEFAULTS.untilNs,
	};
}
