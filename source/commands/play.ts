/** `gpuvmtop replay`: a recording on the screen as if its engine ran, or its samples in a pipe. */
import {SECOND} from '../base/units.ts';
import type {Scenario} from '../machine/configuration.ts';
import type {Recording} from '../machine/recording/recording.ts';
import type {Offerings} from '../machine/scenario.ts';
import type {Snapshot} from '../machine/snapshot.ts';
import type {ReplayFlags} from './catalogue.ts';
import {type Invocation, UsageError} from './subcommand.ts';

export async function play({inputs, flags, stdout, services}: Invocation<ReplayFlags>): Promise<number> {
	const [path] = inputs;
	if (path === undefined) {
		throw new UsageError('no file given; expected a recording, as --record or R on the screen makes one');
	}
	if (flags.json === true && flags.csv === true) {
		throw new UsageError('--json and --csv exclude each other');
	}
	const isBatch = flags.batch === true || flags.json === true || flags.csv === true || stdout.isTTY !== true;
	if (flags.iterations !== undefined && !isBatch) {
		throw new UsageError('--iterations counts samples of batch mode; expected --batch beside it');
	}
	if (flags.cast !== undefined && isBatch) {
		throw new UsageError('--cast records the screen; expected none of --batch, --json, --csv beside it, and a terminal');
	}
	const delaySeconds = flags.delay ?? 1;
	const host = await services.openReplay(path, {
		intervalMs: Math.min(100, delaySeconds * 1000),
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
			offerings,
			isBatch,
			format: flags.json === true ? 'json' : flags.csv === true ? 'csv' : 'text',
			iterations: flags.iterations,
			delaySeconds,
			replay: {samples: recording, endNs: recording.endNs},
			snapshots: isBatch ? samplesOf(recording, flags.delay, flags.iterations) : undefined,
		});
	} finally {
		await host.close();
	}
}

/** All samples, or the first one of every so many virtual seconds; at most `iterations` of them. */
function* samplesOf(recording: Recording, delaySeconds: number | undefined, iterations: number | undefined): Generator<Snapshot> {
	let nextNs = 0;
	let count = 0;
	for (const snapshot of recording) {
		if (delaySeconds === undefined || snapshot.atNs >= nextNs) {
			nextNs = snapshot.atNs + (delaySeconds ?? 0) * SECOND;
			yield snapshot;
			count++;
		}
		if (count === iterations) {
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
