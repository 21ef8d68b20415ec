/** `gpuvmtop compare`: one scenario under several policies, parameters or weights, side by side. */
import {formatDuration} from '../base/units.ts';
import type {CompareFlags} from './catalogue.ts';
import {MEASURES, type MeasureName} from './measures.ts';
import type {Report} from './report.ts';
import {layTable, quote} from './report-text.ts';
import {chooseWindow} from './run.ts';
import {loadScenario} from './scenario-file.ts';
import {type Invocation, UsageError} from './subcommand.ts';
import {type Combination, combine} from './vary.ts';

const NAMES = Object.keys(MEASURES) as MeasureName[];

/** One line of the comparison, as `--json` prints it. */
export type ComparisonRow = {
	readonly settings: Readonly<Record<string, string>>;
	readonly measures: Readonly<Record<MeasureName, number | null>>;
	readonly digest: string;
};

export async function compare({inputs, flags, stdout, stderr, services}: Invocation<CompareFlags>): Promise<number> {
	if (flags.json === true && flags.csv === true) {
		throw new UsageError('--json and --csv exclude each other');
	}
	const [word] = inputs;
	if (word === undefined) {
		throw new UsageError('no scenario given; expected a file, or a name of "gpuvmtop list scenarios"');
	}
	if (flags.vary === undefined) {
		throw new UsageError('nothing varies; expected for example --vary policy=fifo,credit,band');
	}
	const scenario = await loadScenario(word, flags, services);
	const offerings = await services.offerings(scenario.policyModules);
	const combinations = combine(scenario, flags.vary, offerings);
	const untilNs = flags.until ?? scenario.untilNs;
	const windowNs = chooseWindow(flags.window, untilNs);
	const progress = (count: number) => {
		if (stderr.isTTY === true) {
			stderr.write(count < combinations.length ? `\r${count} of ${combinations.length} runs` : '\r\u001B[K');
		}
	};
	const reports = await services.runAll(
		combinations.map(combination => combination.scenario),
		{untilNs, windowNs},
		progress,
	);
	const rows = combinations.map((combination, index) => rowOf(combination, reports[index] as Report));
	const variations = flags.vary.map(({name}) => name);
	if (flags.json === true) {
		const head = {scenario: scenario.name, title: scenario.title, virtualNs: untilNs, windowNs, variations};
		stdout.write(`${JSON.stringify({...head, rows: rows.map(row => ({...row, best: bestOf(row, rows)}))})}\n`);
	} else if (flags.csv === true) {
		stdout.write(asCsv(variations, rows));
	} else {
		stdout.write(
			`${[
				`${scenario.title} (${scenario.name}), ${formatDuration(untilNs)} of virtual time, fairness over windows of ${formatDuration(windowNs)}`,
				'',
				...asTable(variations, rows),
				'',
				'* best in its column. Delays and STARVED are those of the domain that fares worst.',
			].join('\n')}\n`,
		);
	}
	return 0;
}

function rowOf({settings}: Combination, report: Report): ComparisonRow {
	return {
		settings,
		measures: Object.fromEntries(NAMES.map(name => [name, MEASURES[name].of(report)])) as ComparisonRow['measures'],
		digest: report.digest,
	};
}

/** Measures in which no other row is better, where not all are the same. */
export function bestOf({measures}: ComparisonRow, rows: readonly ComparisonRow[]): MeasureName[] {
	return NAMES.filter(name => {
		const shown = (value: number) => MEASURES[name].show(value);
		const values = rows.flatMap(row => row.measures[name] ?? []);
		const best = MEASURES[name].better === 'low' ? Math.min(...values) : Math.max(...values);
		const own = measures[name];
		return own !== null && shown(own) === shown(best) && values.some(value => shown(value) !== shown(best));
	});
}

function asTable(variations: readonly string[], rows: readonly ComparisonRow[]): string[] {
	const cells = rows.map(row => {
		const best = bestOf(row, rows);
		return [
			...variations.map(name => row.settings[name] as string),
			...NAMES.map(name => {
				const value = row.measures[name];
				return value === null ? '- ' : `${MEASURES[name].show(value)}${best.includes(name) ? '*' : ' '}`;
			}),
		];
	});
	const titles = [...variations.map(name => name.toUpperCase()), ...NAMES.map(name => `${MEASURES[name].title} `)];
	return layTable(
		titles,
		titles.map((_title, column) => column < variations.length),
		cells,
	);
}

function asCsv(variations: readonly string[], rows: readonly ComparisonRow[]): string {
	const lines = rows.map(row => [
		...variations.map(name => row.settings[name] as string),
		...NAMES.map(name => row.measures[name] ?? ''),
		row.digest,
	]);
	return `${[[...variations, ...NAMES, 'digest'], ...lines].map(cells => cells.map(quote).join(',')).join('\n')}\n`;
}
