/** `gpuvmtop list`: the scenarios of the package, the workloads and the policies that a scenario may name, and what can be tuned. */
import {join} from 'node:path';
import {didYouMean} from '../base/nearest.ts';
import {formatTunable} from '../base/tunable.ts';
import type {CatalogueItem} from '../machine/recipes.ts';
import {describeRange} from '../machine/scenario-values.ts';
import type {ListFlags} from './catalogue.ts';
import {bundledScenarios, findScenario} from './scenario-file.ts';
import type {Services} from './services.ts';
import {columns, type Invocation, UsageError} from './subcommand.ts';

const TOPICS = ['scenarios', 'workloads', 'policies', 'tunables'] as const;
type Topic = (typeof TOPICS)[number];

type Items = Readonly<Record<string, CatalogueItem>>;

export async function list({inputs, flags, stdout, services}: Invocation<ListFlags>): Promise<number> {
	const [word] = inputs;
	const topics = TOPICS.filter(topic => word === undefined || word === topic);
	if (word !== undefined && topics.length === 0) {
		throw new UsageError(`nothing to list called "${word}"${didYouMean(word, TOPICS)}; expected ${TOPICS.join(', ')}`);
	}
	const {workloads, policies} = await services.offerings();
	const known = {scenarios: await scenarioTitles(services), workloads, policies, tunables: await tunables()};
	if (flags.json === true) {
		stdout.write(`${JSON.stringify(Object.fromEntries(topics.map(topic => [topic, known[topic]])))}\n`);
		return 0;
	}
	stdout.write(`${topics.map(topic => describeTopic(topic, known[topic])).join('\n\n')}\n`);
	return 0;
}

/** What can be changed while a machine runs, besides the parameters of its policy. */
async function tunables(): Promise<Items> {
	const [{domainTunables}, {costTunables}] = await Promise.all([
		import('../machine/domain-tunables.ts'),
		import('../machine/cost-recipes.ts'),
	]);
	return {
		domain: {doc: 'Settings of a domain; its mode and workloads are chosen by name.', parameters: domainTunables},
		cost: {doc: 'Prices of the cost table, by set-cost.', parameters: costTunables},
	};
}

async function scenarioTitles(services: Services): Promise<Items> {
	const {parseScenario} = await import('../machine/scenario.ts');
	const offerings = await services.offerings();
	return Object.fromEntries(
		bundledScenarios(services.scenarioFolder).map(name => {
			const {title} = parseScenario(findScenario(name, services.scenarioFolder), join('scenarios', `${name}.yaml`), offerings);
			return [name, {doc: title, parameters: {}}];
		}),
	);
}

function describeTopic(topic: Topic, items: Items): string {
	const rows: Array<[string, string]> = [];
	for (const [name, {doc, parameters}] of Object.entries(items)) {
		rows.push([name, doc]);
		for (const [parameter, spec] of Object.entries(parameters)) {
			const when = spec.when === 'live' ? '' : topic === 'tunables' ? ', at reboot' : '';
			rows.push([`  ${parameter}`, `${formatTunable(spec, spec.default)} (${describeRange(spec)}${when}): ${spec.doc}`]);
		}
	}
	return [`${topic[0]?.toUpperCase()}${topic.slice(1)}`, ...(rows.length === 0 ? ['  none'] : columns(rows))].join('\n');
}
