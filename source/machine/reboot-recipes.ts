/** Recipes that make a domain start anew: a reboot, another size, other work. What it was doing is lost, and they say so. */
import type {Draft} from 'immer';
import {formatBytes} from '../base/units.ts';
import type {Command} from './command.ts';
import {type Configuration, type DomainConfiguration, describeMode, type WorkloadConfiguration} from './configuration.ts';
import {onDomain, type RecipeContext, type RecipeResult, refuseMode, refuseWorkloads} from './recipes.ts';

type Part = Partial<Pick<DomainConfiguration, 'mode' | 'vramBytes' | 'workloads'>>;
type Of<Kind extends Command['kind']> = Extract<Command, {kind: Kind}>;

export function rebootDomain(
	{domain: name, mode, vramBytes, workloads}: Of<'reboot-domain'>,
	configuration: Configuration,
	context: RecipeContext,
): RecipeResult {
	const part: Part = {
		...(mode === undefined ? {} : {mode}),
		...(vramBytes === undefined ? {} : {vramBytes}),
		...(workloads === undefined ? {} : {workloads}),
	};
	return startAnew(name, part, configuration, context, true);
}

export function setVram({domain: name, vramBytes}: Of<'set-vram'>, configuration: Configuration, context: RecipeContext): RecipeResult {
	return startAnew(name, {vramBytes}, configuration, context, false);
}

export function setWorkloads(
	{domain: name, workloads}: Of<'set-workloads'>,
	configuration: Configuration,
	context: RecipeContext,
): RecipeResult {
	return startAnew(name, {workloads}, configuration, context, false);
}

function startAnew(name: string, part: Part, configuration: Configuration, context: RecipeContext, isReboot: boolean): RecipeResult {
	return onDomain(name, configuration, (index, domain) => {
		const changed = changesOf(domain, part);
		const next: DomainConfiguration = {...domain, ...changed};
		if (!isReboot && Object.keys(changed).length === 0) {
			return {
				reason: `${name} has ${part.vramBytes === undefined ? describeWork(domain.workloads) : formatBytes(domain.vramBytes)} already`,
			};
		}
		const others = configuration.domains.toSpliced(index, 1);
		const reason =
			(changed.mode === undefined ? undefined : refuseMode(changed.mode, others)) ??
			refuseWorkloads(next.workloads, context) ??
			context.refuse(next);
		if (reason !== undefined) {
			return {reason: `${name}: ${reason}`};
		}
		const what = [
			...(changed.mode === undefined ? [] : [`${describeMode(domain.mode)} -> ${describeMode(changed.mode)}`]),
			...(changed.vramBytes === undefined ? [] : [`VRAM ${formatBytes(domain.vramBytes)} -> ${formatBytes(changed.vramBytes)}`]),
			...(changed.workloads === undefined ? [] : [`${describeWork(domain.workloads)} -> ${describeWork(changed.workloads)}`]),
		];
		return {
			apply: draft => {
				Object.assign(draft.domains[index] as Draft<DomainConfiguration>, changed);
			},
			summary: what.length === 0 ? `${name} rebooted: it starts anew` : `${name} ${what.join(', ')}; it starts anew`,
			reboots: domain.id,
		};
	});
}

/** What really differs; work that is written the same is the same. */
function changesOf(domain: DomainConfiguration, {mode, vramBytes, workloads}: Part): Part {
	return {
		...(mode === undefined || describeMode(mode) === describeMode(domain.mode) ? {} : {mode}),
		...(vramBytes === undefined || vramBytes === domain.vramBytes ? {} : {vramBytes}),
		...(workloads === undefined || JSON.stringify(workloads) === JSON.stringify(domain.workloads) ? {} : {workloads}),
	};
}

function describeWork(workloads: readonly WorkloadConfiguration[]): string {
	return workloads.map(({kind, parameters}) => `${kind}${Object.keys(parameters).length === 0 ? '' : '(...)'}`).join(', ') || 'no workload';
}
