/**
What leads back from a trial: commands for every value that is still as the trial made it, and a word about those that are
not. Each is a command of its own, so a journal that is run again needs to know nothing about trials.
*/
import type {Command} from '../../machine/command.ts';
import type {Configuration, DomainConfiguration, PolicyConfiguration} from '../../machine/configuration.ts';
import {costIn, costNames} from '../../machine/cost-recipes.ts';
import {deviceParametersOf} from '../../machine/device-recipes.ts';
import type {Offers} from '../offers.ts';

export type PutBack = {
	readonly commands: readonly Command[];
	/** `weight of web was changed since`; what stays as it is, and why. */
	readonly kept: readonly string[];
};

/** A part of a domain: what it is called, and the command that makes it as it was; undefined if there is none. */
type Part = {readonly title: string; readonly restore: (domain: DomainConfiguration) => Command | undefined};

const parts: Readonly<Record<Exclude<keyof DomainConfiguration, 'id'>, Part>> = {
	name: {title: 'name', restore: () => undefined},
	mode: {title: 'mode', restore: ({name, mode}) => ({kind: 'set-mode', domain: name, mode})},
	vramBytes: {title: 'VRAM', restore: ({name, vramBytes}) => ({kind: 'set-vram', domain: name, vramBytes})},
	ramBytes: {title: 'memory', restore: () => undefined},
	channels: {title: 'channels', restore: () => undefined},
	workloads: {title: 'workload', restore: ({name, workloads}) => ({kind: 'set-workloads', domain: name, workloads})},
	weight: {title: 'weight', restore: ({name, weight}) => ({kind: 'set-weight', domain: name, weight})},
	capPermille: {title: 'cap', restore: ({name, capPermille}) => ({kind: 'set-cap', domain: name, capPermille})},
	reservation: {
		title: 'reservation',
		restore: ({name, reservation}) => ({kind: 'set-reservation', domain: name, ...(reservation === undefined ? {} : {reservation})}),
	},
	isPaused: {title: 'state', restore: ({name, isPaused}) => ({kind: isPaused ? 'pause-domain' : 'resume-domain', domain: name})},
};

export function putBack(before: Configuration, after: Configuration, now: Configuration, offers: Offers): PutBack {
	const commands: Command[] = [];
	const kept: string[] = [];
	restoreDomains(before, after, now, commands, kept);
	restorePolicy(before.policy, after.policy, now.policy, offers, commands, kept);
	restoreDevice(before, after, now, commands, kept);
	restoreCosts(before, after, now, commands, kept);
	if (before.speed !== after.speed && now.speed === after.speed) {
		commands.push({kind: 'set-speed', speed: before.speed});
	}
	if (before.isPaused !== after.isPaused && now.isPaused === after.isPaused) {
		commands.push({kind: before.isPaused ? 'pause' : 'resume'});
	}
	return {commands, kept};
}

function isEqual(first: unknown, second: unknown): boolean {
	return JSON.stringify(first) === JSON.stringify(second);
}

function restoreDomains(before: Configuration, after: Configuration, now: Configuration, commands: Command[], kept: string[]): void {
	for (const made of after.domains) {
		const old = before.domains.find(({id}) => id === made.id);
		const current = now.domains.find(({id}) => id === made.id);
		if (old === undefined) {
			if (current !== undefined) {
				commands.push({kind: 'remove-domain', domain: current.name});
			}
			continue;
		}
		if (current === undefined) {
			if (!isEqual(old, made)) {
				kept.push(`${made.name} is gone`);
			}
			continue;
		}
		restoreParts(old, made, current, commands, kept);
	}
}

function restoreParts(
	old: DomainConfiguration,
	made: DomainConfiguration,
	current: DomainConfiguration,
	commands: Command[],
	kept: string[],
): void {
	for (const [name, {title, restore}] of Object.entries(parts) as Array<[keyof typeof parts, Part]>) {
		if (isEqual(old[name], made[name]) || isEqual(old[name], current[name])) {
			continue;
		}
		const command = restore({...old, name: current.name});
		if (!isEqual(current[name], made[name])) {
			kept.push(`${title} of ${current.name} was changed since`);
		} else if (command === undefined) {
			kept.push(`${title} of ${current.name} cannot be put back`);
		} else {
			commands.push(command);
		}
	}
}

function restoreDevice(before: Configuration, after: Configuration, now: Configuration, commands: Command[], kept: string[]): void {
	const [old, made, current] = [deviceParametersOf(before), deviceParametersOf(after), deviceParametersOf(now)];
	for (const name of Object.keys(old) as Array<keyof typeof old>) {
		const [value, tried, shown] = [old[name], made[name], current[name]];
		if (value !== tried && value !== shown) {
			if (shown === tried) {
				commands.push({kind: 'set-device', parameter: name, value});
			} else {
				kept.push(`${name} of the device was changed since`);
			}
		}
	}
}

function restoreCosts(before: Configuration, after: Configuration, now: Configuration, commands: Command[], kept: string[]): void {
	for (const cost of costNames) {
		const [value, tried, shown] = [costIn(before, cost), costIn(after, cost), costIn(now, cost)];
		if (value !== tried && value !== shown) {
			if (shown === tried) {
				commands.push({kind: 'set-cost', cost, value});
			} else {
				kept.push(`cost ${cost} was changed since`);
			}
		}
	}
}

function restorePolicy(
	before: PolicyConfiguration,
	after: PolicyConfiguration,
	now: PolicyConfiguration,
	offers: Offers,
	commands: Command[],
	kept: string[],
): void {
	if (isEqual(before, after) || isEqual(before, now)) {
		return;
	}
	if (now.name !== after.name) {
		kept.push(`policy is ${now.name} now`);
		return;
	}
	if (before.name !== after.name) {
		commands.push({kind: 'set-policy', policy: before.name, parameters: before.parameters});
		return;
	}
	const tunables = offers.policies.find(({name}) => name === now.name)?.tunables ?? {};
	for (const name of new Set([...Object.keys(before.parameters), ...Object.keys(after.parameters)])) {
		const valueIn = ({parameters}: PolicyConfiguration) => parameters[name] ?? tunables[name]?.default;
		const value = valueIn(before);
		if (value === undefined || value === valueIn(after) || value === valueIn(now)) {
			continue;
		}
		if (valueIn(now) === valueIn(after)) {
			commands.push({kind: 'set-parameter', parameter: name, value});
		} else {
			kept.push(`${name} was changed since`);
		}
	}
}
