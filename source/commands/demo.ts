/** `gpuvmtop demo`: a guided tour on a live engine: keys and captions from a file. */
import {readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import type {DemoFlags} from './catalogue.ts';
import {saveSettings} from './config-file.ts';
import {loadScenario, TOUR_ENDING} from './scenario-file.ts';
import type {SampleChoice} from './services.ts';
import {type Invocation, UsageError} from './subcommand.ts';

/** The tour of the package, in the folder of its scenarios. */
const OWN_TOUR = `demo${TOUR_ENDING}`;

/** Wall milliseconds between frames. */
const INTERVAL_MS = 100;
/** Samples are a matter of batch mode. */
const NO_CHOICE: SampleChoice = {
	rows: {channels: false, exits: false, scheduler: false, engines: false, card: false},
	hasRepeatedHeader: false,
};

export async function demo({inputs, flags, stdout, services}: Invocation<DemoFlags>): Promise<number> {
	const path = inputs[0] ?? join(services.scenarioFolder, OWN_TOUR);
	const tour = await (await services.screenDoor()).readTour(readTourFile(path), inputs[0] ?? OWN_TOUR);
	if (stdout.isTTY !== true) {
		throw new UsageError('a tour is played on the screen; expected a terminal');
	}
	const {scenario: word, policy, seed, speed} = tour;
	const scenario = await loadScenario(
		word === undefined || /^[\w-]+$/.test(word) ? word : join(dirname(path), word),
		{
			...(policy === undefined ? {} : {policy}),
			...(seed === undefined ? {} : {seed}),
			...(speed === undefined ? {} : {speed}),
		},
		services,
	);
	const host = await services.openHost(scenario, {inWorker: true, intervalMs: INTERVAL_MS});
	try {
		return await services.openScreen({
			host,
			scenario,
			program: services.version(),
			castPath: flags.cast,
			tour,
			tourOptions: {pace: flags.speed ?? 1, exits: flags.exit === true},
			saveSettings: chosen => saveSettings(chosen, services.configFile, services),
			offerings: await services.offerings(scenario.policyModules),
			isBatch: false,
			isPlain: false,
			samples: NO_CHOICE,
			intervalMs: INTERVAL_MS,
			format: 'text',
			iterations: undefined,
			delaySeconds: 1,
		});
	} finally {
		await host.close();
	}
}

function readTourFile(path: string): string {
	try {
		return readFileSync(path, 'utf8');
	} catch (error) {
		const {code, message} = error as NodeJS.ErrnoException;
		throw new UsageError(
			code === 'ENOENT'
				? `no file ${path}; expected a tour, or nothing for the tour of the package (the scenario demo is shown by gpuvmtop alone)`
				: code === 'EISDIR'
					? `${path} is a folder; expected a tour`
					: `cannot read ${path}: ${message}`,
		);
	}
}
