/** `gpuvmtop`: runs a scenario against the clock on the wall and shows it, on the screen or as samples in a pipe. */
import type {WatchFlags} from './catalogue.ts';
import {describeReplay} from './replay.ts';
import {loadScenario} from './scenario-file.ts';
import {type Invocation, UsageError} from './subcommand.ts';

/** `others` are the names of sub-commands, one of which may have been meant instead of a scenario. */
export async function watch({inputs, flags, stdout, stderr, services}: Invocation<WatchFlags>, others: readonly string[]): Promise<number> {
	if (flags.json === true && flags.csv === true) {
		throw new UsageError('--json and --csv exclude each other');
	}
	const isBatch = flags.batch === true || flags.json === true || flags.csv === true || stdout.isTTY !== true;
	if (flags.iterations !== undefined && !isBatch) {
		throw new UsageError('--iterations counts samples of batch mode; expected --batch beside it');
	}
	const scenario = await loadScenario(inputs[0], flags, services, others);
	const delaySeconds = flags.delay ?? 1;
	const intervalMs = isBatch ? delaySeconds * 1000 : Math.min(100, delaySeconds * 1000);
	const host = await services.openHost(scenario, {inWorker: true, intervalMs});
	try {
		const code = await services.openScreen({
			host,
			scenario,
			openBranch: replay => services.openHost(scenario, {inWorker: true, intervalMs, replay}),
			offerings: await services.offerings(scenario.policyModules),
			isBatch,
			format: flags.json === true ? 'json' : flags.csv === true ? 'csv' : 'text',
			iterations: flags.iterations,
			delaySeconds,
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
