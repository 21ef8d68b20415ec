/** `gpuvmtop run`: a scenario from start to end without a screen, as fast as possible, then a report. */
import {InvariantBroken} from '../base/assert.ts';
import {MS} from '../base/units.ts';
import type {Scenario} from '../machine/configuration.ts';
import type {RunFlags} from './catalogue.ts';
import {describeReplay} from './replay.ts';
import {reportAsCsv, reportAsText} from './report-text.ts';
import {runThrough} from './run-scenario.ts';
import {loadScenario} from './scenario-file.ts';
import {type Invocation, UsageError} from './subcommand.ts';
import {EXIT_BROKEN} from './surroundings.ts';

/** Length of a fairness window, as the prototype sampled shares. */
const WINDOW_NS = 500 * MS;
const WINDOWS_MAX = 10_000;

export async function run({inputs, flags, stdout, stderr, services}: Invocation<RunFlags>): Promise<number> {
	if (flags.json === true && flags.csv === true) {
		throw new UsageError('--json and --csv exclude each other');
	}
	const [word] = inputs;
	if (word === undefined) {
		throw new UsageError('no scenario given; expected a file, or a name of "gpuvmtop list scenarios"');
	}
	const scenario = await loadScenario(word, flags, services);
	const untilNs = flags.until ?? scenario.untilNs;
	const windowNs = chooseWindow(flags.window, untilNs);
	const [machine, offerings] = await Promise.all([services.createMachine(scenario), services.offerings(scenario.policyModules)]);
	try {
		const report = runThrough(scenario, machine, {untilNs, windowNs}, offerings);
		stdout.write(flags.json === true ? `${JSON.stringify(report)}\n` : flags.csv === true ? reportAsCsv(report) : reportAsText(report));
		return 0;
	} catch (error) {
		if (error instanceof InvariantBroken) {
			stderr.write(describeBroken(error, scenario, machine.nowNs, flags.policy));
			return EXIT_BROKEN;
		}
		throw error;
	}
}

/** The window asked for, or half a second, stretched where that would make too many. */
export function chooseWindow(wantedNs: number | undefined, untilNs: number): number {
	if (wantedNs !== undefined && untilNs / wantedNs > WINDOWS_MAX) {
		throw new UsageError(`--window cuts the run into more than ${WINDOWS_MAX} pieces; expected longer ones`);
	}
	return wantedNs ?? Math.max(WINDOW_NS, Math.ceil(untilNs / WINDOWS_MAX));
}

/** What broke, and the one line that shows it again. */
function describeBroken(error: InvariantBroken, scenario: Scenario, atNs: number, policy?: string): string {
	const what = `gpuvmtop: invariant broken at ${atNs} ns: ${error.message}`;
	return [what, describeReplay(scenario, atNs, policy), error.stack ?? '', ''].join('\n');
}
