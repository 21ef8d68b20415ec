/** `gpuvmtop list`: the scenarios of the package, the workloads and policies that a scenario may name, and what can be tuned. */
import {join} from 'node:path';
import {didYouMean} from '../base/nearest.ts';
import {formatTunable} from '../base/tunable.ts';
import type {CatalogueItem} from '../machine/recipes.ts';
import {describeRange} from '../machine/scenario-values.ts';
import type {ListFlags} from './catalogue.ts';
import {layTable} from './report-text.ts';
import {bundledScenarios, findScenario} from './scenario-file.ts';
import type {ColumnDoc, KeyDoc, ScreenDoor, Services} from './services.ts';
import {columns, type Invocation, type Output, UsageError} from './subcommand.ts';

const TOPICS = ['scenarios', 'workloads', 'policies', 'device', 'tunables', 'columns', 'keys'] as const;
/** Asked for by name only: long, or of the screen. */
const ON_DEMAND: readonly Topic[] = ['tunables', 'columns', 'keys'];
/** What the screen declares. */
const OF_SCREEN: readonly Topic[] = ['columns', 'keys'];
type Topic = (typeof TOPICS)[number];

type Items = Readonly<Record<string, CatalogueItem>>;

export async function list({inputs, flags, stdout, services}: Invocation<ListFlags>): Promise<number> {
	const [word] = inputs;
	const topics = TOPICS.filter(topic => (word === undefined ? !ON_DEMAND.includes(topic) : word === topic));
	if (topics.length === 0) {
		throw new UsageError(`nothing to list called "${word}"${didYouMean(word ?? '', TOPICS)}; expected ${TOPICS.join(', ')}`);
	}
	if (flags.preset !== undefined && word !== 'keys') {
		throw new UsageError('--preset is about keys; expected "list keys" before it');
	}
	const door = OF_SCREEN.some(topic => topics.includes(topic)) ? await services.screenDoor() : undefined;
	if (door === undefined) {
		await listItems(topics, flags.json === true, stdout, services);
		return 0;
	}
	const preset = presetOf(flags.preset, door);
	if (flags.json === true) {
		stdout.write(`${JSON.stringify(word === 'keys' ? {preset, keys: door.keys(preset)} : {columns: door.columns})}\n`);
	} else {
		stdout.write(`${(word === 'keys' ? keyLines(door.keys(preset)) : columnLines(door.columns)).join('\n')}\n`);
	}
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

async function listItems(topics: readonly Topic[], isJson: boolean, stdout: Output, services: Services): Promise<void> {
	const {workloads, policies} = await services.offerings();
	const {deviceItem} = await import('../machine/catalogues.ts');
	const known: Readonly<Record<string, Items>> = {
		scenarios: await scenarioTitles(services),
		workloads,
		policies,
		device: {gpu: deviceItem},
		tunables: topics.includes('tunables') ? await tunables() : {},
	};
	stdout.write(
		isJson
			? `${JSON.stringify(Object.fromEntries(topics.map(topic => [topic, known[topic]])))}\n`
			: `${topics.map(topic => describeTopic(topic, known[topic] ?? {})).join('\n\n')}\n`,
	);
}

function presetOf(word: string | undefined, {presets}: ScreenDoor): string {
	const names = presets.map(({name}) => name);
	if (word !== undefined && !names.includes(word)) {
		throw new UsageError(`--preset is "${word}"${didYouMean(word, names)}; expected one of ${names.join(', ')}`);
	}
	return word ?? (names[0] as string);
}

/** Columns of the screen, then what batch mode has besides. */
function columnLines(all: readonly ColumnDoc[]): string[] {
	const rows = (isOnScreen: boolean) =>
		layTable(
			['NAME', 'TITLE', 'UNIT', 'WHAT IT IS'],
			[true, true, true, true],
			all.filter(column => column.isOnScreen === isOnScreen).map(({name, title, unit, doc}) => [name, title, unit, doc]),
		);
	return ['Columns of the screen, and of batch mode', ...rows(true), '', 'Further columns of batch mode', ...rows(false)];
}

function keyLines(all: readonly KeyDoc[]): string[] {
	const groups = [...new Set(all.map(({group}) => group))];
	return groups.flatMap((name, index) => {
		const rows = all.filter(({group}) => group === name).map(({keys, command, doc}) => [keys.join(' ') || '-', command, doc]);
		return [...(index === 0 ? [] : ['']), name, ...layTable(['KEYS', 'COMMAND', 'WHAT IT DOES'], [true, true, true], rows)];
	});
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
