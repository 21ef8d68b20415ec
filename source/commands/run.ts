/** `gpuvmtop run`: a scenario from start to end without a screen, as fast as possible, then a report. */
import {InvariantBroken} from '../base/assert.ts';
import {defaultsOf} from '../base/tunable.ts';
import {MS} from '../base/units.ts';
import type {Scenario} from '../machine/configuration.ts';
import type {Snapshot} from '../machine/snapshot.ts';
import type {RunFlags} from './catalogue.ts';
import {describeReplay} from './replay.ts';
import {makeReport, type Report} from './report.ts';
import {reportAsCsv, reportAsText} from './report-text.ts';
import {loadScenario} from './scenario-file.ts';
import type {Engine, Services} from './services.ts';
import {type Invocation, UsageError} from './subcommand.ts';

/** Length of a fairness window, as the prototype sampled shares. */
const WINDOW_NS = 500 * MS;
const WINDOWS_MAX = 10_000;
/** Exit code for our own fault. */
export const EXIT_BROKEN = 70;

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
	const machine = await services.createMachine(scenario);
	try {
		const report = runThrough(scenario, machine, {untilNs, windowNs}, await policyParameters(scenario, services));
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

/** Fills in what the scenario leaves to defaults: a report says what was in force. */
async function policyParameters({policyModules}: Scenario, services: Services): Promise<(policy: Report['policy']) => Report['policy']> {
	const {policies} = await services.offerings(policyModules);
	return ({name, parameters}) => ({name, parameters: {...defaultsOf(policies[name]?.parameters ?? {}), ...parameters}});
}

/** The window asked for, or half a second, stretched where that would make too many. */
function chooseWindow(wantedNs: number | undefined, untilNs: number): number {
	if (wantedNs !== undefined && untilNs / wantedNs > WINDOWS_MAX) {
		throw new UsageError(`--window cuts the run into more than ${WINDOWS_MAX} pieces; expected longer ones`);
	}
	return wantedNs ?? Math.max(WINDOW_NS, Math.ceil(untilNs / WINDOWS_MAX));
}

type Stretch = {readonly untilNs: number; readonly windowNs: number};

function runThrough(
	scenario: Scenario,
	machine: Engine,
	{untilNs, windowNs}: Stretch,
	complete: (policy: Report['policy']) => Report['policy'],
): Report {
	const samples: Snapshot[] = [];
	for (let atNs = 0; atNs < untilNs; ) {
		atNs = Math.min(atNs + windowNs, untilNs);
		machine.runUntil(atNs);
		samples.push(machine.snapshot());
	}
	const {policy} = (samples.at(-1) as Snapshot).facts.configuration;
	return makeReport(scenario, samples, machine.digest(), machine.journal, complete(policy));
}

/** What broke, and the one line that shows it again. */
function describeBroken(error: InvariantBroken, scenario: Scenario, atNs: number, policy?: string): string {
	const what = `gpuvmtop: invariant broken at ${atNs} ns: ${error.message}`;
	return [what, describeReplay(scenario, atNs, policy), error.stack ?? '', ''].join('\n');
}
