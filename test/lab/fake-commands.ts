/** What an operator's command makes of the configuration of an engine that is none. */
import {MIB} from '../../source/base/units.ts';
import type {Command} from '../../source/machine/command.ts';
import {type Configuration, type DomainConfiguration, describeMode, type Mode} from '../../source/machine/configuration.ts';

export const GUEST_VRAM = 4096 * MIB;
const optimized: Mode = {kind: 'full', barRemap: true, lazyShadowing: true};

export function outcomeOf(
	command: Command,
	configuration: Configuration,
): readonly [next: Configuration | undefined, textOrReason: string] {
	const edit = (name: string, change: Partial<DomainConfiguration>): Configuration => ({
		...configuration,
		domains: configuration.domains.map(domain => (domain.name === name ? {...domain, ...change} : domain)),
	});
	switch (command.kind) {
		case 'add-domain': {
			const free = GUEST_VRAM - configuration.domains.reduce((sum, {vramBytes}) => sum + vramBytes, 0);
			const bytes = command.vramBytes ?? 512 * MIB;
			if (configuration.domains.some(({name}) => name === command.name)) {
				return [undefined, `there is a domain ${command.name} already`];
			}
			if (bytes > free) {
				return [undefined, `${bytes / MIB} MiB of VRAM asked for, ${free / MIB} MiB free`];
			}
			const next = withDomain(configuration, command);
			const domain = next.domains.at(-1);
			return [next, `${domain?.name} added: ${domain === undefined ? '' : describeMode(domain.mode)}, ${bytes / MIB} MiB`];
		}
		case 'remove-domain':
			return [{...configuration, domains: configuration.domains.filter(({name}) => name !== command.domain)}, `${command.domain} removed`];
		case 'pause-domain':
			return [edit(command.domain, {isPaused: true}), `${command.domain} paused`];
		case 'resume-domain':
			return [edit(command.domain, {isPaused: false}), `${command.domain} resumed`];
		case 'set-mode':
			return [edit(command.domain, {mode: command.mode}), `${command.domain} is ${describeMode(command.mode)} now`];
		case 'set-policy':
			return [
				{...configuration, policy: {name: command.policy, parameters: command.parameters ?? {}}},
				`policy ${configuration.policy.name} -> ${command.policy}`,
			];
		case 'set-parameter': {
			const {policy} = configuration;
			const parameters = {...policy.parameters, [command.parameter]: command.value};
			return [{...configuration, policy: {...policy, parameters}}, `${policy.name} ${command.parameter} -> ${command.value}`];
		}
		case 'set-device':
			return [
				{...configuration, device: {...configuration.device, [command.parameter]: command.value}},
				`device ${command.parameter} -> ${command.value}`,
			];
		case 'set-weight':
			return [edit(command.domain, {weight: command.weight}), `weight of ${command.domain} -> ${command.weight}`];
		case 'set-cap':
			return [edit(command.domain, {capPermille: command.capPermille}), `cap of ${command.domain} -> ${command.capPermille / 10}%`];
		case 'set-reservation':
			return [edit(command.domain, {reservation: command.reservation}), `reservation of ${command.domain} changed`];
		case 'reboot-domain':
		case 'set-vram':
		case 'set-workloads': {
			const {kind: _, domain, ...change} = command;
			return [edit(domain, change), `${domain} starts anew`];
		}
		case 'set-cost':
			return [
				{...configuration, costs: {...configuration.costs, [command.cost]: command.value}},
				`cost ${command.cost} -> ${command.value}`,
			];
		case 'set-speed':
			return [
				{...configuration, speed: command.speed},
				`speed ${configuration.speed}x -> ${command.speed === 0 ? 'max' : `${command.speed}x`}`,
			];
		case 'pause':
			return [{...configuration, isPaused: true}, 'engine paused'];
		case 'resume':
			return [{...configuration, isPaused: false}, 'engine resumed'];
		case 'step':
		case 'note':
		case 'undo':
		case 'undo-to':
		case 'redo':
			return [undefined, 'not a change'];
	}
}

export function withDomain(configuration: Configuration, wish: Partial<Extract<Command, {kind: 'add-domain'}>>): Configuration {
	const id = configuration.nextDomainId;
	const domain: DomainConfiguration = {
		id,
		name: wish.name ?? `dom${id}`,
		mode: wish.mode ?? (id % 3 === 0 ? {kind: 'para', multicall: true} : optimized),
		vramBytes: wish.vramBytes ?? 512 * MIB,
		channels: 0,
		ramBytes: wish.ramBytes ?? 128 * MIB,
		workloads: wish.workloads ?? [{kind: ['vector-add', 'stream-copy', 'matrix-multiply'][id % 3], parameters: {}}],
		weight: wish.weight ?? 256,
		capPermille: wish.capPermille ?? 0,
		isPaused: false,
	};
	return {...configuration, domains: [...configuration.domains, domain], nextDomainId: id + 1};
}
