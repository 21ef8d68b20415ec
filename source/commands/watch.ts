/** `gpuvmtop`: runs a scenario against the clock on the wall and shows it, on the screen or as samples in a pipe. */
import {didYouMean} from '../base/nearest.ts';
import type {Recorder} from '../machine/recording/recorder.ts';
import type {Reading} from '../machine/scenario-values.ts';
import {type Loaded, loadConfig, saveSettings} from './config-file.ts';
import {startRecorder} from './record.ts';
import {describeReplay} from './replay.ts';
import {loadScenario} from './scenario-file.ts';
import type {Configured, SampleChoice, ScreenSettings, Services} from './services.ts';
import {flagName, type Invocation, UsageError} from './subcommand.ts';
import type {SAMPLE_FLAGS, WatchFlags, XENTOP_FLAGS} from './watch-flags.ts';

/** Wall milliseconds between frames, for the eye; keys are answered at once at any interval. */
export const SMOOTH_MS = 100;

/** `others` are the names of sub-commands, one of which may have been meant instead of a scenario. */
export async function watch({inputs, flags, stdout, stderr, services}: Invocation<WatchFlags>, others: readonly string[]): Promise<number> {
	const format = formatOf(flags);
	const asksSamples = flags.batch === true || format !== 'text';
	if (flags.plain === true && asksSamples) {
		throw new UsageError('--plain excludes --batch, --json and --csv');
	}
	const isPlain = flags.plain === true || (services.hasScreenReader && stdout.isTTY === true && !asksSamples);
	const isBatch = !isPlain && (asksSamples || stdout.isTTY !== true);
	refuseOutsideBatch(flags, isBatch, isPlain);
	refuseCast(flags, isBatch || isPlain);
	const samples = await samplesOf(flags, format, services);
	const {configured, complaints} = await configurationOf(flags, isBatch, services);
	for (const complaint of complaints) {
		stderr.write(`${complaint}\n`);
	}
	const settings = await settingsOf(flags, samples, configured, isBatch, services);
	// Flags that are given win over the configuration, which wins over the scenario.
	const scenario = await loadScenario(inputs[0] ?? configured?.defaults.scenario, {...configured?.defaults, ...flags}, services, others);
	const delaySeconds = flags.delay ?? settings?.delaySeconds ?? 1;
	const isLeftToUs = flags.delay === undefined && settings?.delaySeconds === undefined;
	const intervalMs = isLeftToUs && !isBatch ? SMOOTH_MS : delaySeconds * 1000;
	const host = await services.openHost(scenario, {inWorker: true, intervalMs});
	let recorder: Recorder | undefined;
	try {
		const offerings = await services.offerings(scenario.policyModules);
		recorder = flags.record === undefined ? undefined : await startRecorder(flags.record, {host, scenario, offerings, stderr, services});
		const code = await services.openScreen({
			host,
			scenario,
			openBranch: replay => services.openHost(scenario, {inWorker: true, intervalMs, replay}),
			program: services.version(),
			recorder,
			castPath: flags.cast,
			offerings,
			isBatch,
			isPlain,
			format,
			iterations: flags.iterations,
			samples,
			delaySeconds,
			intervalMs,
			settings,
			saveSettings: chosen => saveSettings(chosen, flags.config ?? services.configFile, services),
			notice: complaints.length === 0 ? undefined : `configuration ignored: ${complaints[0]}`,
		});
		const last = host.latest();
		if (last?.facts.broken !== undefined) {
			stderr.write(`${describeReplay(scenario, last.atNs, flags.policy)} (without the commands given by hand)\n`);
		}
		return code;
	} finally {
		await recorder?.stop();
		await host.close();
	}
}

type Flags = Invocation<WatchFlags>['flags'];
/** Those that say what samples show, which other sub-commands have too. */
export type SampleFlags = Invocation<typeof SAMPLE_FLAGS & typeof XENTOP_FLAGS>['flags'];

export function formatOf({json, csv}: SampleFlags): 'text' | 'json' | 'csv' {
	if (json === true && csv === true) {
		throw new UsageError('--json and --csv exclude each other');
	}
	return json === true ? 'json' : csv === true ? 'csv' : 'text';
}

export function refuseOutsideBatch(flags: SampleFlags, isBatch: boolean, isPlain: boolean): void {
	const names = isBatch ? [] : isPlain ? (['filter', 'repeatHeader'] as const) : (['filter', 'until'] as const);
	const name = names.find(key => flags[key] !== undefined);
	if (name !== undefined) {
		throw new UsageError(`${flagName(name)} is about samples of batch mode; expected --batch beside it`);
	}
}

export function refuseCast({cast}: {readonly cast?: string}, isBatch: boolean): void {
	if (cast !== undefined && isBatch) {
		throw new UsageError('--cast records the screen; expected none of --batch, --json, --csv beside it, and a terminal');
	}
}

/** What samples show. The screen's own reader is asked only if there is something to read. */
export async function samplesOf(flags: SampleFlags, format: 'text' | 'json' | 'csv', services: Services): Promise<SampleChoice> {
	const rows = {
		channels: flags.channels === true,
		exits: flags.exits === true,
		scheduler: flags.scheduler === true,
		engines: flags.engines === true,
		card: flags.cardFirst === true,
	};
	if (format === 'csv' && Object.values(rows).includes(true)) {
		throw new UsageError('--csv has one line a domain; expected none of -v, -n, -x, -p, -z beside it (counters have columns)');
	}
	const {columns, sort, filter} = flags;
	const door = columns === undefined && sort === undefined && filter === undefined ? undefined : await services.screenDoor();
	return {
		columns: columns === undefined ? undefined : checked('columns', door?.readColumns(columns)),
		sort: sort === undefined ? undefined : checked('sort', door?.readSort(sort)),
		filter: filter === undefined ? undefined : checked('filter', door?.readFilter(filter)),
		rows,
		hasRepeatedHeader: flags.repeatHeader === true,
		untilNs: flags.until,
	};
}

function checked<Value>(flag: string, reading: Reading<Value> | undefined): Value | undefined {
	if (reading?.ok === false) {
		throw new UsageError(`--${flag} ${reading.reason}`);
	}
	return reading?.value;
}

/** Samples are for scripts, so they read a configuration only if one is named. */
async function configurationOf({config, noConfig}: Flags, isBatch: boolean, services: Services): Promise<Loaded> {
	if (config !== undefined && noConfig === true) {
		throw new UsageError('--config and --no-config exclude each other');
	}
	return noConfig === true || (isBatch && config === undefined) ? {complaints: []} : loadConfig(config, services);
}

/** Rows below each domain: as samples call them, and as the screen does. */
const ROWS_BELOW = [
	['channels', 'channels'],
	['exits', 'exits'],
	['scheduler', 'budget'],
] as const;

/** Settings of the screen, the command line's on top; undefined where nobody says anything. */
async function settingsOf(
	flags: Flags,
	{columns, sort, rows}: SampleChoice,
	configured: Configured | undefined,
	isBatch: boolean,
	services: Services,
): Promise<ScreenSettings | undefined> {
	const {delay: delaySeconds, fullName: hasFullNames, theme, mouse, ascii} = flags;
	const asked = ROWS_BELOW.filter(([name]) => rows[name]).map(([, kind]) => kind);
	const below = {rows: asked.length === 0 ? undefined : asked, hasRepeatedHeading: flags.repeatHeader};
	const given = {columns, sort, delaySeconds, hasFullNames, ...below, theme, mouse, ascii};
	if (isBatch || Object.values(given).every(value => value === undefined)) {
		return configured?.settings;
	}
	const door = await services.screenDoor();
	if (theme !== undefined && !door.themes.includes(theme)) {
		throw new UsageError(`no theme "${theme}"${didYouMean(theme, door.themes)}; expected ${door.themes.join(', ')}`);
	}
	const onScreen = door.columns.filter(({isOnScreen}) => isOnScreen).map(({name}) => name);
	for (const [flag, names] of [
		['columns', columns ?? []],
		['sort', sort === undefined ? [] : [sort.name]],
	] as const) {
		const strange = names.find(name => !onScreen.includes(name));
		if (strange !== undefined) {
			throw new UsageError(
				`--${flag} names "${strange}", which the screen does not have; expected some of ${onScreen.join(',')}, or --batch beside it`,
			);
		}
	}
	return door.withFlags(configured?.settings, given);
}
