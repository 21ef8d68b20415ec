/** All sub-commands: name, flags, help. What each does is loaded when it is called. */
import {CSV_FORMAT, DELAY, DOMAIN, FROM, JSON_FORMAT, ONLY, POLICY, SEED, SET, SPEED, UNTIL, VARY, WINDOW} from './flags.ts';
import {CAST, PACE} from './record-flags.ts';
import {type Subcommand, subcommand} from './subcommand.ts';
import {CONFIG, PRESET, rewriteIterations, SAMPLE_FLAGS, WATCH_FLAGS, XENTOP_FLAGS} from './watch-flags.ts';

const RUN_FLAGS = {until: UNTIL, window: WINDOW, policy: POLICY, set: SET, seed: SEED, json: JSON_FORMAT, csv: CSV_FORMAT};
export type RunFlags = typeof RUN_FLAGS;

const TRACE_FLAGS = {
	domain: DOMAIN,
	until: {...UNTIL, doc: 'Virtual time to stop at (100ms after --from if left out).'},
	from: FROM,
	only: ONLY,
	policy: POLICY,
	seed: SEED,
};
export type TraceFlags = typeof TRACE_FLAGS;

const REPRODUCE_FLAGS = {
	quick: {doc: 'Smaller sizes, fewer domains: a few seconds.'},
	json: JSON_FORMAT,
	csv: {doc: 'Print comma-separated values, a line per benchmark and mode.'},
};
export type ReproduceFlags = typeof REPRODUCE_FLAGS;
const COMPARE_FLAGS = {vary: VARY, ...RUN_FLAGS};
export type CompareFlags = typeof COMPARE_FLAGS;

const LIST_FLAGS = {json: JSON_FORMAT, preset: PRESET};
export type ListFlags = typeof LIST_FLAGS;

const CONFIG_FLAGS = {
	path: {doc: 'Print where it lies.'},
	print: {doc: 'Print it as it would be written: what is set, and every key.'},
	write: {doc: 'Write it; what is in the file stays.'},
	check: {value: 'FILE', doc: 'Say whether a file is good.', words: 'files', read: CONFIG.read},
	config: CONFIG,
} as const;
export type ConfigFlags = typeof CONFIG_FLAGS;

const REPLAY_FLAGS = {
	speed: SPEED,
	delay: DELAY,
	...SAMPLE_FLAGS,
	...XENTOP_FLAGS,
	cast: CAST,
};
export type ReplayFlags = typeof REPLAY_FLAGS;

const DEMO_FLAGS = {
	speed: PACE,
	exit: {doc: 'Leave at the end of the tour; exit code 1 if it fails.'},
	cast: CAST,
};
export type DemoFlags = typeof DEMO_FLAGS;

export const WATCH: Subcommand = subcommand({
	name: '',
	operands: '[SCENARIO]',
	operandsMax: 1,
	summary: 'Shows domains sharing a GPU, live. Without a scenario: the demo.',
	operandWords: 'scenarios',
	flags: WATCH_FLAGS,
	rewrite: rewriteIterations,
	examples: [
		'gpuvmtop',
		'gpuvmtop scenarios/noisy-neighbour.yaml --policy direct',
		'gpuvmtop -b -i 3 -d 1',
		'gpuvmtop --csv --columns name,gpu,exits --sort gpu --until 10s',
	],
	start: async invocation => (await import('./watch.ts')).watch(invocation, Object.keys(SUBCOMMANDS)),
});

export const SUBCOMMANDS: Readonly<Record<string, Subcommand>> = {
	run: subcommand({
		name: 'run',
		operands: 'SCENARIO',
		operandWords: 'scenarios',
		operandsMax: 1,
		summary: 'Runs a scenario as fast as possible and prints a report.',
		flags: RUN_FLAGS,
		examples: ['gpuvmtop run fairness --until 10s', 'gpuvmtop run scenarios/hostile.yaml --seed 7 --json'],
		start: async invocation => (await import('./run.ts')).run(invocation),
	}),
	trace: subcommand({
		name: 'trace',
		operands: 'SCENARIO',
		operandWords: 'scenarios',
		operandsMax: 1,
		summary: 'Prints every access of a domain and what is done for it.',
		flags: TRACE_FLAGS,
		examples: ['gpuvmtop trace demo --domain web --until 20ms', 'gpuvmtop trace demo --domain web --from 1s --only doorbell,fire,sync'],
		start: async invocation => (await import('./trace.ts')).trace(invocation),
	}),
	reproduce: subcommand({
		name: 'reproduce',
		operands: '',
		operandsMax: 0,
		summary: "Runs the paper's evaluation, beside what was published.",
		flags: REPRODUCE_FLAGS,
		examples: ['gpuvmtop reproduce', 'gpuvmtop reproduce --quick --json'],
		start: async invocation => (await import('./reproduce.ts')).runReproduction(invocation),
	}),
	compare: subcommand({
		name: 'compare',
		operands: 'SCENARIO',
		operandWords: 'scenarios',
		operandsMax: 1,
		summary: 'Runs every combination of what varies, prints one table.',
		flags: COMPARE_FLAGS,
		examples: [
			'gpuvmtop compare mixed-kernels --vary policy=fifo,credit,band',
			'gpuvmtop compare mixed-kernels --vary policy=credit,band --vary period=10ms,30ms,100ms --until 20s',
			'gpuvmtop compare weights --policy fair --vary gold.weight=50,100 --vary seed=1,2,3 --csv',
		],
		start: async invocation => (await import('./compare.ts')).compare(invocation),
	}),
	replay: subcommand({
		name: 'replay',
		operands: 'FILE',
		operandsMax: 1,
		summary: 'Plays a recording in the same screen, or prints its samples.',
		flags: REPLAY_FLAGS,
		operandWords: 'files',
		rewrite: rewriteIterations,
		examples: ['gpuvmtop replay gpuvmtop-recording.jsonl', 'gpuvmtop replay run.jsonl --speed 4', 'gpuvmtop replay run.jsonl -b --json'],
		start: async invocation => (await import('./play.ts')).play(invocation),
	}),
	demo: subcommand({
		name: 'demo',
		operands: '[FILE]',
		operandsMax: 1,
		summary: 'Plays a guided tour on a live engine.',
		flags: DEMO_FLAGS,
		operandWords: 'files',
		yieldsToScenario: true,
		examples: ['gpuvmtop demo', 'gpuvmtop demo ./my-tour.yaml --speed 2', 'gpuvmtop demo --exit --cast tour.cast'],
		start: async invocation => (await import('./demo.ts')).demo(invocation),
	}),
	list: subcommand({
		name: 'list',
		operands: '[TOPIC]',
		operandWords: ['scenarios', 'workloads', 'policies', 'device', 'tunables', 'columns', 'keys'],
		operandsMax: 1,
		summary: 'Lists scenarios, workloads, policies, tunables, columns or keys.',
		flags: LIST_FLAGS,
		examples: ['gpuvmtop list', 'gpuvmtop list workloads --json', 'gpuvmtop list keys --preset vim'],
		start: async invocation => (await import('./list.ts')).list(invocation),
	}),
	config: subcommand({
		name: 'config',
		operands: '',
		operandsMax: 0,
		summary: 'The configuration: where it lies, what it sets.',
		flags: CONFIG_FLAGS,
		examples: ['gpuvmtop config', 'gpuvmtop config --write', 'gpuvmtop config --check ./config.yaml'],
		start: async invocation => (await import('./config.ts')).config(invocation),
	}),
	completions: subcommand({
		name: 'completions',
		operands: 'bash|zsh|fish',
		operandsMax: 1,
		operandWords: ['bash', 'zsh', 'fish'],
		summary: 'Prints a script that completes words for a shell.',
		flags: {},
		examples: ['source <(gpuvmtop completions bash)', 'gpuvmtop completions fish > ~/.config/fish/completions/gpuvmtop.fish'],
		start: async invocation => (await import('./completions.ts')).completions(invocation),
	}),
	man: subcommand({
		name: 'man',
		operands: '',
		operandsMax: 0,
		summary: 'Prints the man page.',
		flags: {},
		examples: ['gpuvmtop man | man -l -'],
		start: async invocation => (await import('./man.ts')).man(invocation),
	}),
};
