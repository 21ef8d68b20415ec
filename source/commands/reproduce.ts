/** `gpuvmtop reproduce`: the paper's evaluation on our machine, beside what was published and may be claimed. */
import type {ReproduceFlags} from './catalogue.ts';
import {planOf} from './reproduce/plan.ts';
import {reproduce} from './reproduce/results.ts';
import {resultsAsCsv, resultsAsJson, resultsAsText} from './reproduce/text.ts';
import {type Invocation, UsageError} from './subcommand.ts';

/** Back to the start of the line, and clear it. */
const REWIND = '\r\u001b[K';

export async function runReproduction({flags, stdout, stderr, services}: Invocation<ReproduceFlags>): Promise<number> {
	if (flags.json === true && flags.csv === true) {
		throw new UsageError('--json and --csv exclude each other');
	}
	const isWatched = stderr.isTTY === true;
	const results = await reproduce(services, planOf(flags.quick === true), what => {
		if (isWatched) {
			stderr.write(`${REWIND}${what} ...`);
		}
	});
	if (isWatched) {
		stderr.write(REWIND);
	}
	stdout.write(flags.json === true ? resultsAsJson(results) : flags.csv === true ? resultsAsCsv(results) : resultsAsText(results));
	return 0;
}
