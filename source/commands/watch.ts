/** `gpuvmtop`: runs a scenario against the clock on the wall and shows it, on the screen or as samples in a pipe. */
import {didYouMean} from '../base/nearest.ts';
import type {WatchFlags} from './catalogue.ts';
import {describeReplay} from './replay.ts';
import {loadScenario} from './scenario-file.ts';
import type {ScreenWishes, Services} from './services.ts';
import {type FlagValues, type Invocation, UsageError} from './subcommand.ts';

/** Wall milliseconds between frames, for the eye; keys are answered at once at any interval. */
const SMOOTH_MS = 100;

/** `others` are the names of sub-commands, one of which may have been meant instead of a scenario. */
export async function watch({inputs, flags, stdout, stderr, services}: Invocation<WatchFlags>, others: readonly string[]): Promise<number> {
	if (flags.json === true && flags.csv === true) {
		throw new UsageError('--json and --csv exclude each other');
	}
	const isBatch = flags.batch === true || flags.json === true || flags.csv === true || stdout.isTTY !== true;
	if (flags.iterations !== undefined && !isBatch) {
		throw new UsageError('--iterations counts samples of batch mode; expected --batch beside it');
	}
	const wishes = await readWishes(flags, services);
	const scenario = await loadScenario(inputs[0], flags, services, others);
	const delaySeconds = flags.delay ?? 1;
	const intervalMs = flags.delay === undefined && !isBatch ? SMOOTH_MS : delaySeconds * 1000;
	const host = await services.openHost(scenario, {
		inWorker: true,
		intervalMs,
	});
	try {
		const code = await services.openScreen({
			host,
			scenario,
			offerings: await services.offerings(scenario.policyModules),
			isBatch,
			format: flags.json === true ? 'json' : flags.csv === true ? 'csv' : 'text',
			iterations: flags.iterations,
			delaySeconds,
			intervalMs,
			wishes,
		});
		const last = host.latest();
		if (last?.facts.broken !== undefined) {
			stderr.write(`${describeReplay(scenario, last.atNs, flags.policy)} (without the commands given by hand)\n`);
		}
		return code;
	} finally {
		await host.close();
	}
}

async function readWishes({theme, mouse, ascii}: FlagValues<WatchFlags>, services: Services): Promise<ScreenWishes> {
	if (theme !== undefined) {
		const names = await services.themes();
		if (!names.includes(theme)) {
			throw new UsageError(`no theme "${theme}"${didYouMean(theme, names)}; expected ${names.join(', ')}`);
		}
	}
	return {...(theme === undefined ? {} : {theme}), ...(mouse === undefined ? {} : {mouse}), ...(ascii === true ? {ascii} : {})};
}
