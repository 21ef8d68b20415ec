/** The reproduction for people, and its main table for spreadsheets. */
import {formatDuration} from '../../base/units.ts';
import {formatPermille, layTable} from '../report-text.ts';
import {bandOf, isWithin, judge, SOURCES} from './claims.ts';
import type {Measurement} from './measure.ts';
import {SCALED} from './plan.ts';
import {controlShare, type Results, type Row, type ScaleRow} from './results.ts';

const TICK = '\u2713';
const CROSS = '\u2717';

function mark(holds: boolean | undefined): string {
	return holds === undefined ? '-' : holds ? TICK : CROSS;
}

type Column = {readonly title: string; readonly isText?: boolean; readonly value: (row: Row) => string};

const phase = (title: string, name: keyof Measurement['phases']): Column => ({
	title,
	value: ({measurement}) => formatDuration(measurement.phases[name]),
});
const counted = (title: string, name: keyof Measurement['counted']): Column => ({
	title,
	value: ({measurement}) => String(measurement.counted[name]),
});

const COLUMNS: readonly Column[] = [
	{title: 'MODE', isText: true, value: ({mode}) => mode},
	{title: 'TIME', value: ({measurement}) => formatDuration(measurement.runNs)},
	{title: 'X NATIVE', value: ({ratio}) => ratio.toFixed(2)},
	phase('INIT', 'init'),
	phase('HTOD', 'htoD'),
	phase('LAUNCH', 'launch'),
	phase('DTOH', 'dtoH'),
	phase('CLOSE', 'close'),
	{title: 'INIT+CLOSE', value: ({measurement}) => `${(controlShare(measurement) * 100).toFixed(1)}%`},
	counted('EXITS', 'exits'),
	counted('DIRECT', 'directAccesses'),
	counted('CALLS', 'hypercalls'),
	counted('SYNCS', 'shadowSyncs'),
	counted('OF CHANNELS', 'channelSyncs'),
	{title: 'SHADOW', value: ({measurement}) => formatDuration(measurement.counted.shadowNs)},
	{title: 'PUBLISHED', isText: true, value: ({mode}) => bandOf(mode)?.text ?? '-'},
	{title: 'FROM', isText: true, value: ({mode}) => bandOf(mode)?.source ?? '-'},
	{
		title: '',
		isText: true,
		value: ({mode, ratio}) => {
			const band = bandOf(mode);
			return mark(band === undefined ? undefined : isWithin(band, ratio));
		},
	},
];

export function resultsAsText(results: Results): string {
	const {plan, rows} = results;
	const tables = plan.benchmarks.flatMap(({name, doc}) => [
		'',
		`${name}: ${doc}`,
		...layTable(
			COLUMNS.map(({title}) => title),
			COLUMNS.map(({isText}) => isText === true),
			rows.filter(({benchmark}) => benchmark === name).map(row => COLUMNS.map(({value}) => value(row))),
		),
	]);
	return `${[
		"GPUvm's evaluation on this machine: times of the program, without the loading of the driver, in virtual time.",
		"Sizes are ours; the paper's were not recovered, nor were its bars, percentages and counts, and none are shown.",
		...tables,
		'',
		...describeScale(
			results.domains,
			plan.counts,
			`${SCALED} in several domains at once: time of one program, average; no published figures`,
		),
		'',
		...describeScale(results.contexts, plan.counts, `${SCALED} in several contexts of one domain at once: the same`),
		'',
		...describeFairness(results),
		'',
		...describeVerdicts(results),
	].join('\n')}\n`;
}

function describeScale(rows: readonly ScaleRow[], counts: readonly number[], title: string): string[] {
	const modes = [...new Set(rows.map(({mode}) => mode))];
	const cells = modes.map(mode => {
		const own = rows.filter(row => row.mode === mode);
		const first = own[0]?.measurement.runNs ?? 1;
		return [mode, ...own.map(({measurement: {runNs}}) => `${formatDuration(runNs)} (${(runNs / first).toFixed(2)}x)`)];
	});
	return [title, ...layTable(['MODE', ...counts.map(String)], [true], cells)];
}

function describeFairness({fairness, plan}: Results): string[] {
	const cells = fairness.map(({policy, fairness: {domains, jain, maxDeviationPermille}}) => [
		policy,
		...domains.map(({receivedPermille}) => formatPermille(receivedPermille)),
		jain?.toFixed(3) ?? '-',
		formatPermille(maxDeviationPermille),
	]);
	return [
		`Two domains, kernels of lengths 5:1, one each in flight, ${formatDuration(plan.fairnessNs)}: shares of the GPU time charged`,
		...layTable(['POLICY', 'LONG', 'SHORT', 'JAIN', 'DEVIATION'], [true], cells),
	];
}

function describeVerdicts(results: Results): string[] {
	const verdicts = judge(results);
	return [
		'What may be claimed',
		...verdicts.flatMap(({claim, source, holds, measured}) => [`${mark(holds)} ${claim} [${source}]`, `    measured: ${measured}`]),
		'',
		...Object.entries(SOURCES).map(([name, doc]) => `${name}: ${doc}`),
	];
}

/** One line for each benchmark and mode. */
export function resultsAsCsv({rows}: Results): string {
	const header = ['benchmark', 'mode', 'runNs', 'ratio', 'initNs', 'htoDNs', 'launchNs', 'dtoHNs', 'closeNs'];
	const names = Object.keys(rows[0]?.measurement.counted ?? {});
	const lines = rows.map(({benchmark, mode, ratio, measurement: {runNs, phases, counted: counts}}) => [
		benchmark,
		mode,
		runNs,
		ratio.toFixed(4),
		...[phases.init, phases.htoD, phases.launch, phases.dtoH, phases.close],
		...names.map(name => counts[name as keyof typeof counts]),
	]);
	return `${[[...header, ...names], ...lines].map(cells => cells.join(',')).join('\n')}\n`;
}

/** Everything, with the verdicts, as plain data. */
export function resultsAsJson(results: Results): string {
	const rows = results.rows.map(row => {
		const band = bandOf(row.mode);
		const published = band === undefined ? null : {low: band.low, high: band.high === Infinity ? null : band.high, source: band.source};
		return {...row, published, isWithin: band === undefined ? null : isWithin(band, row.ratio)};
	});
	const claims = judge(results).map(verdict => ({...verdict, holds: verdict.holds ?? null}));
	return `${JSON.stringify({...results, rows, claims, sources: SOURCES})}\n`;
}
