/** `gpuvmtop replay`: a recording on the screen as if its engine ran, or its samples in a pipe. */
import {SECOND} from '../base/units.ts';
import type {Scenario} from '../machine/configuration.ts';
import type {Recording} from '../machine/recording/recording.ts';
import type {Offerings} from '../machine/scenario.ts';
import type {ReplayFlags} from './catalogue.ts';
import {saveSettings} from './config-file.ts';
import type {RecordedSample} from './services.ts';
import {type Invocation, UsageError} from './subcommand.ts';
import {formatOf, refuseCast, refuseOutsideBatch, SMOOTH_MS, samplesOf} from './watch.ts';

export async function play({inputs, flags, stdout, services}: Invocation<ReplayFlags>): Promise<number> {
	const [path] = inputs;
	if (path === undefined) {
		throw new UsageError('no file given; expected a recording, as --record or R on the screen makes one');
	}
	const format = formatOf(flags);
	const isBatch = flags.batch === true || format !== 'text' || stdout.isTTY !== true;
	if (flags.plain === true) {
		throw new UsageError('--plain tells what an engine does as it does it; expected none with a recording');
	}
	refuseOutsideBatch(flags, isBatch, false);
	refuseCast(flags, isBatch);
	const samples = await samplesOf(flags, format, services);
	const delaySeconds = flags.delay ?? 1;
	const intervalMs = flags.delay === undefined ? SMOOTH_MS : delaySeconds * 1000;
	const host = await services.openReplay(path, {
		intervalMs,
		...(flags.speed === undefined ? {} : {speed: flags.speed}),
	});
	try {
		const {recording} = host;
		const offerings = await services.offerings();
		return await services.openScreen({
			host,
			scenario: await scenarioOf(recording, offerings),
			program: services.version(),
			castPath: flags.cast,
			saveSettings: chosen => saveSettings(chosen, services.configFile, services),
			offerings,
			isBatch,
			isPlain: false,
			intervalMs,
			format,
			iterations: flags.iterations,
			samples,
			delaySeconds,
			replay: {samples: recording, endNs: recording.endNs},
			recorded: isBatch ? chosenOf(recording, flags) : undefined,
		});
	} finally {
		await host.close();
	}
}

/** All samples, or the first one of every so many virtual seconds; up to a time, and at most so many. */
function* chosenOf(recording: Recording, {delay, iterations, until}: Invocation<ReplayFlags>['flags']): Generator<RecordedSample> {
	let nextNs = 0;
	let count = 0;
	let index = 0;
	for (const snapshot of recording) {
		if (delay === undefined || snapshot.atNs >= nextNs) {
			nextNs = snapshot.atNs + (delay ?? 0) * SECOND;
			yield {snapshot, details: recording.details(index), recordedAt: recording.header.recordedAt, wallMs: recording.wallMs(index)};
			count++;
		}
		index++;
		if (count === iterations || (until !== undefined && snapshot.atNs >= until)) {
			return;
		}
	}
}

/** The scenario that the recording was of, if it says and this program still knows everything in it. */
async function scenarioOf({header}: Recording, offerings: Offerings): Promise<Scenario | undefined> {
	if (header.scenarioText === '') {
		return undefined;
	}
	const {parseScenario, ScenarioError} = await import('../machine/scenario.ts');
	try {
		return parseScenario(header.scenarioText, header.scenario, offerings);
	} catch (error) {
		if (error instanceof ScenarioError) {
			return undefined;
		}
		throw error;
	}
}
