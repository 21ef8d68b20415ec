/** `gpuvmtop`: runs a scenario against the clock on the wall and shows it, on the screen or as samples in a pipe. */
import type {Reading} from '../machine/scenario-values.ts';
import {describeReplay} from './replay.ts';
import {loadScenario} from './scenario-file.ts';
import type {SampleChoice, Services} from './services.ts';
import {type Invocation, UsageError} from './subcommand.ts';
import type {WatchFlags} from './watch-flags.ts';

/** `others` are the names of sub-commands, one of which may have been meant instead of a scenario. */
export async function watch({inputs, flags, stdout, stderr, services}: Invocation<WatchFlags>, others: readonly string[]): Promise<number> {
	const format = formatOf(flags);
	const isBatch = flags.batch === true || format !== 'text' || stdout.isTTY !== true;
	refuseOutsideBatch(flags, isBatch);
	const samples = await samplesOf(flags, format, services);
	const scenario = await loadScenario(inputs[0], flags, services, others);
	const delaySeconds = flags.delay ?? 1;
	const host = await services.openHost(scenario, {
		inWorker: true,
		intervalMs: isBatch ? delaySeconds * 1000 : Math.min(100, delaySeconds * 1000),
	});
	try {
		const code = await services.openScreen({
			host,
			scenario,
			offerings: await services.offerings(scenario.policyModules),
			isBatch,
			format,
			iterations: flags.iterations,
			samples,
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

type Flags = Invocation<WatchFlags>['flags'];

function formatOf({json, csv}: Flags): 'text' | 'json' | 'csv' {
	if (json === true && csv === true) {
		throw new UsageError('--json and --csv exclude each other');
	}
	return json === true ? 'json' : csv === true ? 'csv' : 'text';
}

function refuseOutsideBatch(flags: Flags, isBatch: boolean): void {
	const name = isBatch ? undefined : (['iterations', 'until', 'filter'] as const).find(key => flags[key] !== undefined);
	if (name !== undefined) {
		throw new UsageError(`--${name} is about samples of batch mode; expected --batch beside it`);
	}
}

/** What samples show. The screen's own reader is asked only if there is something to read. */
async function samplesOf(flags: Flags, format: 'text' | 'json' | 'csv', services: Services): Promise<SampleChoice> {
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
