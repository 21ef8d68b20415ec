/**
What a command changed, for people: each value that is another one now, as it was and as it is.

Made by comparing the configuration before with the one after, so undo, redo and several changes at once read the same
way. Domains are told apart by identifier, so a name may change hands.
*/
import {formatTunable} from '../base/tunable.ts';
import {formatBytes} from '../base/units.ts';
import {type DeviceParameter, deviceTunables} from '../gpu/preemption.ts';
import {type Configuration, type DomainConfiguration, describeMode, type PolicyConfiguration} from './configuration.ts';
import {costIn, costNames, costTunables} from './cost-recipes.ts';
import {deviceParametersOf} from './device-recipes.ts';
import type {CatalogueItem} from './recipes.ts';
import {formatCap, formatReservation} from './share-recipes.ts';

export type Change = {
	/** `weight of web`, `policy`, `credit periodNs`, `domain web`. The same words for the same thing, always. */
	readonly what: string;
	/** Identifier of the domain concerned; left out where it is the machine. */
	readonly domainId?: number;
	/** `none` for what was not there. */
	readonly before: string;
	readonly after: string;
};

type Policies = Readonly<Record<string, CatalogueItem>>;
type Part<Whole> = {readonly title: string; readonly show: (whole: Whole) => string};

/** What is not there before a domain is added or after it is removed. */
const NOTHING = 'none';

const domainParts: Readonly<Record<Exclude<keyof DomainConfiguration, 'id'>, Part<DomainConfiguration>>> = {
	name: {title: 'name', show: ({name}) => name},
	mode: {title: 'mode', show: ({mode}) => describeMode(mode)},
	vramBytes: {title: 'VRAM', show: ({vramBytes}) => formatBytes(vramBytes)},
	ramBytes: {title: 'memory', show: ({ramBytes}) => formatBytes(ramBytes)},
	channels: {title: 'channels', show: ({channels}) => (channels === 0 ? 'as needed' : String(channels))},
	workloads: {title: 'workload', show: describeWorkloads},
	weight: {title: 'weight', show: ({weight}) => String(weight)},
	capPermille: {title: 'cap', show: ({capPermille}) => formatCap(capPermille)},
	reservation: {title: 'reservation', show: ({reservation}) => formatReservation(reservation)},
	isPaused: {title: 'state', show: ({isPaused}) => (isPaused ? 'paused' : 'running')},
};

const machineParts: Readonly<
	Record<Exclude<keyof Configuration, 'policy' | 'device' | 'costs' | 'domains' | 'nextDomainId'>, Part<Configuration>>
> = {
	speed: {title: 'speed', show: ({speed}) => (speed === 0 ? 'max' : `${speed}x`)},
	isPaused: {title: 'engine', show: ({isPaused}) => (isPaused ? 'paused' : 'running')},
};

/** What differs between two configurations, the machine's first, then the domains' in order. */
export function changesBetween(before: Configuration, after: Configuration, policies: Policies): readonly Change[] {
	const changes = [...policyChanges(before.policy, after.policy, policies), ...deviceChanges(before, after), ...costChanges(before, after)];
	for (const {title, show} of Object.values(machineParts)) {
		push(changes, title, show(before), show(after));
	}
	if (before.domains === after.domains) {
		return changes;
	}
	for (const domain of before.domains) {
		const next = after.domains.find(({id}) => id === domain.id);
		if (next === undefined) {
			changes.push({what: `domain ${domain.name}`, domainId: domain.id, before: describeDomain(domain), after: NOTHING});
		} else if (next !== domain) {
			for (const {title, show} of Object.values(domainParts)) {
				push(changes, `${title} of ${domain.name}`, show(domain), show(next), domain.id);
			}
		}
	}
	for (const domain of after.domains) {
		if (!before.domains.some(({id}) => id === domain.id)) {
			changes.push({what: `domain ${domain.name}`, domainId: domain.id, before: NOTHING, after: describeDomain(domain)});
		}
	}
	return changes;
}

function push(changes: Change[], what: string, before: string, after: string, domainId?: number): void {
	if (before !== after) {
		changes.push({what, before, after, ...(domainId === undefined ? {} : {domainId})});
	}
}

function policyChanges(before: PolicyConfiguration, after: PolicyConfiguration, policies: Policies): readonly Change[] {
	if (before === after) {
		return [];
	}
	if (before.name !== after.name) {
		return [{what: 'policy', before: describePolicy(before, policies), after: describePolicy(after, policies)}];
	}
	const specs = policies[after.name]?.parameters ?? {};
	const changes: Change[] = [];
	for (const name of new Set([...Object.keys(before.parameters), ...Object.keys(after.parameters)])) {
		const show = ({parameters}: PolicyConfiguration) => describeParameter(name, parameters[name] ?? specs[name]?.default, specs);
		push(changes, `${after.name} ${name}`, show(before), show(after));
	}
	return changes;
}

function deviceChanges(before: Configuration, after: Configuration): readonly Change[] {
	const changes: Change[] = [];
	if (before.device !== after.device) {
		const [old, now] = [deviceParametersOf(before), deviceParametersOf(after)];
		for (const name of Object.keys(now) as DeviceParameter[]) {
			const show = (value: number) => formatTunable(deviceTunables[name], value);
			push(changes, `device ${name}`, show(old[name]), show(now[name]));
		}
	}
	return changes;
}

function costChanges(before: Configuration, after: Configuration): readonly Change[] {
	const changes: Change[] = [];
	if (before.costs !== after.costs) {
		for (const name of costNames) {
			const show = (one: Configuration) => formatTunable(costTunables[name], costIn(one, name));
			push(changes, `cost ${name}`, show(before), show(after));
		}
	}
	return changes;
}

function describeParameter(name: string, value: number | undefined, specs: CatalogueItem['parameters']): string {
	const spec = specs[name];
	return value === undefined ? 'default' : spec === undefined ? String(value) : formatTunable(spec, value);
}

/** `credit`, `credit periodNs 10.0 ms`: the parameters that are not at their defaults. */
function describePolicy({name, parameters}: PolicyConfiguration, policies: Policies): string {
	const specs = policies[name]?.parameters ?? {};
	const given = Object.entries(parameters).filter(([key, value]) => value !== specs[key]?.default);
	return [name, ...given.map(([key, value]) => `${key} ${describeParameter(key, value, specs)}`)].join(' ');
}

function describeDomain(domain: DomainConfiguration): string {
	return `${describeMode(domain.mode)}, ${formatBytes(domain.vramBytes)}, ${describeWorkloads(domain)}`;
}

function describeWorkloads({workloads}: DomainConfiguration): string {
	const texts = workloads.map(({kind, parameters}) =>
		[kind, ...Object.entries(parameters).map(([name, value]) => `${name}=${value}`)].join(' '),
	);
	return texts.join(' + ') || 'no workload';
}
