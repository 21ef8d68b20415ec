/** `gpuvmtop trace`: what one domain does to its card, access by access, and what is done for it. */
import {didYouMean} from '../base/nearest.ts';
import {formatDuration, MS} from '../base/units.ts';
import type {Scenario} from '../machine/configuration.ts';
import {TraceFolder} from '../machine/mmio-fold.ts';
import {describeRecord, kindsOf} from '../machine/mmio-text.ts';
import type {TraceFlags} from './catalogue.ts';
import {loadScenario} from './scenario-file.ts';
import {type Invocation, UsageError} from './subcommand.ts';

/** How long a trace is if nobody says. */
const LENGTH_NS = 100 * MS;
/** Virtual time between two looks at what was recorded. */
const SLICE_NS = MS;

export async function trace({inputs, flags, stdout, services}: Invocation<TraceFlags>): Promise<number> {
	const [word] = inputs;
	if (word === undefined) {
		throw new UsageError('no scenario given; expected a file, or a name of "gpuvmtop list scenarios"');
	}
	const scenario = await loadScenario(word, flags, services);
	const domain = chooseDomain(scenario, flags.domain);
	const fromNs = flags.from ?? 0;
	const untilNs = flags.until ?? fromNs + LENGTH_NS;
	if (fromNs >= untilNs) {
		throw new UsageError(`--from is ${formatDuration(fromNs)}; expected less than --until, ${formatDuration(untilNs)}`);
	}
	const wanted = flags.only;
	const lines: string[] = [];
	const folder = new TraceFolder(record => {
		if (wanted === undefined || kindsOf(record).some(kind => wanted.includes(kind))) {
			lines.push(describeRecord(record, domain));
		}
	});
	const machine = await services.createMachine(scenario, {
		trace: {
			domain,
			take(record) {
				if (record.atNs >= fromNs && record.atNs < untilNs) {
					folder.add(record);
				}
			},
		},
	});
	stdout.write(`# ${scenario.title} (${scenario.name}), domain ${domain}, seed ${scenario.seed}\n`);
	const print = () => {
		if (lines.length > 0) {
			stdout.write(`${lines.join('\n')}\n`);
			lines.length = 0;
		}
	};
	while (machine.nowNs < untilNs) {
		machine.runUntil(Math.min(untilNs, machine.nowNs + SLICE_NS));
		print();
	}
	folder.flush();
	print();
	return 0;
}

/** Domains of the scenario, also those that come later by command. */
function chooseDomain({initial, commands}: Scenario, word: string | undefined): string {
	const later = commands.map(({command}) => (command.kind === 'add-domain' ? command.name : undefined));
	const names = [...initial.domains.map(({name}) => name), ...later.filter(name => name !== undefined)];
	if (word === undefined && names.length === 1) {
		return names[0] as string;
	}
	if (word === undefined || !names.includes(word)) {
		const what = word === undefined ? '--domain is not given' : `--domain is "${word}"${didYouMean(word, names)}`;
		throw new UsageError(`${what}; expected ${names.length === 0 ? 'a scenario with domains' : `one of ${names.join(', ')}`}`);
	}
	return word;
}
